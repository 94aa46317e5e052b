"""The index of passages finds what was changed in its file, and begins anew."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bench import corpus
from bench.repeats import Recorded
from index.passages import Passages
from tests.index.test_passages import grouped

CHANGES = (
    "UPDATE held SET revision = revision + 1 WHERE report = (SELECT min(report) FROM held)",
    "UPDATE held SET year = year - 1 WHERE report = (SELECT max(report) FROM held)",
    "UPDATE held SET sections = replace(sections, 's1', 's0') WHERE report = (SELECT min(report) FROM held)",
    "UPDATE held SET said = zeroblob(length(said)) WHERE report = (SELECT min(report) FROM held)",
    "UPDATE held SET sum = sum + 1 WHERE report = (SELECT max(report) FROM held)",
    "DELETE FROM held WHERE report = (SELECT max(report) FROM held)",
    "UPDATE passages SET section = section || '1' WHERE id = 1",
    "UPDATE passages SET number = number + 1 WHERE id = 1",
    "UPDATE passages SET signature = zeroblob(256) WHERE id = 1",
    "UPDATE passages SET signature = zeroblob(255) WHERE id = 1",
    "DELETE FROM passages WHERE id = 2",
    "INSERT INTO passages SELECT max(id) + 1000, number, section, signature FROM passages",
    "UPDATE sentences SET pairs = substr(pairs, 1, length(pairs) - 8) || zeroblob(8) WHERE serial = 0",
    "UPDATE sentences SET pairs = substr(pairs, 1, length(pairs) - 1) WHERE serial = 0",
    "UPDATE sentences SET last = last - 1 WHERE serial = 1",
    "DELETE FROM sentences WHERE serial = (SELECT max(serial) FROM sentences)",
    "UPDATE sentences_runs SET size = size + 1",
    "DELETE FROM bands WHERE serial = 0",
    "UPDATE bands SET pairs = zeroblob(16) || substr(pairs, 17) WHERE serial = 1",
    "UPDATE bands SET run = run + 1 WHERE serial = 2",
    "DELETE FROM bands_runs",
)


@pytest.fixture
def recorded() -> Recorded:
    return grouped(corpus.sections(60))


@pytest.fixture
def passages(recorded: Recorded, tmp_path: Path) -> Passages:
    made = Passages(tmp_path / "passages.db")
    made.sync(recorded)  # type: ignore[arg-type]
    return made


def test_what_is_as_it_was_written_stays(passages: Passages, recorded: Recorded) -> None:
    gone = sorted(recorded.parts)[0]
    del recorded.parts[gone]
    passages.sync(recorded)  # type: ignore[arg-type]
    before = passages.counts()
    passages.check()
    assert passages.counts() == before
    assert before[0] == len(recorded.parts)


@pytest.mark.parametrize("change", CHANGES)
def test_a_changed_row_is_found_and_everything_is_made_anew(
    passages: Passages, recorded: Recorded, change: str
) -> None:
    whole = passages.counts()
    with closing(sqlite3.connect(passages.file)) as database:
        assert database.execute(change).rowcount > 0
        database.commit()
    passages.check()
    assert passages.counts() == (0, 0)
    assert passages.is_behind(recorded)  # type: ignore[arg-type]
    passages.sync(recorded)  # type: ignore[arg-type]
    assert passages.counts() == whole
    assert not passages.is_behind(recorded)  # type: ignore[arg-type]


def test_a_file_that_is_no_database_is_made_anew(passages: Passages) -> None:
    passages.clear()
    passages.file.write_bytes(b"no database" * 1000)
    passages.check()
    assert passages.counts() == (0, 0)
