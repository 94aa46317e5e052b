"""The write side of the record: each change is one transaction, tried again where another writer came first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, delete, func, insert, select, update
from sqlalchemy.exc import DBAPIError

from index.originals.protocol import Original
from index.record import encode
from index.record.engine import is_conflict, record_error
from index.record.errors import UnknownRevision
from index.record.rows import Given, Outcome, Saved, Source
from index.record.sources import completed, main_source, put, repeat
from index.record.tables import agencies, agency_keys, checks, figures, reports, sections, tables, versions
from index.record.twins import twin
from index.record.years import relate
from reports.model import Agency, Report

T = TypeVar("T")
_TRIES = 5
_FACTS = (figures, checks)
_NOTHING = Given()


class Writing:
    """Saves, re-reads and deletes reports."""

    _engine: Engine

    def save(
        self,
        report: Report,
        original: Original,
        *,
        parser: str,
        given: Given = _NOTHING,
        sources: Sequence[Source] = (),
    ) -> Saved:
        """Record a report read from an original by the rules `parser`, and where that was published.

        The same bytes again change nothing, except that newer rules' reading takes the older one's place. Other bytes
        for the same agency and year become a further version and the current one. Bytes recorded under another agency
        or year move: one file is one report's, and the last word on whose it is counts. A file with `sources` that says
        what a version says already is a further source of it. Raises UnsoundReport, RecordBusy, RecordFull.
        """
        encode.must_be_sound(report)
        return self._write(lambda connection: _save(connection, report, original, parser, given, sources))

    def saw(self, sha256: str, content: str, sources: Sequence[Source]) -> None:
        """Note that these sources gave, as `content`, what was read from this original."""
        self._write(lambda connection: put(connection, sha256, content, sources))

    def saw_again(self, address: str, retrieved: datetime | None, refers_to: str, first: datetime | None) -> bool:
        """Note that an address answered what `refers_to` answered at `first`; False where that is not recorded."""
        return self._write(lambda connection: repeat(connection, address, retrieved, refers_to, first))

    def replace(self, revision: int, report: Report, *, parser: str) -> Saved:
        """Put what today's rules read in the place of an older reading of the same original. Raises UnknownRevision."""
        encode.must_be_sound(report)

        def work(connection: Connection) -> Saved:
            old = connection.execute(select(versions).where(versions.c.revision == revision)).mappings().first()
            if old is None:
                raise UnknownRevision(f"revision {revision} is not in the record")
            original = Original(old["sha256"], old["size"], old["file"], old["format"])
            return _reread(connection, old, report, original, parser, encode.given(old["given"]))

        return self._write(work)

    def delete(self, report_id: str) -> bool:
        """Remove a report with all its versions, and its agency with its last report; False where there is none."""
        return self._write(lambda connection: _delete_report(connection, report_id))

    def _write(self, work: Callable[[Connection], T]) -> T:
        engine = self._engine.execution_options(writing=True)
        for attempt in range(1, _TRIES + 1):
            try:
                with engine.begin() as connection:
                    return work(connection)
            except DBAPIError as error:
                if attempt == _TRIES or not is_conflict(error):
                    raise record_error(error, engine) from error
        raise AssertionError("the last try returns or raises")


def _save(
    connection: Connection, report: Report, original: Original, parser: str, given: Given, sources: Sequence[Source]
) -> Saved:
    same = connection.execute(select(versions).where(versions.c.sha256 == original.sha256)).mappings().first()
    if same is None and sources and (known := twin(connection, report, sources)) is not None:
        put(connection, known["sha256"], original.sha256, completed(sources, report.document.metadata))
        return Saved("unchanged", report.id, known["version"], known["revision"])
    put(connection, original.sha256, original.sha256, completed(sources, report.document.metadata))
    if same is None:
        return _add(connection, report, original, parser, given)
    if same["report_id"] != report.id:
        _drop_version(connection, same)
        saved = _add(connection, report, original, parser, given)
        return replace(saved, moved_from=same["report_id"])
    if same["parser"] == parser and (same["source"] is not None or not sources):
        return Saved("unchanged", report.id, same["version"], same["revision"])
    return _reread(connection, same, report, original, parser, given)


def _reread(connection: Connection, old: Any, report: Report, original: Original, parser: str, given: Given) -> Saved:
    if old["report_id"] != report.id:
        _drop_version(connection, old)
        saved = _add(connection, report, original, parser, given)
        return replace(saved, outcome="reread", moved_from=old["report_id"])
    connection.execute(delete(versions).where(versions.c.revision == old["revision"]))
    renamed = _put_agency(connection, report.agency)
    revision = _insert(connection, report, original, parser, given, old["version"], old["current"], old["ingested_at"])
    relate(connection, report.agency.id, report.year)
    return Saved("reread", report.id, old["version"], revision, renamed=renamed)


