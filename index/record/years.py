"""Checks between two years of one agency, kept with the later report and made anew when either report changes."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, delete, insert, select

from index.record import encode
from index.record.sums import seal
from index.record.tables import checks, figures, reports, versions
from reports.checks import check_years
from reports.checks.rules import BETWEEN_YEARS


def relate(connection: Connection, agency_id: str, year: int) -> None:
    """Check the agency's report of `year` against the year before, and that of the year after against it.

    Comes last in a transaction: it keeps the sums of all that it changed.
    """
    for later in (year, year + 1):
        _check(connection, agency_id, later)
    seal(connection, agency_id, year, year + 1)


def _check(connection: Connection, agency_id: str, year: int) -> None:
    now = _current(connection, agency_id, year)
    if now is None:
        return
    connection.execute(delete(checks).where(checks.c.revision == now.revision, checks.c.rule.in_(BETWEEN_YEARS)))
    before = _current(connection, agency_id, year - 1)
    if before is None:
        return
    found = check_years(_figures(connection, before), _figures(connection, now), encode.claims(now.claims))
    rows = [encode.check_row(one, agency_id, year) | {"revision": now.revision, "current": True} for one in found]
    if rows:
        connection.execute(insert(checks), rows)


def _current(connection: Connection, agency_id: str, year: int) -> Any:
    query = select(versions.c.revision, versions.c.claims).join(reports, reports.c.id == versions.c.report_id)
    return connection.execute(
        query.where(reports.c.agency_id == agency_id, reports.c.year == year, versions.c.current)
    ).first()


def _figures(connection: Connection, version: Any) -> list[Any]:
    rows = connection.execute(select(figures).where(figures.c.revision == version.revision).order_by(figures.c.id))
    return [encode.figure(row) for row in rows]
