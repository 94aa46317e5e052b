"""Looking figures up across reports: by field, agency, year and value, one page at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, Row

from index.record.attached import attached
from index.record.figure_ranges import BEYOND_ALL, ORDERS, tiers, total
from index.record.filters import VALUED, FigureFilter, conditions
from index.record.keyset import Order, first, order_by, written_out
from index.record.memo import KnownState, Memo
from index.record.rows import Page
from index.record.stored_figures import StoredFigure, joined, stored
from index.record.tables import figures

__all__ = ["ORDERS", "VALUED", "FigureFilter", "Figures", "StoredFigure"]


class Figures:
    """Reads figures of current versions. Values that a float cannot hold apart still sort and filter as floats."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._memo = Memo()

    def page(
        self,
        criteria: FigureFilter,
        sort: str = "-year",
        limit: int = 20,
        after: Sequence[Any] | None = None,
        bare: bool = False,
    ) -> Page[StoredFigure]:
        """Return one page in the order `sort` (a key of ORDERS), with what concerns each figure (attached.py).

        `bare`: without that.
        """
        with self._engine.connect() as connection:
            kept = self._memo.now(connection)
            rows, following = _rows(connection, kept, criteria, sort, limit, after)
            items = tuple(map(stored, rows)) if bare else attached(connection, rows)
            return Page(items, total(connection, kept, criteria), following)

    def cells(self, criteria: FigureFilter, years: Sequence[int]) -> tuple[StoredFigure, ...]:
        """Return all figures of these years, each with what speaks against it: other statements, checks that fail.

        For a few agencies and fields by name: nothing is counted and nothing paged. Checks that hold and all cells of
        a sum but the first, mostly many more, are not read.
        """
        query = joined().where(*conditions(criteria), figures.c.year.in_(years))
        with self._engine.connect() as connection:
            return attached(connection, connection.execute(query).all(), brief=True)

    def stream(
        self, criteria: FigureFilter, sort: str = "-year", batch: int = 500, after: Sequence[Any] | None = None
    ) -> Iterator[StoredFigure]:
        """Yield every figure asked for, page by page, so that no connection is held between two pages."""
        while True:
            with self._engine.connect() as connection:
                rows, after = _rows(connection, self._memo.now(connection), criteria, sort, batch, after)
                items = attached(connection, rows)
            yield from items
            if after is None:
                return


def _rows(
    connection: Connection, memo: KnownState, criteria: FigureFilter, sort: str, limit: int, after: Sequence[Any] | None
) -> tuple[Sequence[Row[Any]], tuple[Any, ...] | None]:
    order = ORDERS[sort]
    ids = first(connection, figures.c.id, order, tiers(connection, memo, criteria, sort), after, limit + 1)
    query = joined().where(figures.c.id.in_(written_out(ids))).order_by(*_valueless_last(order)).limit(limit + 1)
    rows = connection.execute(query).all()
    following = _place(rows[limit - 1], order) if len(rows) > limit else None
    return rows[:limit], following


def _valueless_last(order: Order) -> list[ColumnElement[Any]]:
    return [
        ordered.nulls_last() if column is figures.c.number else ordered
        for (column, _), ordered in zip(order, order_by(order), strict=True)
    ]


def _place(row: Row[Any], order: Order) -> tuple[Any, ...]:
    """Return where the row stands; where it has no value, the number that stands for that at the end of the order."""
    values = [(getattr(row, str(column.name)), down) for column, down in order]
    return tuple((-BEYOND_ALL if down else BEYOND_ALL) if value is None else value for value, down in values)
