"""Hostile office files reach nothing, show nothing of this machine, and leave nothing behind, however a run ends."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.functional.hostile_office import hostile
from tests.functional.test_crash import COMMAND, ROOT

MARK = "geheimnis-7e41"
"""What stands in the local file that no output may hold."""
WATCHED = """
import sys
seen = []
WATCHED = "socket.", "subprocess.", "os.exec", "os.fork", "os.posix_spawn", "os.system", "tempfile.", "os.mkdir"
OURS = ".py", ".pyc", ".toml", ".csv", ".json"
def watch(event, arguments):
    if event.startswith(WATCHED):
        seen.append((event, repr(arguments)[:100]))
    if event == "open" and isinstance(arguments[0], str) and not arguments[0].endswith(OURS):
        seen.append((event, arguments[0]))
from pathlib import Path
from index.ingest.workers import Task, attempt
from reports.parse import parse
tasks = [Task(path.read_bytes(), path.name) for path in sorted(Path(sys.argv[1]).iterdir())]
attempt(parse, Task("杭州市财政局2019年政府信息公开工作年度报告".encode(), "warm.txt"))
sys.addaudithook(watch)
for task in tasks:
    attempt(parse, task)
print(len(tasks), [one for one in seen if "/site-packages/" not in one[1]])
"""


@dataclass
class Trap:
    """A listener that counts, a local file with a secret, a pipe nobody writes to, and the files that lead there."""

    folder: Path
    asked: list[str]
    count: int
    kinds: int


@contextmanager
def listening(asked: list[str]) -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        over = threading.Event()

        def count() -> None:
            server.settimeout(0.1)
            while not over.is_set():
                try:
                    client, address = server.accept()
                except TimeoutError:
                    continue
                asked.append(str(address))
                client.close()

        thread = threading.Thread(target=count)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.getsockname()[1]}"
        finally:
            over.set()
            thread.join()


@pytest.fixture(scope="module")
def trap(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trap]:
    folder = tmp_path_factory.mktemp("hostile")
    secret, pipe = folder / "secret.txt", folder / "pipe"
    secret.write_text(MARK)
    os.mkfifo(pipe)
    asked: list[str] = []
    (folder / "in").mkdir()
    with listening(asked) as base:
        files = list(hostile(base, secret, pipe))
        for _, name, data in files:
            (folder / "in" / name).write_bytes(data)
        yield Trap(folder / "in", asked, len(files), len({kind for kind, _, _ in files}))


def test_there_are_fifty_of_ten_kinds(trap: Trap) -> None:
    assert trap.count >= 50
    assert trap.kinds >= 10


def test_reading_opens_nothing_starts_nothing_and_asks_nobody(trap: Trap) -> None:
    done = subprocess.run(
        [sys.executable, "-c", WATCHED, trap.folder], cwd=ROOT, capture_output=True, text=True, timeout=300, check=True
    )
    assert done.stdout.strip() == f"{trap.count} []"
    assert trap.asked == []


def test_nothing_of_this_machine_is_in_any_output(trap: Trap, tmp_path: Path) -> None:
    (tmp_path / "tmp").mkdir()
    environment = os.environ | {"TMPDIR": str(tmp_path / "tmp")}
    done = subprocess.run(
        [*COMMAND, "parse", trap.folder],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        timeout=300,
        check=False,
    )
    assert done.stdout.count(b"\n{") >= 20, "most are read, for what they say themselves"
    assert MARK.encode() not in done.stdout + done.stderr
    assert b"Traceback" not in done.stderr
    assert b"reader_crashed" not in done.stderr
    assert b"reader_error" not in done.stderr
    assert trap.asked == []
    assert list((tmp_path / "tmp").iterdir()) == []


def marked(mark: str) -> list[int]:
    """Return the processes that have the mark in their environment."""
    found = []
    for one in Path("/proc").iterdir():
        if one.name.isdecimal():
            try:
                alive = (one / "stat").read_text().rsplit(")", 1)[1].split()[0] not in "ZX"
                if alive and mark.encode() in (one / "environ").read_bytes():
                    found.append(int(one.name))
            except (OSError, ProcessLookupError):
                continue
    return found


def gone(mark: str, seconds: float) -> bool:
    until = time.monotonic() + seconds
    while marked(mark) and time.monotonic() < until:
        time.sleep(0.05)
    return not marked(mark)


@pytest.fixture(scope="module")
def slow(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report that takes long to read, and longer than any limit of this test."""
    folder = tmp_path_factory.mktemp("slow")
    line = "（一）杭州市财政局2019年主动公开政府信息12条，收到申请3件，其中第4项5件。\n"
    (folder / "slow.txt").write_text("杭州市财政局2019年政府信息公开工作年度报告\n" + line * 90_000)
    return folder


@pytest.mark.slow
@pytest.mark.parametrize("command", ["parse", "ingest"])
@pytest.mark.parametrize("end", ["SIGTERM", "SIGINT", "SIGKILL", "time-out"])
def test_a_run_that_ends_while_reading_leaves_nothing(command: str, end: str, slow: Path, tmp_path: Path) -> None:
    mark = f"mark-{uuid.uuid4().hex}"
    (tmp_path / "tmp").mkdir()
    environment = os.environ | {
        "TMPDIR": str(tmp_path / "tmp"),
        "TEST_MARK": mark,
        "DISCLOSURE_DATA": str(tmp_path / "data"),
    }
    arguments = ["--timeout", "2"] if end == "time-out" else []
    with subprocess.Popen(
        ["env", "--default-signal=INT", *COMMAND, command, slow, *arguments],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    ) as process:
        try:
            if end != "time-out":
                until = time.monotonic() + 120
                while len(marked(mark)) < 3 and time.monotonic() < until:
                    time.sleep(0.05)
                assert len(marked(mark)) == 3, "the command, the nursery and a reader"
                process.send_signal(getattr(signal, end))
            said, _ = process.communicate(timeout=150)
        finally:
            process.kill()
    assert gone(mark, 10)
    assert list((tmp_path / "tmp").iterdir()) == []
    if end == "time-out":
        assert b"[too_slow]" in said
