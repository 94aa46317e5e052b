"""What of a report stands in the tables of the index of passages: taken in and removed whole, in one transaction."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
from numpy.typing import NDArray
from xxhash import xxh3_64_intdigest

from index.passages.bare import bare
from index.passages.postings import Numbers
from index.passages.shingles import BANDS, LEAST, PERMUTATIONS, Signatures, bands, signed
from index.passages.soundness import seal
from index.passages.tables import BAND_POSTINGS, NUMBER_BITS, SENTENCE_POSTINGS, place_of
from index.text.protocol import IndexedSection

_CHARACTERS_AT_ONCE = 1 << 17
"""Arrays of so many numbers fit into a processor's cache."""


@dataclass(frozen=True, slots=True)
class _Sections:
    """Sections with the keys of their sentences, and the signatures of those that are long enough."""

    sections: Sequence[IndexedSection]
    keys: Numbers
    counts: NDArray[np.int64]
    long: NDArray[np.bool_]
    signed: Signatures


def outdated(database: sqlite3.Connection, recorded: Mapping[str, int]) -> list[str]:
    """Return the reports of which another revision is held, or none."""
    places = ", ".join("?" * len(recorded))
    held = dict(database.execute(f"SELECT report, revision FROM held WHERE report IN ({places})", tuple(recorded)))
    return [report for report, revision in recorded.items() if held.get(report) != revision]


def drop(database: sqlite3.Connection, reports: Sequence[str]) -> None:
    """Remove all that is held of these reports."""
    keys, places, signatures, ids = [b""], [], [b""], []
    for report in reports:
        query = "SELECT number, year, first, passages, said FROM held WHERE report = ?"
        held = database.execute(query, (report,)).fetchone()
        if held is None:
            continue
        number, year, first, passages, said = held
        keys.append(said)
        places.append(place_of(year, number))
        own = (first, first + passages - 1)
        rows = database.execute("SELECT id, signature FROM passages WHERE id BETWEEN ? AND ?", own).fetchall()
        ids += [row[0] for row in rows]
        signatures += [row[1] for row in rows]
        database.execute("DELETE FROM passages WHERE id BETWEEN ? AND ?", own)
        database.execute("DELETE FROM held WHERE number = ?", (number,))
    SENTENCE_POSTINGS.remove(database, np.frombuffer(b"".join(keys), "<i8"), np.array(places, dtype=np.int64))
    of_bands = bands(np.frombuffer(b"".join(signatures), "<u4").reshape(-1, PERMUTATIONS)).ravel()
    BAND_POSTINGS.remove(database, of_bands, np.array(ids, dtype=np.int64))


def take_in(database: sqlite3.Connection, listed: Iterable[IndexedSection]) -> None:
    """Take in whole reports, section by section, of which nothing is held."""
    # A report's sections follow each other, by which its passages are found.
    ordered = sorted(listed, key=lambda section: section.report)
    if not ordered:
        return
    read = _joined([_read(some) for some in _some_at_a_time(ordered)])
    numbers = _numbers(database, list(dict.fromkeys(section.report for section in ordered)))
    first = database.execute("SELECT coalesce(max(id), 0) + 1 FROM passages").fetchone()[0]
    passages = _passages(read, numbers, first)
    held = list(_held(read, numbers, first))
    database.executemany("INSERT INTO passages VALUES (?, ?, ?, ?)", passages)
    database.executemany(
        "INSERT INTO held (number, report, revision, agency, year, first, passages, sections, said, sum) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        sorted(seal(held, passages)),
    )
    BAND_POSTINGS.add(database, bands(read.signed).ravel(), np.repeat(np.arange(first, first + len(passages)), BANDS))
    places = np.array([place_of(section.year, numbers[section.report]) for section in ordered], dtype=np.int64)
    SENTENCE_POSTINGS.add(database, read.keys, np.repeat(places, read.counts))


def _some_at_a_time(sections: Sequence[IndexedSection]) -> Iterator[list[IndexedSection]]:
    some: list[IndexedSection] = []
    size = 0
    for section in sections:
        some.append(section)
        size += len(section.body)
        if size >= _CHARACTERS_AT_ONCE:
            yield some
            some, size = [], 0
    if some:
        yield some


def _read(sections: Sequence[IndexedSection]) -> _Sections:
    made = bare([section.body for section in sections])
    sizes = np.diff(made.ends, prepend=0)
    long = sizes >= LEAST
    codes = made.codes if long.all() else made.codes[np.repeat(long, sizes)]
    counts = np.diff(made.key_ends, prepend=0)
    return _Sections(sections, made.keys, counts, long, signed(codes, np.cumsum(sizes[long])))


def _joined(parts: Sequence[_Sections]) -> _Sections:
    return _Sections(
        [section for part in parts for section in part.sections],
        np.concatenate([part.keys for part in parts]),
        np.concatenate([part.counts for part in parts]),
        np.concatenate([part.long for part in parts]),
        np.concatenate([part.signed for part in parts]),
    )


def _numbers(database: sqlite3.Connection, reports: Sequence[str]) -> dict[str, int]:
    """Give each report a number that follows from its id, the next one where another report has it."""
    numbers: dict[str, int] = {}
    taken: set[int] = set()
    for report in reports:
        number = xxh3_64_intdigest(report.encode()) >> (64 - NUMBER_BITS)
        while number in taken or database.execute("SELECT 1 FROM held WHERE number = ?", (number,)).fetchone():
            number = (number + 1) % (1 << NUMBER_BITS)
        taken.add(number)
        numbers[report] = number
    return numbers


def _passages(read: _Sections, numbers: Mapping[str, int], first: int) -> list[tuple[int, int, str, bytes]]:
    """Return the rows of sections that are long enough."""
    long = [read.sections[place] for place in np.flatnonzero(read.long).tolist()]
    blob, size = read.signed.astype("<u4").tobytes(), 4 * PERMUTATIONS
    return [
        (first + place, numbers[section.report], section.section, blob[place * size : (place + 1) * size])
        for place, section in enumerate(long)
    ]


def _held(read: _Sections, numbers: Mapping[str, int], first: int) -> Iterator[tuple[object, ...]]:
    """Yield the row of each report without its sum."""
    place = said = 0
    counts, long = read.counts.tolist(), read.long.tolist()
    for report, group in groupby(read.sections, key=lambda section: section.report):
        own = list(group)
        of_sections, end = counts[place : place + len(own)], place + len(own)
        passages, size = sum(long[place:end]), sum(of_sections)
        sections = [(one.section, count) for one, count in zip(own, of_sections, strict=True) if count]
        keys = read.keys[said : said + size].astype("<i8").tobytes()
        about = own[0].revision, own[0].agency, own[0].year
        yield numbers[report], report, *about, first, passages, json.dumps(sections), keys
        place, said, first = end, said + size, first + passages
