"""The figures that sentences state: each number becomes a frame, the table of decisions says of which field it is."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

from reports.catalogue import FIELDS
from reports.model import Applicant, Document, Figure, Origin, Report, Status
from reports.numerals import in_unit, numerals
from reports.prose.cuts import cut_line
from reports.prose.denials import denials
from reports.prose.frames import Frame, frame_of, frame_of_all
from reports.prose.table import Row, decide
from reports.prose.whose import Speaker, speaker, subject
from reports.text.sentences import Sentence, sentences
from reports.text.wording import pattern

_MONEY, _PIECES = ("元", "万元", "亿元"), ("条", "篇", "件", "份", "则")
_QUOTE_START = re.compile(r"[，；：。（(]")
_LONGEST_LEAD, _MOST_SAID = 60, 60
_OPEN = ("disclosure.", "response.", "training.", "organisation.")
_CHANNELS = [f"disclosure.{one}" for one in ("gazette", "website", "weibo", "wechat", "other_channels")]
_FOREIGN = "another body's"
_UNCOUNTED = {"an ordinal": "numbered", "a date": "dated", "a share": "percent"}


@dataclass(frozen=True, slots=True)
class Reading:
    """What was made of a number or a denial: its frame, the row that decided, its figures or `why` there are none.

    The figures of another body's number are kept to judge others by; `office` says that it is a government's own, if
    not its area's.
    """

    line: Sentence
    span: tuple[int, int]
    frame: Frame | None = None
    row: Row | None = None
    why: str = ""
    figures: tuple[Figure, ...] = ()
    office: bool = False

    @property
    def start(self) -> int:
        """Where the number or the denial begins in the document."""
        return self.line.places[self.span[0]]

    @property
    def quote(self) -> str:
        """The number or the denial itself."""
        return self.line.text[slice(*self.span)]


def read_prose(document: Document, sentences: Sequence[Sentence], year: int) -> tuple[Figure, ...]:
    """Return the figures that the sentences state about the report's own year, each with the words that say so.

    Amounts are converted to the field's unit; a number for a part, another year, another body, a plan or a comparison
    is none.
    """
    return tuple(figure for figure in _settled(list(_read(document, sentences, year))).values())


def explain(document: Document, report: Report | None) -> Iterator[str]:
    """Yield a line for each number of the sentences: where it stands, the words around it, its frame, the decision."""
    if report is None:
        return
    tables = [(figure.start, figure.end) for figure in report.figures if figure.origin is Origin.TABLE]
    for one in explain_prose(document, tuple(sentences(document, report.sections, tables)), report.year):
        around = one.line.text[max(0, one.span[0] - 20) : one.span[1] + 10]
        row, fields = f"decisions.txt:{one.row.number}" if one.row else "no row", [one.field for one in one.figures]
        yield f"{one.start} {one.quote} …{around}… | {one.frame} | {row} | {one.why or ', '.join(fields)}"


def explain_prose(document: Document, sentences: Sequence[Sentence], year: int) -> tuple[Reading, ...]:
    """Return what was made of each number and of each denial, in order."""
    found = list(_read(document, sentences, year))
    kept = {id(figure) for figure in _settled(found).values()}
    for at, one in enumerate(found):
        if not one.why and not any(id(figure) in kept for figure in one.figures):
            found[at] = replace(one, why="said elsewhere, more closely or otherwise")
    for line in sentences:
        counted = {mention.start for mention in line.mentions}
        for number in numerals(line.plain):
            if number.start not in counted:
                fits = (why for why, name in _UNCOUNTED.items() if pattern(name).match(line.plain, number.end))
                found.append(Reading(line, (number.start, number.end), why=next(fits, "no measure word")))
    return tuple(sorted(found, key=lambda one: one.start))


def _read(document: Document, sentences: Sequence[Sentence], year: int) -> Iterator[Reading]:
    who, read, told, firm = speaker(document), frozenset[str](), "", False
    for line in sentences:
        before, read, found = read if line.before else frozenset(), frozenset(), list[Reading]()
        told = told if line.goes_on(document, firm) else ""
        if line.looks_ahead():
            yield from (Reading(line, (m.start, m.end), why="in a part about plans") for m in line.mentions)
        elif line.mentions or pattern("denial").search(line.plain):
            one = cut_line(line, year, document.metadata.get("agency", ""), before)
            numbers = [f for i in range(len(one.places)) for f in (frame_of(one, i), frame_of_all(one, i)) if f]
            found = [_decided(document, frame, who, told) for frame in (*numbers, *denials(one))]
            yield from _without_shares(found)
            read = frozenset(name for several in (*one.read.values(), one.heads) for name in several)
        if name := subject(line.plain, len(line.plain) - 1):
            told, firm = name, any(r.office or r.why == _FOREIGN for r in found) or bool(pattern("area").search(name))


def _without_shares(found: Sequence[Reading]) -> Iterator[Reading]:
    """Yield readings without numbers of one field that say only their sum: 1个查阅室和7个查阅点, 撤诉1件，终止2件."""
    said = [(r, r.frame, r.row.says) for r in found if r.frame and r.frame.index >= 0 and r.row and r.row.says]
    shared, said = set[int](), sorted(said, key=lambda one: one[2])
    for (one, first, fields), (after, second, others) in (*pairwise(said), *pairwise(r for r in said if not r[0].why)):
        gap = first.cut.words[first.at + 1 : second.at] if fields == others else ()
        near = any(w.of("filler", "joined") for w in gap) and not any(w.of("break") or w.of("number") for w in gap)
        result = first.slots["outcome"] and first.slots["matter"] != "requests" and second.whole != first.index
        if near or (gap and result and not (one.why or after.why)):
            shared |= {id(one), id(after)}
    yield from (replace(r, figures=(), why="a part of a sum that is not said") if id(r) in shared else r for r in found)


def _decided(document: Document, frame: Frame, who: Speaker, told: str) -> Reading:
    one, mention, name = frame.cut, frame.mention, subject(frame.cut.line.plain, frame.start) or told
    at = (mention.start, mention.end) if frame.index >= 0 else frame.span()
    row, why = decide(frame)
    if frame.slots["object"] and frame.index >= 0 and not frame.every:
        one.heads[frame.slots["matter"]] = Decimal(-1) if why else mention.value
    if row is None or why:
        shown = frame.slots["act"] == "publish" and mention.unit in _PIECES
        one.heads.update(dict.fromkeys((why, f"@{frame.slots['channel']}" if shown else ""), Decimal(-1)))
        return Reading(one.line, at, frame, row, why)
    foreign = not who.is_meant(name, denied=not mention.value)
    fields = [field for field in row.says if foreign or not _said_of_whole(field, frame)]
    figures = tuple(figure for field in fields if (figure := _stated(document, frame, field)))
    if not foreign:
        one.read[frame.index] = (*one.read.get(frame.index, ()), *(figure.field for figure in figures))
    return Reading(one.line, at, frame, row, _FOREIGN if foreign else "", figures, who.is_office(name))


def _stated(document: Document, frame: Frame, field: str) -> Figure | None:
    """Return what a frame states of a field, None where its measure is another; the quote begins with its clause."""
    line, mention, unit, span = frame.cut.line, frame.mention, FIELDS[field].unit, frame.span()
    money = in_unit(mention.value, mention.unit or unit, unit) if unit in _MONEY else None
    value = mention.value if money is None else money
    if money is None and (unit in _MONEY or mention.unit == "元"):
        return None
    lead = max((m.end() for m in _QUOTE_START.finditer(line.plain[: span[0]])), default=0)
    start, end = line.span(lead if span[0] - lead <= _LONGEST_LEAD else span[0], span[1])
    if frame.under_heading:
        start = line.section.start
    said = (Status.REPORTED if value else Status.REPORTED_ZERO, mention.qualifier, Origin.PROSE)
    return Figure(field, Applicant.TOTAL, value, unit, *said, document.text[start:end], start, end, line.section.id)


def _said_of_whole(field: str, frame: Frame) -> bool:
    """Tell whether the field was already stated in this sentence, or of the whole in the sentence before.

    An agency may have several sites or accounts: the number of one is not theirs together.
    """
    read, whole, before = frame.cut.read, frame.whole, frame.cut.before
    if field in _CHANNELS and (whole is None or field not in (before if whole < 0 else read.get(whole, (field,)))):
        return False
    return any(field in fields for fields in read.values()) or (whole == -1 and field in before)


def _settled(found: Sequence[Reading]) -> dict[tuple[str, Decimal | None], Figure]:
    """Drop repetitions, weak and rough values beside firm ones, and values of one field that cannot all be the whole's.

    Where two sections each give the whole year's total and differ, the report contradicts itself, and both stay.
    """
    elsewhere = {figure.field for one in found if one.why == _FOREIGN for figure in one.figures}
    read = {figure.value: figure for one in reversed(found) if not one.why for figure in one.figures}
    said: defaultdict[str, list[tuple[bool, Figure]]] = defaultdict(list)
    for one in found:
        weak = one.row is not None and "weak" in one.row.conditions
        for figure in () if one.why else one.figures:
            again = one.row is not None and "again" in one.row.conditions and read[figure.value].field in _CHANNELS
            if not (again or (one.office and figure.field in elsewhere)):
                said[figure.field].append((weak or figure.qualifier is not None, figure))
    kept: dict[tuple[str, Decimal | None], Figure] = {}
    for field, items in said.items():
        firm = [figure for weak, figure in items if not weak] or [figure for _, figure in items]
        several = len({figure.value for figure in firm})
        whole = all(pattern("whole_total").search(figure.quote) for figure in firm)
        apart = field == "disclosure.total" and whole and len({figure.section for figure in firm}) == len(firm)
        if several == 1 or (several <= _MOST_SAID and (apart or not field.startswith(_OPEN))):
            for figure in firm:
                kept.setdefault((field, figure.value), figure)
    return kept
