"""Keeps what is dear to count until the record changes: exact totals, and which years and fields it holds."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar, cast

from sqlalchemy import Column, Connection, func, select

from index.record.tables import versions

T = TypeVar("T")
_MOST = 2_000


def generation(connection: Connection) -> str:
    """Return a mark that changes with every change of the record: revisions only grow and are never reused."""
    newest, count = connection.execute(select(func.max(versions.c.revision), func.count(versions.c.revision))).one()
    return f"{newest or 0}.{count}"


class Memo:
    """The latest answers of one state of the record. Safe to share among threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._generation = ""
        self._answers: OrderedDict[Hashable, Any] = OrderedDict()

    def __call__(self, connection: Connection, key: Hashable, work: Callable[[], T]) -> T:
        """Return what `work` gives for `key`, from before where the record has not changed since."""
        now = generation(connection)
        with self._lock:
            if now != self._generation:
                self._generation, self._answers = now, OrderedDict()
            if key in self._answers:
                self._answers.move_to_end(key)
                return cast(T, self._answers[key])
        answer = work()
        with self._lock:
            if now == self._generation:
                self._answers[key] = answer
                if len(self._answers) > _MOST:
                    self._answers.popitem(last=False)
        return answer


def distinct(connection: Connection, column: Column[T]) -> tuple[T, ...]:
    """Return the values of a column that leads an index, ascending, by a step from each to the next."""
    found: list[T] = []
    query = select(func.min(column))
    while (value := connection.execute(query).scalar_one()) is not None:
        found.append(value)
        query = select(func.min(column)).where(column > value)
    return tuple(found)
