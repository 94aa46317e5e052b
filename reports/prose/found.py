"""A figure as a sentence states it, with its evidence: the words that matched, from the beginning of their clause."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from reports.catalogue import FIELDS
from reports.model import Applicant, Document, Figure, Origin, Qualifier, Status
from reports.numerals import in_unit
from reports.prose.lines import Line
from reports.prose.mentions import Mention
from reports.prose.speaker import Speaker

_MONEY = ("元", "万元", "亿元")
_QUOTE_START = re.compile(r"[，；：。（(]")
_LONGEST_LEAD = 60


@dataclass(frozen=True, slots=True)
class Reader:
    """What stays the same while one report is read."""

    document: Document
    year: int
    who: Speaker


@dataclass(frozen=True, slots=True)
class Found:
    """A figure with what later decisions need: the numbers of its sentence and mention, and whose it is.

    `foreign` is another body's and only kept to judge others by; `office` is the government's own, if not its area's.
    """

    figure: Figure
    line: int
    mention: int
    only: bool = False
    foreign: bool = False
    office: bool = False


def stated(reader: Reader, line: Line, field: str, mention: Mention | None, span: tuple[int, int]) -> Figure | None:
    unit = FIELDS[field].unit
    value: Decimal | None = mention.value if mention else Decimal(0)
    if mention and value is not None and unit in _MONEY:
        value = in_unit(value, mention.unit or unit, unit)
    if value is None or (mention and mention.unit == "元" and unit not in _MONEY):
        return None
    qualifier: Qualifier | None = mention.qualifier if mention else None
    return made(reader, line.sentence.section.id, field, value, qualifier, line.sentence.span(*_quoted(line, span)))


def made(
    reader: Reader, section: str, field: str, value: Decimal, qualifier: Qualifier | None, span: tuple[int, int]
) -> Figure:
    start, end = span
    return Figure(
        field=field,
        applicant=Applicant.TOTAL,
        value=value,
        unit=FIELDS[field].unit,
        status=Status.REPORTED if value else Status.REPORTED_ZERO,
        qualifier=qualifier,
        origin=Origin.PROSE,
        quote=reader.document.text[start:end],
        start=start,
        end=end,
        section=section,
    )


def _quoted(line: Line, span: tuple[int, int]) -> tuple[int, int]:
    """Widen the words that matched to the beginning of their clause, unless that is far away."""
    start, end = span
    lead = max((m.end() for m in _QUOTE_START.finditer(line.sentence.plain[:start])), default=0)
    return (lead if start - lead <= _LONGEST_LEAD else start), end
