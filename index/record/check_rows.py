"""Looking checks up across reports: by verdict, rule, agency and year."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Engine, Row, func, or_, select

from index.record import encode
from index.record.figures import between, in_regions
from index.record.keyset import Order, beyond, order_by
from index.record.rows import Page
from index.record.tables import agencies, checks, versions
from reports.model import Check


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


_ORDER: Order = ((checks.c.year, True), (checks.c.agency_id, False), (checks.c.id, False))


class Checks:
    """Reads the checks of current versions, the newest year first."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def page(self, wanted: CheckFilter, limit: int = 20, after: Sequence[Any] | None = None) -> Page[StoredCheck]:
        said = _conditions(wanted)
        joined = checks.join(versions, versions.c.revision == checks.c.revision)
        joined = joined.join(agencies, agencies.c.id == checks.c.agency_id)
        of_report = (versions.c.report_id, versions.c.title, versions.c.file, versions.c.form)
        query = select(checks, *of_report, agencies.c.name.label("agency_name")).select_from(joined).where(*said)
        if after is not None:
            query = query.where(beyond(_ORDER, after))
        with self._engine.connect() as connection:
            total = connection.execute(select(func.count()).select_from(checks).where(*said)).scalar_one()
            rows = connection.execute(query.order_by(*order_by(_ORDER)).limit(limit + 1)).all()
        last = (rows[limit - 1].year, rows[limit - 1].agency_id, rows[limit - 1].id) if len(rows) > limit else None
        return Page(tuple(_stored(row) for row in rows[:limit]), total, last)

    def stream(self, wanted: CheckFilter, batch: int = 500) -> Iterator[StoredCheck]:
        """Yield every check asked for, page by page."""
        after: Sequence[Any] | None = None
        while True:
            page = self.page(wanted, batch, after)
            yield from page.items
            if page.next is None:
                return
            after = page.next


def _conditions(wanted: CheckFilter) -> list[ColumnElement[bool]]:
    said: list[ColumnElement[bool]] = [checks.c.current]
    columns = {
        checks.c.rule: wanted.rules,
        checks.c.verdict: wanted.verdicts,
        checks.c.agency_id: wanted.agencies,
    }
    said += [column.in_(values) for column, values in columns.items() if values]
    if wanted.excluded_agencies:
        said.append(checks.c.agency_id.not_in(wanted.excluded_agencies))
    if wanted.regions:
        said.append(checks.c.agency_id.in_(in_regions(wanted.regions)))
    if wanted.years:
        said.append(or_(*(between(checks.c.year, first, last) for first, last in wanted.years)))
    return said


def _stored(row: Row[Any]) -> StoredCheck:
    return StoredCheck(
        report=row.report_id,
        title=row.title,
        file=row.file,
        form=row.form,
        agency=row.agency_id,
        agency_name=row.agency_name,
        year=row.year,
        check=encode.check(row),
    )