def _add(connection: Connection, report: Report, original: Original, parser: str, given: Given) -> Saved:
    renamed = _put_agency(connection, report.agency)
    if connection.execute(select(reports.c.id).where(reports.c.id == report.id)).first() is None:
        connection.execute(insert(reports).values(id=report.id, agency_id=report.agency.id, year=report.year))
    newest = select(func.max(versions.c.version)).where(versions.c.report_id == report.id)
    version = (connection.execute(newest).scalar() or 0) + 1
    _set_current(connection, report.id, None)
    revision = _insert(connection, report, original, parser, given, version, True, datetime.now(UTC))
    relate(connection, report.agency.id, report.year)
    outcome: Outcome = "new" if version == 1 else "version"
    return Saved(outcome, report.id, version, revision, renamed=renamed)


def _insert(
    connection: Connection,
    report: Report,
    original: Original,
    parser: str,
    given: Given,
    version: int,
    current: bool,
    ingested_at: datetime,
) -> int:
    row = encode.version_row(report, original, given) | {
        "parser": parser,
        "version": version,
        "current": current,
        "ingested_at": ingested_at,
        "source": main_source(connection, original.sha256),
    }
    revision: int = connection.execute(insert(versions).values(row).returning(versions.c.revision)).scalar_one()
    for table, rows in (
        (sections, encode.section_rows(report)),
        (tables, encode.table_rows(report)),
        (figures, encode.figure_rows(report)),
        (checks, encode.check_rows(report)),
    ):
        common = {"revision": revision} | ({"current": current} if table in _FACTS else {})
        if rows:
            connection.execute(insert(table), [one | common for one in rows])
    return revision


def _put_agency(connection: Connection, agency: Agency) -> bool:
    """Record what a report says of its agency, and tell whether it has other names or regions than before."""
    row = connection.execute(select(agencies).where(agencies.c.id == agency.id)).mappings().first()
    new_row = encode.agency_row(agency, tuple(row["names"]) if row else ())
    if row is None:
        connection.execute(insert(agencies).values(new_row))
    elif dict(row) == new_row:
        return False
    else:
        connection.execute(update(agencies).where(agencies.c.id == agency.id).values(new_row))
        connection.execute(delete(agency_keys).where(agency_keys.c.agency_id == agency.id))
    connection.execute(insert(agency_keys), encode.key_rows(new_row))
    return row is not None and (set(row["names"]) != set(new_row["names"]) or row["regions"] != new_row["regions"])


def _set_current(connection: Connection, report_id: str, revision: int | None) -> None:
    """Make this revision the report's current one, or none."""
    mine = versions.c.report_id == report_id
    changed = select(versions.c.revision).where(mine, versions.c.current)
    for before in connection.execute(changed).scalars().all():
        connection.execute(update(versions).where(versions.c.revision == before).values(current=False))
        for table in _FACTS:
            connection.execute(update(table).where(table.c.revision == before).values(current=False))
    if revision is not None:
        connection.execute(update(versions).where(versions.c.revision == revision).values(current=True))
        for table in _FACTS:
            connection.execute(update(table).where(table.c.revision == revision).values(current=True))


def _drop_version(connection: Connection, version: Any) -> None:
    connection.execute(delete(versions).where(versions.c.revision == version["revision"]))
    newest = select(versions.c.revision).where(versions.c.report_id == version["report_id"])
    left = connection.execute(newest.order_by(versions.c.version.desc())).scalars().first()
    if left is None:
        _delete_report(connection, version["report_id"])
        return
    if version["current"]:
        _set_current(connection, version["report_id"], left)
    _relate(connection, version["report_id"])


def _relate(connection: Connection, report_id: str) -> None:
    report = connection.execute(select(reports).where(reports.c.id == report_id)).one()
    relate(connection, report.agency_id, report.year)


def _delete_report(connection: Connection, report_id: str) -> bool:
    report = connection.execute(select(reports).where(reports.c.id == report_id)).first()
    if report is None:
        return False
    agency = report.agency_id
    connection.execute(delete(reports).where(reports.c.id == report_id))
    relate(connection, agency, report.year)
    if connection.execute(select(reports.c.id).where(reports.c.agency_id == agency)).first() is None:
        connection.execute(delete(agencies).where(agencies.c.id == agency))
    return True
