"""Which files an ingest takes."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from index.ingest.walk import path_text, walk


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("b.txt", "a.pdf", "a.yml", ".hidden.txt", "city/2017/c.html", ".git/config", "city/c.YAML"):
        path = tmp_path / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    return tmp_path / "in"


def names(folder: Path, *paths: Path) -> list[str]:
    return [str(path.relative_to(folder)) for path in walk(paths).files]


def test_folders_are_walked_without_hidden_files_and_sidecars(folder: Path) -> None:
    assert names(folder, folder) == ["a.pdf", "b.txt", "city/2017/c.html"]


def test_a_file_is_taken_once_however_many_paths_lead_to_it(folder: Path) -> None:
    assert names(folder, folder / "b.txt", folder, folder / "city" / ".." / "b.txt") == [
        "b.txt",
        "a.pdf",
        "city/2017/c.html",
    ]


def test_a_file_named_itself_is_taken_whatever_it_is_called(folder: Path) -> None:
    assert names(folder, folder / ".hidden.txt", folder / "a.yml") == [".hidden.txt", "a.yml"]


def test_links_in_folders_are_not_followed_and_are_named(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("outside")
    (folder / "out.txt").symlink_to(tmp_path / "secret.txt")
    (folder / "circle").symlink_to(folder, target_is_directory=True)
    (folder / "nowhere").symlink_to(folder / "gone")
    listing = walk([folder])
    assert [path.name for path in listing.files] == ["a.pdf", "b.txt", "c.html"]
    assert sorted(Path(path).name for path in listing.skipped) == ["circle", "nowhere", "out.txt"]


def test_a_pipe_in_a_folder_does_not_stop_the_run(folder: Path) -> None:
    os.mkfifo(folder / "pipe")
    assert [Path(path).name for path in walk([folder]).skipped] == ["pipe"]


def test_a_path_that_is_not_there_fails_and_the_others_go_on(folder: Path) -> None:
    listing = walk([folder / "gone.txt", folder / "b.txt"])
    assert [failure.code for failure in listing.failed] == ["file_not_found"]
    assert len(listing.files) == 1


@pytest.mark.parametrize(
    ("raw", "text"),
    [("年报.txt".encode(), "年报.txt"), ("年报.txt".encode("gbk"), "年报.txt"), (b"\xff\xff.txt", "��.txt")],
)
def test_names_in_old_encodings_can_be_shown(raw: bytes, text: str) -> None:
    assert path_text(Path(os.fsdecode(raw))) == text
