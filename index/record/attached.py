"""What concerns a figure and travels with it wherever it is shown: contradicting statements, inputs, checks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Text, cast, or_, select

from index.record.check_rows import StoredCheck, joined_checks, stored_check
from index.record.filters import VALUED
from index.record.soundness import trust
from index.record.stored_figures import StoredFigure, joined, stored
from index.record.tables import checks, figures, reports, versions
from reports.checks.rules import rules
from reports.computed import SUMS
from reports.model import Check, Origin, Verdict

Key = tuple[int, str, str]
"""Revision, field, applicant."""
_OVER_APPLICANTS = "applicants"
"""The rule whose terms are of other types of applicant than the check itself."""
_NOT_FAILING = tuple(verdict.value for verdict in Verdict if verdict is not Verdict.FAIL)
_MOST_NAMES = 12
"""More fields than these are not looked for in the terms of checks: all checks of their reports are read."""


def attached(connection: Connection, rows: Sequence[Row[Any]], brief: bool = False) -> tuple[StoredFigure, ...]:
    """Return the figures of these rows (of `joined`) with what concerns them.

    `brief`: of checks those that fail, and of the cells of a sum the first, where its evidence begins.
    """
    if not rows:
        return ()
    trust(connection.engine, (row.revision for row in rows))
    others = _statements(connection, rows)
    summed = rows if brief else [*rows, *(one for some in others.values() for one in some)]
    cells = _cells(connection, [row for row in summed if _is_sum(row)], brief)
    found = _checks(connection, rows, brief)
    return tuple(_whole(row, others, cells, found) for row in rows)


def _whole(
    row: Row[Any],
    others: Mapping[Key, Sequence[Row[Any]]],
    cells: Mapping[Key, StoredFigure],
    found: Mapping[int, Sequence[StoredCheck]],
) -> StoredFigure:
    same = others.get((row.revision, row.field, row.applicant), ())
    contradicting = [_summed(one, cells) for one in same if one.id != row.id and one.number != row.number]
    return replace(_summed(row, cells), conflicts=tuple(contradicting), checks=tuple(_concerning(row, found)))


def _summed(row: Row[Any], cells: Mapping[Key, StoredFigure]) -> StoredFigure:
    if not _is_sum(row):
        return stored(row)
    keys = [(row.revision, part, row.applicant) for part in SUMS[row.field].parts]
    return replace(stored(row), inputs=tuple(cells[key] for key in keys if key in cells))


def _statements(connection: Connection, rows: Sequence[Row[Any]]) -> dict[Key, list[Row[Any]]]:
    """Return the other statements of the same fields that have a value."""
    said: list[ColumnElement[bool]] = [
        figures.c.revision.in_({row.revision for row in rows}),
        figures.c.field.in_({row.field for row in rows}),
        figures.c.value.is_not(None),
    ]
    if all(row.main for row in rows):  # of each field and applicant one is: what contradicts it is not
        said.append(~figures.c.main)
    found: dict[Key, list[Row[Any]]] = {}
    for one in connection.execute(joined().where(*said).order_by(figures.c.id)):
        found.setdefault((one.revision, one.field, one.applicant), []).append(one)
    return found


def _cells(connection: Connection, rows: Sequence[Row[Any]], first: bool) -> dict[Key, StoredFigure]:
    """Return the table cells that these sums are made of, chosen as reports.checks does; `first`: of each the first."""
    if not rows:
        return {}
    said = [
        figures.c.revision.in_({row.revision for row in rows}),
        figures.c.field.in_({part for row in rows for part in SUMS[row.field].parts}),
        figures.c.applicant.in_({row.applicant for row in rows}),
        figures.c.origin == Origin.TABLE.value,
    ]
    if first:  # a sum stands where the first of its cells does
        said.append(figures.c.start.in_({row.start for row in rows}))
    cells: dict[Key, StoredFigure] = {}
    for row in connection.execute(joined().where(*said).order_by(figures.c.id)):
        key = (row.revision, row.field, row.applicant)
        if key not in cells or (cells[key].status not in VALUED and row.status in VALUED):
            cells[key] = stored(row)
    return cells


def _checks(connection: Connection, rows: Sequence[Row[Any]], failing: bool) -> dict[int, list[StoredCheck]]:
    """Return by revision the checks of the rows' reports, and those of the year after that look back at them."""
    names = {name for row in rows for name in _names(row)}
    own = {row.revision: row.revision for row in rows}
    after = _following(connection, [row for row in rows if row.field in _looked_back_at()])
    years = {rule.name for rule in rules().years}
    said = [
        checks.c.revision.in_({*own, *after}),
        *([or_(checks.c.revision.in_(own), checks.c.rule.in_(years))] if after else []),
        or_(checks.c.applicant.in_({row.applicant for row in rows}), checks.c.rule == _OVER_APPLICANTS),
        *_naming(names),
        # Said so because an index of verdicts, which this cannot use, would read all that fail anywhere.
        *([checks.c.verdict.not_in(_NOT_FAILING)] if failing else []),
    ]
    found: dict[int, list[StoredCheck]] = {}
    for row in connection.execute(joined_checks().where(*said).order_by(checks.c.id)):
        for revision in {own.get(row.revision), after.get(row.revision)} - {None}:
            found.setdefault(revision or 0, []).append(stored_check(row))
    return found


def _names(row: Row[Any]) -> tuple[str, ...]:
    return (row.field, *(SUMS[row.field].parts if _is_sum(row) else ()))


def _is_sum(row: Row[Any]) -> bool:
    return bool(row.origin == Origin.COMPUTED and row.field in SUMS)


def _looked_back_at() -> set[str]:
    return {rule.earlier for rule in rules().years}


def _following(connection: Connection, rows: Sequence[Row[Any]]) -> dict[int, int]:
    """Return for the current revision of the year after each row's report the revision of the row."""
    before = {(row.agency_id, row.year + 1): row.revision for row in rows if row.current}
    if not before:
        return {}
    query = select(versions.c.revision, reports.c.agency_id, reports.c.year).join(reports).where(versions.c.current)
    # Agencies and years apart: for pairs of them SQLite uses no index.
    of_these = (reports.c.agency_id.in_({id_ for id_, _ in before}), reports.c.year.in_({year for _, year in before}))
    near = connection.execute(query.where(*of_these)).all()
    after = [row for row in near if (row.agency_id, row.year) in before]
    trust(connection.engine, (row.revision for row in after))
    return {row.revision: before[row.agency_id, row.year] for row in after}


def _naming(names: Iterable[str]) -> list[ColumnElement[bool]]:
    """Return the condition that a check names one of the fields, so that few have to be taken apart."""
    asked = sorted(names)
    if len(asked) > _MOST_NAMES:
        return []
    sides = [cast(side, Text).contains(f'"{name}"', autoescape=True) for name in asked for side in _SIDES]
    return [or_(checks.c.field.in_(asked), *sides)]


_SIDES = (checks.c.left, checks.c.right)


def _concerning(row: Row[Any], found: Mapping[int, Sequence[StoredCheck]]) -> Iterator[StoredCheck]:
    for one in found.get(row.revision, ()):
        if (row.applicant, row.year) in _terms(one.check, one.year, _names(row)):
            yield one


def _terms(check: Check, year: int, names: Sequence[str]) -> set[tuple[str, int]]:
    """Return of which applicants and years a check has terms of these fields."""
    own = {(check.applicant.value, year)} if check.field in names else set()
    sides = (*check.left, *check.right)
    return own | {(one.applicant.value, year - one.years_back) for one in sides if one.field in names}
