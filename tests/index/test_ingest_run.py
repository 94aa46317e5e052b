"""From files to record and text index."""

from __future__ import annotations

import errno
import multiprocessing
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from index.ingest import fetch
from index.ingest.outcome import FileResult, IngestStopped, Summary
from index.ingest.run import BATCH_REPORTS, Intake, ingest, remove, take_in
from index.ingest.workers import Limits, Workers
from index.originals.folder import FolderOriginals
from index.record.errors import RecordFull
from index.record.rows import Given
from index.record.store import Record
from index.text.protocol import IndexBusy, IndexMismatch, IndexUnavailable
from index.verify import verify
from reports.regular import read_regular
from tests.factories import make_agency, make_report
from tests.index import stubs
from tests.index.stubs import MemoryIndex

Ingest = Callable[..., Summary]
LIMITS = Limits(seconds=5, memory_mb=2048)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    for number in range(6):
        (tmp_path / "in" / f"{number}.txt").write_text(f"局{number};2017;原文")
    return tmp_path / "in"


@pytest.fixture
def take(record: Record, originals: FolderOriginals, memory: MemoryIndex) -> Ingest:
    def run(*paths: Path, **options: object) -> Summary:
        settings = {"read": stubs.read, "parser": "1", "jobs": 1, "limits": LIMITS} | options
        return ingest(paths, record, originals, memory, **settings)  # type: ignore[arg-type]

    return run


def agree(record: Record, originals: FolderOriginals, memory: MemoryIndex) -> bool:
    return list(verify(record, originals, memory)) == []


def test_a_folder_is_taken_in_and_can_be_found(
    take: Ingest, folder: Path, record: Record, originals: FolderOriginals, memory: MemoryIndex
) -> None:
    told: list[tuple[FileResult, int]] = []
    summary = take(folder, progress=lambda result, total: told.append((result, total)))
    assert (summary.done, summary.ok) == (6, True)
    assert [total for _, total in told] == [6] * 6
    assert set(memory.held) == {f"id-局{number}-2017" for number in range(6)}
    assert agree(record, originals, memory)


def test_a_new_name_of_an_agency_finds_its_earlier_reports_too(
    record: Record, originals: FolderOriginals, memory: MemoryIndex
) -> None:
    intake = Intake(record, originals, memory, "1")

    def put(year: int, *names: str) -> set[str]:
        """Take in a report that calls its agency so, and return what is indexed anew."""
        report = make_report(make_agency(short=names), year)
        intake.put(report, report.document.text.encode(), "a.txt", Given())
        pending = set(intake.pending)
        intake.flush()
        return pending

    first, second, third = (make_report(year=year).id for year in (2015, 2016, 2017))
    assert put(2015, "市科技局") == {first}
    assert put(2016, "杭州市科技局") == {first, second}
    assert put(2017, "市科技局") == {third}, "the name is known already"
    assert {name for section in memory.held[first] for name in section.agency_names} >= {"市科技局", "杭州市科技局"}


def test_an_interrupted_run_makes_findable_what_it_recorded(
    take: Ingest, folder: Path, record: Record, originals: FolderOriginals, memory: MemoryIndex
) -> None:
    def interrupt(result: FileResult, _: int) -> None:
        if result.file.endswith("2.txt"):
            raise KeyboardInterrupt

    with pytest.raises(IngestStopped, match="interrupted") as stopped:
        take(folder, progress=interrupt)
    assert stopped.value.summary.done == len(memory.held) == 3
    assert agree(record, originals, memory)
    assert take(folder).done == 3


def test_a_second_run_reads_nothing_again(take: Ingest, folder: Path, memory: MemoryIndex) -> None:
    take(folder)
    commits = memory.commits
    summary = take(folder, read=stubs.read_anew)
    assert (summary.unchanged, summary.done, memory.commits) == (6, 0, commits)


def test_a_changed_file_is_a_new_version(take: Ingest, folder: Path, record: Record, memory: MemoryIndex) -> None:
    take(folder)
    (folder / "3.txt").write_text("局3;2017;更正")
    summary = take(folder)
    assert (summary.versions, summary.unchanged) == (1, 5)
    stored = record.report("id-局3-2017")
    assert stored is not None
    assert dict(memory.revisions())[stored.id] == stored.revision
    assert memory.held[stored.id][-1].body.endswith("更正")


