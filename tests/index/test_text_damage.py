"""Damage to the index's files is told with what mends it, and is never joined, served or the end of a process."""

from __future__ import annotations

import json
import os
import random
import shutil
from pathlib import Path

import pytest

from index.text.analyser import Analyser
from index.text.merging import TIER_SEGMENTS
from index.text.protocol import (
    IndexDamaged,
    IndexMissing,
    TextQuery,
)
from index.text.store import Store
from tests.index.text_corpora import section
from tests.index.text_files import many, open_index


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "index"


@pytest.mark.parametrize("pattern", ["*/*.arr", "*/*.trm", "*/*.toc"])
@pytest.mark.parametrize("share", [0.0, 0.3, 0.6, 0.999])
def test_one_changed_bit_is_told_with_the_file_and_what_mends_it(
    folder: Path, analyser: Analyser, pattern: str, share: float
) -> None:
    assert many(folder, analyser).damage() == ()
    (path,) = folder.glob(pattern)
    data = bytearray(path.read_bytes())
    data[int(len(data) * share)] ^= 1
    path.write_bytes(data)
    (said,) = open_index(folder, analyser).damage()
    assert str(path) in said
    assert "disclosure index rebuild" in said


@pytest.mark.parametrize("pattern", ["*/*.arr", "*/*.trm", "*/*.toc"])
@pytest.mark.parametrize("harm", ["one byte less", "half", "nothing left", "one byte more", "a hole in the middle"])
def test_no_file_of_another_length_is_searched(folder: Path, analyser: Analyser, pattern: str, harm: str) -> None:
    many(folder, analyser)
    (path,) = folder.glob(pattern)
    data = path.read_bytes()
    middle = len(data) // 2
    shorter = {"one byte less": data[:-1], "half": data[:middle], "nothing left": b"", "one byte more": data + b"\0"}
    path.write_bytes(shorter.get(harm, data[:middle] + data[middle + 8 :]))
    index = open_index(folder, analyser)
    for act in (
        index.generation,
        lambda: dict(index.revisions()),
        index.stats,
        index.warm,
        lambda: index.search(TextQuery()),
    ):
        with pytest.raises(IndexDamaged, match="index rebuild"):
            act()
    assert len(index.damage()) == 1


def without_sums(folder: Path) -> None:
    """Make the index as releases that kept no sums left it."""
    pointer = folder / "CURRENT"
    pointer.write_text(
        json.dumps({k: v for k, v in json.loads(pointer.read_bytes().partition(b"\n")[0]).items() if k != "files"})
    )


def test_an_index_without_sums_is_served_and_told_until_it_is_rebuilt(folder: Path, analyser: Analyser) -> None:
    many(folder, analyser)
    without_sums(folder)
    index = open_index(folder, analyser)
    assert index.search(TextQuery(phrases=("依申请公开",))).total == 40
    (said,) = index.damage()
    assert "no checksums" in said
    index.apply([section("b-2017", 0, "乙")])
    assert len(index.damage()) == 2, "the two files of the older segment"
    with index.rebuild() as fresh:
        fresh.apply([section("b-2017", 0, "乙")])
    assert index.damage() == ()


def test_every_commit_keeps_the_sums_of_what_it_holds(folder: Path, analyser: Analyser) -> None:
    index = open_index(folder, analyser)
    for number in range(2 * TIER_SEGMENTS):
        index.apply([section(f"r{number}-2017", 0, "公开")], remove=[f"r{number - 3}-2017"])
        assert index.damage() == ()
        held = {path.name for path in folder.glob("*/*")}
        assert set(Store(folder).current().files) == held


def test_a_damaged_segment_is_not_joined_into_a_sound_one(folder: Path, analyser: Analyser) -> None:
    index = many(folder, analyser, "r-2017")
    (path,) = folder.glob("*/*.arr")
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)

    def add_until_segments_are_joined() -> None:
        for number in range(2 * TIER_SEGMENTS):
            index.apply([section(f"r{number}-2017", 0, "公开")])

    with pytest.raises(IndexDamaged, match=path.name):
        add_until_segments_are_joined()
    assert any(path.name in said for said in index.damage())


