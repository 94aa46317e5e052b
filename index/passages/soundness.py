"""Whether the index of passages is as it was written: SQLite finds pages that do not fit, not a changed letter in one.

Each report has a sum over what is held of it. What follows from that (the keys of bands and of sentences, with who has
them) is worked out again and compared.
"""

from __future__ import annotations

import sqlite3
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np

from index.pace import Rest, no_rest
from index.passages.postings import Numbers, Postings, distinct
from index.passages.shingles import BANDS, PERMUTATIONS, bands
from index.passages.tables import BAND_POSTINGS, SENTENCE_POSTINGS, place_of

_MODULUS = 1 << 62
_REPORTS_AT_ONCE, _BLOCKS_AT_ONCE = 200, 200
_HELD = "SELECT number, report, revision, agency, year, first, passages, sections, said, sum FROM held ORDER BY number"
_PASSAGES = "SELECT id, number, section, signature FROM passages WHERE id BETWEEN ? AND ? ORDER BY id"
Row = tuple[Any, ...]
Passage = tuple[int, int, str, bytes]


def harm(database: sqlite3.Connection, rest: Rest = no_rest) -> str | None:
    """Return what is not as it was written, None where all is.

    Raises sqlite3.Error, ValueError or TypeError where it cannot be read.
    """
    said = database.execute("PRAGMA integrity_check").fetchone()[0]
    if said != "ok":
        return str(said)
    of_bands, of_sentences, passages = 0, 0, 0
    rows = database.execute(_HELD)
    while some := rows.fetchmany(_REPORTS_AT_ONCE):
        own = [database.execute(_PASSAGES, (row[5], row[5] + row[6] - 1)).fetchall() for row in some]
        if any(row[-1] != _sum(row[:-1], listed) for row, listed in zip(some, own, strict=True)):
            return "rows differ from their sums"
        flat = [passage for listed in own for passage in listed]
        passages += len(flat)
        of_bands += _of_signatures(flat)
        of_sentences += _of_sentences(some)
        rest()
    if passages != database.execute("SELECT count(*) FROM passages").fetchone()[0]:
        return "passages of no report"
    if of_bands % _MODULUS != _of_blocks(database, BAND_POSTINGS, rest):
        return "keys of bands differ from the signatures"
    if of_sentences % _MODULUS != _of_blocks(database, SENTENCE_POSTINGS, rest):
        return "keys of sentences differ from the reports"
    return None


def seal(held: Iterable[Row], passages: Sequence[Passage]) -> Iterator[Row]:
    """Give the rows of reports their sums: over a row itself and over its passages."""
    of_report: defaultdict[object, list[Passage]] = defaultdict(list)
    for passage in passages:
        of_report[passage[1]].append(passage)
    return ((*row, _sum(row, of_report[row[0]])) for row in held)


def _sum(row: Row, passages: Sequence[Passage]) -> int:
    found = zlib.crc32(repr((row, [passage[:3] for passage in passages])).encode())
    return zlib.crc32(b"".join(passage[3] for passage in passages), found)


def _of_signatures(passages: Sequence[Passage]) -> int:
    signed = np.frombuffer(b"".join(passage[3] for passage in passages), "<u4").reshape(len(passages), PERMUTATIONS)
    ids = np.array([passage[0] for passage in passages], dtype=np.int64)
    return _mixed(*distinct(bands(signed).ravel(), np.repeat(ids, BANDS)))


def _of_sentences(held: Sequence[Row]) -> int:
    keys = [np.frombuffer(row[8], "<i8") for row in held]
    places = np.array([place_of(row[4], row[0]) for row in held], dtype=np.int64)
    return _mixed(*distinct(np.concatenate(keys), np.repeat(places, [len(own) for own in keys])))


def _of_blocks(database: sqlite3.Connection, postings: Postings, rest: Rest) -> int:
    total = 0
    for number, (keys, owners) in enumerate(postings.blocks(database)):
        total += _mixed(keys, owners)
        if number % _BLOCKS_AT_ONCE == 0:
            rest()
    return total % _MODULUS


def _mixed(keys: Numbers, owners: Numbers) -> int:
    """Return a number that changes where a key or its owner does."""
    mixed = (keys.astype(np.uint64) ^ (owners.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15))) >> np.uint64(8)
    return int(mixed.sum(dtype=np.uint64))
