"""The tables of a report as they are kept and shown: each cell with its place, its spans and what it labels."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from reports.model import Basis, Cell, Document, Figure, Origin, PlacedTable, Section, Table
from reports.tables.formtables import FormTable, ended, form_tables, headed
from reports.tables.numbers import is_value
from reports.tables.rows import section_at

PrintedTable = tuple[str, int, int, Table]
"""Section, start, end, and the table that stands there."""


def place_tables(
    document: Document, sections: Sequence[Section], figures: Sequence[Figure], form: str
) -> tuple[PlacedTable, ...]:
    """Return every table, in reading order: those that the file lays out, and what was read of others as their form.

    `figures` are those read from tables, `form` is the report's.
    """
    read = sorted(figures, key=lambda one: one.start)
    starts = [one.start for one in read]
    found: list[PrintedTable] = []
    unclear: set[str] = set()
    for block in document.blocks:
        if block.table is None:
            continue
        inside = read[bisect_left(starts, block.start) : bisect_right(starts, block.end)]
        table, section = _with_headers(block.table, inside), section_at(sections, block.start)
        if _is_clear(table, inside):
            found.append((section, block.start, block.end, table))
        else:
            unclear.add(section)
    # Where rows of a table told from text fit no grid, what there is beside them is a part of the same table.
    found = [one for one in found if one[0] not in unclear or one[3].basis is Basis.CELLS]
    begun = [start for _, start, _, _ in found]
    places = [bisect_right(begun, at) - 1 for at in starts]
    outside = (one for one, at in zip(read, places, strict=True) if at < 0 or found[at][2] < one.start)
    drawn = form_tables(outside, form)
    found += _placed(drawn, document.text, sections, [(start, end) for _, start, end, _ in found])
    found.sort(key=lambda one: one[1])
    return tuple(PlacedTable(f"t{number}", *one) for number, one in enumerate(found, 1))


def _is_clear(table: Table, read: Sequence[Figure]) -> bool:
    """Tell a table whose cells say what each number is: not one of rows of any length, nor one with all in a few."""
    values = figures_in(table, read)
    if table.basis is Basis.TEXT and read:
        return len(table.cells) == table.rows * table.columns and len(values) == len(read) == _labelled(table, values)
    return 2 * len(values) >= len(read)


def _labelled(table: Table, values: Iterable[Cell]) -> int:
    """Count the numbers that have a header in their own row and one in their own column: text has no merged ones."""
    first: dict[int, int] = {}
    top: dict[int, int] = {}
    for cell in table.cells:
        if cell.header:
            first[cell.row] = min(cell.column, first.get(cell.row, cell.column))
            top[cell.column] = min(cell.row, top.get(cell.column, cell.row))
    return sum(
        first.get(cell.row, cell.column) < cell.column and top.get(cell.column, cell.row) < cell.row for cell in values
    )


def _placed(
    drawn: Sequence[FormTable], text: str, sections: Sequence[Section], taken: Sequence[tuple[int, int]]
) -> Iterator[PrintedTable]:
    """Give tables the stretch of the text that they stand for: with the headers above and the rest of the last line."""
    within = {section.id: section for section in sections}
    begun = sorted([*(start for start, _ in taken), *(one.start for one in drawn)])
    ends = sorted([*(end for _, end in taken), *(one.end for one in drawn)])
    for one in drawn:
        section = within.get(one.section)
        last = section.end if section else len(text)
        above = ends[: bisect_right(ends, one.start)][-1:]
        first = max([section.start + len(section.number + section.heading) if section else 0, *above])
        alone = bisect_left(begun, last) == bisect_left(begun, one.end)
        start, end = headed(text, one.start, min(first, one.start)), one.end
        yield one.section, start, ended(text, end, last) if alone else end, one.table


def figures_in(table: Table, figures: Iterable[Figure]) -> Mapping[Cell, Figure]:
    """Return the cells that one figure each was read from; that of a blank cell stands where the cell does."""
    read = sorted((one for one in figures if one.origin is Origin.TABLE), key=lambda one: one.start)
    starts = [one.start for one in read]
    found: dict[Cell, Figure] = {}
    for cell in table.cells:
        inside = read[bisect_left(starts, cell.start) : bisect_right(starts, cell.end)]
        if table.basis is Basis.FORM:  # what is glued has no sign between one number and the next
            inside = [one for one in inside if (one.start, one.end) == (cell.start, cell.end)]
        if cell.start >= 0 and len(inside) == 1 and inside[0].end <= cell.end:
            found[cell] = inside[0]
    return found


def _with_headers(table: Table, figures: Iterable[Figure]) -> Table:
    """Mark what labels the numbers read: rows without any label columns, what is left of the first of its row the row.

    What a file itself marks stays marked. A cell that holds a number, or nothing, is no header.
    """
    values = figures_in(table, figures)
    labels = set(_labels(table, values)) if values else set()
    return replace(table, cells=tuple(replace(cell, header=cell.header or cell in labels) for cell in table.cells))


def _labels(table: Table, values: Collection[Cell]) -> Iterator[Cell]:
    for row in table.cells_by_row():
        first = min((cell.column for cell in row if cell in values), default=table.columns)
        yield from (cell for cell in row if cell.column < first and cell not in values and not is_value(cell.text))
