"""Which owners a key has, as sorted runs of pairs cut into blocks: a log-structured merge tree in a table of SQLite.

A row for each pair would be looked up, and its page written, for each pair. Here a batch is sorted once and written as
one run; runs of like size are joined. What is removed is taken out of its blocks at once, so each pair that is found
counts.
"""

from __future__ import annotations

import sqlite3
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]

BLOCK = 256
"""Pairs of a block: 4 KB."""
SMALL, MOST = 1 << 14, 1 << 21
"""Pairs of a run up to which it is joined with any other one, and above which with none: joining takes memory."""
_WIDTH = 16
"""Bytes of a pair. A block has its keys, then the owners, in numbers of 64 bits."""


class Postings:
    """One table of keys and owners; both are numbers from 0 to 2^63."""

    def __init__(self, table: str) -> None:
        self.table = table
        self.layout = (
            f"CREATE TABLE {table} (run INTEGER, last INTEGER, serial INTEGER, pairs BLOB, "
            f"PRIMARY KEY (run, last, serial)) WITHOUT ROWID; "
            f"CREATE TABLE {table}_runs (run INTEGER PRIMARY KEY, size INTEGER);"
        )
        self._read_on = (
            f"SELECT last, serial, pairs FROM {table} WHERE run = ? AND (last, serial) > (?, ?) "
            "ORDER BY last, serial LIMIT 1"
        )
        self._whole = (
            f"SELECT coalesce(sum(length(pairs)), 0), coalesce(max(serial), ?) FROM {table} "
            "WHERE run = ? AND last = ? AND serial > ?"
        )

    def add(self, database: sqlite3.Connection, keys: Numbers, owners: Numbers) -> None:
        """Take in pairs, none of which is there; one that is given twice is taken once."""
        if not keys.size:
            return
        keys, owners = distinct(keys, owners)
        new = database.execute(f"SELECT coalesce(max(run), 0) + 1 FROM {self.table}_runs").fetchone()[0]
        parts, total = [(keys, owners)], keys.size
        for run, size in database.execute(f"SELECT run, size FROM {self.table}_runs ORDER BY size").fetchall():
            if size > max(SMALL, 2 * total) or size + total > MOST:
                break
            parts.append(self._take_out(database, run))
            total += size
        parts.reverse()  # the longest first: what is in order already is quickly put in order
        keys, owners = _sorted(*(np.concatenate(part) for part in zip(*parts, strict=True)))
        self._write(database, new, keys, owners)

    def remove(self, database: sqlite3.Connection, keys: Numbers, owners: Numbers) -> None:
        """Take out these owners, all of whose keys are among the keys."""
        keys, owners = np.unique(keys), np.unique(owners)
        for run in self._runs(database) if keys.size else ():
            gone = 0
            for last, serial, blob in self._blocks_of(database, run, keys):
                pairs = _pairs(blob)
                stay = np.isin(pairs[1], owners, invert=True)
                if stay.all():
                    continue
                gone += len(stay) - int(stay.sum())
                self._replace(database, (run, last, serial), pairs[:, stay])
            database.execute(f"UPDATE {self.table}_runs SET size = size - ? WHERE run = ?", (gone, run))
        database.execute(f"DELETE FROM {self.table}_runs WHERE size = 0")

    def owners(self, database: sqlite3.Connection, keys: Iterable[int]) -> Numbers:
        """Return who has any of these keys, each once."""
        found = [np.empty(0, dtype=np.int64)]
        query = f"SELECT last, pairs FROM {self.table} WHERE run = ? AND last >= ? ORDER BY last, serial"
        asked = set(keys)
        for run in self._runs(database):
            for key in asked:
                for last, blob in database.execute(query, (run, key)):
                    first, end = _span(blob, key)
                    if end > first:
                        found.append(_pairs(blob)[1, first:end])
                    if last > key:
                        break
        return np.unique(np.concatenate(found))

    def least(self, database: sqlite3.Connection, keys: Iterable[int]) -> dict[int, tuple[int, int]]:
        """Return for each key its least owner and how many it has; a key that nobody has is left out."""
        runs, found = self._runs(database), {}
        for key in set(keys):
            told = [one for run in runs if (one := self._least(database, run, key)) is not None]
            if told:
                found[key] = min(owner for owner, _ in told), sum(count for _, count in told)
        return found

    def _least(self, database: sqlite3.Connection, run: int, key: int) -> tuple[int, int] | None:
        """Tell of one run. Of blocks that end with the key all but the first have no other: they are only counted."""
        least, count, last, serial = None, 0, key, -1
        while last == key and (row := database.execute(self._read_on, (run, key, serial)).fetchone()) is not None:
            last, serial, blob = row
            first, end = _span(blob, key)
            if end > first:
                count += end - first
                least = int(_pairs(blob)[1, first]) if least is None else least
                if last == key:
                    size, serial = database.execute(self._whole, (serial, run, key, serial)).fetchone()
                    count += size // _WIDTH
        return None if least is None else (least, count)

    def blocks(self, database: sqlite3.Connection) -> Iterator[tuple[Numbers, Numbers]]:
        """Yield keys and owners of each block. Raises ValueError where blocks or runs are not as they were written."""
        sizes: dict[int, int] = {}
        ended: tuple[int, int] | None = None
        rows = database.execute(f"SELECT run, last, pairs FROM {self.table} ORDER BY run, last, serial")
        for run, last, blob in rows:
            keys, owners = _pairs(blob)
            begins = ended[1] if ended is not None and ended[0] == run else 0
            if not keys.size or keys[0] < begins or keys[-1] > last or (keys[1:] < keys[:-1]).any():
                raise ValueError(f"a block of {self.table} is out of order")
            ended = run, last
            sizes[run] = sizes.get(run, 0) + keys.size
            yield keys, owners
        if sizes != dict(database.execute(f"SELECT run, size FROM {self.table}_runs")):
            raise ValueError(f"runs of {self.table} differ from their sizes")

    def _runs(self, database: sqlite3.Connection) -> Sequence[int]:
        return [row[0] for row in database.execute(f"SELECT run FROM {self.table}_runs")]

    def _blocks_of(self, database: sqlite3.Connection, run: int, keys: Numbers) -> Iterator[tuple[int, int, bytes]]:
        """Yield the blocks of a run in which any of the sorted keys may stand."""
        at, serial = 0, -1
        while at < len(keys):
            key = int(keys[at])
            row = database.execute(self._read_on, (run, key, serial)).fetchone()
            if row is None:
                return
            yield row
            at = int(np.searchsorted(keys, row[0]))
            serial = row[1] if at < len(keys) and keys[at] == row[0] else -1

    def _take_out(self, database: sqlite3.Connection, run: int) -> tuple[Numbers, Numbers]:
        rows = database.execute(f"SELECT pairs FROM {self.table} WHERE run = ? ORDER BY last, serial", (run,))
        blocks = [_pairs(row[0]) for row in rows]
        database.execute(f"DELETE FROM {self.table} WHERE run = ?", (run,))
        database.execute(f"DELETE FROM {self.table}_runs WHERE run = ?", (run,))
        whole = np.concatenate([np.empty((2, 0), dtype=np.int64), *blocks], axis=1)
        return whole[0], whole[1]

    def _write(self, database: sqlite3.Connection, run: int, keys: Numbers, owners: Numbers) -> None:
        starts = range(0, len(keys), BLOCK)
        lasts = keys[np.minimum(np.arange(BLOCK, len(keys) + BLOCK, BLOCK), len(keys)) - 1].tolist()
        rows = (
            (run, last, number, keys[start : start + BLOCK].tobytes() + owners[start : start + BLOCK].tobytes())
            for number, (start, last) in enumerate(zip(starts, lasts, strict=True))
        )
        database.executemany(f"INSERT INTO {self.table} VALUES (?, ?, ?, ?)", rows)
        database.execute(f"INSERT INTO {self.table}_runs VALUES (?, ?)", (run, len(keys)))

    def _replace(self, database: sqlite3.Connection, place: tuple[int, int, int], pairs: NDArray[np.int64]) -> None:
        where = "WHERE run = ? AND last = ? AND serial = ?"
        if pairs.size:
            database.execute(f"UPDATE {self.table} SET pairs = ? {where}", (pairs.tobytes(), *place))
        else:
            database.execute(f"DELETE FROM {self.table} {where}", place)


