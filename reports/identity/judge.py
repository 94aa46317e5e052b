"""From the statements of a file to one judgement: is it a yearly report, whose, of which year, under which title."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from reports.identity import agency as naming
from reports.identity import governing, home, papers, regions
from reports.identity import title as titles
from reports.identity import year as years
from reports.identity.above import is_of_the_site, is_only_above, office_writes
from reports.identity.beside import SAYS_LITTLE, only_beside
from reports.identity.named import Certainty, Named
from reports.identity.offices import TOWN, known_offices
from reports.identity.shortened import spelled_out
from reports.identity.statements import Statements
from reports.identity.title import Title
from reports.identity.wording import wording
from reports.model import Agency
from reports.text.wording import patterns

_LEAD = 2
_ZONE = 6
_name_pattern = patterns("name_patterns.toml")
_BRANCH = _name_pattern("branch")
_BRANCH_END = "分局"
_SYSTEM = _name_pattern("called_by_work")


@dataclass(frozen=True, slots=True)
class Judgement:
    """What was decided. `refusal`: why it is no report. `title`: '' where the file prints none.

    `by`: the statements that decided whose it is.
    """

    refusal: str | None = None
    agency: Agency | None = None
    year: int | None = None
    title: str = ""
    by: str = ""


def judge(statements: Statements, agency: str | None = None, year: int | None = None) -> Judgement:
    """Judge the statements; a given agency or year wins over what the file says, yet makes no other paper a report."""
    if refusal := papers.refusal(statements):
        return Judgement(refusal)
    who, by = (_given(agency, statements), "given") if agency else _agency(statements)
    if who and not agency and (branch := _branch(who, statements)):
        who, by = branch, "what it covers"
    if who and not agency:
        who = spelled_out(who, (one.named for one in statements.reporters))
    when = year or years.decide(**statements.years)
    if (who is None or when is None) and statements.published:
        return _as_published(statements.published, who, when, statements, by)
    return Judgement(None, who, when, _title(statements), by)


def _as_published(title: Title, who: Agency | None, when: int | None, statements: Statements, by: str) -> Judgement:
    """Complete what a file leaves open by the title under which a page publishes it, unless that is another's."""
    named = title.named and _completed_by_place(title.named, statements)
    if who is None and named and _may_be(named, statements):
        who, by = named, "published as"
    if when is None and who and (title.named is None or (named and named.id == who.id)):
        when = title.year
    return Judgement(None, who, when, _title(statements) or title.text, by)


def _may_be(agency: Agency, statements: Statements) -> bool:
    """Say whether nobody is spoken for in a file, or this agency among others."""
    ranked = {named.agency.id for named, _ in _ranked(statements)}
    return not ranked or agency.id in ranked


def _completed_by_place(named: Named, statements: Statements) -> Agency | None:
    found = named if named.certainty == Certainty.FULL else naming.read(named.agency.name, statements.near)
    return found.agency if found.certainty == Certainty.FULL else None


def _given(agency: str, statements: Statements) -> Agency:
    """Read the agency given; the document's places settle 市科技局 and 鼓楼区 only where the words leave it open."""
    named = naming.read(agency)
    return named.agency if named.certainty == Certainty.FULL else naming.canonical(agency, statements.near)


def _agency(statements: Statements) -> tuple[Agency | None, str]:
    """Take the title's agency; complete what it leaves open, or find it elsewhere where the title has none."""
    told = _told(statements)
    full = [named for named in told if named.certainty == Certainty.FULL]
    if full:
        who = _known(full)
        above = all(title.joined or title.byline for title in statements.titles if title.named or title.byline)
        if above and office_writes(who, statements):
            return None, f"{who.agency.name} stands above, and its office speaks"
        return who.agency, "title"
    ranked = _ranked(statements)
    for named in told:
        if agency := _completed(named, ranked, statements):
            return agency, "title, completed"
    if told:
        return next((named.agency for named in told if named.certainty == Certainty.AMBIGUOUS), None), "title"
    return _first(statements, ranked)


def _branch(body: Agency, statements: Statements) -> Agency | None:
    """Return the branch of a body that a report covers: it took over the words of the report of the body above it."""
    branches = (one.agency for one in statements.covered if one.agency.name.startswith(body.name))
    return next((one for one in branches if _BRANCH.match(one.name.removeprefix(body.name))), None)


