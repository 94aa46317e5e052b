"""Looking figures up across reports: by field, agency, year and value, one page at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, Row, Select, func, select

from index.record.filters import FigureFilter, conditions, in_ranges, in_scope, within
from index.record.keyset import Order, Strand, first, order_by, written_out
from index.record.memo import Memo, distinct
from index.record.rows import Page
from index.record.tables import agencies, figures, reports, versions
from reports.model import Status

__all__ = ["ORDERS", "VALUED", "FigureFilter", "Figures", "StoredFigure"]

VALUED = (Status.REPORTED.value, Status.REPORTED_ZERO.value)
_BEYOND_ALL = 1.7e308
"""Stands in a place for the value of a figure without one."""


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

_TAIL: Order = ((figures.c.agency_id, False), (figures.c.field, False), (figures.c.id, False))

ORDERS: dict[str, Order] = {
    "value": ((figures.c.number, False), (figures.c.year, True), *_TAIL),
    "-value": ((figures.c.number, True), (figures.c.year, True), *_TAIL),
    "year": ((figures.c.year, False), *_TAIL),
    "-year": ((figures.c.year, True), *_TAIL),
    "agency": ((figures.c.agency_id, False), (figures.c.year, True), *_TAIL[1:]),
}


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
            total = self._memo(connection, wanted, lambda: self._count(connection, wanted))
            items, following = self._read(connection, wanted, sort, limit, after)
        return Page(items, total, following)

    def stream(self, wanted: FigureFilter, sort: str = "-year", batch: int = 500) -> Iterator[StoredFigure]:
        """Yield every figure asked for, page by page, so that no connection is held between two pages."""
        after: Sequence[Any] | None = None
        while True:
            with self._engine.connect() as connection:
                items, after = self._read(connection, wanted, sort, batch, after)
            yield from items
            if after is None:
                return

    def _read(
        self, connection: Connection, wanted: FigureFilter, sort: str, limit: int, after: Sequence[Any] | None
    ) -> tuple[tuple[StoredFigure, ...], tuple[Any, ...] | None]:
        tiers = self._tiers(connection, wanted, sort)
        ids = first(connection, figures.c.id, ORDERS[sort], tiers, after, limit + 1)
        query = joined().where(figures.c.id.in_(written_out(ids))).order_by(*_valueless_last(ORDERS[sort]))
        rows = connection.execute(query.limit(limit + 1)).all()
        following = _place(rows[limit - 1], ORDERS[sort]) if len(rows) > limit else None
        return with_conflicts(connection, rows[:limit]), following

    def _tiers(self, connection: Connection, wanted: FigureFilter, sort: str) -> list[list[Strand]]:
        """Cut what is wanted into strands of one field (or all) and one year, each of which an index has in order."""
        years = self._years(connection, wanted)
        fields: Sequence[str | None] = wanted.fields or (None,)
        by_value = sort in ("value", "-value")
        if not wanted.fields and (wanted.values or (by_value and not wanted.agencies and not wanted.regions)):
            fields = self._memo(connection, "fields", lambda: distinct(connection, figures.c.field))
        if not by_value:
            tiers = [[_strand(wanted, field, year) for field in fields] for year in years]
            return (
                tiers[:: -1 if sort == "-year" else 1]
                if sort != "agency"
                else [[one for tier in tiers for one in tier]]
            )
        pairs = [(field, year) for field in fields for year in years]
        valued = [_strand(wanted, field, year, figures.c.number.is_not(None)) for field, year in pairs]
        if wanted.values or (wanted.statuses and set(wanted.statuses) <= set(VALUED)):
            return [valued]
        last = -_BEYOND_ALL if sort == "-value" else _BEYOND_ALL
        return [
            valued,
            [_strand(wanted, field, year, figures.c.number.is_(None), number=last) for field, year in pairs],
        ]

    def _years(self, connection: Connection, wanted: FigureFilter) -> list[int]:
        held = self._memo(connection, "years", lambda: distinct(connection, reports.c.year))
        return [year for year in held if within(year, wanted.years)]

    def _count(self, connection: Connection, wanted: FigureFilter) -> int:
        rest = replace(wanted, agencies=(), excluded_agencies=(), regions=(), forms=(), years=())
        if rest == FigureFilter():
            return _count_by_reports(connection, wanted)
        years = self._years(connection, wanted)
        said = [*conditions(replace(wanted, years=())), figures.c.year.in_(years)]
        if wanted.values and not wanted.fields:
            said.append(
                figures.c.field.in_(self._memo(connection, "fields", lambda: distinct(connection, figures.c.field)))
            )
        total: int = connection.execute(select(func.count()).select_from(figures).where(*said)).scalar_one()
        return total


def _strand(wanted: FigureFilter, field: str | None, year: int, *more: ColumnElement[bool], **fixed: float) -> Strand:
    said = [figures.c.year == year, *more, *conditions(replace(wanted, fields=(), years=()))]
    if field is None:
        return Strand(said, {"year": year, **fixed})
    return Strand([figures.c.field == field, *said], {"field": field, "year": year, **fixed})


def _valueless_last(order: Order) -> list[ColumnElement[Any]]:
    return [
        ordered.nulls_last() if column is figures.c.number else ordered
        for (column, _), ordered in zip(order, order_by(order), strict=True)
    ]


def _place(row: Row[Any], order: Order) -> tuple[Any, ...]:
    """Return where the row stands; where it has no value, the number that stands for that at the end of the order."""
    values = [(getattr(row, str(column.name)), down) for column, down in order]
    return tuple((-_BEYOND_ALL if down else _BEYOND_ALL) if value is None else value for value, down in values)


def _count_by_reports(connection: Connection, wanted: FigureFilter) -> int:
    """Count the figures that answer for their field by what the versions of their reports say."""
    whole = versions.join(reports, reports.c.id == versions.c.report_id)
    said = [versions.c.current, *in_scope(reports.c.agency_id, wanted), *in_ranges(reports.c.year, wanted.years)]
    if wanted.forms:
        said.append(versions.c.form.in_(wanted.forms))
    query = select(func.coalesce(func.sum(versions.c.figures), 0)).select_from(whole).where(*said)
    total: int = connection.execute(query).scalar_one()
    return total


def with_conflicts(connection: Connection, rows: Sequence[Row[Any]]) -> tuple[StoredFigure, ...]:
    """Attach to each figure the other statements of the same field in its report that give another value."""
    if not rows:
        return ()
    revisions = {row.revision for row in rows}
    fields = {row.field for row in rows}
    query = joined().where(figures.c.revision.in_(revisions), figures.c.field.in_(fields), figures.c.value.is_not(None))
    others: dict[tuple[int, str, str], list[Row[Any]]] = {}
    for other in connection.execute(query.order_by(figures.c.id)):
        others.setdefault((other.revision, other.field, other.applicant), []).append(other)
    return tuple(
        stored(
            row,
            tuple(
                stored(other)
                for other in others.get((row.revision, row.field, row.applicant), ())
                if other.id != row.id and other.number != row.number
            ),
        )
        for row in rows
    )


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
