"""The rows of an export's tables as they are taken from the record; their columns stand in schemas/export.py."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from index.record import encode
from reports import contacts
from reports.catalogue import FIELDS
from reports.model import Cell, PlacedTable
from schemas.package import Row


@dataclass(frozen=True, slots=True)
class Of:
    """A row of the record with the report it belongs to and its place among its like there, from 1."""

    report: str
    place: int
    row: Row


def rows_of(reports: Mapping[int, str], rows: Sequence[Row]) -> Iterator[Of]:
    """Number rows within their reports; `reports` gives for a revision its report's id."""
    revision, place = None, 0
    for row in rows:
        revision, place = row.revision, place + 1 if row.revision == revision else 1
        yield Of(reports[row.revision], place, row)


@dataclass(frozen=True, slots=True)
class CellOf:
    """A cell with its table and report; `place` counts the table's cells from 1, `told` leaves persons out."""

    report: str
    table: PlacedTable
    place: int
    cell: Cell
    told: str


def cells_of(reports: Mapping[int, str], sections: Sequence[Row], tables: Sequence[Row]) -> Iterator[CellOf]:
    """Yield the cells of reports' tables; names are looked for in the whole text, since a label may be another cell."""
    for revision, rows in groupby(tables, key=lambda row: row.revision):
        text = "".join(section.text for section in sections if section.revision == revision)
        persons = contacts.spans(text)
        for row in rows:
            found = encode.table(row, text)
            for place, cell in enumerate(found.table.cells, 1):
                in_text = cell.start >= 0
                told = contacts.part_without(text, cell.start, cell.end, persons) if in_text else cell.text
                yield CellOf(reports[revision], found, place, cell, told)


@dataclass(frozen=True, slots=True)
class UnknownField:
    """A field that figures have and today's catalogue lacks: it keeps its row, so that nothing points nowhere."""

    id: str
    label: str = ""
    unit: str = ""
    group: str = ""
    applicants: bool = False
    forms: tuple[str, ...] = ()
    basis: tuple[str, ...] = ()


def field_rows(met: set[str]) -> list[Row]:
    """Return what stands in `fields`: the catalogue, then fields `met` in figures that it lacks."""
    return [*FIELDS.values(), *(UnknownField(id_) for id_ in sorted(met - FIELDS.keys()))]