def _told(statements: Statements) -> list[Named]:
    """Return the agencies that the titles give. What a line beside it gives has to fit how the text calls itself."""
    told = []
    for title in statements.titles:
        if title.named and not (title.joined and is_only_above(title.named, title, statements)):
            told.append(statements.speech.speaker(title.named) if title.issuer else title.named)
        byline = _byline(title)
        of_the_site = byline is not None and title.named is None and is_of_the_site(byline, statements)
        if byline and statements.speech.allows(byline) and not of_the_site:
            told.append(byline)
    return told


def _byline(title: Title) -> Named | None:
    """Return the agency on the line above a title, unless the title itself names another: it is the site's then."""
    named, byline = title.named, title.byline
    return None if named and byline and named.office != byline.office and _own(named) else byline


def _own(named: Named) -> bool:
    """Say whether a name in a title is an agency's own, with its place or only lacking it."""
    known = named.office in known_offices() or TOWN.match(named.office) is not None
    return named.certainty == Certainty.FULL or known


def _known(full: Sequence[Named]) -> Named:
    """Prefer, among full names, one of a known office to one of unknown words."""
    return next((named for named in full if named.office in known_offices()), full[0])


def _ranked(statements: Statements) -> list[tuple[Named, int]]:
    """Return the agencies the statements speak for, the heaviest first; how the report calls itself weighs too."""
    votes: Counter[str] = Counter()
    found: dict[str, Named] = {}
    for one in statements.reporters:
        votes[one.named.agency.id] += one.weight
        found.setdefault(one.named.agency.id, one.named)
    for agency, named in found.items():
        votes[agency] += statements.speech.weight(named)
    return [(found[agency], weight) for agency, weight in votes.most_common()]


def _first(statements: Statements, ranked: Sequence[tuple[Named, int]]) -> tuple[Agency | None, str]:
    """Take the agency of most weight; where two are spoken for alike, neither."""
    if not ranked:
        return _whole_area(statements)
    (best, weight), *rest = _branches_by_full_name(ranked)
    kinds = [one.kind for one in statements.reporters if one.named.agency.id == best.agency.id]
    if rest and weight - rest[0][1] < _LEAD and not _same_body(best, rest[0][0]):
        return None, f"{best.agency.name} and {rest[0][0].agency.name} are spoken for alike"
    office = office_writes(best, statements) if SAYS_LITTLE.issuperset(kinds) else None
    if office and not only_beside(office, statements):
        return office.agency, "its work"
    if reason := only_beside(best, statements):
        return None, reason
    passing = kinds == ["named"] and not statements.speech.weight(best)
    written = statements.speech.writer(best) if governing.is_office(best) else None
    acts = written == governing.Writer.OFFICE
    if passing and not (acts or _alone(statements) or _of_its_system(best, statements)):
        return None, f"{best.agency.name} is only named"
    announced = [one.named for one in statements.reporters if one.kind == "announced"]
    if announced_office := governing.announced_office(best, announced):
        return _of_two_announced(best, announced_office, kinds, statements)
    if written and "announced" not in kinds and not governing.settles(written, kinds):
        return None, f"{best.agency.name} may write for its government"
    return best.agency, ", ".join(dict.fromkeys(kinds))


def _branches_by_full_name(ranked: Sequence[tuple[Named, int]]) -> list[tuple[Named, int]]:
    """Count 滨江区公安分局 for 杭州市公安局滨江区分局 where a text says both; the heaviest stands first."""
    weights: Counter[str] = Counter()
    full: dict[str, Named] = {}
    for named, weight in ranked:
        whole = next((other for other, _ in ranked if _names_branch(other, named)), named)
        weights[whole.agency.id] += weight
        full[whole.agency.id] = whole
    return [(full[agency], weight) for agency, weight in weights.most_common()]


def _names_branch(whole: Named, short: Named) -> bool:
    """Say whether one is the full name of the branch of a district that the other calls by its work alone."""
    work = short.office.removesuffix(_BRANCH_END)
    if not short.place or work == short.office or not whole.office.startswith(f"{work}局"):
        return False
    district = short.place[-1].name
    return whole.office[len(work) + 1 :].removesuffix(_BRANCH_END) in (district, regions.bare(district))


