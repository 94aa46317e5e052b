"""Lays a report's text out for a page: headings, paragraphs, tables as printed, with what a query matched marked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from reports.model import Basis, Cell, Figure, PlacedTable, Section, Table
from reports.tables.placed import figures_in
from search.marks import Ranges, marks, pieces, within
from search.needles import Needle
from web.http.html import shown

Range = tuple[int, int]
Pieces = list[tuple[str, bool]]
_VALUE = re.compile(r"\s*[-—–+/\d０-９.,，％%]*\s*")
_MOST_PLACES = 50_000
"""Of a table that is drawn as a grid; no report has one of a hundredth."""
_RUN_IN = "。：:；"


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell with its spans; `value` says that it holds a number, a dash or nothing, `header` that it labels others.

    `figure` was read from it. `here` says that it is a blank cell asked for: there are no characters to mark.
    """

    pieces: Pieces
    columns: int = 1
    rows: int = 1
    value: bool = False
    header: bool = False
    figure: Figure | None = None
    here: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, or a table where `rows` is not empty.

    `told` is the text of a table that is laid out as its form, because the text has no cells.
    """

    pieces: Pieces
    rows: tuple[tuple[GridCell, ...], ...] = ()
    told: tuple[Block, ...] = ()

    @property
    def is_marked(self) -> bool:
        """Whether anything of it is marked."""
        every = [self.pieces, *(cell.pieces for row in self.rows for cell in row)]
        return any(marked for one in every for _, marked in one)


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
    needles: Sequence[Needle],
    tables: Sequence[PlacedTable] = (),
    figures: Sequence[Figure] = (),
    at: Range | None = None,
) -> LaidOut:
    """Lay a section's own text out, with those of the report's `tables` and `figures` that stand in it.

    `at` are the characters of the report to mark in the place of what is `needles`.
    """
    text = shown(text)
    ranges = within((at,), section.start, section.end) if at else marks(text, needles) if needles else ()
    end = heading_end(text, section)
    page = _Page(text, section.start, ranges, at, figures)
    inside = [one for one in tables if section.start <= one.start and one.end <= section.end]
    blocks = tuple(page.blocks(end, inside))
    return LaidOut(
        section=section,
        level=min(section.level + 1, 6),
        heading=pieces(text[:end], within(ranges, 0, end)),
        blocks=blocks,
        found=len(ranges) + sum(cell.here for block in blocks for row in block.rows for cell in row),
    )


def heading_end(text: str, section: Section) -> int:
    """Return where a section's heading ends in its text, the mark of a run-in heading included; 0 without heading."""
    at = text.find(section.heading) if section.heading else -1
    if not 0 <= at <= len(section.number) + 4:
        return 0
    end = at + len(section.heading)
    return end + 1 if text[end : end + 1] in _RUN_IN and text[end : end + 1] else end


@dataclass(frozen=True, slots=True)
class _Page:
    """A section's text, which begins at `start` of the report's, with the ranges of it to mark."""

    text: str
    start: int
    ranges: Ranges
    at: Range | None
    figures: Sequence[Figure]

    def blocks(self, begin: int, tables: Sequence[PlacedTable]) -> Iterator[Block]:
        for one in tables:
            table, start, end = one.table, max(one.start - self.start, begin), one.end - self.start
            first = min((cell.start for cell in table.cells if cell.start >= 0), default=-1) - self.start
            if first < begin or not _is_grid(table):
                continue  # there is nothing to draw that its lines do not say
            yield from self._running(begin, start)
            told = tuple(self._running(start, end)) if table.basis is Basis.FORM else ()
            yield Block([], tuple(self._rows(table)), told)
            begin = end
        yield from self._running(begin, len(self.text))

    def _rows(self, table: Table) -> Iterator[tuple[GridCell, ...]]:
        read = figures_in(table, self.figures)
        rows: list[list[GridCell]] = [[] for _ in range(table.rows)]
        for cell, empty in _without_holes(table):
            rows[cell.row].append(GridCell([], cell.column_span) if empty else self._cell(cell, read))
        return map(tuple, rows)

    def _cell(self, cell: Cell, read: Mapping[Cell, Figure]) -> GridCell:
        begin, end = cell.start - self.start, cell.end - self.start
        told = self._pieces(begin, end) if cell.start >= 0 else [(cell.text, False)]
        asked = self.at is not None and self.at[0] == self.at[1] and cell.start <= self.at[0] <= cell.end
        return GridCell(
            told,
            cell.column_span,
            cell.row_span,
            _VALUE.fullmatch(cell.text) is not None,
            cell.header,
            read.get(cell),
            asked and not cell.text,
        )

    def _running(self, begin: int, end: int) -> Iterator[Block]:
        """Lay out what no table covers; rows of cells share a grid only where they have as many, for want of spans."""
        lines = [line for line in _lines(self.text, begin, end) if self.text[slice(*line)].strip()]
        for tabbed, group in groupby(lines, key=lambda line: "\t" in self.text[slice(*line)]):
            if not tabbed:
                yield from (Block(self._pieces(*line)) for line in group)
                continue
            for _, alike in groupby((_cells(self.text, *line) for line in group), key=len):
                yield Block([], tuple(tuple(map(self._told, row)) for row in alike))

    def _told(self, cell: Range) -> GridCell:
        return GridCell(self._pieces(*cell), value=_VALUE.fullmatch(self.text, *cell) is not None)

    def _pieces(self, begin: int, end: int) -> Pieces:
        return pieces(self.text[begin:end], within(self.ranges, begin, end))


def _is_grid(table: Table) -> bool:
    """Tell a table from rows of any length without spans, and from one that is mostly places without cells."""
    places = table.rows * table.columns
    return len(table.cells) == places or (table.basis is not Basis.TEXT and places <= _MOST_PLACES)


def _without_holes(table: Table) -> Iterator[tuple[Cell, bool]]:
    """Yield the cells by row, and for places that none covers one that is empty, so that nothing moves to the left."""
    beginning: dict[tuple[int, int], list[Cell]] = {}
    for cell in table.cells:
        beginning.setdefault((cell.row, cell.column), []).append(cell)
    for row, places in enumerate(table.grid()):
        for column, covering in enumerate(places):
            yield from ((cell, False) for cell in beginning.get((row, column), ()))
            if covering is None:
                yield Cell("", -1, -1, row, column), True


def _lines(text: str, start: int, stop: int) -> Iterator[Range]:
    while start < stop:
        end = text.find("\n", start, stop)
        end = stop if end < 0 else end
        yield start, end
        start = end + 1


def _cells(text: str, begin: int, end: int) -> list[Range]:
    found = []
    for cell in text[begin:end].split("\t"):
        found.append((begin, begin + len(cell)))
        begin += len(cell) + 1
    return found
