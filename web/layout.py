"""Lays a report's text out for a page: headings, paragraphs, rows of tables, with what a query matched marked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from reports.model import Section
from search.marks import Ranges, marks, pieces, within
from search.snippets import Needle
from web.columns import NO_COLUMNS, Columns, Range
from web.html import shown

Pieces = list[tuple[str, bool]]
_VALUE = re.compile(r"\s*[-—–+/\d０-９.,，％%]*\s*")
_RUN_IN = "。：:；"


@dataclass(frozen=True, slots=True)
class GridCell:
    """`span` counts the columns it takes; `value` says that it holds a number, a dash or nothing.

    `applicant` is whose number it is, where a figure was read from it.
    """

    pieces: Pieces
    span: int
    value: bool
    applicant: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, or a table where `rows` is not empty."""

    pieces: Pieces
    rows: tuple[tuple[GridCell, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class LaidOut:
    """A section as a page shows it. `level` is that of its HTML heading, `found` how many matches are marked."""

    section: Section
    level: int
    heading: Pieces
    blocks: tuple[Block, ...]
    found: int


def lay_out(
    section: Section,
    text: str,
    wanted: Sequence[Needle],
    columns: Columns = NO_COLUMNS,
    at: Range | None = None,
) -> LaidOut:
    """Lay a section's own text out; `columns` tell whose number stands where in tables of requests.

    `at` are the characters of the report to mark in the place of what is `wanted`.
    """
    text = shown(text)
    ranges = within((at,), section.start, section.end) if at else marks(text, wanted) if wanted else ()
    end = heading_end(text, section)
    return LaidOut(
        section=section,
        level=min(section.level + 1, 6),
        heading=pieces(text[:end], within(ranges, 0, end)),
        blocks=tuple(_blocks(text, end, ranges, columns)),
        found=len(ranges),
    )


def heading_end(text: str, section: Section) -> int:
    """Return where a section's heading ends in its text, the mark of a run-in heading included; 0 without heading."""
    at = text.find(section.heading) if section.heading else -1
    if not 0 <= at <= len(section.number) + 4:
        return 0
    end = at + len(section.heading)
    return end + 1 if text[end : end + 1] in _RUN_IN and text[end : end + 1] else end


def _blocks(text: str, start: int, ranges: Ranges, columns: Columns) -> Iterator[Block]:
    lines = [(begin, end) for begin, end in _lines(text, start) if text[begin:end].strip()]
    for tabbed, group in groupby(lines, key=lambda line: "\t" in text[slice(*line)]):
        if tabbed:
            yield from _tables(text, [_cells(text, begin, end) for begin, end in group], ranges, columns)
        else:
            yield from (Block(_pieces(text, begin, end, ranges)) for begin, end in group)


def _tables(text: str, rows: Sequence[Sequence[Range]], ranges: Ranges, columns: Columns) -> Iterator[Block]:
    """Lay rows out. The text has no spans, so only rows of as many cells share a grid, and rows the figures place."""

    def cell(begin: int, end: int, span: int = 1, applicant: str = "") -> GridCell:
        value = _VALUE.fullmatch(text, begin, end) is not None
        return GridCell(_pieces(text, begin, end, ranges), span, value, applicant)

    def alike(some: Sequence[Sequence[Range]]) -> Iterator[Block]:
        for _, same in groupby(some, key=len):
            yield Block([], tuple(tuple(cell(*one) for one in row) for row in same))

    first, last = columns.extent(text, rows)
    yield from alike(rows[:first])
    if placed := columns.place(text, rows[first:last]):
        yield Block([], tuple(tuple(cell(*one) for one in row) for row in placed))
    yield from alike(rows[last:])


def _lines(text: str, start: int) -> Iterator[Range]:
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        yield start, end
        start = end + 1


def _cells(text: str, begin: int, end: int) -> list[Range]:
    found = []
    for cell in text[begin:end].split("\t"):
        found.append((begin, begin + len(cell)))
        begin += len(cell) + 1
    return found


def _pieces(text: str, begin: int, end: int, ranges: Ranges) -> Pieces:
    return pieces(text[begin:end], within(ranges, begin, end))
