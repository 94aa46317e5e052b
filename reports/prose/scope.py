"""Whether a number is the reporting body's own, of this year and no plan: what a careful reader asks first."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from reports.prose.frames import Cut, Frame
from reports.prose.speaker import Speaker
from reports.prose.table import Row
from reports.prose.words import Word, lists

_NOT_OF_YEAR = re.compile(r"(?:[较比与同和自]|结?转(?:至|到|入)?|顺?延(?:至|到)?)$")
_ONLY_COMPARED = re.compile(r"年(?:度)?(?:相比|同期|结转|的\d)")
_SEVERAL_YEARS = re.compile(r"(19|20)\d\d年?度?[至到—~\-－](?:19|20)\d\d")
_DAY = re.compile(r"(?:19|20)\d\d年\d+月\d+日[至到—~\-－](?:19|20)\d\d年\d+月\d+日")
_OUR_AREA = re.compile(r"我[市县区镇乡省州旗]$")
_OWN_SITE = re.compile(r"(?:人民)?政府$")
_SITE = re.compile(r"门户|网站|官方|微")
_SELF = re.compile(
    r"(?:我|本)(?:行政)?(?:[局级委厅办院校市县区镇乡省中所处行机单部街州旗团馆站园社会队台宫]|公司|集团|医院|学[院校])|"
    r"^全(?:年|局|委|厅|院|办)|^机关"
)
_LEAD_IN = re.compile(
    r"^(?:[一二三四五六七八九十]是|◇年度?|年度?|度|本年度?|全年|今年|共|累计|总共|发布|公开|更新|推送|其中|，|：|“)+"
)
_WITH_US = re.compile(r"^(?:我|本|全)[局委厅办院校中][^及和与、]{0,2}[及和与、]")
_AREA = re.compile(r"^全(?:市|县|区|省|镇|乡|州|旗|街道|自治)|^各级")
_WHOLE_AREA = re.compile(
    r"(?:^|[，；：。（]|年度?|其中|全年|今年|目前)(?:全(?:市|县|区|国|省|镇|乡|旗|街道|系统|州)(?!年)|"
    r"(?!在|向|通过|经|按|根据|由|为|对|从|与|本|全|依托|利用)[一-龥]{1,7}(?<!小)(?<!社)(?:省|市|区|县|州|旗)"
    r"(?=全年|今年|共|累计|总共|主动公开|公开|发布|收到|受理|接到|接收|新收|办结|答复|[（]))"
)
_BREAK = re.compile(r"[，；：]")
_BEHALF = re.compile(r".*(?:代表|以)(?=[市县区省镇]?(?:人民)?政府)")


def telling(one: Cut, at: int) -> list[Word]:
    """Return the words before a place that say when, whether or under which condition."""
    return [word for word in one.telling if word.end <= one.words[at].start]


def why_not(one: Cut, at: int, frame: Frame, row: Row) -> str:
    """Return why a number at a word is no figure of the report, empty where it is one."""
    number = one.line.found[int(one.words[at].kinds["number"])]
    if number.value and any(
        w.of("modality", "neg") and not w.of("outcome") for w in frame.words if w.start < number.start
    ):
        return "denied"
    if number.value % 1 and number.unit != "元":
        return "no whole number"
    if of_another_matter(one.words, at, row.fields):
        return "of another matter, or counted together with it"
    before = telling(one, at)
    ever = "stock" in row.conditions
    return only_said(one, at, before) or of_another_time(one, at, before, row.any_year, len(row.fields) > 1, ever)


def of_another_matter(words: Sequence[Word], at: int, fields: tuple[str, ...]) -> bool:
    """Tell whether what was carried in is counted with what came, or only some of the cases are about openness."""
    stop = next((i for i, w in enumerate(words[at + 1 :], at + 1) if w.of("number")), len(words))
    between, after = words[at + 1 : stop], words[stop : stop + 6]
    opened = any(w.of("filler", "among") or w.text in "（含包括包含" for w in between)
    if "requests.received" in fields and opened:
        near = [*between, *(w for w in after[:4] if not after[0].of("break"))]
        return any(w.of("outcome", "carried_in") or w.of("time", "last_year") or w.of("year", "last") for w in near)
    if opened and any(w.of("time", "this_year") or w.of("year", "this") for w in between):
        return any(w.text == "累计" for w in words[:at])
    if fields[0].startswith(("review.", "litigation.")):
        some = any(w.of("filler", "among") for w in between) and any(
            w.of("filler", "ground", "openness") for w in between
        )
        return some or any(w.of("filler", "other_matter") for w in words[at:])
    return False


def _since(words: Sequence[Word], breaks: str) -> Sequence[Word]:
    start = max((i + 1 for i, w in enumerate(words) if w.of("break") and w.text in breaks), default=0)
    return words[start:]


def only_said(one: Cut, at: int, before: Sequence[Word]) -> str:
    """Tell whether the number is a goal, supposed, an example or somebody else's words: nothing the report asserts."""
    clause = _since(before, "，；：。（")
    if any(w.of("modality", "plan") or _intends(one, w) for w in clause) or any(
        w.of("modality", "later") for w in before
    ):
        return "planned"
    if any(w.of("modality", "goal") for w in _since(before, "，；。")):
        return "a goal"
    if _supposed(_since(before, "；。")):
        return "supposed"
    if any(w.of("modality", "disputed") and w.start >= one.words[at].start for w in one.telling):
        return "disputed"
    return "told by others" if _told(before) else ""


