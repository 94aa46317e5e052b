"""Looking figures up across reports: by field, agency, year and value, one page at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, Row, Select, and_, func, or_, select

from index.record.keyset import Order, beyond, order_by
from index.record.rows import Page
from index.record.tables import agencies, agency_keys, figures, versions

_BEYOND_ALL = 1.7e308


@dataclass(frozen=True, slots=True)
class FigureFilter:
    """Which figures; an empty tuple asks nothing. `regions` are codes; ranges include both ends, None leaves one open.

    Without `origins` a report answers once for a field (reports.choice), with it by every statement of that origin.
    """

    fields: tuple[str, ...] = ()
    applicants: tuple[str, ...] = ()
    agencies: tuple[str, ...] = ()
    excluded_agencies: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()
    years: tuple[tuple[int | None, int | None], ...] = ()
    values: tuple[tuple[Decimal | None, Decimal | None], ...] = ()
    statuses: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()


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

_NUMBER_LAST = func.coalesce(figures.c.number, _BEYOND_ALL)
_NUMBER_LAST_DOWN = func.coalesce(figures.c.number, -_BEYOND_ALL)
_TAIL: Order = ((figures.c.agency_id, False), (figures.c.field, False), (figures.c.id, False))

ORDERS: dict[str, Order] = {
    "value": ((_NUMBER_LAST, False), (figures.c.year, True), *_TAIL),
    "-value": ((_NUMBER_LAST_DOWN, True), (figures.c.year, True), *_TAIL),
    "year": ((figures.c.year, False), *_TAIL),
    "-year": ((figures.c.year, True), *_TAIL),
    "agency": ((figures.c.agency_id, False), (figures.c.year, True), *_TAIL[1:]),
}


class Figures:
    """Reads figures of current versions. Values that a float cannot hold apart still sort and filter as floats."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def page(
        self, wanted: FigureFilter, sort: str = "-year", limit: int = 20, after: Sequence[Any] | None = None
    ) -> Page[StoredFigure]:
        """Return one page in the order `sort` (a key of ORDERS), with what contradicts each figure."""
        order = ORDERS[sort]
        with self._engine.connect() as connection:
            total = connection.execute(
                select(func.count()).select_from(figures).where(*conditions(wanted))
            ).scalar_one()
            keys = [column.label(f"k{n}") for n, (column, _) in enumerate(order)]
            query = joined(*keys).where(*conditions(wanted)).order_by(*order_by(order)).limit(limit + 1)
            if after is not None:
                query = query.where(beyond(order, after))
            rows = connection.execute(query).all()
            last = tuple(getattr(rows[limit - 1], f"k{n}") for n in range(len(order))) if len(rows) > limit else None
            return Page(with_conflicts(connection, rows[:limit]), total, last)

    def stream(self, wanted: FigureFilter, sort: str = "-year", batch: int = 500) -> Iterator[StoredFigure]:
        """Yield every figure asked for, page by page, so that no connection is held between two pages."""
        after: Sequence[Any] | None = None
        while True:
            page = self.page(wanted, sort, batch, after)
            yield from page.items
            if page.next is None:
                return
            after = page.next


def conditions(wanted: FigureFilter) -> list[ColumnElement[bool]]:
    """Return the SQL conditions of a filter, on the current versions."""
    said: list[ColumnElement[bool]] = [figures.c.current]
    if not wanted.origins:
        said.append(figures.c.main)
    columns = {
        figures.c.field: wanted.fields,
        figures.c.applicant: wanted.applicants,
        figures.c.agency_id: wanted.agencies,
        figures.c.status: wanted.statuses,
        figures.c.origin: wanted.origins,
    }
    said += [column.in_(values) for column, values in columns.items() if values]
    if wanted.excluded_agencies:
        said.append(figures.c.agency_id.not_in(wanted.excluded_agencies))
    if wanted.regions:
        said.append(figures.c.agency_id.in_(in_regions(wanted.regions)))
    if wanted.forms:
        said.append(figures.c.revision.in_(select(versions.c.revision).where(versions.c.form.in_(wanted.forms))))
    if wanted.years:
        said.append(or_(*(between(figures.c.year, first, last) for first, last in wanted.years)))
    if wanted.values:
        said.append(or_(*(between(figures.c.number, low, high) for low, high in wanted.values)))
    return said


def in_regions(codes: Sequence[str]) -> Select[tuple[str]]:
    """Return the query for the agencies that lie in any of the regions."""
    return select(agency_keys.c.agency_id).where(agency_keys.c.kind == "region", agency_keys.c.key.in_(codes))


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


def between(column: ColumnElement[Any], low: Any, high: Any) -> ColumnElement[bool]:
    ends = [column >= _plain(low)] if low is not None else []
    ends += [column <= _plain(high)] if high is not None else []
    return and_(*ends) if ends else column.is_not(None)


def _plain(end: int | Decimal) -> int | float:
    return float(end) if isinstance(end, Decimal) else end
