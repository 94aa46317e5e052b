"""What stands in a folder or beside a file costs that file alone, whatever it is."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from index.ingest.fetch import fetch
from index.ingest.outcome import Failure
from index.ingest.walk import walk
from index.record.rows import Given
from reports.identity import sidecar
from reports.identity.sidecar import InvalidSidecar, Sidecar

BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{name}: &{name} [{','.join(f'*{before}' for _ in range(9))}]\n"
    for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)
ODD_TEXTS = {
    "a day that is none": b"year: 2020-02-30\n",
    "a day": b"year: 2020-02-03\n",
    "brackets": b"agency: " + b"[" * 8000,
    "braces": b"{" * 8000,
    "mappings": b"\n".join(b" " * level + b"a:" for level in range(100)),
    "a tag that does not fit": b"year: !!int x\n",
    "a tag of python": b"agency: !!python/object/apply:os.system [id]\n",
    "a tag of binary": b"agency: !!binary 5p2t5bee\n",
    "a bomb": BOMB.encode(),
    "a bomb as key": b"? [&a [x, x], *a, *a]\n: 1\n",
    "a merge": b"base: &b {year: 2019}\n<<: *b\n",
    "an alias of nothing": b"agency: *a\n",
    "an anchor of itself": b"agency: &a [*a]\n",
    "a huge number": b"year: " + b"9" * 5000,
    "sixties": b"year: 33:40\n",
    "hexadecimal": b"year: 0x7e4\n",
    "a float": b"year: 1e999\n",
    "not a number": b"year: .nan\n",
    "a year too early": b"year: 1850\n",
    "binary": bytes(range(256)),
    "nul": b"agency: a\0b\n",
    "half a surrogate": b'agency: "\\ud800"\n',
    "gbk": "agency: 财政局\n".encode("gbk"),
    "utf-16": "agency: 财政局\n".encode("utf-16"),
    "two documents": b"year: 2019\n---\nyear: 2020\n",
    "a directive": b"%YAML 9.9\n---\nyear: 2019\n",
    "twice": b"year: 2019\nyear: 2020\n",
    "tabs": b"year:\t2019\n\tagency: x\n",
    "a key without a value": b"year\n",
    "huge": b"# " + b"x" * (1 << 20) + b"\nyear: 2019\n",
    "nothing": b"",
    "a list": b"- 2019\n",
}
SOUND = {
    "agency: 财政局\nyear: 2019\n": Sidecar("财政局", 2019),
    "\ufeff# by hand\r\nyear: 2019 # printed on the cover\r\n": Sidecar(None, 2019),
    "{agency: '财政局'}": Sidecar("财政局"),
    "agency: |\n  财政局\n": Sidecar("财政局"),
    "agency:\nyear: 2019": Sidecar(None, 2019),
}


@pytest.mark.parametrize("kind", ODD_TEXTS)
def test_a_text_that_is_no_sidecar_is_refused_by_name(kind: str, tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_bytes(ODD_TEXTS[kind])
    (tmp_path / "a.txt").write_text("公开")
    found = fetch(tmp_path / "a.txt", Given())
    if kind == "half a surrogate":  # a name like another, which the record may refuse
        assert isinstance(found, tuple | Failure)
        return
    assert isinstance(found, Failure)
    assert (found.code, len(found.detail) < 200) == ("invalid_sidecar", True)


@pytest.mark.parametrize("text", SOUND)
def test_what_a_person_would_write_is_read(text: str, tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_bytes(text.encode())
    assert sidecar.load(tmp_path / "a.yml") == SOUND[text]


def unix_socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(str(path))


NO_FILES: dict[str, Callable[[Path], object]] = {
    "a pipe": os.mkfifo,
    "a folder": Path.mkdir,
    "a circle of links": lambda path: path.symlink_to(path.name),
    "a link to nothing": lambda path: path.symlink_to("gone"),
    "a socket": unix_socket,
    "a link to a device": lambda path: path.symlink_to("/dev/zero"),
}


@pytest.mark.parametrize("kind", NO_FILES)
def test_what_is_no_file_beside_a_report_is_refused_and_never_waited_for(kind: str, tmp_path: Path) -> None:
    NO_FILES[kind](tmp_path / "a.yml")
    with pytest.raises(InvalidSidecar, match=r"a\.yml"):
        sidecar.beside(tmp_path / "a.txt")


@pytest.mark.parametrize("kind", NO_FILES)
def test_what_is_no_file_in_a_folder_is_named(kind: str, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    NO_FILES[kind](tmp_path / "in" / "a.txt")
    (tmp_path / "in" / "b.txt").write_text("公开")
    listing = walk([tmp_path / "in"])
    assert [path.name for path in listing.files] == ["b.txt"]
    assert [Path(path).name for path in listing.skipped] == ([] if kind == "a folder" else ["a.txt"])
    assert len(walk([tmp_path / "in" / "a.txt"]).failed) == (kind != "a folder")


def test_a_name_as_long_as_a_file_system_takes_has_no_sidecar(tmp_path: Path) -> None:
    path = tmp_path / ("n" * 253 + ".h")
    path.write_text("公开")
    assert fetch(path, Given()) == ("公开".encode(), Given())


def test_a_folder_deeper_than_pythons_stack_is_walked(tmp_path: Path) -> None:
    top = tmp_path / "top"
    top.mkdir()
    here = os.open(top, os.O_RDONLY)
    for _ in range(1500):
        os.mkdir("d", dir_fd=here)
        below = os.open("d", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    os.close(os.open("a.txt", os.O_CREAT | os.O_WRONLY, dir_fd=here))
    os.close(here)
    try:
        assert len(walk([top]).files) == 1
    finally:  # Python's own ways of removing and listing folders end at its stack
        subprocess.run(["rm", "-rf", str(top)], check=True)


def test_a_path_longer_than_the_system_takes_fails_by_name(tmp_path: Path) -> None:
    listing = walk([Path("x" * 300), tmp_path / "/".join(["d" * 200] * 30)])
    assert [failure.code for failure in listing.failed] == ["unreadable_file", "unreadable_file"]


def test_a_file_that_became_a_pipe_or_went_away_fails_alone(tmp_path: Path) -> None:
    for name in ("pipe.txt", "gone.txt", "folder.txt"):
        (tmp_path / name).write_text("公开")
    files = walk([tmp_path]).files
    for path in files:
        path.unlink()
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "folder.txt").mkdir()
    for path in files:
        found = fetch(path, Given())
        assert isinstance(found, Failure)
        assert found.code == "unreadable_file"


def test_a_file_that_grows_while_it_is_read_is_read_to_its_bound(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.ingest.fetch.MAX_BYTES", 3 << 20)
    path, over = tmp_path / "log.txt", threading.Event()
    path.write_bytes(b"x" * (1 << 20))

    def grow() -> None:
        with path.open("ab") as file:
            while not over.is_set() and file.tell() < 64 << 20:
                file.write(b"x" * (1 << 18))

    growing = threading.Thread(target=grow)
    growing.start()
    try:
        until = time.monotonic() + 60
        while isinstance(found := fetch(path, Given()), tuple) and time.monotonic() < until:
            assert len(found[0]) <= 3 << 20
    finally:
        over.set()
        growing.join()
    assert isinstance(found, Failure)
    assert found.code == "too_large"


def test_an_unreadable_folder_is_named_and_the_others_are_walked(tmp_path: Path) -> None:
    (tmp_path / "shut").mkdir()
    (tmp_path / "b.txt").write_text("公开")
    (tmp_path / "shut").chmod(0)
    code = (
        "import os, sys; from pathlib import Path; from index.ingest.walk import walk; os.getuid() or os.setuid(65534);"
        "found = walk([Path(sys.argv[1]), Path(sys.argv[1]) / 'shut' / 'a.txt']);"
        "print([path.name for path in found.files], [failure.code for failure in found.failed])"
    )
    tmp_path.chmod(0o755)
    for above in tmp_path.parents:
        if above.stat().st_uid == os.getuid() and above != Path("/"):
            above.chmod(above.stat().st_mode | 0o011)
    try:
        said = subprocess.run(
            [sys.executable, "-c", code, tmp_path], capture_output=True, text=True, check=False, timeout=60
        )
    finally:
        (tmp_path / "shut").chmod(0o755)
    if "Permission denied" in said.stderr:
        pytest.skip("another user cannot reach the tests' folder")
    assert said.stdout.strip() == "['b.txt'] ['unreadable_file', 'unreadable_file']", said.stderr
