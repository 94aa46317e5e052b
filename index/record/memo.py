"""Keeps what is dear to count until the record changes: exact totals, and which years and fields it holds."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar, cast

from sqlalchemy import Column, Connection, func, select

from index.record.tables import versions

T = TypeVar("T")
_GIVEN = "SELECT pg_sequence_last_value(pg_get_serial_sequence('versions', 'revision')::regclass)"
"""The last revision that PostgreSQL gave, to a version that may be gone or not there yet."""


def generation(connection: Connection) -> str:
    """Return a mark that changes with every change of the record and never comes again: "LAST.COUNT".

    LAST is the last revision that was given, COUNT how many versions there are; without a new revision there can only
    be fewer. A server tells what it has given before it can be seen, so there the highest that is there is told beside.
    """
    # Apart, because SQLite then looks the one up and counts the other by pages, without reading a row.
    count = connection.execute(select(func.count()).select_from(versions)).scalar_one()
    if connection.dialect.name == "postgresql":
        return f"{last_revision(connection)}.{count}.{connection.exec_driver_sql(_GIVEN).scalar() or 0}"
    return f"{last_revision(connection)}.{count}"


def last_revision(connection: Connection) -> int:
    """Return the last revision that was given, to a version that may be gone; 0 where there was none."""
    if connection.dialect.name == "sqlite":
        given = connection.exec_driver_sql("SELECT seq FROM sqlite_sequence WHERE name = 'versions'").scalar()
        return int(given or 0)
    return int(connection.execute(select(func.max(versions.c.revision))).scalar_one() or 0)


class Memo:
    """Keeps answers for the latest state of the record seen. Safe to share among threads."""

    def __init__(self, most: int = 2_000) -> None:
        """Keep up to `most` answers."""
        self._kept = KnownState("", most)

    def now(self, connection: Connection) -> KnownState:
        """Return what is known of the record as this connection sees it."""
        kept, state = self._kept, generation(connection)
        if kept.generation != state:
            kept = self._kept = KnownState(state, kept.most)
        return kept


class KnownState:
    """Answers of one state of the record."""

    def __init__(self, generation: str, most: int) -> None:
        self.generation = generation
        self.most = most
        self._answers: dict[Hashable, Any] = {}

    def get(self, key: Hashable, work: Callable[[], T]) -> T:
        """Return what `work` gives for `key`, at first by doing it. Two threads may do it at once: it is the same."""
        if key not in self._answers:
            if len(self._answers) >= self.most:
                self._answers.clear()
            self._answers[key] = work()
        return cast(T, self._answers[key])


def distinct(connection: Connection, column: Column[T]) -> tuple[T, ...]:
    """Return the values of a column that leads an index, ascending, by a step from each to the next."""
    values: list[T] = []
    query = select(func.min(column))
    while (value := connection.execute(query).scalar_one()) is not None:
        values.append(value)
        query = select(func.min(column)).where(column > value)
    return tuple(values)
