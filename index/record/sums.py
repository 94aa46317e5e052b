"""Sums of what was recorded, kept with it: SQLite finds pages that do not fit each other, not a changed letter in one.

A version's sum is over its own row and those of its sections, figures, checks and tables; an agency's over its own row,
what it is found by and its reports; an original's over its sources. Other databases keep checksums themselves.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert

from index.record.tables import agency_sums, source_sums, version_sums

_OF_VERSION = (
    "SELECT * FROM versions WHERE revision = ?",
    "SELECT * FROM sections WHERE revision = ? ORDER BY id",
    "SELECT * FROM figures WHERE revision = ? ORDER BY id",
    "SELECT * FROM checks WHERE revision = ? ORDER BY id",
)
_LATER = "SELECT * FROM tables WHERE revision = ? ORDER BY position"
"""Of what migration 0005 added: a version that has none keeps the sum that it had before."""
_OF_AGENCY = (
    "SELECT * FROM agencies WHERE id = ?",
    "SELECT * FROM agency_keys WHERE agency_id = ? ORDER BY kind, key",
    "SELECT * FROM reports WHERE agency_id = ? ORDER BY id",
)
_OF_SOURCES = ("SELECT * FROM sources WHERE sha256 = ? ORDER BY id",)
_PUBLISHED = """
SELECT o.sha256, coalesce(v.revision, -1), s.sum
FROM (SELECT sha256 FROM sources UNION SELECT sha256 FROM source_sums) AS o
LEFT JOIN source_sums AS s ON s.sha256 = o.sha256 LEFT JOIN versions AS v ON v.sha256 = o.sha256
"""
_REVISIONS = """
SELECT v.revision FROM versions AS v JOIN reports AS r ON r.id = v.report_id
WHERE r.agency_id = ? AND r.year BETWEEN ? AND ?
"""


@dataclass(frozen=True, slots=True)
class Inspected:
    """One step of looking through: `share` of all is done; `harm` says what differs, of this revision or of all (0).

    `sources`: it is where the revision's original was published; -1 stands for an original without a reading.
    """

    share: float
    harm: str | None = None
    revision: int = 0
    sources: bool = False


def seal(connection: Connection, agency_id: str, first: int = 0, last: int = 9999) -> None:
    """Keep the sums of an agency and of its reports for these years, as they stand in this transaction."""
    if connection.dialect.name != "sqlite":
        return
    queries = _of_version(connection)
    revisions = [row[0] for row in connection.exec_driver_sql(_REVISIONS, (agency_id, first, last))]
    connection.execute(delete(version_sums).where(version_sums.c.revision.in_(revisions)))
    if revisions:
        kept = [{"revision": one, "sum": _sum(connection, queries, one)} for one in revisions]
        connection.execute(insert(version_sums), kept)
    connection.execute(delete(agency_sums).where(agency_sums.c.agency_id == agency_id))
    if connection.exec_driver_sql(_OF_AGENCY[0], (agency_id,)).first() is not None:
        connection.execute(insert(agency_sums).values(agency_id=agency_id, sum=_sum(connection, _OF_AGENCY, agency_id)))


def look(connection: Connection) -> Iterator[Inspected]:
    """Compare everything recorded with its sums, and tell after each step how far it is."""
    if connection.dialect.name != "sqlite":
        return
    versions = connection.exec_driver_sql(
        "SELECT v.revision, s.sum FROM versions AS v LEFT JOIN version_sums AS s USING (revision)"
    ).all()
    agencies = connection.exec_driver_sql(
        "SELECT a.id, s.sum FROM agencies AS a LEFT JOIN agency_sums AS s ON s.agency_id = a.id"
    ).all()
    published = connection.exec_driver_sql(_PUBLISHED).all()
    whole, queries = len(versions) + len(agencies) + len(published) or 1, _of_version(connection)
    for done, (agency, kept) in enumerate(agencies, 1):
        sound = kept == _sum(connection, _OF_AGENCY, agency)
        yield Inspected(done / whole, None if sound else f"agency {agency} is not as it was recorded")
    for done, (revision, kept) in enumerate(versions, len(agencies) + 1):
        sound = kept == _sum(connection, queries, revision)
        yield Inspected(done / whole, None if sound else f"revision {revision} is not as it was recorded", revision)
    for done, (sha256, revision, kept) in enumerate(published, len(agencies) + len(versions) + 1):
        sound = kept == _sum(connection, _OF_SOURCES, sha256)
        harm = f"the sources of original {sha256[:12]} are not as they were recorded"
        yield Inspected(done / whole, None if sound else harm, revision, sources=True)


def sources_sound(connection: Connection, sha256: str) -> bool:
    """Tell whether the sources of an original are as they were recorded: what a change of them asks first."""
    if connection.dialect.name != "sqlite":
        return True
    kept = connection.exec_driver_sql("SELECT sum FROM source_sums WHERE sha256 = ?", (sha256,)).first()
    held = connection.exec_driver_sql("SELECT 1 FROM sources WHERE sha256 = ? LIMIT 1", (sha256,)).first()
    return held is None if kept is None else kept[0] == _sum(connection, _OF_SOURCES, sha256)


def seal_sources(connection: Connection, sha256: str) -> None:
    """Keep the sum of an original's sources as they stand in this transaction."""
    if connection.dialect.name != "sqlite":
        return
    connection.execute(delete(source_sums).where(source_sums.c.sha256 == sha256))
    connection.execute(insert(source_sums).values(sha256=sha256, sum=_sum(connection, _OF_SOURCES, sha256)))


def sound(connection: Connection) -> frozenset[int]:
    """Return the revisions that are as they were recorded: what a migration asks before it adds a column."""
    if connection.dialect.name != "sqlite":
        return frozenset()
    kept, queries = connection.exec_driver_sql("SELECT revision, sum FROM version_sums").all(), _of_version(connection)
    return frozenset(revision for revision, sum_ in kept if sum_ == _sum(connection, queries, revision))


def reseal(connection: Connection, revisions: Iterable[int]) -> None:
    """Keep the sums of these revisions as they now stand; others keep what does not fit them: they were damaged."""
    if connection.dialect.name != "sqlite":
        return
    queries = _of_version(connection)
    for one in revisions:
        kept = _sum(connection, queries, one)
        connection.exec_driver_sql("UPDATE version_sums SET sum = ? WHERE revision = ?", (kept, one))


def _of_version(connection: Connection) -> tuple[str, ...]:
    """Return what a version's sum is over; migrations ask before the table of tables is made."""
    made = connection.exec_driver_sql("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'tables'").first()
    return _OF_VERSION if made is None else (*_OF_VERSION, _LATER)


def _sum(connection: Connection, queries: Iterable[str], key: int | str) -> int | None:
    """Return the CRC-32 of rows as the database gives them; None where it gives what it never took."""
    crc = 0
    for query in queries:
        try:
            rows = [tuple(row) for row in connection.exec_driver_sql(query, (key,))]
            if rows or query is not _LATER:
                crc = zlib.crc32(json.dumps(rows, ensure_ascii=False).encode(), crc)
        except (ValueError, TypeError):
            return None
    return crc
