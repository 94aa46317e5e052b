"""The file of the index of passages: who reads and who writes it, and how it begins anew."""

from __future__ import annotations

import fcntl
import logging
import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from threading import local

import rensa

from index.disk import try_lock
from index.passages.errors import PassagesError
from index.passages.shingles import BANDS, GRAM, PERMUTATIONS, SEED
from index.passages.tables import LAYOUT
from index.record.read_only import stands_still

log = logging.getLogger(__name__)
FINGERPRINT = f"{rensa.RMinHash.ALGORITHM_VERSION}-{GRAM}-{PERMUTATIONS}-{BANDS}-{SEED}-6"
"""How sections are signed and what is held is laid out."""
UNREADABLE = (sqlite3.Error, ValueError, TypeError)
"""What reading damaged rows raises; the last two where numbers are of another length or none."""
Mark = tuple[int, ...]
"""A file as this process sees it: a connection is never carried over to another process, nor to another file."""
READ_SECONDS, BUSY_SECONDS, PATIENCE = 5, 60, 900
"""Seconds that who reads, writes or begins anew waits for others: to take in 100,000 sections takes minutes."""
_MAPPED = 1 << 30


class PassagesFile:
    """An SQLite file that threads and processes share. Where there is none, nothing was taken in yet."""

    def __init__(self, path: Path) -> None:
        self.path = path.absolute()
        self._local = local()
        self._rejected: Mark | None = None

    def stamp(self) -> tuple[int, ...]:
        """Return something that changes with every change of the file, at the price of two looks at the disk."""
        marks: list[int] = []
        for suffix in ("", "-wal"):
            with suppress(OSError):
                stat = os.stat(f"{self.path}{suffix}")  # noqa: PTH116  asked at every search
                marks += (stat.st_mtime_ns, stat.st_size)
        return tuple(marks)

    def mark(self) -> Mark | None:
        """Tell which file is there; None where there is none."""
        try:
            stat = self.path.stat()
        except FileNotFoundError:
            return None
        as_it_stands = (stat.st_mtime_ns, stat.st_size) if stands_still(self.path) else ()
        return os.getpid(), stat.st_dev, stat.st_ino, *as_it_stands

    def _open(self, timeout: float) -> sqlite3.Connection:
        """Open the file for reading, as it stands where nobody can write to it."""
        how = "immutable=1" if stands_still(self.path) else "mode=ro"
        return sqlite3.connect(f"{self.path.as_uri()}?{how}", uri=True, timeout=timeout)

    def clear(self) -> None:
        """Begin anew. Nobody writes meanwhile: it waits until those who do are done. Raises PassagesError."""
        self._clear(PATIENCE)

    def reject(self, mark: Mark) -> None:
        """Begin anew where that damaged file seems to be there still; where that cannot be, read it no more."""
        try:
            self._clear(BUSY_SECONDS, mark)
        except PassagesError as error:
            self._rejected = mark[1:]
            log.warning("%s", error)

    def _clear(self, seconds: float, mark: Mark | None = None) -> None:
        try:
            with self._lock(fcntl.LOCK_EX, seconds):
                if mark is None or mark == self.mark():
                    for suffix in ("", "-wal", "-shm"):
                        self._beside(suffix).unlink(missing_ok=True)
        except OSError as error:
            raise PassagesError(f"{self.path} cannot be removed: {error}") from error

    @contextmanager
    def looking(self) -> Iterator[sqlite3.Connection]:
        """Give a connection of its own, in one state. Raises what SQLite does."""
        with closing(self._open(BUSY_SECONDS)) as database:
            database.execute("BEGIN")
            yield database

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Give this thread's connection, in one state: a new one would read its pages anew. Raises PassagesError."""
        try:
            database = self._connection()
            database.execute("BEGIN")
            try:
                yield database
            finally:
                database.rollback()
        except UNREADABLE as error:
            self._local = local()
            raise PassagesError(f"{self.path} cannot be read: {error}") from error

    def _connection(self) -> sqlite3.Connection:
        """Return this thread's connection to the file that is there now, or one to nothing."""
        while (mark := self.mark()) is not None:
            if mark[1:] == self._rejected:
                raise PassagesError(f"{self.path} is damaged")
            if mark == getattr(self._local, "mark", ()):
                held: sqlite3.Connection = self._local.database
                return held
            try:
                database = self._open(READ_SECONDS)
                database.execute(f"PRAGMA mmap_size = {_MAPPED}")
                begun = database.execute("SELECT count(*) FROM sqlite_master WHERE name = 'about'").fetchone()[0]
            except sqlite3.Error:
                if self.mark() == mark:
                    raise
                continue
            if not begun:
                break
            if self.mark() == mark:  # else what was opened may be one file with the log of another
                self._local.mark, self._local.database = mark, database
        return _nothing()

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Give a connection in a transaction; the tables are there. Raises PassagesError."""
        try:
            with self._lock(fcntl.LOCK_SH, BUSY_SECONDS) as lock:
                until = time.monotonic() + BUSY_SECONDS
                while not self._fits():
                    self._make_alone(lock)
                    self._take(lock, fcntl.LOCK_SH, until - time.monotonic())
                with closing(sqlite3.connect(self.path, timeout=BUSY_SECONDS)) as database:
                    database.execute("PRAGMA synchronous = NORMAL")
                    database.execute("PRAGMA cache_size = -65536")
                    database.execute("BEGIN IMMEDIATE")
                    yield database
                    database.commit()
        except (sqlite3.Error, OSError) as error:
            raise PassagesError(f"{self.path} cannot be written: {error}") from error

    def _fits(self) -> bool:
        """Tell whether there is a file, made as this code makes one."""
        if self.mark() is None:
            return False
        with closing(sqlite3.connect(self.path, timeout=BUSY_SECONDS)) as database, suppress(sqlite3.OperationalError):
            fitting = "SELECT count(*) FROM about WHERE (name, value) = ('fingerprint', ?)"
            return bool(database.execute(fitting, (FINGERPRINT,)).fetchone()[0])
        return False

    def _make_alone(self, lock: int) -> None:
        """Make the tables, unless somebody else is at it or works with those that he made."""
        if try_lock(lock, 0.1, fcntl.LOCK_EX) and not self._fits():
            self._make()

    def _make(self) -> None:
        """Make the tables, anew where another way of signing or keeping made them: those signatures compare with none.

        It is done in one transaction: whoever reads finds all tables or none.
        """
        with closing(sqlite3.connect(self.path, timeout=BUSY_SECONDS)) as database:
            database.execute("PRAGMA journal_mode = WAL")
            database.execute("BEGIN IMMEDIATE")
            for (table,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
                database.execute(f"DROP TABLE {table}")
            for statement in LAYOUT.split(";"):
                database.execute(statement)
            database.execute("INSERT INTO about VALUES ('fingerprint', ?)", (FINGERPRINT,))
            database.commit()

    @contextmanager
    def _lock(self, how: int, seconds: float) -> Iterator[int]:
        """Let several write, or one make the tables or begin anew: a log that is removed must be nobody's."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self._beside(".lock").open("a") as file:
            self._take(file.fileno(), how, seconds)
            yield file.fileno()

    def _take(self, lock: int, how: int, seconds: float) -> None:
        if not try_lock(lock, seconds, how):
            raise PassagesError(f"another process has held {self.path} for a long time")

    def _beside(self, suffix: str) -> Path:
        return self.path.with_name(self.path.name + suffix)


def _nothing() -> sqlite3.Connection:
    """Return a database in which nothing was taken in."""
    database = sqlite3.connect(":memory:")
    database.executescript(LAYOUT)
    return database
