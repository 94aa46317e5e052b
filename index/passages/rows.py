"""What of a report stands in the tables of the index of passages: taken in and removed whole, in one transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from index.passages.shingles import BANDS, LEAST, PERMUTATIONS, bands, key, signatures, words_of
from index.passages.soundness import seal, sums
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
        keys_of = database.execute("SELECT DISTINCT key FROM sentences WHERE report = ?", (report,)).fetchall()
        database.executemany("UPDATE tallies SET reports = reports - 1 WHERE key = ?", keys_of)
        database.execute("DELETE FROM sentences WHERE report = ?", (report,))
        database.execute("DELETE FROM held WHERE report = ?", (report,))
        database.execute("DELETE FROM sums WHERE report = ?", (report,))


def take_in(database: sqlite3.Connection, listed: Iterable[IndexedSection]) -> None:
    """Take in whole reports, section by section, of which nothing is held."""
    number = database.execute("SELECT coalesce(max(id), 0) FROM passages").fetchone()[0]
    kept: list[IndexedSection] = []
    texts: list[str] = []
    said: set[tuple[str, int, int, str]] = set()
    held: set[tuple[str, int, str, int]] = set()
    for one in listed:
        whole, lines = words_of(one.body)
        held.add((one.report, one.revision, one.agency, one.year))
        said.update((one.report, key(words), one.year, one.section) for words in lines)
        if len(whole) >= LEAST:
            kept.append(one)
            texts.append(whole)
    signed = signatures(texts)
    numbers = range(number + 1, number + 1 + len(kept))
    rows = [
        (one.report, place, one.section, one.agency, one.year, one.kind, row.tobytes())
        for place, one, row in zip(numbers, kept, signed, strict=True)
    ]
    database.executemany(
        "INSERT INTO passages (report, id, section, agency, year, kind, signature) VALUES (?, ?, ?, ?, ?, ?, ?)", rows
    )
    keys = bands(signed).ravel()
    owners = np.repeat(np.arange(number + 1, number + 1 + len(kept)), BANDS)
    order = np.argsort(keys, kind="stable")
    pairs = zip(keys[order].tolist(), owners[order].tolist(), strict=True)
    database.executemany("INSERT OR IGNORE INTO bands VALUES (?, ?)", pairs)
    in_order = sorted(said, key=lambda row: (row[1], row[2], row[0], row[3]))  # as the table has them
    database.executemany("INSERT OR IGNORE INTO sentences (report, key, year, section) VALUES (?, ?, ?, ?)", in_order)
    database.executemany(
        "INSERT INTO tallies VALUES (?, 1) ON CONFLICT (key) DO UPDATE SET reports = reports + 1",
        sorted((one,) for one, _ in {(one, report) for report, one, _, _ in said}),
    )
    database.executemany("INSERT OR REPLACE INTO held VALUES (?, ?, ?, ?)", sorted(held))
    seal(database, sums([*held, *rows, *said]))
