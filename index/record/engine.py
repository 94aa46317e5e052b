"""Connections to the record, and how one database differs from another in locks, errors and transactions."""

from __future__ import annotations

import fcntl
import os
import sqlite3
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, ExceptionContext, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from index.record.errors import RecordBusy, RecordClosed, RecordError, RecordFull
from index.record.read_only import read_as_it_stands

BUSY_SECONDS = 60
_LOCK = 20140408  # any constant: the key under which PostgreSQL lets one process write or migrate at a time


def connect(url: str) -> Engine:
    """Open the database behind an SQLAlchemy URL. Raises RecordError where the URL or its driver is no good."""
    try:
        engine = create_engine(url, **_arguments(url))
    except (ArgumentError, NoSuchModuleError, ImportError) as error:
        raise RecordError(f"DATABASE_URL {url!r} cannot be used: {error}") from error
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        read_as_it_stands(engine)
    elif engine.dialect.name == "postgresql":
        event.listen(engine, "begin", _begin_postgresql)
    event.listen(engine, "handle_error", _say_plainly)
    _leave_connections_to_the_parent(engine)
    return engine


def _say_plainly(context: ExceptionContext) -> RecordError | None:
    """Let a reader meet the record's own errors; a writer looks at the database's first, and may try again."""
    error, connection = context.sqlalchemy_exception, context.connection
    writing = connection is not None and connection.get_execution_options().get("writing", False)
    if writing or not isinstance(error, DBAPIError) or context.is_disconnect:
        return None
    return record_error(error, context.engine)


def _arguments(url: str) -> dict[str, Any]:
    # The connection given back last goes out first: its cache is warm.
    if url.startswith("sqlite"):
        return {"pool_use_lifo": True, "connect_args": {"timeout": BUSY_SECONDS}}
    return {"pool_use_lifo": True, "pool_pre_ping": True}


def _set_up_sqlite(connection: sqlite3.Connection, _: object) -> None:
    # The driver's own transactions begin late, at the first write; ours begin where SQLAlchemy says (_begin_sqlite).
    connection.isolation_level = None
    connection.execute("PRAGMA foreign_keys = ON")
    # FULL: the text index is written after the commit. A commit lost to a power cut would let a revision be given
    # a second time, and the index would pass for up to date with another report's sections.
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA cache_size = -8192")


def _begin_sqlite(connection: Connection) -> None:
    # A writer takes its lock at once: a transaction that reads first and writes later fails where another came between.
    writing = connection.get_execution_options().get("writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def _begin_postgresql(connection: Connection) -> None:
    # One writer at a time here as well: a save is milliseconds, and two of one report would only undo each other.
    if connection.get_execution_options().get("writing", False):
        _take_turns(connection)


def _take_turns(connection: Connection) -> None:
    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")


def _leave_connections_to_the_parent(engine: Engine) -> None:
    reference = weakref.ref(engine)

    def forget() -> None:
        if (mine := reference()) is not None:
            mine.dispose(close=False)

    os.register_at_fork(after_in_child=forget)


@contextmanager
def one_at_a_time(engine: Engine) -> Iterator[Connection]:
    """Give a transaction in which no other process migrates the same database."""
    if engine.dialect.name != "sqlite" or engine.url.database in (None, "", ":memory:"):
        with engine.begin() as connection:
            if engine.dialect.name == "postgresql":
                _take_turns(connection)
            yield connection
        return
    with Path(f"{engine.url.database}.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        raw = engine.raw_connection()
        try:
            raw.cursor().execute("PRAGMA journal_mode = WAL")  # lasting, and refused inside a transaction
        except sqlite3.Error as error:
            raise record_error(DBAPIError(None, None, error), engine) from error
        finally:
            raw.close()
        with engine.execution_options(writing=True).begin() as connection:
            yield connection


@contextmanager
def one_state(engine: Engine) -> Iterator[Connection]:
    """Give a connection that sees one state of the database to its end."""
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":  # in SQLite every transaction does
            connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield connection


def damage(connection: Connection) -> list[str]:
    """Ask the database whether it is sound, and return what it says is not."""
    if connection.dialect.name != "sqlite":
        return []
    said = [row[0] for row in connection.exec_driver_sql("PRAGMA integrity_check") if row[0] != "ok"]
    loose = connection.exec_driver_sql("PRAGMA foreign_key_check")
    return said + [f"row {row[1]} of {row[0]} points to a row of {row[2]} that is not there" for row in loose]


def is_conflict(error: DBAPIError) -> bool:
    """Tell whether another writer came first and the transaction should be tried again."""
    code = getattr(error.orig, "sqlstate", None)
    return code in ("40001", "40P01", "23505") or "UNIQUE constraint failed" in str(error.orig)


def record_error(error: DBAPIError, engine: Engine | None = None) -> RecordError:
    """Say in the record's own terms what the database refused."""
    said, code = str(error.orig), getattr(error.orig, "sqlite_errorname", "")
    if "locked" in said:
        return RecordBusy(f"another writer held the record for more than {BUSY_SECONDS} seconds")
    if "is full" in said or getattr(error.orig, "sqlstate", None) == "53100":
        return RecordFull(f"no space left for the record: {said}")
    folder = None if engine is None else folder_of(engine)
    if folder is not None and code.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN")):
        if not folder.is_dir():
            return RecordError(f"there is no folder {folder} for the record")
        if not os.access(folder, os.W_OK, effective_ids=True):
            return RecordClosed(f"the record's folder {folder} cannot be written")
    return RecordError(f"the record refused: {said}")


def folder_of(engine: Engine) -> Path | None:
    """Return the folder in which an SQLite file stands, None for other databases."""
    file = engine.url.database
    return Path(file).absolute().parent if engine.dialect.name == "sqlite" and file else None


def files_stamp(engine: Engine) -> object:
    """Return what `stat` tells of an SQLite database and of what is written but not yet moved into it; else None."""
    file = engine.url.database
    if engine.dialect.name != "sqlite" or not file:
        return None
    return tuple(_stat(name) for name in (file, f"{file}-wal"))


def _stat(name: str) -> tuple[int, int, int] | None:
    try:
        found = os.stat(name)  # noqa: PTH116  asked several times an answer
    except FileNotFoundError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size


def database_file(url: str) -> Path | None:
    """Return the file of an SQLite URL, None for other databases."""
    parsed = make_url(url)
    return Path(parsed.database) if parsed.get_backend_name() == "sqlite" and parsed.database else None
