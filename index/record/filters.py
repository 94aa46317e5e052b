"""What is asked of figures and checks, as conditions on their tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Protocol

from sqlalchemy import ColumnElement, and_, or_, select

from index.record.tables import agency_keys, figures
from reports.model import Status


class Scope(Protocol):
    """Which agencies; `regions` are codes, an empty tuple asks nothing."""

    @property
    def agencies(self) -> tuple[str, ...]: ...

    @property
    def excluded_agencies(self) -> tuple[str, ...]: ...

    @property
    def regions(self) -> tuple[str, ...]: ...


VALUED = (Status.REPORTED.value, Status.REPORTED_ZERO.value)
"""The statuses of figures that have a value."""


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


def conditions(criteria: FigureFilter) -> list[ColumnElement[bool]]:
    """Return the SQL conditions of a filter on current figures, without `forms`, which versions have."""
    said: list[ColumnElement[bool]] = [figures.c.current]
    if not criteria.origins:
        said.append(figures.c.main)
    columns = {
        figures.c.field: criteria.fields,
        figures.c.applicant: criteria.applicants,
        figures.c.status: criteria.statuses,
        figures.c.origin: criteria.origins,
    }
    said += [column.in_(values) for column, values in columns.items() if values]
    said += in_scope(figures.c.agency_id, criteria)
    return [*said, *in_ranges(figures.c.year, criteria.years), *in_ranges(figures.c.number, criteria.values)]


def in_scope(agency: ColumnElement[str], criteria: Scope) -> list[ColumnElement[bool]]:
    """Return the conditions on a column of agency ids."""
    said: list[ColumnElement[bool]] = []
    if criteria.agencies:
        said.append(agency.in_(criteria.agencies))
    if criteria.excluded_agencies:
        said.append(agency.not_in(criteria.excluded_agencies))
    if criteria.regions:
        in_any = select(agency_keys.c.agency_id)
        said.append(agency.in_(in_any.where(agency_keys.c.kind == "region", agency_keys.c.key.in_(criteria.regions))))
    return said


def in_ranges(column: ColumnElement[Any], ranges: Sequence[tuple[Any, Any]]) -> list[ColumnElement[bool]]:
    """Return the condition that a column lies in one of the ranges, none where there are no ranges."""
    return [or_(*(_between(column, low, high) for low, high in ranges))] if ranges else []


def within(year: int, ranges: Sequence[tuple[int | None, int | None]]) -> bool:
    """Tell the same of one year."""
    return not ranges or any((low is None or low <= year) and (high is None or year <= high) for low, high in ranges)


def _between(column: ColumnElement[Any], low: Any, high: Any) -> ColumnElement[bool]:
    if low is not None and low == high:  # an index goes on beyond a column that is fixed, not beyond a range
        return column == _plain(low)
    ends = [column >= _plain(low)] if low is not None else []
    ends += [column <= _plain(high)] if high is not None else []
    return and_(*ends) if ends else column.is_not(None)


def _plain(end: int | Decimal) -> int | float:
    return float(end) if isinstance(end, Decimal) else end