def _of_two_announced(
    government: Named, office: Named, kinds: Sequence[str], statements: Statements
) -> tuple[Agency | None, str]:
    """Take the office that is announced; where its government is too, whoever does the year's work."""
    written = statements.speech.writer(office)
    if not any(kind.startswith("announced") for kind in kinds) or written == governing.Writer.OFFICE:
        return office.agency, "announced"
    if written == governing.Writer.GOVERNMENT:
        return government.agency, ", ".join(dict.fromkeys(kinds))
    return None, f"{government.agency.name} and its office are announced alike"


def _alone(statements: Statements) -> bool:
    """Say whether who is only named is named several times, and nobody else is."""
    named = [one for one in statements.reporters if one.kind == "named"]
    above = named[0].named.office.endswith(("人民政府", "管理委员会"))
    return len(named) == 1 and named[0].weight > 1 and not statements.speech.own and not above


def _of_its_system(named: Named, statements: Statements) -> bool:
    """Say whether a title names this office's line of work at its place: 松阳县教育系统2021年政府信息公开年度报告."""
    place = named.place[-1].name if named.place else ""
    texts = [title.text for title in statements.titles if place and place in title.text]
    found = [match[1] for text in texts for match in _SYSTEM.finditer(text)]
    return any(work in named.office for work in found)


def _same_body(one: Named, other: Named) -> bool:
    """Say whether one is the other's office or the same body under a shorter name."""
    names = one.agency.name, other.agency.name
    if one.office == other.office == "管理委员会":  # 舒城经济开发区 and 安徽舒城经济开发区
        shared = len(one.office) + _ZONE
        return names[0][-shared:] == names[1][-shared:]
    return names[0].startswith(names[1]) or names[1].startswith(names[0]) or names[0].endswith(names[1])


def _completed(named: Named, ranked: Sequence[tuple[Named, int]], statements: Statements) -> Agency | None:
    """Give a name without its place (市科技局, 鼓楼区人民政府) the place the document speaks of."""
    for other, _ in ranked:
        if other.office == named.office and other.certainty == Certainty.FULL and _fits(named, other):
            return other.agency
    return _completed_by_place(named, statements) or _completed_by_home(named, statements)


def _completed_by_home(named: Named, statements: Statements) -> Agency | None:
    """Give an office named without any place (教育局) that of the one government's site on which it publishes."""
    bare = named.certainty == Certainty.LOOSE and named.agency.name == named.office in known_offices()
    place = statements.home if bare else ()
    return naming.read("".join(region.name for region in place) + named.office).agency if place else None


def _whole_area(statements: Statements) -> tuple[Agency | None, str]:
    """Return the government where a text names nobody and is the report of a whole area, which only its site names."""
    place = () if statements.speech.own else statements.home
    if not place or not home.is_whole_area(statements.opening, place[-1].name[-1]):
        return None, ""
    return naming.read("".join(region.name for region in place)).agency, "its whole area"


def _fits(named: Named, other: Named) -> bool:
    """Say whether the full name may be what the open one is short for: 市科技局 is a city's, 鼓楼区 bears that name."""
    words = named.agency.name.removesuffix(named.office)
    if named.certainty == Certainty.AMBIGUOUS:
        return any(region.name == words for region in other.agency.regions)
    return not words or bool(other.agency.regions and other.agency.regions[-1].name.endswith(words))


def _title(statements: Statements) -> str:
    """Return the title the file prints, else the name by which its opening calls it; never one made up."""
    found = statements.titles
    full = next((title.text for title in found if title.year and (title.named or title.byline)), None)
    some = next((title.text for title in found if title.year or title.named), None)
    given = (
        full
        or some
        or next((title.text for title in found), None)
        or statements.heading
        or _named_in_opening(statements)
    )
    return _as_printed(given, statements)


def _named_in_opening(statements: Statements) -> str:
    match = wording().own_report.search(statements.opening.plain, 0, 1500)
    return match["title"].strip() if match else ""


def _as_printed(title: str, statements: Statements) -> str:
    """Return a title read in simplified characters as the text prints it."""
    if statements.text == statements.document.text:
        return title
    at = titles.clean(statements.text).find(title)
    return titles.clean(statements.document.text)[at : at + len(title)] if at >= 0 else title
