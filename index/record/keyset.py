"""Paging by the place of the last row, not by counting rows off: stable while others write, as fast deep down."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, or_

Order = Sequence[tuple[ColumnElement[Any], bool]]
"""Columns to sort by, the most important first; True sorts it downwards. Together they must tell any two rows apart."""


def order_by(order: Order) -> list[ColumnElement[Any]]:
    return [column.desc() if down else column.asc() for column, down in order]


def beyond(order: Order, place: Sequence[Any]) -> ColumnElement[bool]:
    """Return the condition for rows that follow `place`, the sort values of the last row seen."""
    steps = []
    for depth, (column, down) in enumerate(order):
        same = [earlier == value for (earlier, _), value in zip(order[:depth], place, strict=False)]
        further = column < place[depth] if down else column > place[depth]
        steps.append(and_(*same, further))
    return or_(*steps)
