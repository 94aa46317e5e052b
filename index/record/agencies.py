"""Agencies of the record: listed, found by any of their names, and guessed at for "did you mean"."""

from __future__ import annotations

from collections.abc import Sequence
from heapq import nlargest
from typing import Any

from sqlalchemy import ColumnElement, Engine, Select, func, select

from index.record import encode
from index.record.keyset import Order, beyond, order_by
from index.record.rows import Page, StoredAgency
from index.record.tables import agencies, agency_keys, reports
from reports.text.grams import grams

ORDER: Order = ((agencies.c.name, False), (agencies.c.id, False))
_HELD = select(func.count()).where(reports.c.agency_id == agencies.c.id).scalar_subquery().label("held")
_NEAR = 0.25


class Agencies:
    """Answers who reports."""

    _engine: Engine

    def agencies(
        self,
        q: str | None = None,
        limit: int = 20,
        after: Sequence[Any] | None = None,
        regions: Sequence[str] = (),
        letter: str | None = None,
    ) -> Page[StoredAgency]:
        """List agencies by name; with `q` those whose id or one of whose names contains it.

        `regions` are codes of places they lie in, `letter` is what their pinyin begins with.
        """
        kept: list[ColumnElement[bool]] = [] if not q or not encode.name_key(q) else [agencies.c.id.in_(_containing(q))]
        kept += [agencies.c.id.in_(_lying_in(regions))] if regions else []
        kept += [agencies.c.id.startswith(letter, autoescape=True)] if letter else []
        listed = select(agencies, _HELD).where(*kept).order_by(*order_by(ORDER)).limit(limit + 1)
        if after is not None:
            listed = listed.where(beyond(ORDER, after))
        with self._engine.connect() as connection:
            total: int = connection.execute(select(func.count()).select_from(agencies).where(*kept)).scalar_one()
            items = tuple(_agency(row) for row in connection.execute(listed))
        more = len(items) > limit
        return Page(items[:limit], total, (items[limit - 1].name, items[limit - 1].id) if more else None)

    def agency(self, agency_id: str) -> StoredAgency | None:
        """Return the agency with this id, None where there is none."""
        with self._engine.connect() as connection:
            row = connection.execute(select(agencies, _HELD).where(agencies.c.id == agency_id)).first()
        return None if row is None else _agency(row)

    def agency_names(self, ids: Sequence[str]) -> dict[str, str]:
        """Return id → full name of those that are there: labels for facets."""
        query = select(agencies.c.id, agencies.c.name).where(agencies.c.id.in_(ids))
        with self._engine.connect() as connection:
            return {row.id: row.name for row in connection.execute(query)}

    def agencies_by_region(self, codes: Sequence[str]) -> dict[str, int]:
        """Return how many agencies lie in each of the places, none left out."""
        counted = (
            select(agency_keys.c.key, func.count())
            .where(agency_keys.c.kind == "region", agency_keys.c.key.in_(codes))
            .group_by(agency_keys.c.key)
        )
        with self._engine.connect() as connection:
            found = {row[0]: row[1] for row in connection.execute(counted)}
        return {code: found.get(code, 0) for code in codes}

    def find_agencies(self, text: str) -> tuple[str, ...]:
        """Return the ids of agencies whose id, full name or short name is `text`; several may share a short name."""
        named = select(agency_keys.c.agency_id).where(
            agency_keys.c.kind == "name", agency_keys.c.key == encode.name_key(text)
        )
        by_id = select(agencies.c.id).where(agencies.c.id == text.strip())
        with self._engine.connect() as connection:
            return tuple(sorted(connection.execute(by_id.union(named)).scalars()))

    def named_agencies(self, keys: Sequence[str]) -> dict[str, tuple[str, ...]]:
        """Return for each of many names that agencies have, as `name_key` writes them, whose they are."""
        named = select(agency_keys.c.key, agency_keys.c.agency_id).where(
            agency_keys.c.kind == "name", agency_keys.c.key.in_(keys)
        )
        found: dict[str, list[str]] = {}
        with self._engine.connect() as connection:
            for key, agency in connection.execute(named.order_by(agency_keys.c.agency_id)):
                found.setdefault(key, []).append(agency)
        return {key: tuple(ids) for key, ids in found.items()}

    def suggest_agencies(self, text: str, n: int = 5) -> tuple[StoredAgency, ...]:
        """Return up to `n` agencies whose name or id is most like `text`, the most alike first."""
        key = encode.name_key(text)
        query = select(agency_keys.c.agency_id, agency_keys.c.key).where(agency_keys.c.kind == "name")
        best: dict[str, float] = {}
        with self._engine.connect() as connection:
            for agency, name in connection.execute(query):
                alike = max(_likeness(key, name), _likeness(key, agency))
                if alike > best.get(agency, _NEAR):
                    best[agency] = alike
        nearest = nlargest(n, best, key=lambda agency: (best[agency], agency))
        found = (self.agency(agency) for agency in nearest)
        return tuple(agency for agency in found if agency is not None)


def _lying_in(codes: Sequence[str]) -> Select[tuple[str]]:
    return select(agency_keys.c.agency_id).where(agency_keys.c.kind == "region", agency_keys.c.key.in_(codes))


def _containing(q: str) -> Select[Any]:
    named = agency_keys.c.key.contains(encode.name_key(q), autoescape=True) | agency_keys.c.agency_id.contains(
        q.strip().casefold(), autoescape=True
    )
    return select(agency_keys.c.agency_id).where(agency_keys.c.kind == "name", named)


def _likeness(a: str, b: str) -> float:
    """Return the share of neighbouring pairs of characters that two names have in common (Dice's coefficient)."""
    pairs_a = set(grams(a, 2)) or {a}
    pairs_b = set(grams(b, 2)) or {b}
    return 2 * len(pairs_a & pairs_b) / (len(pairs_a) + len(pairs_b))


def _agency(row: Any) -> StoredAgency:
    return StoredAgency(row.id, row.name, tuple(row.names), encode.regions(row.regions), row.held)
