"""Killed writers, several processes, readers while others write: what is committed stands, whole."""

from __future__ import annotations

import errno
import os
import random
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest
from whoosh.filedb.filestore import FileStorage

from index.text import codec, whoosh_index
from index.text.analyser import Analyser, fold
from index.text.merging import TIER_SEGMENTS, to_join
from index.text.protocol import (
    IndexBusy,
    IndexClosed,
    IndexFull,
    IndexMismatch,
    TextQuery,
)
from index.text.store import Store
from index.text.whoosh_index import WhooshIndex
from tests.corpora import ROOT
from tests.index.text_corpora import facets, section, shuffled
from tests.index.text_files import many, open_index

KILLS = 4


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "index"


def start_writer(folder: Path, analyser: Analyser, mode: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.index.text_writer", str(folder), str(analyser._folder), mode]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def kill_within(writer: subprocess.Popen[str], seconds: float) -> int:
    """Let a writer begin, kill it after so long, and return the last revision it reported as written."""
    assert writer.stdout is not None
    assert writer.stdout.readline() == "ready\n"
    time.sleep(seconds)
    writer.kill()
    said = writer.stdout.read().split()
    writer.stdout.close()
    assert writer.wait() == -signal.SIGKILL
    return int(said[-1]) if said else 0


@pytest.mark.parametrize("mode", ["apply", "rebuild"])
def test_a_killed_writer_leaves_a_whole_commit_and_a_free_lock(folder: Path, analyser: Analyser, mode: str) -> None:
    chance = random.Random(mode)
    reader = open_index(folder, analyser)
    written = 0
    for _ in range(KILLS):
        written = max(written, kill_within(start_writer(folder, analyser, mode), chance.uniform(0.05, 0.5)))
        revisions = dict(reader.revisions())
        assert len(set(revisions.values())) <= 1
        if written:
            newest = max(revisions.values())
            assert newest in (written, written + 1)
            assert len(revisions) == 9
            answer = reader.search(TextQuery(phrases=(fold(f"第{newest}版"),)))
            assert answer.total == reader.search(TextQuery()).total == 18
    reader.apply([section("last-2017", 0, "末")])
    assert "last-2017" in dict(reader.revisions())
    assert written > 0


def test_the_next_writer_removes_what_a_killed_one_left(folder: Path, analyser: Analyser) -> None:
    index = open_index(folder, analyser)
    index.apply([section("a-2017", 0, "甲")])
    kept = sorted(path.name for path in folder.rglob("*") if path.is_file() and not path.name.endswith(".toc"))
    for name in ("MAIN_0123456789abcdef.trm", "_MAIN_9.toc", "_MAIN_2.toc.17.5"):
        (folder / Store(folder).current().folder / name).touch()
    (folder / "CURRENT.0123").touch()
    for name in ("g0123", "rebuild-0123"):
        (folder / name).mkdir()
        (folder / name / "building").touch()
    index.apply(remove=["nobody-2000"])
    index.apply([section("a-2017", 0, "甲", revision=2)])
    left = sorted(path.name for path in folder.rglob("*") if path.is_file() and not path.name.endswith(".toc"))
    assert len(left) == len(kept)
    assert len([path for path in folder.iterdir() if path.is_dir()]) == 1


def test_a_living_rebuild_is_left_alone(folder: Path, analyser: Analyser) -> None:
    index = open_index(folder, analyser)
    index.apply([section("a-2017", 0, "甲")])
    with index.rebuild() as fresh:
        fresh.apply([section("b-2017", 0, "乙")])
        open_index(folder, analyser).apply([section("c-2017", 0, "丙")])
        assert dict(index.revisions()) == {"a-2017": 1, "c-2017": 1}
    assert dict(index.revisions()) == {"b-2017": 1}


@pytest.mark.parametrize("step", ["write_segment", "publish", "clean"])
def test_a_failure_at_any_step_leaves_old_or_new(
    folder: Path, analyser: Analyser, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = open_index(folder, analyser)
    index.apply([section("a-2017", 0, "甲")])

    def fail(*_: object) -> None:
        raise OSError("disk full")

    target = whoosh_index if step == "write_segment" else Store
    monkeypatch.setattr(target, step, fail)
    with pytest.raises(OSError, match="disk full"):
        index.apply([section("a-2017", 0, "乙", revision=2)])
    monkeypatch.undo()
    assert dict(index.revisions()) == {"a-2017": 2 if step == "clean" else 1}
    index.apply([section("b-2017", 0, "丙")])
    assert set(dict(index.revisions())) == {"a-2017", "b-2017"}


def test_a_second_writer_waits_and_then_gives_up(folder: Path, analyser: Analyser) -> None:
    index = open_index(folder, analyser, lock_seconds=0.1)
    with Store(folder).lock(1), pytest.raises(IndexBusy, match="another writer"):
        index.apply([section("a-2017", 0, "甲")])
    index.apply([section("a-2017", 0, "甲")])


def test_what_is_added_is_read_under_the_lock(folder: Path, analyser: Analyser) -> None:
    index = open_index(folder, analyser, lock_seconds=0.1)

    def sections() -> object:
        with pytest.raises(IndexBusy):
            open_index(folder, analyser, lock_seconds=0).apply(remove=["a-2017"])
        yield section("a-2017", 0, "甲")

    index.apply(sections())  # type: ignore[arg-type]
    assert dict(index.revisions()) == {"a-2017": 1}


def test_a_commit_of_another_process_is_seen_by_the_next_search(folder: Path, analyser: Analyser) -> None:
    reader, writer = open_index(folder, analyser), open_index(folder, analyser)
    for number in range(30):
        writer.apply([section(f"r{number}-2017", 0, "公开")])
        assert reader.search(TextQuery(words=("公开",))).total == number + 1


def test_an_index_of_another_tokeniser_says_what_to_do(
    folder: Path, analyser: Analyser, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_index(folder, analyser).apply([section("a-2017", 0, "甲")])
    monkeypatch.setattr(whoosh_index, "LAYOUT", codec.LAYOUT + 1)
    newer = open_index(folder, analyser)
    for act in (
        lambda: newer.search(TextQuery()),
        lambda: dict(newer.revisions()),
        newer.stats,
        newer.warm,
        lambda: newer.apply([]),
    ):
        with pytest.raises(IndexMismatch, match="disclosure index rebuild"):
            act()
    with newer.rebuild() as fresh:
        fresh.apply([section("b-2017", 0, "乙")])
    assert dict(newer.revisions()) == {"b-2017": 1}


@pytest.mark.parametrize("reason", ["full", "closed"])
def test_what_the_disk_refuses_is_named_and_leaves_the_last_commit(
    folder: Path, analyser: Analyser, reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = many(folder, analyser)
    kept = sorted(folder.rglob("*"))

    def fail(storage: FileStorage, _: object) -> None:
        Path(storage.folder, "MAIN_0123456789abcdef.arr").write_bytes(b"half of it")
        raise OSError(errno.ENOSPC if reason == "full" else errno.EROFS, "so it is")

    monkeypatch.setattr(whoosh_index, "write_segment", fail)
    with pytest.raises(IndexFull if reason == "full" else IndexClosed, match="so it is"):
        index.apply([section("b-2017", 0, "乙")])
    if reason == "full":
        assert sorted(folder.rglob("*")) == kept, "what was written in vain is given back"
    assert index.damage() == ()
    assert dict(index.revisions()) == {"a-2017": 1}


def test_readers_in_threads_see_whole_commits_while_another_writes(folder: Path, analyser: Analyser) -> None:
    index = open_index(folder, analyser)
    index.apply(section(f"r{n}-2017", place, "第0版公开") for n in range(4) for place in (0, 1))
    done = Event()

    def read() -> int:
        seen = 0
        while not done.is_set() or seen < 10:
            answer = index.search(TextQuery(words=("公开",), facets=facets("report")))
            assert answer.total == len(answer.hits) == sum(answer.facets["report"].counts.values()) == 8
            seen += 1
        return seen

    with ThreadPoolExecutor(4) as pool:
        readers = [pool.submit(read) for _ in range(4)]
        for number in range(1, 9):
            parts = [section(f"r{n}-2017", place, f"第{number}版公开") for n in range(4) for place in (0, 1)]
            if number % 4:
                index.apply(parts)
            else:
                with index.rebuild() as fresh:
                    fresh.apply(parts)
        done.set()
        assert all(reader.result() >= 10 for reader in readers)
    assert index.search(TextQuery(phrases=("第8版公开",))).total == 8


def test_a_forked_worker_reads_what_its_parent_opened(folder: Path, analyser: Analyser) -> None:
    index = open_index(folder, analyser)
    index.apply(shuffled(seed=4, reports=20))
    index.warm()
    workers = []
    for worker in range(3):
        child = os.fork()
        if child == 0:
            chance = random.Random(worker)
            words = [chance.choice(("公开", "申请", "信息", "复议", "工作", "机关")) for _ in range(300)]
            totals = {word: index.search(TextQuery(words=(word,))).total for word in words}
            fresh = WhooshIndex(folder, analyser, 0)
            os._exit(0 if all(fresh.search(TextQuery(words=(w,))).total == n for w, n in totals.items()) else 1)
        workers.append(child)
    assert [os.waitpid(child, 0)[1] for child in workers] == [0, 0, 0]


def test_small_segments_are_joined_and_nothing_is_lost(folder: Path, analyser: Analyser) -> None:
    index = open_index(folder, analyser)
    sections = shuffled(seed=6, reports=80)
    for name in dict.fromkeys(part.report for part in sections):
        index.apply([part for part in sections if part.report == name])
    assert len(index._snapshot().segments) < 2 * TIER_SEGMENTS
    hits = index.search(TextQuery(limit=10_000)).hits
    assert sorted((hit.report, hit.section) for hit in hits) == sorted((p.report, p.section) for p in sections)
    index.apply(remove=list(dict.fromkeys(part.report for part in sections))[:70])
    assert index._snapshot().live_count >= 0.7 * index._snapshot().size


@pytest.mark.parametrize(
    ("sizes", "living", "expected"),
    [
        ([], [], []),
        ([10] * 7, [10] * 7, []),
        ([10] * 8, [10] * 8, list(range(8))),
        ([10] * 7 + [5000], [10] * 7 + [5000], []),
        ([5000] + [10] * 8, [5000] + [10] * 8, list(range(1, 9))),
        ([1000, 100], [600, 100], [0]),
        ([150_000] * 9, [150_000] * 9, []),
        ([90_000] * 8, [90_000] * 8, [0, 1]),
    ],
)
def test_which_segments_are_joined(sizes: list[int], living: list[int], expected: list[int]) -> None:
    assert to_join(sizes, living) == expected


def test_what_is_applied_during_a_rebuild_is_there_from_the_switch_on(folder: Path, analyser: Analyser) -> None:
    index = open_index(folder, analyser)
    index.apply([section("a-2017", 0, "甲"), section("gone-2017", 0, "去")])
    other = open_index(folder, analyser)

    def catch_up(fresh: WhooshIndex) -> None:
        with pytest.raises(IndexBusy):
            open_index(folder, analyser, 0.05).apply([section("late-2017", 0, "晚")])
        fresh.apply([section("b-2017", 0, "乙")], remove=["gone-2017"])

    with index.rebuild(catch_up) as fresh:
        fresh.apply([section("a-2017", 0, "甲"), section("gone-2017", 0, "去")])
        other.apply([section("b-2017", 0, "乙")], remove=["gone-2017"])
        with pytest.raises(IndexBusy, match="rebuilt by another"), open_index(folder, analyser).rebuild():
            pass
    assert dict(other.revisions()) == {"a-2017": 1, "b-2017": 1}
    assert other.newest() == 1
