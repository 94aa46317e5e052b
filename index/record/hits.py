"""The rows behind a list of hits: the hot path of every search, hence one query by key."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Sequence
from contextlib import closing
from functools import lru_cache
from sys import intern
from typing import Any

from sqlalchemy import Engine, bindparam, select, tuple_
from sqlalchemy.exc import DBAPIError

from index.record.engine import record_error
from index.record.rows import HitRow, Publication
from index.record.soundness import trust
from index.record.tables import agencies, reports, sections, versions
from index.text.cache import ByteBoundedCache
from reports.model import SectionKind

Key = tuple[str, str]

Stated = tuple[str, int, str, int, str, str, str, str, Publication | None]
"""What all hits of a report say of it: the last columns of `HitRow`, from `report` on."""

_OF_SECTION = (
    *(sections.c.id, sections.c.position, sections.c.number, sections.c.heading, sections.c.kind, sections.c.path),
    sections.c.text,
)
_OF_REPORT = (
    *(versions.c.report_id, versions.c.revision, versions.c.title, reports.c.year, versions.c.form, versions.c.file),
    *(agencies.c.id.label("agency_id"), agencies.c.name, versions.c.source),
)
_HITS = (
    select(*_OF_SECTION, *_OF_REPORT)
    .join_from(versions, sections, sections.c.revision == versions.c.revision)
    .join(reports, versions.c.report_id == reports.c.id)
    .join(agencies, reports.c.agency_id == agencies.c.id)
    .where(versions.c.current, versions.c.report_id.in_(bindparam("reports", expanding=True)))
    .where(tuple_(versions.c.report_id, sections.c.id).in_(bindparam("keys", expanding=True)))
)
# SQLite's own driver takes a third of the time without SQLAlchemy around it. CROSS JOIN keeps the order of the tables,
# so that each is looked up by its key. `place` says which of the keys a row answers.
_STATED = """
WITH asked (report) AS (VALUES {})
SELECT v.report_id, v.revision, v.title, r.year, v.form, v.file, a.id, a.name, v.source
FROM asked
CROSS JOIN versions AS v ON v.report_id = asked.report AND v.current = 1
CROSS JOIN reports AS r ON r.id = v.report_id
CROSS JOIN agencies AS a ON a.id = r.agency_id
"""
_SECTIONS = """
WITH asked (place, revision, section) AS (VALUES {})
SELECT asked.place, s.position, s.number, s.heading, s.kind, s.path, s.text
FROM asked
CROSS JOIN sections AS s ON s.revision = asked.revision AND s.id = asked.section
"""
_KINDS = {kind.value: kind for kind in SectionKind}
STATED_BYTES = 4 << 20
"""What each connection may hold of reports; most hits are of reports that were shown before."""
_HELD = "stated reports"


class Hits:
    """Gives the sections that the text index found."""

    _engine: Engine

    def hits(self, keys: Sequence[Key]) -> dict[Key, HitRow]:
        """Return (report id, section id) → row from current versions; keys that are gone are left out."""
        if not keys:
            return {}
        return self._rows_of_sqlite(keys) if self._engine.dialect.name == "sqlite" else self._rows(keys)

    def _rows(self, keys: Sequence[Key]) -> dict[Key, HitRow]:
        asked = {"keys": list(keys), "reports": sorted({report for report, _ in keys})}
        with self._engine.connect() as connection:
            rows = [HitRow._make(row) for row in connection.execute(_HITS, asked)]
            trust(self._engine, (row.revision for row in rows))
            told = [row._replace(kind=_KINDS[row.kind], path=tuple(row.path)) for row in rows]
            return {(row.report, row.section): row for row in told}

    def _rows_of_sqlite(self, keys: Sequence[Key]) -> dict[Key, HitRow]:
        """Ask with statements that read, which need no transaction around them: a version's sections never change."""
        try:
            with closing(self._engine.raw_connection()) as connection:
                cursor = connection.cursor()
                stated = _stated(self._engine, connection, cursor, {report for report, _ in keys})
                known = [key for key in keys if key[0] in stated]
                asked = [part for report, section in known for part in (stated[report][1], section)]
                rows = cursor.execute(_asking(_SECTIONS, "({},?,?)", len(known)), asked).fetchall() if known else ()
        except sqlite3.Error as error:
            raise record_error(DBAPIError(None, None, error), self._engine) from error
        found = {}
        for place, position, number, heading, kind, path, text in rows:
            key = report, section = known[place]
            told = stated[report]
            found[key] = HitRow(section, position, number, heading, _KINDS[kind], _path(path), text, *told)
        return found


def _stated(engine: Engine, connection: Any, cursor: Any, asked: Collection[str]) -> dict[str, Stated]:
    """Return what is said of reports, by id, from what this connection holds of the present state if it can.

    Raises RecordDamaged before anything is made of what is damaged: it may be of any type.
    """
    # Together they change with every commit: the one with those of other connections, the other with our own.
    (version,) = cursor.execute("PRAGMA data_version").fetchone()
    state = (version, connection.driver_connection.total_changes)
    before, held = connection.info.get(_HELD, (None, None))
    if state != before:
        held = ByteBoundedCache[Stated](STATED_BYTES)
        connection.info[_HELD] = (state, held)
    found: dict[str, Stated] = held.get_several(asked)
    missing = [report for report in asked if report not in found]
    rows = cursor.execute(_asking(_STATED, "(?)", len(missing)), missing).fetchall() if missing else ()
    trust(engine, (told[1] for told in (*found.values(), *rows)))
    for *told, form, file, agency, name, source in rows:
        one: Stated = (*told, intern(form), file, intern(agency), intern(name), _source(source))
        found[one[0]] = one
        held.put(one[0], one, _size(one))
    return found


def _size(told: Stated) -> int:
    """Return about how many bytes are held for a report; reports share form, agency and source."""
    report, _, title, _, _, file, *_ = told
    return 500 + len(report) + 2 * len(title) + 2 * len(file)


@lru_cache(256)
def _asking(statement: str, key: str, count: int) -> str:
    return statement.format(",".join(key.format(place) for place in range(count)))


@lru_cache(4096)
def _path(written: str) -> tuple[str, ...]:
    return tuple(json.loads(written))


@lru_cache(4096)
def _source(written: str | None) -> Publication | None:
    found: Publication | None = None if written is None else json.loads(written)
    return found
