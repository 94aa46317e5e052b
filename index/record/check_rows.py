"""Looking checks up across reports: by verdict, rule, agency and year."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, Row, Select, func, select

from index.record import encode
from index.record.filters import in_ranges, in_scope, within
from index.record.keyset import IndexRange, Order, first, order_by, written_out
from index.record.memo import KnownState, Memo, distinct
from index.record.rows import Page, Publication
from index.record.soundness import trust
from index.record.tables import agencies, checks, reports, versions
from reports.model import Check, Verdict


@dataclass(frozen=True, slots=True)
class CheckFilter:
    """Which checks; an empty tuple asks nothing."""

    rules: tuple[str, ...] = ()
    verdicts: tuple[str, ...] = ()
    agencies: tuple[str, ...] = ()
    excluded_agencies: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    years: tuple[tuple[int | None, int | None], ...] = ()


@dataclass(frozen=True, slots=True)
class StoredCheck:
    """A check with the report it was made on; offsets count code points of the report's text."""

    report: str
    title: str
    file: str
    form: str
    agency: str
    agency_name: str
    year: int
    check: Check
    source: Publication | None = None


ORDER: Order = ((checks.c.year, True), (checks.c.agency_id, False), (checks.c.id, False))


class Checks:
    """Reads the checks of current versions, the newest year first."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._memo = Memo()

    def page(self, criteria: CheckFilter, limit: int = 20, after: Sequence[Any] | None = None) -> Page[StoredCheck]:
        counted = select(func.count()).select_from(checks).where(*_conditions(criteria))
        with self._engine.connect() as connection:
            kept = self._memo.now(connection)
            total = kept.get(criteria, lambda: connection.execute(counted).scalar_one())
            items, following = _read(connection, kept, criteria, limit, after)
        return Page(items, total, following)

    def stream(
        self, criteria: CheckFilter, batch: int = 500, after: Sequence[Any] | None = None
    ) -> Iterator[StoredCheck]:
        """Yield every check asked for, page by page."""
        while True:
            with self._engine.connect() as connection:
                items, after = _read(connection, self._memo.now(connection), criteria, batch, after)
            yield from items
            if after is None:
                return


def _read(
    connection: Connection, memo: KnownState, criteria: CheckFilter, limit: int, after: Sequence[Any] | None
) -> tuple[tuple[StoredCheck, ...], tuple[Any, ...] | None]:
    years = memo.get("years", lambda: distinct(connection, reports.c.year))
    tiers = [_ranges(criteria, year) for year in reversed(years) if within(year, criteria.years)]
    ids = first(connection, checks.c.id, ORDER, tiers, after, limit + 1)
    query = joined_checks().where(checks.c.id.in_(written_out(ids))).order_by(*order_by(ORDER)).limit(limit + 1)
    rows = connection.execute(query).all()
    trust(connection.engine, (row.revision for row in rows))
    last = (rows[limit - 1].year, rows[limit - 1].agency_id, rows[limit - 1].id) if len(rows) > limit else None
    return tuple(stored_check(row) for row in rows[:limit]), last


def _ranges(criteria: CheckFilter, year: int) -> list[IndexRange]:
    rest = _conditions(replace(criteria, verdicts=(), years=()))
    verdicts = criteria.verdicts or tuple(verdict.value for verdict in Verdict)
    return [
        IndexRange([checks.c.verdict == verdict, checks.c.year == year, *rest], {"year": year}) for verdict in verdicts
    ]


def joined_checks() -> Select[Any]:
    """Select checks with what `stored_check` reads."""
    of_report = (versions.c.report_id, versions.c.title, versions.c.file, versions.c.form, versions.c.source)
    whole = checks.join(versions, versions.c.revision == checks.c.revision)
    whole = whole.join(agencies, agencies.c.id == checks.c.agency_id)
    return select(checks, *of_report, agencies.c.name.label("agency_name")).select_from(whole)


def _conditions(criteria: CheckFilter) -> list[ColumnElement[bool]]:
    said: list[ColumnElement[bool]] = [checks.c.current]
    columns = {checks.c.rule: criteria.rules, checks.c.verdict: criteria.verdicts}
    said += [column.in_(values) for column, values in columns.items() if values]
    return [*said, *in_scope(checks.c.agency_id, criteria), *in_ranges(checks.c.year, criteria.years)]


def stored_check(row: Row[Any]) -> StoredCheck:
    """Read back a check with its report."""
    return StoredCheck(
        report=row.report_id,
        title=row.title,
        file=row.file,
        form=row.form,
        agency=row.agency_id,
        agency_name=row.agency_name,
        year=row.year,
        check=encode.check(row),
        source=row.source,
    )
