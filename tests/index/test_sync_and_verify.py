"""The text index follows the record, and what does not agree is said."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from index.originals.folder import FolderOriginals
from index.record.engine import database_file
from index.record.errors import RecordDamaged, RecordLost
from index.record.store import Record
from index.sync import BATCH, Synced, compare, heal, rebuild, refresh, sync
from index.verify import verify
from tests.factories import make_original, make_report, with_table
from tests.index.stubs import MemoryIndex


@pytest.fixture
def filled(record: Record, originals: FolderOriginals) -> Record:
    for year in (2015, 2016, 2017):
        report = with_table(make_report(year=year))
        original = make_original(report, originals.put(report.document.text.encode()))
        size = len(report.document.text.encode())
        record.save(report, type(original)(original.sha256, size, original.file, original.format), parser="1")
    return record


def test_sync_adds_renews_and_removes(filled: Record, memory: MemoryIndex) -> None:
    assert sync(filled, memory) == Synced(added=3)
    assert sync(filled, memory) == Synced()
    report = make_report(year=2016, extra="新")
    filled.save(report, make_original(report, "f" * 64), parser="1")
    filled.delete(make_report(year=2015).id)
    later = make_report(year=2018)
    filled.save(later, make_original(later, "e" * 64), parser="1")
    assert sync(filled, memory) == Synced(added=1, changed=1, removed=1)
    assert dict(memory.revisions()) == filled.revisions()


def test_a_report_reindexed_under_the_same_id_after_a_delete_is_noticed(filled: Record, memory: MemoryIndex) -> None:
    sync(filled, memory)
    report = make_report(year=2017)
    filled.delete(report.id)
    other = make_report(year=2017, extra="另一份")
    filled.save(other, make_original(other, "d" * 64), parser="1")
    assert compare(filled, memory).outdated == (report.id,)


def test_a_report_recorded_while_comparing_is_not_taken_for_gone(filled: Record, memory: MemoryIndex) -> None:
    sync(filled, memory)
    revisions = memory.revisions

    def meanwhile() -> Iterator[tuple[str, int]]:
        found = dict(revisions())
        report = make_report(year=2019)
        filled.save(report, make_original(report, "9" * 64), parser="1")
        refresh(filled, memory, [report.id])
        yield from found.items()

    memory.revisions = meanwhile  # type: ignore[method-assign]
    assert compare(filled, memory).gone == ()


def test_rebuild_leaves_nothing_of_the_old_index(filled: Record, memory: MemoryIndex) -> None:
    gone = make_report(year=1999)
    memory.held[gone.id] = []
    told: list[tuple[int, int]] = []
    assert rebuild(filled, memory, lambda done, total: told.append((done, total))) == 3
    assert dict(memory.revisions()) == filled.revisions()
    assert told == [(3, 3)]
    assert BATCH > 3


def test_what_came_in_during_a_rebuild_is_caught_up(filled: Record, memory: MemoryIndex) -> None:
    def meanwhile(done: int, total: int) -> None:
        report = make_report(year=2020)
        filled.save(report, make_original(report, "8" * 64), parser="1")
        refresh(filled, memory, [report.id])

    rebuild(filled, memory, meanwhile)
    assert dict(memory.revisions()) == filled.revisions()
    assert len(memory.held) == 4


def codes(record: Record, originals: FolderOriginals, memory: MemoryIndex) -> list[str]:
    return sorted(finding.code for finding in verify(record, originals, memory))


def test_all_agree(filled: Record, originals: FolderOriginals, memory: MemoryIndex) -> None:
    sync(filled, memory)
    assert codes(filled, originals, memory) == []


def test_an_unindexed_an_outdated_and_a_gone_report_are_told(
    filled: Record, originals: FolderOriginals, memory: MemoryIndex
) -> None:
    sync(filled, memory)
    held = memory.held
    memory.held = {"gone-2001": held.pop(make_report(year=2015).id), **held}
    report = make_report(year=2016, extra="新")
    sha256 = originals.put(b"x" * len(report.document.text))
    filled.save(report, make_original(report, sha256), parser="1")
    assert codes(filled, originals, memory) == ["gone", "not_indexed", "outdated"]


@pytest.mark.parametrize(
    ("harm", "code"),
    [
        ("UPDATE sections SET start = start + 1 WHERE id = 's2' AND revision = 1", "section_place"),
        ("UPDATE sections SET text = text || '多' WHERE id = 's4' AND revision = 1", "section_place"),
        ("UPDATE figures SET quote = '14件' WHERE revision = 1", "figure_quote"),
        ("UPDATE tables SET start = start + 1 WHERE revision = 1", "table_place"),
        ("UPDATE tables SET columns = 1 WHERE revision = 1", "table_place"),
        ("UPDATE figures SET year = 1999 WHERE revision = 1", "current_version"),
        ("UPDATE checks SET current = false WHERE revision = 1", "current_version"),
        ("UPDATE versions SET size = size + 1 WHERE revision = 1", "original_size"),
        ("UPDATE versions SET sha256 = 'beef' WHERE revision = 1", "original_missing"),
    ],
)
def test_harm_to_the_record_is_found(
    url: str, filled: Record, originals: FolderOriginals, memory: MemoryIndex, harm: str, code: str
) -> None:
    sync(filled, memory)
    with filled.connect() as connection:
        connection.execute(text(harm))
        connection.commit()
    by_sum = {"changed"} if database_file(url) else set()  # a server keeps checksums itself
    assert set(codes(filled, originals, memory)) == {code, *by_sum}


def test_harm_to_an_original_is_found(filled: Record, originals: FolderOriginals, memory: MemoryIndex) -> None:
    sync(filled, memory)
    first = filled.version_of(1)
    assert first is not None
    originals.path(first.sha256).write_bytes(b"other")
    assert codes(filled, originals, memory) == ["original_damaged"]


def test_harm_to_the_database_file_is_found(
    sqlite_url: str, tmp_path: Path, originals: FolderOriginals, memory: MemoryIndex
) -> None:
    record = Record.open(sqlite_url)
    report = make_report(extra="长" * 20_000)
    data = report.document.text.encode()
    record.save(report, type(make_original(report))(originals.put(data), len(data), "a", "text"), parser="1")
    sync(record, memory)
    with record.connect() as connection:
        connection.execute(text("PRAGMA foreign_keys = OFF"))
        connection.execute(text("COMMIT"))
        connection.execute(text("PRAGMA foreign_keys = OFF"))
        connection.execute(text("DELETE FROM agencies"))
        connection.commit()
    assert "database" in codes(record, originals, memory)
    record.close()


def test_an_empty_or_older_record_takes_nothing_out_of_the_text_index(
    filled: Record, sqlite_url: str, tmp_path: Path, memory: MemoryIndex
) -> None:
    sync(filled, memory)
    other = Record.open(f"sqlite:///{tmp_path}/other.db")
    for bring in (sync, rebuild, heal):
        with pytest.raises(RecordLost, match="its last revision is 0"):
            bring(other, memory)
    assert dict(memory.revisions()) == filled.revisions()
    other.close()


def test_a_changed_letter_takes_its_own_version_out_of_service(sqlite_url: str, tmp_path: Path) -> None:
    record = Record.open(sqlite_url)
    for year in (2015, 2016):
        report = make_report(year=year)
        record.save(report, make_original(report, f"{year:064}"), parser="1")
    record.close()
    file = tmp_path / "record.db"
    content = file.read_bytes()
    at = content.index("收到依申请公开件13件".encode())
    file.write_bytes(content[:at] + "改".encode() + content[at + 3 :])
    record = Record.open(sqlite_url)
    record.check()
    assert record.checked == 1
    answered = []
    for revision in (1, 2):
        try:
            answered.append(record.text(revision))
        except RecordDamaged:
            answered.append("damaged")
    assert answered.count("damaged") == 1
    assert record.counts().reports == 2
    record.close()