def test_newer_rules_read_the_files_anew(take: Ingest, folder: Path, memory: MemoryIndex) -> None:
    take(folder)
    summary = take(folder, read=stubs.read_anew, parser="2")
    assert (summary.reread, summary.unchanged, summary.ok) == (6, 0, True)
    assert all(held[-1].body.endswith("Read anew.") for held in memory.held.values())


def test_a_failing_file_is_named_with_its_reason(take: Ingest, folder: Path) -> None:
    (folder / "2.txt").write_text("menu")
    (folder / "bad.txt").write_text(";2017;")
    summary = take(folder)
    assert (summary.done, summary.ok) == (5, False)
    assert [(f.file, f.code) for f in summary.failed] == [
        (str(folder / "2.txt"), "not_a_report"),
        (str(folder / "bad.txt"), "unidentified_report"),
    ]
    assert summary.failed[1].missing == ("agency",)


def test_an_unreadable_file_is_named(take: Ingest, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path, most: int) -> bytes:
        if path.name == "2.txt":
            raise PermissionError(errno.EACCES, "Permission denied")
        return read_regular(path, most)

    monkeypatch.setattr(fetch, "read_regular", refuse)
    summary = take(folder)
    assert [(failure.code, failure.detail) for failure in summary.failed] == [("unreadable_file", "Permission denied")]
    assert summary.done == 5


def test_a_file_too_large_is_not_even_read(take: Ingest, folder: Path) -> None:
    with (folder / "2.txt").open("wb") as file:
        file.truncate(300 << 20)
    assert [failure.code for failure in take(folder).failed] == ["too_large"]


def test_what_a_person_gives_moves_the_report(take: Ingest, folder: Path, memory: MemoryIndex) -> None:
    take(folder)
    summary = take(folder / "3.txt", agency="外局", year=2016)
    assert summary.done == 1
    assert "id-外局-2016" in memory.held
    assert "id-局3-2017" not in memory.held


def test_what_a_person_gave_holds_until_somebody_says_otherwise(take: Ingest, folder: Path, record: Record) -> None:
    take(folder / "3.txt", agency="外局")
    assert take(folder / "3.txt").unchanged == 1
    assert take(folder / "3.txt", parser="2").reread == 1
    assert list(record.revisions()) == ["id-外局-2017"]
    assert take(folder / "3.txt", agency="局9").done == 1
    assert list(record.revisions()) == ["id-局9-2017"]


def test_a_sidecar_gives_what_the_file_does_not_say(take: Ingest, folder: Path, record: Record) -> None:
    (folder / "3.txt").write_text(";2017;")
    (folder / "3.yml").write_text("agency: 旁局\nyear: 2015\n")
    assert take(folder).ok
    assert "id-旁局-2015" in record.revisions()


def test_a_bad_sidecar_fails_its_file_alone(take: Ingest, folder: Path) -> None:
    (folder / "3.yml").write_text("agencie: 旁局\n")
    summary = take(folder)
    assert [(failure.code, summary.done) for failure in summary.failed] == [("invalid_sidecar", 5)]


def test_names_in_the_gbk_of_old_archives_are_kept(take: Ingest, folder: Path, record: Record) -> None:
    (folder / os.fsdecode("年报.txt".encode("gbk"))).write_text("旧局;2009;")
    assert take(folder).ok
    stored = record.report("id-旧局-2009")
    assert stored is not None
    assert stored.file == "年报.txt"


@pytest.mark.parametrize(
    "error",
    [
        IndexMismatch("built by another tokeniser: rebuild"),
        OSError("disk"),
        IndexBusy("busy"),
        IndexUnavailable("gone"),
    ],
)
def test_a_text_index_that_cannot_be_written_costs_no_report(
    take: Ingest, folder: Path, record: Record, originals: FolderOriginals, memory: MemoryIndex, error: Exception
) -> None:
    memory.error = error
    summary = take(folder)
    assert (summary.done, summary.failed, summary.ok) == (6, [], False)
    assert str(error) in (summary.behind or "")
    memory.error = None
    assert take(folder).ok
    assert agree(record, originals, memory)


