"""What of a report stands in the tables of the index of passages: taken in and removed whole, in one transaction."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain

import numpy as np

from index.passages.shingles import BANDS, LEAST, PERMUTATIONS, bands, key, signatures, words_of
from index.passages.soundness import seal, sums, weight
from index.text.protocol import IndexedSection


def outdated(database: sqlite3.Connection, recorded: Mapping[str, int]) -> list[str]:
    """Return the reports of which another revision is held, or none."""
    places = ", ".join("?" * len(recorded))
    held = dict(database.execute(f"SELECT report, revision FROM held WHERE report IN ({places})", tuple(recorded)))
    return [report for report, revision in recorded.items() if held.get(report) != revision]


def drop(database: sqlite3.Connection, reports: Sequence[str]) -> None:
    """Remove all that is held of these reports."""
    for report in reports:
        rows = database.execute("SELECT id, signature FROM passages WHERE report = ?", (report,)).fetchall()
        if rows:
            signed = np.frombuffer(b"".join(row[1] for row in rows), dtype="<u4").reshape(len(rows), PERMUTATIONS)
            pairs = [(one, row[0]) for row, keys in zip(rows, bands(signed).tolist(), strict=True) for one in keys]
            database.executemany("DELETE FROM bands WHERE key = ? AND passage = ?", pairs)
        database.execute("DELETE FROM passages WHERE report = ?", (report,))
        held = database.execute("SELECT year, said FROM held WHERE report = ?", (report,)).fetchone()
        if held:
            keys_of = [(one,) for one in np.frombuffer(held[1], dtype="<i8").tolist()]
            database.executemany("UPDATE tallies SET reports = reports - 1 WHERE key = ?", keys_of)
            of_report = [(one, held[0], report) for (one,) in keys_of]
            database.executemany("DELETE FROM sentences WHERE key = ? AND year = ? AND report = ?", of_report)
        database.execute("DELETE FROM held WHERE report = ?", (report,))
        database.execute("DELETE FROM sums WHERE report = ?", (report,))


def take_in(database: sqlite3.Connection, listed: Iterable[IndexedSection]) -> None:
    """Take in whole reports, section by section, of which nothing is held."""
    number = database.execute("SELECT coalesce(max(id), 0) FROM passages").fetchone()[0]
    kept: list[IndexedSection] = []
    texts: list[str] = []
    said: list[tuple[int, int, str, str]] = []
    made: Counter[str] = Counter()
    told: dict[tuple[str, int, str, int], set[int]] = {}
    for section in listed:
        whole, lines = words_of(section.body)
        own = {key(words) for words in lines}
        told.setdefault((section.report, section.revision, section.agency, section.year), set()).update(own)
        said += [(words, section.year, section.report, section.section) for words in own]
        made[section.report] += sum(own) * weight(section.report, section.section, section.year)
        if len(whole) >= LEAST:
            kept.append(section)
            texts.append(whole)
    signed = signatures(texts)
    numbers = range(number + 1, number + 1 + len(kept))
    rows = [
        (section.report, place, section.section, section.agency, section.year, section.kind, row.tobytes())
        for place, section, row in zip(numbers, kept, signed, strict=True)
    ]
    database.executemany(
        "INSERT INTO passages (report, id, section, agency, year, kind, signature) VALUES (?, ?, ?, ?, ?, ?, ?)", rows
    )
    keys = bands(signed).ravel()
    owners = np.repeat(np.arange(number + 1, number + 1 + len(kept)), BANDS)
    order = np.argsort(keys, kind="stable")
    pairs = zip(keys[order].tolist(), owners[order].tolist(), strict=True)
    database.executemany("INSERT OR IGNORE INTO bands VALUES (?, ?)", pairs)
    database.executemany("INSERT OR IGNORE INTO sentences VALUES (?, ?, ?, ?)", sorted(said))
    tallies = Counter(chain.from_iterable(told.values()))
    database.executemany(
        "INSERT INTO tallies VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET reports = reports + excluded.reports",
        sorted(tallies.items()),
    )
    held = [(*one, np.array(sorted(own), dtype="<i8").tobytes()) for one, own in sorted(told.items())]
    database.executemany("INSERT OR REPLACE INTO held VALUES (?, ?, ?, ?, ?)", held)
    made.update(sums(held))
    made.update(sums(rows))
    seal(database, made)
