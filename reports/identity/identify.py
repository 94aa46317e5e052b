"""From a document to its identity: whose report it is and of which year, or a named error that says what to do."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePath

from reports.errors import NotAReport, UnidentifiedReport
from reports.identity import agency as naming
from reports.identity import evidence, papers, year
from reports.identity import title as titles
from reports.identity.agency import Certainty, Named
from reports.identity.evidence import Evidence
from reports.identity.simplify import simplify
from reports.identity.title import Title
from reports.model import Agency, Document, Identity

_SHORT = 400
_NUMBERED = re.compile(r"(?:^|\s|。)[#*\s]*(?:[一二三四五六]、|[（(][一二三四五六][)）]|第[一二三四五六]章)")


def identify(document: Document, agency: str | None = None, year: int | None = None) -> Identity:
    """Tell agency, year and title. What is given wins over what the file says.

    Raises NotAReport where the text is clearly another paper, UnidentifiedReport where agency or year is not told.
    """
    original, document = document, _simplified(document)
    found = _titles(document)
    _refuse_other_papers(document, found)
    who = _given(agency, document) if agency else _agency(document, found)
    when = year or _year(document, found)
    missing = tuple(name for name, value in (("agency", who), ("year", when)) if not value)
    if missing and not any(title.year or title.named for title in found):
        _required_heading(document)
    if who is None or when is None:
        raise UnidentifiedReport(document.file, _advice(document, missing), missing)
    return Identity(who, when, _as_printed(_title(document, found, who, when), document, original))


def _simplified(document: Document) -> Document:
    metadata = {key: simplify(value) for key, value in document.metadata.items()}
    return replace(document, text=simplify(document.text), metadata=metadata)


def _as_printed(title: str, document: Document, original: Document) -> str:
    """Return a title read in simplified characters as the text prints it."""
    if document.text == original.text:
        return title
    at = titles.clean(document.text).find(title)
    return titles.clean(original.text)[at : at + len(title)] if at >= 0 else title


def _given(agency: str, document: Document) -> Agency:
    """Read the agency given; the document's places settle 市科技局 and 鼓楼区 only where the words leave it open."""
    named = naming.read(agency)
    if named.certainty == Certainty.FULL:
        return named.agency
    return naming.canonical(agency, evidence.gather(document).near)


def _titles(document: Document) -> tuple[Title, ...]:
    """Return the titles that text, carrier and file name give, in this order of trust."""
    carrier = evidence.labelled(document, "title")
    found = (
        titles.find(titles.lines(document.text)),
        titles.parse(carrier) if carrier else None,
        titles.parse(PurePath(document.file).stem),
    )
    return tuple(title for title in found if title)


def _title(document: Document, found: Sequence[Title], agency: Agency, year: int) -> str:
    """Return the title the file gives; one is composed only where the body shows by itself that it is the report."""
    full = next((title.text for title in found if title.year and (title.named or title.byline)), None)
    some = next((title.text for title in found if title.year or title.named), None)
    given = full or some or next((title.text for title in found), None) or papers.heading(document)
    if not given:
        _required_heading(document)
    return given or f"{agency.name}{year}年政府信息公开工作年度报告"


def _required_heading(document: Document) -> None:
    """Raise NotAReport where neither a title nor the body's own words are those of a report."""
    if not papers.heading(document) and not papers.announces_report(document.text):
        raise NotAReport(document.file, "no title of a report, and nothing in the text announces one")


def _year(document: Document, found: Sequence[Title]) -> int | None:
    text = document.text
    published = year.published_in(evidence.labelled(document, "date"))
    told = next((title.year for title in found if title.year), None)
    opening = year.of_opening(text[:2000])
    period = year.of_period(text[:3000]) or year.of_period(text)
    body = year.of_body(text, published)
    return year.decide(told, period, opening, body, published)


def _agency(document: Document, found: Sequence[Title]) -> Agency | None:
    """Take the title's agency; complete what it leaves open, or find it elsewhere where the title has none."""
    told = [named for title in found for named in (title.named, title.byline) if named]
    for named in told:
        if named.certainty == Certainty.FULL:
            return _settled(named, told)
    said = evidence.gather(document)
    for named in told:
        if agency := _completed(named, said):
            return agency
    if told:
        return next((named.agency for named in told if named.certainty == Certainty.AMBIGUOUS), None)
    return said.agencies[0].agency if said.agencies else None


def _settled(named: Named, told: Sequence[Named]) -> Agency:
    """Prefer, among full names, one of a known office to one of unknown words."""
    known = [other for other in told if other.certainty == Certainty.FULL and other.office in naming.known_offices()]
    return named.agency if named in known or not known else known[0].agency


def _completed(named: Named, said: Evidence) -> Agency | None:
    """Give a name without its place (市科技局, 鼓楼区人民政府) the place the document speaks of."""
    for other in said.agencies:
        if other.office == named.office and other.certainty == Certainty.FULL and _fits(named, other):
            return other.agency
    again = naming.read(named.agency.name, said.near)
    return again.agency if again.certainty == Certainty.FULL else None


def _fits(named: Named, other: Named) -> bool:
    """Say whether the full name may be what the open one is short for: 市科技局 is a city's, 鼓楼区 bears that name."""
    words = named.agency.name.removesuffix(named.office)
    if named.certainty == Certainty.AMBIGUOUS:
        return any(region.name == words for region in other.agency.regions)
    return not words or bool(other.agency.regions and other.agency.regions[-1].name.endswith(words))


def _refuse_other_papers(document: Document, found: Sequence[Title]) -> None:
    wording, text = titles.wording(), document.text
    said = re.sub(r"\s+", "", text + "".join(document.metadata.values()))
    if not wording.subjects.search(said) and "公开政府信息" not in said:
        raise NotAReport(document.file, "政府信息公开 or 政务公开 is nowhere mentioned")
    if any(mark in text for mark in wording.blank) and not any(title.year for title in found):
        raise NotAReport(document.file, "a blank form, not filled in")
    if not any(title.year or title.named for title in found) and (other := _other_paper(document)):
        raise NotAReport(document.file, f"the title is that of another paper: {other}")
    if other := papers.other_paper(document):
        raise NotAReport(document.file, f"the title is that of another paper: {other}")
    size = len(re.findall(r"[\u4e00-\u9fff]", text))
    if size < _SHORT and not _NUMBERED.search(text):
        if found and any(found[0].tail.startswith(notice) for notice in wording.notices):
            raise NotAReport(document.file, "a notice about reports; give the reports themselves")
        if size < _SHORT // 2 and any(word in text for word in wording.attachment):
            raise NotAReport(document.file, "only a covering page; the report is in the file attached to it")


def _other_paper(document: Document) -> str | None:
    """Return the title where it is that of a guide, a plan or a form and nothing in the opening announces a report."""
    if year.of_opening(document.text) or year.of_period(document.text):
        return None
    wording = titles.wording()
    lines = list(papers.title_lines(document))
    for line in (*lines, "".join(lines[1:3])):
        line = re.sub(r"（[^（）]*）$", "", line)
        if len(line) < 60 and line.endswith((*wording.endings, *wording.notices)):
            return line
    return None


def _advice(document: Document, missing: Sequence[str]) -> str:
    stem = PurePath(document.file).stem
    flags = {"agency": "--agency 名称", "year": "--year 年度"}
    return (
        f"cannot tell the {' and the '.join(missing)} of this report; "
        f"run `ingest {' '.join(flags[name] for name in missing)} FILE`, "
        f"or put a file {stem}.yml beside it with {' and '.join(f'`{name}: …`' for name in missing)}"
    )
