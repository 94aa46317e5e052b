"""What watches the files of a running server looks when they are left alone, and takes no writer for damage."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from index.keeping import Keeper
from index.passages import Passages
from index.record.errors import RecordDamaged
from index.record.store import Record
from tests.factories import make_original, make_report


class Ended(Exception):
    """The watch has slept through all that was to happen."""


def save(record: Record, year: int) -> int:
    report = make_report(year=year)
    return record.save(report, make_original(report, f"{year:064}"), parser="1").revision


@pytest.fixture
def record(sqlite_url: str) -> Iterator[Record]:
    record = Record.open(sqlite_url)
    save(record, 2010)
    record.check()
    yield record
    record.close()


def watched(record: Record, folder: Path, *happening: Callable[[], object]) -> None:
    """Watch, let these things happen one after the other while it sleeps, and then some time pass."""
    steps = iter(happening)
    left = 6

    def sleep(_: float) -> None:
        nonlocal left
        step = next(steps, None)
        if step is not None:
            step()
            return
        left -= 1
        if not left:
            raise Ended

    keeper = Keeper(record, None, None, Passages(folder / "passages.db"))  # type: ignore[arg-type]
    with pytest.raises(Ended):
        keeper.watch(sleep)


def changed(file: Path) -> None:
    with closing(sqlite3.connect(file)) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    content = bytearray(file.read_bytes())
    at = content.index("收到依申请公开件13件".encode())
    content[at : at + 3] = "改".encode()
    file.write_bytes(content)


def test_what_is_written_meanwhile_is_no_damage(record: Record, tmp_path: Path) -> None:
    revisions: list[int] = []
    happening = [lambda year=year: revisions.append(save(record, year)) for year in range(2011, 2019)]
    watched(record, tmp_path, *happening)
    assert len([record.text(one) for one in revisions]) == 8


def test_a_changed_letter_is_found_once_the_file_is_left_alone(record: Record, tmp_path: Path) -> None:
    later: list[int] = []
    watched(record, tmp_path, lambda: later.append(save(record, 2011)), lambda: changed(tmp_path / "record.db"))
    refused = 0
    for revision in (1, *later):
        try:
            record.text(revision)
        except RecordDamaged:
            refused += 1
    assert refused == 1


def test_a_file_that_is_away_for_a_while_is_not_begun_anew(
    record: Record, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    file, away = tmp_path / "record.db", tmp_path / "away.db"
    record.close()
    nothing = [lambda: None] * 3
    watched(record, tmp_path, lambda: file.rename(away), *nothing, lambda: away.rename(file))
    assert "record.db" in caplog.text
    assert record.text(1)
    assert not away.exists()
