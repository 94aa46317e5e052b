"""How a look-up of figures is cut into index ranges that an index has in order, and how it is counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import product

from sqlalchemy import Column, ColumnElement, Connection, Select, func, select

from index.record.filters import VALUED, FigureFilter, conditions, in_ranges, in_scope, within
from index.record.keyset import IndexRange, Order
from index.record.memo import KnownState, distinct
from index.record.tables import figures, reports, versions
from reports.model import Applicant

BEYOND_ALL = 1.7e308
"""Stands in a place for the value of a figure without one."""
FEW = 2_000
"""So many figures are sorted faster than looked up range by range, whatever finds them."""

_COUNTED = {FigureFilter(): versions.c.figures, FigureFilter(applicants=(Applicant.TOTAL.value,)): versions.c.totals}
"""What versions have counted already."""

_TAIL: Order = ((figures.c.agency_id, False), (figures.c.field, False), (figures.c.id, False))

ORDERS: dict[str, Order] = {
    "value": ((figures.c.number, False), (figures.c.year, True), *_TAIL),
    "-value": ((figures.c.number, True), (figures.c.year, True), *_TAIL),
    "year": ((figures.c.year, False), *_TAIL),
    "-year": ((figures.c.year, True), *_TAIL),
    "agency": ((figures.c.agency_id, False), (figures.c.year, True), *_TAIL[1:]),
}
"""What figures are sorted by; those without a value come last, upwards and downwards."""


def tiers(connection: Connection, memo: KnownState, criteria: FigureFilter, sort: str) -> list[list[IndexRange]]:
    """Cut what is wanted into index ranges of one field (or all) and one year; every tier comes before the next."""
    by_value = sort in ("value", "-value")
    years = _years(connection, memo, criteria)
    if total(connection, memo, criteria) <= FEW:
        whole = [replace(_range(criteria, _fields(connection, memo, criteria), years), few=True)]
        return _valued_first(whole, criteria, sort) if by_value else [whole]
    fields = criteria.fields or (_held_fields(connection, memo) if by_value else ())
    each: list[tuple[str, ...]] = [(field,) for field in fields] or [()]
    if by_value:
        return _valued_first([_range(criteria, field, (year,)) for field, year in product(each, years)], criteria, sort)
    by_year = [[_range(criteria, field, (year,)) for field in each] for year in years]
    if sort == "agency":
        return [[part for tier in by_year for part in tier]]
    return by_year[::-1] if sort == "-year" else by_year


def total(connection: Connection, memo: KnownState, criteria: FigureFilter) -> int:
    """Return how many figures are wanted, exactly."""
    return memo.get(criteria, lambda: _count(connection, memo, criteria))


def _count(connection: Connection, memo: KnownState, criteria: FigureFilter) -> int:
    of_figures = replace(criteria, agencies=(), excluded_agencies=(), regions=(), forms=(), years=())
    if of_figures in _COUNTED:
        return _count_by_reports(connection, criteria, _COUNTED[of_figures])
    part = _range(criteria, _fields(connection, memo, criteria), _years(connection, memo, criteria))
    found: int = connection.execute(select(func.count()).select_from(figures).where(*part.conditions)).scalar_one()
    return found


def _count_by_reports(connection: Connection, criteria: FigureFilter, counted: Column[int]) -> int:
    """Count the figures that answer for their field by what the versions of their reports say."""
    query = select(func.coalesce(func.sum(counted), 0)).where(versions.c.current)
    of_reports = [*in_scope(reports.c.agency_id, criteria), *in_ranges(reports.c.year, criteria.years)]
    if of_reports:
        query = query.join_from(versions, reports, reports.c.id == versions.c.report_id).where(*of_reports)
    if criteria.forms:
        query = query.where(versions.c.form.in_(criteria.forms))
    found: int = connection.execute(query).scalar_one()
    return found


def _range(criteria: FigureFilter, fields: Sequence[str], years: Sequence[int]) -> IndexRange:
    said = conditions(replace(criteria, fields=tuple(fields), years=()))
    fixed: dict[str, str | int] = {"field": fields[0]} if len(fields) == 1 else {}
    if len(years) == 1:
        of_form = [_has_form(criteria.forms)] if criteria.forms else []
        return IndexRange([figures.c.year == years[0], *said, *of_form], {**fixed, "year": years[0]})
    of_form = [figures.c.revision.in_(_with_form(criteria.forms))] if criteria.forms else []
    return IndexRange([figures.c.year.in_(years), *said, *of_form], fixed)


def _with_form(forms: Sequence[str]) -> Select[tuple[int]]:
    return select(versions.c.revision).where(versions.c.form.in_(forms))


def _has_form(forms: Sequence[str]) -> ColumnElement[bool]:
    """Ask the same of each row in turn: where a page's worth is read in order, not all versions need be looked at."""
    return _with_form(forms).where(versions.c.revision == figures.c.revision).exists()


def _valued_first(parts: Sequence[IndexRange], criteria: FigureFilter, sort: str) -> list[list[IndexRange]]:
    """Part each range in figures with a value and without: no index has both in this order."""
    valued = [_with(part, figures.c.number.is_not(None)) for part in parts]
    if criteria.values or (criteria.statuses and set(criteria.statuses) <= set(VALUED)):
        return [valued]
    last = -BEYOND_ALL if sort == "-value" else BEYOND_ALL
    return [valued, [_with(part, figures.c.number.is_(None), number=last) for part in parts]]


def _with(part: IndexRange, condition: ColumnElement[bool], **fixed: float) -> IndexRange:
    return replace(part, conditions=[*part.conditions, condition], fixed={**part.fixed, **fixed})


def _fields(connection: Connection, memo: KnownState, criteria: FigureFilter) -> Sequence[str]:
    """Return the fields to name where naming them lets an index find values: all, where none was asked for."""
    return criteria.fields or (_held_fields(connection, memo) if criteria.values else ())


def _held_fields(connection: Connection, memo: KnownState) -> tuple[str, ...]:
    return memo.get("fields", lambda: distinct(connection, figures.c.field))


def _years(connection: Connection, memo: KnownState, criteria: FigureFilter) -> list[int]:
    """Return the years wanted of which there are reports, on one of the forms wanted."""
    held = memo.get("years", lambda: distinct(connection, reports.c.year))
    if criteria.forms:
        whole = reports.join(versions, versions.c.report_id == reports.c.id)
        query = select(reports.c.year).distinct().select_from(whole)
        on_form = query.where(versions.c.current, versions.c.form.in_(criteria.forms)).order_by(reports.c.year)
        held = memo.get(criteria.forms, lambda: tuple(connection.execute(on_form).scalars()))
    return [year for year in held if within(year, criteria.years)]
