"""The index of passages: an SQLite file beside the text index, derived from the record as that is.

Held report by report with the revision it was made from; a commit takes in whole reports, so that after a kill the next
`sync` goes on where this one was.
"""

from __future__ import annotations

import json
import logging
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.pace import Rest, no_rest
from index.passages.file import FINGERPRINT, UNREADABLE, PassagesFile
from index.passages.rows import drop, outdated, take_in
from index.passages.shingles import (
    LEAST,
    PERMUTATIONS,
    Signatures,
    bands,
    bare_words,
    jaccard,
    shingles,
    signatures,
)
from index.passages.soundness import harm
from index.passages.tables import BAND_POSTINGS, SENTENCE_POSTINGS, number_of
from index.record.read_only import is_closed
from index.record.store import Record

log = logging.getLogger(__name__)
BATCH = 1000
"""Reports taken in at a time."""
NEAR = 0.7
"""Jaccard from which two sections are called near-equal."""
_ESTIMATE = 0.45
"""Estimated Jaccard from which the texts themselves are compared: the estimate is off by 0.06, seldom by 0.2."""
_SIGNATURES_AT_ONCE = 10_000
MOST_COMPARED = 2_000
"""Sections whose texts are compared with one: of a phrase that half the country copied, the most alike by estimate."""
Signed = NDArray[np.uint32]
"""The signature of one section."""
Advance = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Near:
    """A section that is nearly equal to another, with the Jaccard of their shingles."""

    report: str
    section: str
    agency: str
    year: int
    likeness: float


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The sections nearly equal to a text, the most alike first.

    `complete` is false where more than MOST_COMPARED may be: then only the most alike by estimate were compared.
    """

    sections: Sequence[Near]
    complete: bool


@dataclass(frozen=True, slots=True)
class Seen:
    """Where a sentence stands first, and in how many reports it stands."""

    report: str
    section: str
    year: int
    reports: int


class Passages:
    """Finds repetitions. Threads and processes may share the file."""

    def __init__(self, file: Path) -> None:
        self._database = PassagesFile(file)
        self.file = self._database.path

    def sync(self, record: Record, advance: Advance | None = None, rest: Rest = no_rest) -> int:
        """Take in what the record has and this lacks, drop what is gone; return how many reports were touched.

        Several processes may do it at once: what one of them has taken in the others leave out.
        """
        with self._database.writing() as database:
            generation = record.generation()
            held = dict(database.execute("SELECT report, revision FROM held").fetchall())
            recorded = record.revisions()
            gone = [report for report in held if report not in recorded]
            stale = sorted(report for report, revision in recorded.items() if held.get(report) != revision)
            whole = len(gone) + len(stale)
            for start in range(0, len(gone), BATCH):
                drop(database, gone[start : start + BATCH])
            database.commit()
            for start in range(0, len(stale), BATCH):
                rest()
                database.execute("BEGIN IMMEDIATE")
                batch = outdated(database, {report: recorded[report] for report in stale[start : start + BATCH]})
                drop(database, batch)
                take_in(database, record.indexed_sections(batch))
                database.commit()
                if advance is not None:
                    advance(len(gone) + min(start + BATCH, len(stale)), whole)
            database.execute("INSERT OR REPLACE INTO about VALUES ('generation', ?)", (str(generation),))
        return whole

    def is_behind(self, record: Record) -> bool:
        """Tell whether the record has changed since all of it was taken in, or the way of signing."""
        with self._database.reading() as database:
            about = dict(database.execute("SELECT name, value FROM about").fetchall())
        return about != {"generation": str(record.generation()), "fingerprint": FINGERPRINT}

    def check(self, rest: Rest = no_rest) -> bool:
        """Look whether everything is as it was written, and tell whether it begins anew: it is derived."""
        mark = self._database.mark()
        if mark is None:
            return False
        try:
            with self._database.looking() as database:
                said = harm(database, rest)
        except UNREADABLE as error:
            if is_closed(error):
                log.warning("%s cannot be looked through: %s", self.file, error)
                return False
            said = str(error)
        if said is not None:
            log.warning("%s is damaged: %s; it is made anew", self.file, said)
            self._database.reject(mark)
        return said is not None

    def clear(self) -> None:
        """Begin anew: the next sync takes everything in. Raises PassagesError."""
        self._database.clear()

    def stamp(self) -> tuple[int, ...]:
        """Return something that changes with every change of the file, at the price of two looks at the disk."""
        return self._database.stamp()

    def counts(self) -> tuple[int, int]:
        """Return how many reports and sections are held."""
        with self._database.reading() as database:
            reports = database.execute("SELECT count(*) FROM held").fetchone()[0]
            return int(reports), int(database.execute("SELECT count(*) FROM passages").fetchone()[0])

    def seen(self, keys: Iterable[int]) -> dict[int, Seen]:
        """Return for each sentence's key where it stands first: by year, then by the numbers of reports."""
        stands: dict[int, Seen] = {}
        with self._database.reading() as database:
            first_of: dict[int, list[tuple[int, int]]] = {}
            for key, (place, reports) in SENTENCE_POSTINGS.least(database, keys).items():
                first_of.setdefault(number_of(place), []).append((key, reports))
            for number, own in first_of.items():
                stands |= _stands(database, number, own)
        return stands

    def signatures_of(self, keys: Sequence[tuple[str, str]]) -> dict[tuple[str, str], Signed]:
        """Return the signatures of sections, up to some hundred at a time; what is short, or not held, has none."""
        if not keys:
            return {}
        wanted, reports = set(keys), sorted({report for report, _ in keys})
        query = (
            "SELECT h.report, p.section, p.signature FROM held AS h JOIN passages AS p "
            "ON p.id BETWEEN h.first AND h.first + h.passages - 1 "
            f"WHERE h.report IN ({', '.join('?' * len(reports))})"
        )
        with self._database.reading() as database:
            rows = database.execute(query, reports).fetchall()
            return {(row[0], row[1]): np.frombuffer(row[2], "<u4") for row in rows if (row[0], row[1]) in wanted}

    def near(
        self,
        text: str,
        texts: Callable[[Sequence[tuple[str, str]]], dict[tuple[str, str], str]],
        least: float = NEAR,
        latest: int | None = None,
    ) -> Neighbours:
        """Return the sections nearly equal to a text, of reports up to the year `latest`; `texts` gives their texts."""
        words = bare_words(text)
        if len(words) < LEAST:
            return Neighbours((), complete=True)
        grams, rows = shingles(words), self._candidates(signatures([words]), latest)
        compared = rows[:MOST_COMPARED]
        told = texts([(row[0], row[1]) for row in compared])
        found = []
        for report, section, agency, year in compared:
            alike = jaccard(grams, shingles(bare_words(told.get((report, section), ""))))
            if alike >= least:
                found.append(Near(report, section, agency, year, alike))
        found.sort(key=lambda one: (-one.likeness, one.year, one.report, one.section))
        return Neighbours(found, complete=len(compared) == len(rows))

    def _candidates(self, signed: Signatures, latest: int | None) -> list[tuple[str, str, str, int]]:
        """Return what may be nearly equal by its signature, the most alike first, then the earliest."""
        keys = bands(signed)[0].tolist()
        estimated: list[tuple[float, tuple[str, str, str, int]]] = []
        with self._database.reading() as database:
            owners = BAND_POSTINGS.owners(database, keys).tolist()
            for start in range(0, len(owners), _SIGNATURES_AT_ONCE):
                some = _passages(database, owners[start : start + _SIGNATURES_AT_ONCE], latest)
                held = np.frombuffer(b"".join(row[4] for row in some), dtype="<u4").reshape(len(some), PERMUTATIONS)
                shares = (held == signed[0]).mean(axis=1).tolist()
                estimated += [(share, row[:4]) for row, share in zip(some, shares, strict=True) if share >= _ESTIMATE]
        estimated.sort(key=lambda one: (-one[0], one[1][3], one[1][:2]))
        return [row for _, row in estimated]


def _stands(database: sqlite3.Connection, number: int, told: Sequence[tuple[int, int]]) -> dict[int, Seen]:
    """Return where in a report sentences stand, of which key and count of reports are told."""
    query = "SELECT report, year, sections, said FROM held WHERE number = ?"
    report, year, sections, said = database.execute(query, (number,)).fetchone()
    keys = np.frombuffer(said, "<i8").tolist()
    owners = [name for name, count in json.loads(sections) for _ in range(count)]
    return {key: Seen(report, owners[keys.index(key)], year, reports) for key, reports in told}


def _passages(
    database: sqlite3.Connection, ids: Sequence[int], latest: int | None
) -> list[tuple[str, str, str, int, bytes]]:
    """Return report, section, agency, year and signature of passages in reports up to a year."""
    query = (
        "SELECT h.report, p.section, h.agency, h.year, p.signature FROM passages AS p JOIN held AS h USING (number) "
        f"WHERE p.id IN ({','.join('?' * len(ids))}) AND (? IS NULL OR h.year <= ?)"
    )
    return database.execute(query, [*ids, latest, latest]).fetchall()
