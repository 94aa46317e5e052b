"""The rows behind a list of hits: the hot path of every search, hence one query by key."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from functools import lru_cache
from typing import Any

from sqlalchemy import Engine, bindparam, select, tuple_
from sqlalchemy.exc import DBAPIError

from index.record.engine import record_error
from index.record.rows import HitRow, Publication
from index.record.soundness import trust
from index.record.tables import agencies, reports, sections, versions
from reports.model import SectionKind

Key = tuple[str, str]

_SHOWN = (
    versions.c.report_id,
    versions.c.revision,
    sections.c.id,
    sections.c.position,
    sections.c.level,
    sections.c.number,
    sections.c.heading,
    sections.c.kind,
    sections.c.start,
    sections.c.end,
    sections.c.path,
    sections.c.text,
    versions.c.title,
    reports.c.year,
    versions.c.form,
    versions.c.file,
    agencies.c.id.label("agency_id"),
    agencies.c.name,
    versions.c.source,
)
_HITS = (
    select(*_SHOWN)
    .join_from(versions, sections, sections.c.revision == versions.c.revision)
    .join(reports, versions.c.report_id == reports.c.id)
    .join(agencies, reports.c.agency_id == agencies.c.id)
    .where(versions.c.current, versions.c.report_id.in_(bindparam("reports", expanding=True)))
    .where(tuple_(versions.c.report_id, sections.c.id).in_(bindparam("keys", expanding=True)))
)
# The same for SQLite's own driver, which takes a third of the time without SQLAlchemy around it. CROSS JOIN keeps the
# order of the tables, so that each is looked up by its key.
_OF_KEYS = """
WITH asked (report, section) AS (VALUES {keys})
SELECT v.report_id, v.revision, s.id, s.position, s.level, s.number, s.heading, s.kind, s.start, s."end", s.path,
    s.text, v.title, r.year, v.form, v.file, a.id, a.name, v.source
FROM asked
CROSS JOIN versions AS v ON v.report_id = asked.report AND v.current = 1
CROSS JOIN sections AS s ON s.revision = v.revision AND s.id = asked.section
CROSS JOIN reports AS r ON r.id = v.report_id
CROSS JOIN agencies AS a ON a.id = r.agency_id
"""
_KINDS = {kind.value: kind for kind in SectionKind}


class Hits:
    """Gives the sections that the text index found."""

    _engine: Engine

    def hits(self, keys: Sequence[Key]) -> dict[Key, HitRow]:
        """Return (report id, section id) → row from current versions; keys that are gone are left out."""
        if not keys:
            return {}
        rows = self._rows_of_sqlite(keys) if self._engine.dialect.name == "sqlite" else self._rows(keys)
        trust(self._engine, (row.revision for row in rows))
        return {(row.report, row.section): row for row in rows}

    def _rows(self, keys: Sequence[Key]) -> list[HitRow]:
        asked = {"keys": list(keys), "reports": sorted({report for report, _ in keys})}
        with self._engine.connect() as connection:
            return [_hit(row, tuple(row.path), row.source) for row in connection.execute(_HITS, asked)]

    def _rows_of_sqlite(self, keys: Sequence[Key]) -> list[HitRow]:
        """Ask with a statement of one read, which needs no transaction around it."""
        asked = [part for key in keys for part in key]
        try:
            with closing(self._engine.raw_connection()) as connection:
                rows = connection.cursor().execute(_of_keys(len(keys)), asked).fetchall()
        except sqlite3.Error as error:
            raise record_error(DBAPIError(None, None, error), self._engine) from error
        return [_hit(row, _path(row[10]), _source(row[-1])) for row in rows]


@lru_cache(128)
def _of_keys(count: int) -> str:
    return _OF_KEYS.format(keys=",".join(["(?,?)"] * count))


@lru_cache(4096)
def _path(written: str) -> tuple[str, ...]:
    return tuple(json.loads(written))


@lru_cache(4096)
def _source(written: str | None) -> Publication | None:
    found: Publication | None = None if written is None else json.loads(written)
    return found


def _hit(row: Any, path: tuple[str, ...], source: Publication | None) -> HitRow:
    report, revision, section, position, level, number, heading, kind, start, end, _, *rest, _ = row
    place = (report, revision, section, position, level, number, heading, _KINDS[kind], start, end, path)
    values: list[Any] = [*place, *rest, source]
    return HitRow(*values)
