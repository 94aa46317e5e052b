"""The whole record in one reading, for exports: current versions with their sections, tables, figures and checks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, Row, Table, func, select

from index.record.engine import one_state
from index.record.tables import agencies, checks, figures, reports, sections, tables, versions

BATCH = 100
_REPORTS = (
    select(versions, reports.c.agency_id, reports.c.year)
    .join(reports, versions.c.report_id == reports.c.id)
    .where(versions.c.current)
    .order_by(versions.c.revision)
    .limit(BATCH)
)


@dataclass(frozen=True, slots=True)
class Batch:
    """Some reports with all that was read from them: rows of the record's tables, in reading order."""

    reports: Sequence[Row[Any]]
    sections: Sequence[Row[Any]]
    tables: Sequence[Row[Any]]
    figures: Sequence[Row[Any]]
    checks: Sequence[Row[Any]]


@dataclass(frozen=True, slots=True)
class Dump:
    """One state of the record, however long reading it takes and whatever is written meanwhile."""

    _connection: Connection

    def count(self) -> int:
        """Return how many reports there are."""
        found: int = self._connection.execute(select(func.count()).select_from(reports)).scalar_one()
        return found

    def agencies(self) -> Iterator[Row[Any]]:
        """Yield every agency, by id."""
        after = ""
        while rows := self._connection.execute(
            select(agencies).where(agencies.c.id > after).order_by(agencies.c.id).limit(BATCH)
        ).all():
            yield from rows
            after = rows[-1].id

    def batches(self) -> Iterator[Batch]:
        """Yield all reports, those read first first, a few at a time: no more is ever held."""
        after = 0
        while rows := self._connection.execute(_REPORTS.where(versions.c.revision > after)).all():
            after = rows[-1].revision
            read = [row.revision for row in rows]
            yield Batch(
                rows,
                self._of(sections, read, "position"),
                self._of(tables, read, "position"),
                self._of(figures, read, "id"),
                self._of(checks, read, "id"),
            )

    def _of(self, table: Table, revisions: Sequence[int], order: str) -> Sequence[Row[Any]]:
        query = select(table).where(table.c.revision.in_(revisions)).order_by(table.c.revision, table.c[order])
        return self._connection.execute(query).all()


@contextmanager
def dump(engine: Engine) -> Iterator[Dump]:
    """Open the record for reading it whole."""
    with one_state(engine) as connection:
        yield Dump(connection)