def _pairs(blob: bytes) -> NDArray[np.int64]:
    """Return a block's keys and owners, a row each."""
    return np.frombuffer(blob, dtype="<i8").reshape(2, -1)


def _span(blob: bytes, key: int) -> tuple[int, int]:
    """Return from where to where a block has a key. Raises ValueError where it is no block."""
    if len(blob) % _WIDTH:
        raise ValueError(f"a block of {len(blob)} bytes")
    keys = memoryview(blob).cast("q")[: len(blob) // _WIDTH]
    first = bisect_left(keys, key)
    return first, bisect_right(keys, key, first)


def distinct(keys: Numbers, owners: Numbers) -> tuple[Numbers, Numbers]:
    """Return pairs sorted, each once."""
    keys, owners = _sorted(keys, owners)
    new = np.ones(len(keys), dtype=bool)
    new[1:] = (keys[1:] != keys[:-1]) | (owners[1:] != owners[:-1])
    return keys[new], owners[new]


def _sorted(keys: Numbers, owners: Numbers) -> tuple[Numbers, Numbers]:
    """Sort pairs by key, those of one key by owner. What is sorted in long stretches takes little time."""
    order = np.argsort(keys, kind="stable")
    keys, owners = keys[order], owners[order]
    alike = keys[1:] == keys[:-1]
    if (alike & (owners[1:] < owners[:-1])).any():
        shared = np.concatenate([alike, [False]]) | np.concatenate([[False], alike])
        some = np.lexsort((owners[shared], keys[shared]))
        owners[shared] = owners[shared][some]
    return keys, owners
