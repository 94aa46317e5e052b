"""The tables of the index of passages, and how a report is numbered in them."""

from __future__ import annotations

from index.passages.postings import Postings

BAND_POSTINGS = Postings("bands")
"""Keys of bands; an owner is a passage's id."""
SENTENCE_POSTINGS = Postings("sentences")
"""Keys of sentences; an owner is a report's year and number (`place_of`)."""
LAYOUT = f"""
CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE held (
    number INTEGER PRIMARY KEY, report TEXT, revision INTEGER, agency TEXT, year INTEGER,
    first INTEGER, passages INTEGER, sections TEXT, said BLOB, sum INTEGER
);
CREATE UNIQUE INDEX held_report ON held (report, revision);
CREATE TABLE passages (id INTEGER PRIMARY KEY, number INTEGER, section TEXT, signature BLOB);
{BAND_POSTINGS.layout}
{SENTENCE_POSTINGS.layout}
"""
"""A report's passages are `passages` rows from `first` on; `said` has the keys of its sentences, `sections` tells how
many of them each section has."""
NUMBER_BITS = 48
_LAST_YEAR = 9999


def place_of(year: int, number: int) -> int:
    """Return a report's place in the order of years; within a year it does not depend on which came in first."""
    return min(max(year, 0), _LAST_YEAR) << NUMBER_BITS | number


def number_of(place: int) -> int:
    """Return the number of the report at a place."""
    return place & ((1 << NUMBER_BITS) - 1)
