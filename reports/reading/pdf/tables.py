"""Ruled tables of a PDF page: cells between visible lines, also where a page break left a table open."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

from reports.reading.pdf.frames import Frame, Glyph
from reports.reading.pdf.lattice import Box, Lattice, Span, lattices
from reports.reading.pdf.lines import text_of
from reports.reading.pieces import RawCell


@dataclass(frozen=True, slots=True)
class RuledTable:
    """A table on one page: its box, the places of its lines, and its cells at rows and columns."""

    box: Box
    xs: tuple[float, ...]
    cells: tuple[RawCell, ...]
    rows: int


def ruled_tables(frame: Frame) -> list[RuledTable]:
    """Return the page's tables from top to bottom; frames around text are none."""
    tables = [_table(lattice, frame.glyphs) for lattice in lattices(frame.strokes)]
    return sorted((table for table in tables if len(table.cells) > 1), key=lambda table: table.box[1])


def _table(lattice: Lattice, glyphs: Iterable[Glyph]) -> RuledTable:
    """Fill the cells; a place no cell covers becomes one where glyphs stand in it."""
    xs, ys = lattice.xs, lattice.ys
    home = {place: span for span in (*lattice.cells, *lattice.loose) for place in _places(span)}
    within: dict[Span, list[Glyph]] = {span: [] for span in home.values()}
    for glyph in glyphs:
        row = bisect_right(ys, (glyph.top + glyph.bottom) / 2) - 1
        column = bisect_right(xs, (glyph.x0 + glyph.x1) / 2) - 1
        if (span := home.get((row, column))) is not None:
            within[span].append(glyph)
    closed = set(lattice.cells)
    cells = tuple(
        RawCell(text_of(found, xs[right] - xs[left]), top, left, bottom - top, right - left)
        for (top, left, bottom, right), found in sorted(within.items())
        if found or (top, left, bottom, right) in closed
    )
    return RuledTable((xs[0], ys[0], xs[-1], ys[-1]), xs, cells, len(ys) - 1)


def _places(span: Span) -> Iterable[tuple[int, int]]:
    top, left, bottom, right = span
    return ((i, j) for i in range(top, bottom) for j in range(left, right))
