"""Paging by the place of the last row, not by counting rows off: stable while others write, as fast deep down.

What an index cannot give in one order is cut into index ranges that it can give (one field in one year,
say), and joined again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import BindParameter, Column, ColumnElement, Connection, and_, bindparam, false, or_, select, true

Order = Sequence[tuple[Column[Any], bool]]
"""Columns to sort by, the most important first; True sorts it downwards. Together they must tell any two rows apart."""


def kinds(order: Order) -> tuple[type, ...]:
    """Return what kind of value each column of an order has; a number with fractions is a float."""
    return tuple(column.type.python_type for column, _ in order)


@dataclass(frozen=True, slots=True)
class IndexRange:
    """Rows under these conditions; `fixed` gives by name the columns of the order that are the same in all of them.

    `few` says that there are so few that all are taken, unsorted: asked for an order, SQLite goes through the index
    that has it, however little of that is wanted.
    """

    conditions: Sequence[ColumnElement[bool]]
    fixed: Mapping[str, Any] = field(default_factory=dict)
    few: bool = False


def order_by(order: Order) -> list[ColumnElement[Any]]:
    return [column.desc() if down else column.asc() for column, down in order]


def beyond(order: Order, place: Sequence[Any], fixed: Mapping[str, Any] | None = None) -> ColumnElement[bool]:
    """Return the condition for rows that follow `place`, the sort values of the last row seen."""
    rest: ColumnElement[bool] = false()
    for (column, down), value in reversed(list(zip(order, place, strict=True))):
        if fixed and column.name in fixed:
            if fixed[column.name] != value:
                rest = true() if (fixed[column.name] < value) == down else false()
            continue
        # The first half says nothing new: it lets an index begin at the place.
        rest = (
            and_(column <= value, or_(column < value, rest))
            if down
            else and_(column >= value, or_(column > value, rest))
        )
    return rest


def first(
    connection: Connection,
    key: ColumnElement[int],
    order: Order,
    tiers: Iterable[Sequence[IndexRange]],
    place: Sequence[Any] | None,
    count: int,
) -> list[int]:
    """Return keys among which are those of the first `count` rows beyond `place`.

    Every row of a tier comes before every row of the next one. No range is read further than is needed.
    """
    firsts: list[int] = []
    for tier in tiers:
        for part in tier:
            further = true() if place is None else beyond(order, place, part.fixed)
            if further is false():
                continue
            query = select(key).where(*part.conditions, further)
            if not part.few:
                free = [(column, down) for column, down in order if column.name not in part.fixed]
                query = query.order_by(*order_by(free)).limit(count)
            firsts += connection.execute(query).scalars()
        if len(firsts) >= count:
            break
    return firsts


def written_out(keys: Sequence[int]) -> BindParameter[Sequence[int]]:
    """Return the keys for `in_`, as numbers of the statement: there may be more than a database takes as parameters."""
    return bindparam(None, keys, expanding=True, literal_execute=True, unique=True)