def _intends(one: Cut, word: Word) -> bool:
    """Tell whether a word like 计划 plans the act that follows it."""
    following = (w for w in one.words if w.start >= word.end and not w.of("time") and not w.of("filler"))
    after = next(following, None)
    return word.of("modality", "intend") and after is not None and after.of("act")


def _supposed(run: Sequence[Word]) -> bool:
    """Tell whether a clause begins with 如 or 若, and none after it tells what did happen."""
    state, opened = False, -1
    for word in run:
        first = opened in (-1, word.start)
        if word.of("break") or word.of("year") or word.text in ("年", "年度"):
            opened = word.end if first or word.of("break") else opened
        if first and word.of("modality", "supposed"):
            state = True
        elif first and state:
            own = word.of("time", "this_year") or word.of("filler", "self", "until") or word.of("year", "this")
            state = not own and word.text not in ("共", "累计", "实际", "目前")
        opened = 0 if opened == -1 else opened
    return state


def _told(before: Sequence[Word]) -> bool:
    if any(w.of("modality", "hearsay") for w in before):
        return True
    open_quote = sum(w.text == "“" for w in before) > sum(w.text == "”" for w in before)
    for index, word in enumerate(before):
        if not word.of("modality", "says") or (index + 1 < len(before) and before[index + 1].text == "的"):
            continue
        sayer = [i for i in range(max(0, index - 4), index) if before[i].of("modality", "sayer")]
        named = sayer and sayer[0] and before[sayer[0] - 1].text in ("有", "据")
        first = sayer and word.text.endswith("称") and (not sayer[0] or before[sayer[0] - 1].of("break"))
        if sayer and (open_quote or named or first or before[sayer[0]].text.startswith("有")):
            return True
    return False


def of_another_time(one: Cut, at: int, before: Sequence[Word], any_year: bool, each: bool, ever: bool = False) -> str:
    """Tell whether a place speaks of another year, a part of this one, all years together, or the future.

    `ever`: what is said of all years together holds for this one too, as a denial does, or the number of people now.
    """
    plain = one.line.sentence.plain
    said = plain[: one.words[at].start]
    clause = _since(before, "，；：。（")
    if any(not _DAY.match(said, m.start()) and m[0][:4] != m[0][-4:] for m in _SEVERAL_YEARS.finditer(said)):
        return "several years"
    years = [
        w
        for w in before
        if w.of("year") and not _NOT_OF_YEAR.search(said, 0, w.start) and not _ONLY_COMPARED.match(said, w.end)
    ]
    past = any(w.of("time", "last_year") for w in clause)
    if not any_year and ((years and not years[-1].of("year", "this")) or past):
        return "another year"
    if not any_year and any(w.of("time", "comparison") for w in clause):
        return "a comparison"
    if not each and any(w.of("time", "each") or (w.text == "各" and w.end == one.words[at].start) for w in clause):
        return "each of several"
    return _of_part(before, any_year, ever)


