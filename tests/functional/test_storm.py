"""Signals and kills at random moments of every command that writes, on a busy machine: nothing lost, nothing left."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.functional.test_crash import COMMAND, ROOT
from tests.functional.test_crash import reports as many_reports
from tests.functional.test_hostile_office import gone, marked

SEED = int(os.environ.get("CRASH_SEED", "2017"))
SIGNALS = int(os.environ.get("STORM_SIGNALS", "200"))
KILLS = int(os.environ.get("STORM_KILLS", "100"))
LOOPS = int(os.environ.get("STORM_LOOPS", "4"))
ENDED_WITHIN = 10.0
"""Seconds in which a command that was signalled is to end."""
COMMANDS = (("ingest",), ("index", "rebuild"), ("index", "sync"), ("reparse", "--all"))
START = """
import time
from app import create_app
from index.sync import compare
from index.text.protocol import TextIndexError
app = create_app()
services = app.extensions["disclosure"]
services.start()
until = time.monotonic() + 120
while time.monotonic() < until:
    try:
        if services.keeper.behind() == 0:
            break
    except TextIndexError:
        pass
    time.sleep(0.2)
found = compare(services.record, services.text_index)
assert not (found.missing or found.outdated or found.gone), found
print(*sorted(services.record.revisions()))
"""
"""What a server's process does at its start, until record and text index agree: no command by hand."""


@contextmanager
def busy(loops: int) -> Iterator[None]:
    running = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(loops)]
    try:
        yield
    finally:
        for one in running:
            one.kill()
            one.wait()


def run(data: Path, temporary: Path, mark: str, *command: str | Path) -> subprocess.Popen[bytes]:
    environment = os.environ | {"DISCLOSURE_DATA": str(data), "TMPDIR": str(temporary), "TEST_MARK": mark}
    return subprocess.Popen(
        ["env", "--default-signal=INT", *command],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )


def started(data: Path, temporary: Path) -> set[str]:
    """Start anew, as a service does, and return the reports that are recorded and findable."""
    process = run(data, temporary, "start", sys.executable, "-c", START)
    said, _ = process.communicate(timeout=300)
    assert process.returncode == 0, said.decode()
    return set(said.decode().split("\n")[-2].split())


def files(folder: Path) -> Path:
    folder.mkdir()
    for name, text in many_reports():
        (folder / name).write_text(text)
    return folder


@pytest.mark.slow
def test_signals_and_kills_at_random_moments_lose_and_leave_nothing(tmp_path: Path) -> None:
    folder, data, temporary = files(tmp_path / "files"), tmp_path / "data", tmp_path / "tmp"
    temporary.mkdir()
    moments = random.Random(SEED)
    numbers = [*moments.choices((signal.SIGTERM, signal.SIGINT), k=SIGNALS), *[signal.SIGKILL] * KILLS]
    moments.shuffle(numbers)
    known: set[str] = set()
    slowest = 0.0
    with busy(LOOPS):
        for trial, number in enumerate(numbers):
            if len(known) > 150:
                shutil.rmtree(data)
                known = set()
            command = COMMANDS[trial % len(COMMANDS)] if known else COMMANDS[0]
            mark = f"mark-{uuid.uuid4().hex}"
            process = run(data, temporary, mark, *COMMAND, *command, *([folder] if command[0] == "ingest" else []))
            try:
                time.sleep(moments.uniform(0, 25))
                process.send_signal(number)
                asked = time.monotonic()
                said, _ = process.communicate(timeout=120)
                assert gone(mark, 10), (trial, number, command, marked(mark))
                slowest = max(slowest, time.monotonic() - asked)
            finally:
                process.kill()
            assert slowest < ENDED_WITHIN, (trial, number, command, said.decode())
            assert list(temporary.iterdir()) == [], (trial, number, command)
            now = started(data, temporary)
            assert known <= now, (trial, number, command, known - now)
            known = now
            print(trial, number.name, *command, len(known), f"{slowest:.1f}", flush=True)
        whole = run(data, temporary, "whole", *COMMAND, "ingest", folder)
        whole.communicate(timeout=600)
        assert len(started(data, temporary)) == 200
        check = run(data, temporary, "verify", *COMMAND, "verify")
        said, _ = check.communicate(timeout=300)
    assert said.decode().endswith("agree on 200 reports, 200 versions\n")
