"""A figure as a sentence states it, with its evidence: the words that matched, from the beginning of their clause."""

from __future__ import annotations

import re
from dataclasses import dataclass

from reports.catalogue import FIELDS
from reports.model import Applicant, Document, Figure, Origin, Status
from reports.numerals import in_unit
from reports.prose.frames import Frame
from reports.prose.mentions import Mention
from reports.prose.speaker import Speaker
from reports.prose.text import Sentence

_MONEY = ("元", "万元", "亿元")
_QUOTE_START = re.compile(r"[，；：。（(]")
_LONGEST_LEAD = 60


@dataclass(frozen=True, slots=True)
class Explained:
    """Why a number or a denial is a figure or none: its frame and the row that decided, or the reason against it."""

    quote: str
    start: int
    end: int
    frame: Frame | None
    fields: tuple[str, ...]
    row: int
    why: str


@dataclass(frozen=True, slots=True)
class Reader:
    """What stays the same while one report is read, and what is said of each number while it is."""

    document: Document
    year: int
    who: Speaker
    said: list[Explained]

    def tell(self, line: Sentence, span: tuple[int, int], frame: Frame | None, decided: object, why: str) -> None:
        """Note what was made of a place of a line; `decided` is the row, if one decided."""
        start, end = line.span(*span)
        fields, row = getattr(decided, "fields", ()), getattr(decided, "number", 0)
        self.said.append(Explained(self.document.text[start:end], start, end, frame, fields, row, why))


@dataclass(frozen=True, slots=True)
class Found:
    """A figure with what later decisions need: the numbers of its sentence and mention, and whose it is.

    `only` is what a number says beside its own field, `foreign` another body's and only kept to judge others by,
    `office` the government's own, if not its area's. `told` is the place of its explanation.
    """

    figure: Figure
    line: int
    mention: int
    told: int
    only: bool = False
    foreign: bool = False
    office: bool = False


def stated(reader: Reader, line: Sentence, field: str, mention: Mention, span: tuple[int, int]) -> Figure | None:
    """Return what a mention states of a field, None where its measure is another; `span` holds the words that say so.

    The quote begins with their clause, unless that is far away.
    """
    unit = FIELDS[field].unit
    money = in_unit(mention.value, mention.unit or unit, unit) if unit in _MONEY else None
    value = mention.value if money is None else money
    if money is None and (unit in _MONEY or mention.unit == "元"):
        return None
    lead = max((m.end() for m in _QUOTE_START.finditer(line.plain[: span[0]])), default=0)
    start, end = line.span(lead if span[0] - lead <= _LONGEST_LEAD else span[0], span[1])
    status = Status.REPORTED if value else Status.REPORTED_ZERO
    quote = reader.document.text[start:end]
    return Figure(
        field, Applicant.TOTAL, value, unit, status, mention.qualifier, Origin.PROSE, quote, start, end, line.section.id
    )  # fmt: skip