def _of_part(before: Sequence[Word], any_year: bool, ever: bool) -> str:
    until = any(w.of("filler", "until") and w.text != "自" for w in before)
    ends = any(w.of("time", "year_end") for w in before)
    anchors = [w.end for w in before if w.of("time", "this_year") or (w.of("year", "this") and not until)]
    anchor = max(anchors, default=0)
    if not any_year and not ever and not anchors:
        cumulated = any(w.text in ("累计", "历年累计") for w in before)
        if any(w.of("time", "cumulative") for w in before) or (until and (cumulated or not ends)):
            return "all years together"
    return "a part of the year" if any(w.of("time", "part_year") and w.end > anchor for w in before) else ""


def marked(one: Cut) -> tuple[str, list[int]]:
    """Return the sentence with @ for its numbers and ◇ for the report's year, and where each word begins in it."""
    text, starts = "", []
    signs = {"this": "◇", "last": "▽", "next": "△", "other": "◆"}
    for word in one.words:
        starts.append(len(text))
        text += "@" if word.of("number") else signs[word.kinds["year"]] if word.of("year") else word.text
    return text, starts


@cache
def _subjects() -> re.Pattern[str]:
    bodies = lists().bodies
    ends = "|".join(_unless(term) for term in sorted(bodies["body"], key=lambda term: -len(term)))
    organ = rf"(?:(?:[一-龥（）()]|(?<=[属辖的等])@){{0,12}}?(?:{ends})(?:（[一-龥、]{{1,12}}）)?)"
    many = rf"(?P<name>{organ}(?:、{organ}){{0,6}}(?:等@?[一-龥]{{0,6}}(?:单位|部门|机构|馆))?)"
    after = "|".join(_unless(term) for term in bodies["subject_end"])
    return re.compile(rf"(?:^|[，；：（。]|其中|◇年度?|全年|今年){many}(?={after})")


def _unless(term: str) -> str:
    """Return a pattern for a term of the lists: `办 !理结` is 办 not before 理 or 结, `站 <网` is 站 not after 网."""
    word, _, rest = term.partition(" ")
    if rest.startswith("!"):
        return f"{word}(?![{rest[1:]}])"
    return f"(?<!网)(?<!{rest[1:]}){word}" if rest else word


@dataclass(frozen=True, slots=True)
class Subjects:
    """The bodies and areas a sentence names as its subjects, in order: where a name begins, where it ends, the name."""

    bodies: tuple[tuple[int, int, str], ...]
    areas: tuple[tuple[int, int], ...]
    text: str

    def last(self, since: int, at: int) -> str | None:
        """Return the last body named between two places."""
        return next((name for start, end, name in reversed(self.bodies) if since <= start and end <= at), None)

    def foreign(self, at: int, who: Speaker) -> bool:
        """Tell whether a place speaks of somebody else, of a part of the body, or of its whole system."""
        since = max(self.text.rfind("；", 0, at), self.text.rfind("。", 0, at)) + 1
        area = next((end for start, end in reversed(self.areas) if since - 1 <= start and end <= at), None)
        if not who.area and area is not None:
            later = _BREAK.search(self.text, area, at)
            if later is None or self.last(later.start(), at) is None:
                return True
        said = self.last(since, at)
        return said is not None and not _is_self(said, who)

    def office(self, at: int, who: Speaker) -> bool:
        """Tell whether a government's report speaks of the government itself (县政府收到), perhaps not of the area."""
        since = max(self.text.rfind("；", 0, at), self.text.rfind("。", 0, at)) + 1
        return who.area and bool(_OWN_SITE.search(self.last(since, at) or ""))


def subjects(text: str) -> Subjects:
    """Find the subjects of a marked sentence once."""
    found, position, not_one = [], 0, lists().bodies["no_subject"]
    while match := _subjects().search(text + "#", position):
        position = max(match.start() + 1, match.end() - 1)
        name = _BEHALF.sub("", _LEAD_IN.sub("", match["name"]))
        site = _SITE.match(text, match.end("name"))
        if name and not name.startswith(not_one) and not (site and _OWN_SITE.search(name)):
            found.append((match.start("name"), match.end("name"), name))
    return Subjects(tuple(found), tuple(m.span() for m in _WHOLE_AREA.finditer(text)), text)


def _is_self(name: str, who: Speaker) -> bool:
    if _OUR_AREA.search(name):
        return who.area
    if any(word in name for word in lists().bodies["subordinate"]) and not _WITH_US.match(name):
        return False
    if not name or _SELF.search(name):
        return True
    if _AREA.match(name):
        return who.area
    return who.is_called(re.sub(r"机关$|[（(）)]", "", name))
