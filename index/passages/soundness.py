"""Whether the index of passages is as it was written: SQLite finds pages that do not fit, not a changed letter in one.

Each report has a sum over its rows, kept with them. What follows from those rows (the keys of bands, the tallies of
sentences) is worked out again and compared.
"""

from __future__ import annotations

import sqlite3
import zlib
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

import numpy as np

from index.pace import Rest, no_rest
from index.passages.shingles import PERMUTATIONS, bands

_MODULUS = 1 << 62
_ROWS_AT_ONCE = 2_000
_OF_REPORTS = (
    "SELECT report, revision, agency, year, said FROM held",
    "SELECT report, id, section, agency, year, kind, signature FROM passages",
)
_OF_SENTENCES = "SELECT key, year, report, section FROM sentences"
_WRONG_TALLY = """
SELECT key FROM (SELECT key, count(DISTINCT report) AS reports FROM sentences GROUP BY key) AS said
LEFT JOIN tallies USING (key) WHERE tallies.reports IS NOT said.reports LIMIT 1
"""
Row = tuple[object, ...]


def sums(rows: Iterable[Row]) -> Counter[str]:
    """Return the sum of the rows of each report, whose id stands first in a row; their order does not matter."""
    found: Counter[str] = Counter()
    for row in rows:
        found[str(row[0])] += zlib.crc32(repr(row).encode())
    return found


@lru_cache(maxsize=_ROWS_AT_ONCE)
def weight(report: str, section: str, year: int) -> int:
    """Return what the keys of a section's sentences are multiplied by in the sum of its report."""
    return zlib.crc32(repr((report, section, year)).encode())


def harm(database: sqlite3.Connection, rest: Rest = no_rest) -> str | None:
    """Return what is not as it was written, None where all is. Raises sqlite3.Error where it cannot be read."""
    said = database.execute("PRAGMA integrity_check").fetchone()[0]
    if said != "ok":
        return str(said)
    made: Counter[str] = Counter()
    for query in _OF_REPORTS:
        rows = database.execute(query)
        while some := rows.fetchmany(_ROWS_AT_ONCE):
            made.update(sums(some))
            rest()
    sentences = database.execute(_OF_SENTENCES)
    while some := sentences.fetchmany(_ROWS_AT_ONCE):
        for key, year, report, section in some:
            made[report] += key * weight(report, section, year)
        rest()
    if {name: one % _MODULUS for name, one in made.items()} != dict(database.execute("SELECT report, sum FROM sums")):
        return "rows differ from their sums"
    if database.execute(_WRONG_TALLY).fetchone() is not None:
        return "tallies differ from the sentences"
    if _of_bands(database) != _of_signatures(database, rest):
        return "keys of bands differ from the signatures"
    return None


def seal(database: sqlite3.Connection, tallies: Counter[str]) -> None:
    """Keep the sums of reports that were taken in."""
    rows = [(report, one % _MODULUS) for report, one in tallies.items()]
    database.executemany("INSERT OR REPLACE INTO sums VALUES (?, ?)", rows)


def _of_bands(database: sqlite3.Connection) -> int:
    rows, total = database.execute("SELECT key, passage FROM bands"), 0
    while some := rows.fetchmany(_ROWS_AT_ONCE):
        pairs = np.array(some, dtype=np.int64)
        total += _mixed(pairs[:, 0], pairs[:, 1])
    return total % _MODULUS


def _of_signatures(database: sqlite3.Connection, rest: Rest) -> int:
    rows, total = database.execute("SELECT id, signature FROM passages"), 0
    while some := rows.fetchmany(_ROWS_AT_ONCE):
        signed = np.frombuffer(b"".join(row[1] for row in some), dtype="<u4").reshape(len(some), PERMUTATIONS)
        keys = bands(signed)
        pairs = {(key, row[0]) for row, own in zip(some, keys.tolist(), strict=True) for key in own}
        rest()
        listed = np.array(sorted(pairs), dtype=np.int64).reshape(-1, 2)
        total += _mixed(listed[:, 0], listed[:, 1])
    return total % _MODULUS


def _mixed(keys: np.ndarray[tuple[int], np.dtype[np.int64]], owners: np.ndarray[tuple[int], np.dtype[np.int64]]) -> int:
    """Return a number that changes where a key or its passage does."""
    mixed = (keys.astype(np.uint64) ^ (owners.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15))) >> np.uint64(8)
    return int(mixed.sum(dtype=np.uint64))