@pytest.mark.parametrize("error", [IndexBusy("busy"), IndexUnavailable("gone")])
def test_a_text_index_that_refuses_for_a_while_is_not_asked_at_each_file(
    folder: Path, record: Record, originals: FolderOriginals, memory: MemoryIndex, error: Exception
) -> None:
    intake, asked = Intake(record, originals, memory), 0
    apply = memory.apply

    def refuse(*args: object, **named: object) -> None:
        nonlocal asked
        asked += 1
        raise error

    memory.apply = refuse  # type: ignore[method-assign]
    intake.pending = {f"r{number}" for number in range(BATCH_REPORTS)}
    for _ in range(20):
        with suppress(IndexBusy, IndexUnavailable):
            intake.flush(now=False)
    assert asked == 1
    memory.apply = apply  # type: ignore[method-assign]
    intake.flush(now=True)
    assert not intake.pending


def test_a_full_disk_stops_the_run_with_nothing_half_recorded(
    take: Ingest,
    folder: Path,
    record: Record,
    originals: FolderOriginals,
    memory: MemoryIndex,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    kept = originals._write

    def full(path: Path, data: bytes) -> None:
        if data.startswith("局4".encode()):
            raise OSError(errno.ENOSPC, "No space left on device")
        kept(path, data)

    monkeypatch.setattr(originals, "_write", full)
    with pytest.raises(IngestStopped, match=r"4\.txt: no space left") as stopped:
        take(folder)
    assert stopped.value.summary.done == 4
    assert agree(record, originals, memory)
    monkeypatch.undo()
    assert take(folder).done == 2


def test_a_full_record_stops_the_run(
    take: Ingest,
    folder: Path,
    record: Record,
    originals: FolderOriginals,
    memory: MemoryIndex,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def full(*_: object, **__: object) -> None:
        raise RecordFull("no space left for the record")

    take(folder / "0.txt")
    monkeypatch.setattr(record, "save", full)
    with pytest.raises(IngestStopped, match=r"1\.txt"):
        take(folder)
    assert agree(record, originals, memory)


def _process(url: str, folder: Path, start: int) -> None:
    record, originals = Record.open(url), FolderOriginals(folder / "originals")
    files = sorted((folder / "in").iterdir())
    files = files[start:] + files[:start]
    summary = ingest(files, record, originals, MemoryIndex(), read=stubs.read, parser="1", jobs=1)
    assert summary.ok, summary


def test_two_ingests_of_the_same_files_at_once_lose_and_double_nothing(
    folder: Path, url: str, record: Record, originals: FolderOriginals, tmp_path: Path
) -> None:
    for number in range(40):
        (folder / f"more{number}.txt").write_text(f"局{number % 13};20{10 + number % 3};{number}")
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=_process, args=(url, tmp_path, start)) for start in (0, 20)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0, 0]
    counts = record.counts()
    assert counts.versions == 46
    assert counts.reports == len({(n % 13, n % 3) for n in range(40)}) + 6
    assert [finding.code for finding in verify(record, originals, MemoryIndex()) if "indexed" not in finding.code] == []


def test_an_upload_can_be_found_at_once(record: Record, originals: FolderOriginals, memory: MemoryIndex) -> None:
    intake = Intake(record, originals, memory, "1")
    with Workers(stubs.read, 1, LIMITS) as workers:
        first = take_in("局;2017;".encode(), "up.txt", intake, workers)
        again = take_in("局;2017;".encode(), "other-name.txt", intake, workers)
        bad = take_in(b"menu", "menu.txt", intake, workers)
    assert (first.outcome, again.outcome, bad.code) == ("new", "unchanged", "not_a_report")
    assert agree(record, originals, memory)


def test_a_removed_report_is_found_no_more(take: Ingest, folder: Path, record: Record, memory: MemoryIndex) -> None:
    take(folder)
    assert remove("id-局3-2017", record, memory)
    assert not remove("id-局3-2017", record, memory)
    assert "id-局3-2017" not in memory.held