# Whoosh leaves a table of contents open where it cannot read it.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("pattern", ["CURRENT", "*/*.arr", "*/*.trm", "*/*.toc"])
@pytest.mark.parametrize("harm", ["cut", "remove"])
def test_a_damaged_index_says_what_to_do(folder: Path, analyser: Analyser, pattern: str, harm: str) -> None:
    open_index(folder, analyser).apply([section("a-2017", 0, "甲")])
    (path,) = folder.glob(pattern)
    if harm == "cut":
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    else:
        path.unlink()
    index = open_index(folder, analyser)
    with pytest.raises(
        IndexMissing if (pattern, harm) == ("CURRENT", "remove") else IndexDamaged, match="index rebuild"
    ):
        index.search(TextQuery())
    with index.rebuild() as fresh:
        fresh.apply([section("b-2017", 0, "乙")])
    assert dict(index.revisions()) == {"b-2017": 1}


def test_a_pointer_changed_anywhere_is_told(folder: Path, analyser: Analyser) -> None:
    many(folder, analyser)
    pointer, chance = folder / "CURRENT", random.Random(4)
    sound = pointer.read_bytes()
    for _ in range(200):
        content = bytearray(sound)
        content[chance.randrange(len(sound))] ^= 1 << chance.randrange(8)
        pointer.write_bytes(content)
        with pytest.raises(IndexDamaged):
            open_index(folder, analyser).search(TextQuery())


def test_a_file_cut_short_while_it_serves_is_told_and_kills_nobody(folder: Path, analyser: Analyser) -> None:
    index = many(folder, analyser)
    assert index.search(TextQuery(phrases=("依申请公开",))).total == 40
    (path,) = folder.glob("*/*.arr")
    os.truncate(path, 100)
    for query in (TextQuery(), TextQuery(words=("申请",)), TextQuery(phrases=("公开",))):
        with pytest.raises(IndexDamaged, match="cut short"):
            index.search(query)


@pytest.mark.parametrize("keeps_its_time", [False, True])
def test_a_file_overwritten_while_it_serves_is_told_before_it_is_searched(
    folder: Path, analyser: Analyser, keeps_its_time: bool
) -> None:
    index = many(folder, analyser)
    assert index.search(TextQuery(phrases=("依申请公开",))).total == 40
    (path,) = folder.glob("*/*.arr")
    before, content = path.stat(), path.read_bytes()
    with path.open("r+b") as file:
        file.seek(before.st_size // 3)
        file.write(bytes(64))
    if keeps_its_time:
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    for query in (TextQuery(), TextQuery(words=("申请",)), TextQuery(phrases=("公开",))):
        with pytest.raises(IndexDamaged, match=path.name):
            index.search(query)
    path.write_bytes(content)
    assert index.search(TextQuery(phrases=("依申请公开",))).total == 40


def test_a_file_that_was_only_touched_moved_or_removed_is_searched_on(folder: Path, analyser: Analyser) -> None:
    index = many(folder, analyser)
    (path,) = folder.glob("*/*.arr")
    content = path.read_bytes()
    acts = (
        lambda: path.touch(),
        lambda: path.chmod(0o600),
        lambda: path.write_bytes(content),
        lambda: path.rename(path.with_suffix(".away")),
        lambda: path.with_suffix(".away").unlink(),
    )
    for act in acts:
        act()
        assert index.search(TextQuery(phrases=("依申请公开",))).total == 40


def harmed(folder: Path, harm: str) -> None:
    """Harm the table of contents of an index, or take it away."""
    (table,) = folder.glob("*/*.toc")
    if harm == "changed":
        content = bytearray(table.read_bytes())
        content[len(content) // 2] ^= 1
        table.write_bytes(content)
    elif harm == "missing":
        table.unlink()
    else:
        shutil.rmtree(table.parent)


# Whoosh leaves a table of contents open where it cannot read it.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("harm", ["changed", "missing", "its folder is missing"])
@pytest.mark.parametrize("is_open", [False, True])
def test_a_table_of_contents_that_cannot_be_read_is_damage_for_writers_and_those_who_tidy(
    folder: Path, analyser: Analyser, harm: str, is_open: bool
) -> None:
    index = many(folder, analyser)
    harmed(folder, harm)
    if not is_open:
        index = open_index(folder, analyser)
    for act in (index.tidy, lambda: index.apply([section("b-2017", 0, "乙")])):
        with pytest.raises(IndexDamaged, match="index rebuild"):
            act()
