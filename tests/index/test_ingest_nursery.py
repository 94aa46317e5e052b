"""No reader outlives whom it reads for, however that one ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.ingest.nursery import Nursery
from index.ingest.workers import Limits, Task, Workers
from tests.index import stubs

ROOT = Path(__file__).parents[2]
PARENT = """
import os, signal, sys, time
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell starts what stands in the background without
from index.ingest.nursery import NURSERY
from index.ingest.workers import Limits, Task, Workers
from tests.index import stubs
with Workers(stubs.read, 2, Limits(seconds=600)) as workers:
    workers._give(0, Task(b"hang", "a.txt"))
    workers._give(1, Task(b"hang", "b.txt"))
    print(NURSERY._process.pid, *(one.pid for one in workers._busy.values()), flush=True)
    {then}
"""
ENDS = {
    "kill -9": "time.sleep(600)",
    "SIGTERM": "time.sleep(600)",
    "Ctrl-C": "time.sleep(600)",
    "an exception": "raise KeyError",
    "os._exit": "os._exit(0)",
    "the end of the program": "pass",
    "sys.exit past the block's end": "workers.__exit__ = None; NURSERY.end = lambda *_, **__: None; sys.exit()",
}
SIGNALS = {"kill -9": signal.SIGKILL, "SIGTERM": signal.SIGTERM, "Ctrl-C": signal.SIGINT}


def alive(pid: int) -> bool:
    """Tell whether a process runs; what nobody has asked after yet runs no more."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] not in "ZX"
    except (FileNotFoundError, ProcessLookupError):
        return False


def all_end(pids: list[int]) -> bool:
    until = time.monotonic() + 60
    while any(map(alive, pids)) and time.monotonic() < until:
        time.sleep(0.02)
    return not any(map(alive, pids))


@pytest.fixture
def nursery() -> Iterator[Nursery]:
    made = Nursery()
    yield made
    made.close()


@pytest.mark.parametrize("end", ENDS)
def test_readers_end_with_their_parent(end: str, tmp_path: Path) -> None:
    environment = os.environ | {"TMPDIR": str(tmp_path)}
    with subprocess.Popen(
        [sys.executable, "-c", PARENT.replace("{then}", ENDS[end])],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as parent:
        try:
            assert parent.stdout is not None
            pids = [int(pid) for pid in parent.stdout.readline().split()]
            assert len(pids) == 3
            if end in SIGNALS:
                assert all(map(alive, pids))
                parent.send_signal(SIGNALS[end])
            parent.wait(60)
            assert all_end(pids)
        finally:
            parent.kill()
    assert list(tmp_path.iterdir()) == []


def test_readers_end_with_their_nursery(nursery: Nursery) -> None:
    pid, pipe = nursery.start(stubs.wait, 600)
    assert nursery._process is not None
    nursery._process.kill()
    assert all_end([pid])
    pipe.close()
    again, pipe = nursery.start(stubs.wait, 600)
    assert alive(again), "and another is started for the next"
    assert nursery.end(again, now=True) == -signal.SIGKILL
    pipe.close()


def test_a_service_manager_that_signals_all_ends_no_reading(nursery: Nursery) -> None:
    pid, pipe = nursery.start(stubs.answer)
    assert nursery._process is not None
    for one in (pid, nursery._process.pid):
        for number in (signal.SIGTERM, signal.SIGINT):
            os.kill(one, number)
    pipe.send("heard")
    assert pipe.recv() == "heard"
    pipe.close()
    assert nursery.end(pid, now=False) == 0


def test_a_reader_is_ended_once(nursery: Nursery) -> None:
    pid, pipe = nursery.start(stubs.wait, 600)
    assert nursery.end(pid, now=True) == -signal.SIGKILL
    assert nursery.end(pid, now=True) is None, "it is not there any more, and that is no error"
    pipe.close()


def test_a_signal_between_start_and_registration_leaves_nothing(tmp_path: Path) -> None:
    """Thirty moments: a signal comes while readers are started, used and ended."""
    code = (
        "import signal, sys, threading, time, os, random\n"
        "from index.ingest.workers import Limits, Task, Workers\n"
        "from tests.index import stubs\n"
        "signal.signal(signal.SIGTERM, signal.default_int_handler)\n"
        "moments = random.Random(8)\n"
        "for _ in range(int(sys.argv[1])):\n"
        "    try:\n"
        "        timer = threading.Timer(moments.uniform(0, 0.05), os.kill, (os.getpid(), signal.SIGTERM))\n"
        "        timer.start()\n"
        "        with Workers(stubs.read, 2, Limits(seconds=600)) as workers:\n"
        "            for _ in workers.run(Task('局;2017;'.encode(), 'a.txt') for _ in range(1000)): pass\n"
        "    except KeyboardInterrupt:\n"
        "        pass\n"
        "    timer.join()\n"
        "print('all')\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, "30"], cwd=ROOT, stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as child:
        try:
            said, _ = child.communicate(timeout=240)
        finally:
            child.kill()
    assert (said, child.returncode) == ("all\n", 0)


def test_work_goes_on_after_the_nursery_was_ended() -> None:
    with Workers(stubs.read, 1, Limits(seconds=60)) as workers:
        ((_, first),) = workers.run([Task("局;2017;".encode(), "a.txt")])
        from index.ingest.nursery import NURSERY

        assert NURSERY._process is not None
        NURSERY._process.kill()
        NURSERY._process.wait()
        ((_, second),) = workers.run([Task("局;2018;".encode(), "a.txt")])
    assert [first.year, second.year] == [2017, 2018]
