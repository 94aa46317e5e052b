"""Whether a number is the reporting body's own, of this year and no plan: what a careful reader asks first."""

from __future__ import annotations

import re
from dataclasses import dataclass

from reports.prose.phrases import Phrases
from reports.prose.speaker import Speaker

_CLAUSE = re.compile(r"[，；。：（(]")
_RUN = re.compile(r"[；。]")
_YEAR = re.compile(r"(?P<not>[较比与同和自]|结?转(?:至|到|入)?)?(?P<mark>[◇▽△◆])年(?:度)?(?P<than>相比|同期|结转)?")
_SEVERAL_YEARS = re.compile(r"[▽◆]年(?:度)?[至到—~\-－][◇△]年|(?:19|20)\d\d[至到—~\-－][◇△▽◆]年")
_WHOLE_AREA = re.compile(
    r"(?:^|[，；：。（]|年度?|其中|全年|今年|目前)(?:全(?:市|县|区|国|省|镇|乡|旗|街道|系统|州)(?!年)|"
    r"(?!在|向|通过|经|按|根据|由|为|对|从|与|本|全|依托|利用)[一-龥]{1,7}(?<!小)(?<!社)(?:省|市|区|县|州|旗)"
    r"(?=全年|今年|共|累计|总共|主动公开|公开|发布|收到|受理|接到|接收|新收|办结|答复|[（]))"
)
_BREAK = re.compile(r"[，；：].*")
_OUR_AREA = re.compile(r"我[市县区镇乡省州旗]$")
_PREPOSITION = re.compile(
    r"^(?:$|在|通过|利用|依托|向|对|从|经|于|以|据|按|根据|按照|与|为|及时|积极|其他(?!部门|单位|机关)|协调|协助|配合|会同|联合|参加)"
)
_OWN_SITE = re.compile(r"(?:人民)?政府$")
_SITE = re.compile(r"门户|网站|官方|微")


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a marked sentence: `before` it since the sentence began, its `run` since the last ；, its `clause`."""

    before: str
    run: str
    clause: str
    after: str


def place(marked: str, at: int) -> Place:
    before = marked[:at]
    run = before[max((m.end() for m in _RUN.finditer(before)), default=0) :]
    clause = before[max((m.end() for m in _CLAUSE.finditer(before)), default=0) :]
    return Place(before, run, clause, marked[at:])


def denied(here: Place, rules: Phrases) -> bool:
    """Tell whether a negation before the place, in its clause, says that there is no such number."""
    return bool(rules.scope["denied"].search(here.clause))


def only_said(here: Place, rules: Phrases) -> bool:
    """Tell whether the number is a goal, supposed, an example or somebody else's words: nothing the report asserts."""
    scope = rules.scope
    if scope["goal"].search(here.run.rsplit("，", 1)[-1]) or scope["supposed"].search(here.run):
        return True
    return bool(scope["told"].search(here.before) or scope["disputed"].search(here.after))


def of_another_matter(here: Place, rules: Phrases, fields: tuple[str, ...]) -> bool:
    """Tell whether the requests are for something else than information or of other years too, or the cases others."""
    if "requests.received" in fields and rules.scope["with_carried"].search(here.after):
        return True
    if any(field.startswith("requests.") for field in fields):
        return bool(rules.scope["other_requests"].search(here.run + "#"))
    cases = any(field.startswith(("review.", "litigation.")) for field in fields)
    return cases and bool(rules.scope["other_cases"].search(here.after))


def of_another_time(here: Place, rules: Phrases, any_year: bool, each: bool = False, ever: bool = False) -> bool:
    """Tell whether the place speaks of another year, a part of this one, all years together, or the future.

    `ever`: what is said of all years together holds for this one too, as a denial does, or the number of people now.
    """
    scope = rules.scope
    if _SEVERAL_YEARS.search(here.before):
        return True
    years = [m for m in _YEAR.finditer(here.before) if not m["not"] and not m["than"]]
    if not any_year and ((years and years[-1]["mark"] != "◇") or scope["comparison"].search(here.clause)):
        return True
    if scope["plan"].search(here.clause) or scope["later"].search(here.before):
        return True
    if not each and scope["each"].search(here.clause + "#"):
        return True
    anchors = [m.end() for m in scope["this_year"].finditer(here.before)]
    if not anchors and not any_year and not ever and scope["cumulative"].search(here.before):
        return True
    return any(m.end() > max(anchors, default=0) for m in scope["part_year"].finditer(here.before))


def subject(here: Place, rules: Phrases) -> str | None:
    """Return the last body named as a subject before the place, in its sentence since the last ；."""
    scope, said = rules.scope, None
    organ = scope["organ"].pattern
    organ = f"(?P<name>{organ}(?:、{organ}){{0,6}}(?:等@?[一-龥]{{0,6}}(?:单位|部门|机构|馆))?)"
    pattern = re.compile(scope["subject_start"].pattern + organ + scope["subject_end"].pattern)
    position = 0
    while match := pattern.search(here.run + "#", position):
        position = max(match.start() + 1, match.end() - 1)
        name, site = scope["lead_in"].sub("", match["name"]), _SITE.match(here.run, match.end("name"))
        if not (_PREPOSITION.match(name) or scope["no_subject"].match(name)) and not (site and _OWN_SITE.search(name)):
            said = name
    return said


def of_another_body(here: Place, rules: Phrases, who: Speaker) -> bool:
    """Tell whether the place speaks of somebody else, of a part of the body, or of its whole system."""
    if not who.area and _is_of_area(here, rules):
        return True
    said = subject(here, rules)
    return said is not None and not _is_self(said, rules, who)


def _is_of_area(here: Place, rules: Phrases) -> bool:
    """Tell whether the last to be named is an area (全区, 我市, 宁波市), and no body in a clause after it."""
    areas = list(_WHOLE_AREA.finditer(here.run))
    if not areas:
        return False
    later = _BREAK.search(here.run, areas[-1].end())
    return later is None or subject(Place(here.before, later[0], here.clause, here.after), rules) is None


def of_its_office(here: Place, rules: Phrases, who: Speaker) -> bool:
    """Tell whether a government's report speaks of the government itself (县政府收到), perhaps not of the area."""
    return who.area and bool(_OWN_SITE.search(subject(here, rules) or ""))


def _is_self(name: str, rules: Phrases, who: Speaker) -> bool:
    if _OUR_AREA.search(name):
        return who.area
    if rules.scope["subordinate"].search(name) and not rules.scope["with_us"].match(name):
        return False
    if not name or rules.scope["self"].search(name):
        return True
    if rules.scope["area"].match(name):
        return who.area
    return who.is_called(re.sub(r"机关$|[（(）)]", "", name))


def channels_named(text: str, rules: Phrases) -> set[str]:
    """Return the channels of publication a text names."""
    return {name for name, pattern in rules.channels.items() if pattern.search(text)}
