"""Looking figures up across reports: by field, agency, year and value, one page at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, Row, Select, select

from index.record.filters import FigureFilter
from index.record.keyset import Order, first, order_by, written_out
from index.record.memo import Kept, Memo
from index.record.rows import Page
from index.record.soundness import trust
from index.record.strands import BEYOND_ALL, ORDERS, VALUED, tiers, total
from index.record.tables import agencies, figures, versions

__all__ = ["ORDERS", "VALUED", "FigureFilter", "Figures", "StoredFigure"]


@dataclass(frozen=True, slots=True)
class StoredFigure:
    """A figure with its report; offsets count code points of the report's text."""

    id: int
    report: str
    version: int
    title: str
    form: str
    file: str
    agency: str
    agency_name: str
    year: int
    field: str
    applicant: str
    value: Decimal | None
    unit: str
    status: str
    qualifier: str | None
    origin: str
    quote: str
    start: int
    end: int
    section: str
    row: str | None
    column: str | None
    conflicts: tuple[StoredFigure, ...] = ()


_COLUMNS = (
    figures,
    versions.c.report_id,
    versions.c.version,
    versions.c.title,
    versions.c.form,
    versions.c.file,
    agencies.c.name.label("agency_name"),
)


class Figures:
    """Reads figures of current versions. Values that a float cannot hold apart still sort and filter as floats."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._memo = Memo()

    def page(
        self, wanted: FigureFilter, sort: str = "-year", limit: int = 20, after: Sequence[Any] | None = None
    ) -> Page[StoredFigure]:
        """Return one page in the order `sort` (a key of ORDERS), with what contradicts each figure."""
        with self._engine.connect() as connection:
            kept = self._memo.now(connection)
            items, following = _read(connection, kept, wanted, sort, limit, after)
            return Page(items, total(connection, kept, wanted), following)

    def stream(
        self, wanted: FigureFilter, sort: str = "-year", batch: int = 500, after: Sequence[Any] | None = None
    ) -> Iterator[StoredFigure]:
        """Yield every figure asked for, page by page, so that no connection is held between two pages."""
        while True:
            with self._engine.connect() as connection:
                items, after = _read(connection, self._memo.now(connection), wanted, sort, batch, after)
            yield from items
            if after is None:
                return


def _read(
    connection: Connection, kept: Kept, wanted: FigureFilter, sort: str, limit: int, after: Sequence[Any] | None
) -> tuple[tuple[StoredFigure, ...], tuple[Any, ...] | None]:
    order = ORDERS[sort]
    ids = first(connection, figures.c.id, order, tiers(connection, kept, wanted, sort), after, limit + 1)
    query = joined().where(figures.c.id.in_(written_out(ids))).order_by(*_valueless_last(order)).limit(limit + 1)
    rows = connection.execute(query).all()
    following = _place(rows[limit - 1], order) if len(rows) > limit else None
    return with_conflicts(connection, rows[:limit]), following


def _valueless_last(order: Order) -> list[ColumnElement[Any]]:
    return [
        ordered.nulls_last() if column is figures.c.number else ordered
        for (column, _), ordered in zip(order, order_by(order), strict=True)
    ]


def _place(row: Row[Any], order: Order) -> tuple[Any, ...]:
    """Return where the row stands; where it has no value, the number that stands for that at the end of the order."""
    values = [(getattr(row, str(column.name)), down) for column, down in order]
    return tuple((-BEYOND_ALL if down else BEYOND_ALL) if value is None else value for value, down in values)


def with_conflicts(connection: Connection, rows: Sequence[Row[Any]]) -> tuple[StoredFigure, ...]:
    """Attach to each figure the other statements of the same field in its report that give another value."""
    said: list[ColumnElement[bool]] = [
        figures.c.revision.in_({row.revision for row in rows}),
        figures.c.field.in_({row.field for row in rows}),
        figures.c.value.is_not(None),
    ]
    if all(row.main for row in rows):  # of each field and applicant one is: what contradicts it is not
        said.append(~figures.c.main)
    others: dict[tuple[int, str, str], list[Row[Any]]] = {}
    for other in connection.execute(joined().where(*said).order_by(figures.c.id)) if rows else ():
        others.setdefault((other.revision, other.field, other.applicant), []).append(other)
    trust(connection.engine, (row.revision for row in rows))
    return tuple(stored(row, _contradicting(row, others)) for row in rows)


def _contradicting(
    row: Row[Any], others: Mapping[tuple[int, str, str], Sequence[Row[Any]]]
) -> tuple[StoredFigure, ...]:
    same = others.get((row.revision, row.field, row.applicant), ())
    return tuple(stored(other) for other in same if other.id != row.id and other.number != row.number)


def stored(row: Row[Any], conflicts: tuple[StoredFigure, ...] = ()) -> StoredFigure:
    return StoredFigure(
        id=row.id,
        report=row.report_id,
        version=row.version,
        title=row.title,
        form=row.form,
        file=row.file,
        agency=row.agency_id,
        agency_name=row.agency_name,
        year=row.year,
        field=row.field,
        applicant=row.applicant,
        value=None if row.value is None else Decimal(row.value),
        unit=row.unit,
        status=row.status,
        qualifier=row.qualifier,
        origin=row.origin,
        quote=row.quote,
        start=row.start,
        end=row.end,
        section=row.section,
        row=row.row,
        column=row.column,
        conflicts=conflicts,
    )


def joined(*more: ColumnElement[Any]) -> Select[Any]:
    whole = figures.join(versions, versions.c.revision == figures.c.revision)
    whole = whole.join(agencies, agencies.c.id == figures.c.agency_id)
    return select(*_COLUMNS, *more).select_from(whole)
