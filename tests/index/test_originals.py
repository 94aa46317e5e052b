"""FolderOriginals are there whole or not at all."""

from __future__ import annotations

import errno
import hashlib
import os
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.originals.folder import FolderOriginals
from index.originals.protocol import OriginalDamaged, OriginalMissing, OriginalsError, StorageFull

DATA = "政府信息公开".encode()
SHA = hashlib.sha256(DATA).hexdigest()


def test_bytes_stand_under_their_hash(originals: FolderOriginals) -> None:
    assert originals.put(DATA) == originals.put(DATA) == SHA
    assert originals.path(SHA) == originals.folder / SHA[:2] / SHA[2:]
    assert originals.read(SHA) == DATA
    assert list(originals.hashes()) == [SHA]


@given(data=st.binary(max_size=2000))
def test_what_is_kept_is_what_is_given_back(data: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    originals = FolderOriginals(tmp_path_factory.getbasetemp() / "kept")
    assert originals.read(originals.put(data)) == data


def test_a_missing_original_is_named(originals: FolderOriginals) -> None:
    with pytest.raises(OriginalMissing, match=SHA):
        originals.read(SHA)


def test_a_changed_original_is_not_given_out(originals: FolderOriginals) -> None:
    originals.put(DATA)
    originals.path(SHA).write_bytes(DATA[:-1])
    with pytest.raises(OriginalDamaged, match=SHA):
        originals.read(SHA)


@pytest.mark.parametrize("step", ["fsync", "write"])
def test_a_full_disk_leaves_nothing(originals: FolderOriginals, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    if step == "fsync":
        monkeypatch.setattr(os, "fsync", full)
    else:
        monkeypatch.setattr(Path, "rename", full)
    with pytest.raises(StorageFull, match="no space left"):
        originals.put(DATA)
    assert [path for path in originals.folder.rglob("*") if path.is_file()] == []


def test_a_folder_that_refuses_is_named(tmp_path: Path) -> None:
    (tmp_path / "originals").write_text("in the way")
    with pytest.raises(OriginalsError, match="cannot be written"):
        FolderOriginals(tmp_path / "originals").put(DATA)


def test_a_lost_and_a_changed_original_are_put_back_by_the_same_bytes(originals: FolderOriginals) -> None:
    originals.put(DATA)
    for harm in (b"", DATA[:-1], DATA[:-1] + b"?", None):
        originals.path(SHA).unlink() if harm is None else originals.path(SHA).write_bytes(harm)
        assert originals.put(DATA) == SHA
        assert originals.read(SHA) == DATA
    assert list((originals.folder / "incoming").iterdir()) == []


def test_what_killed_writes_left_is_tidied_whatever_the_clock_says(originals: FolderOriginals) -> None:
    originals.put(DATA)
    left = [originals.folder / "incoming" / name for name in ("old", "new")]
    for path, age in zip(left, (7200, -7200), strict=True):
        path.write_bytes(b"half")
        os.utime(path, (0, time.time() - age))
    assert originals.tidy() == 2
    assert list(originals.hashes()) == [SHA]


def test_a_file_being_written_is_not_tidied_away_when_the_clock_jumps(
    originals: FolderOriginals, monkeypatch: pytest.MonkeyPatch
) -> None:
    rename, tidied = Path.rename, []

    def jump(path: Path, target: Path) -> Path:
        os.utime(path, (0, 0))
        tidied.append(FolderOriginals(originals.folder).tidy())
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", jump)
    originals.put(DATA)
    assert tidied == [0]
    assert originals.read(SHA) == DATA


def test_files_come_in_whole_while_others_tidy_up(originals: FolderOriginals) -> None:
    done = Event()

    def tidy() -> None:
        while not done.is_set():
            FolderOriginals(originals.folder).tidy()

    with ThreadPoolExecutor(2) as pool:
        tidying = pool.submit(tidy)
        kept = [originals.put(number.to_bytes(3)) for number in range(300)]
        done.set()
        tidying.result()
    assert sorted(kept) == list(originals.hashes())
