"""A long command says what it does, how fast, and how long it will take."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
import termios
from pathlib import Path

import pytest

from web.cli import progress

ROOT = Path(__file__).parents[2]
CODE = (
    "from web.cli import progress\n"
    "import time\n"
    "progress.LINE_SECONDS = 0.05\n"
    "with progress.progress('taking in files', 'file') as advance:\n"
    "    advance(0, 300)\n"
    "    advance(120, 300)\n"
    "    time.sleep(1)\n"
)


def test_a_log_has_a_line_at_once_and_then_rate_and_time_left() -> None:
    done = subprocess.run([sys.executable, "-c", CODE], cwd=ROOT, capture_output=True, text=True, check=True)
    first, known, *later = done.stderr.splitlines()
    assert (first, known) == ("taking in files …", "taking in files: 300 files to do")
    assert later[0].startswith("taking in files: 120 of 300 files in 0:0")
    assert " a second, about 0:0" in later[0]
    assert done.stdout == ""


def test_a_terminal_has_a_bar() -> None:
    ours, theirs = pty.openpty()
    try:
        termios.tcsetwinsize(theirs, (24, 100))
        subprocess.run([sys.executable, "-c", CODE], cwd=ROOT, stderr=theirs, check=True)
        os.write(theirs, b"over")
        seen = ""
        while "over" not in seen:
            seen += os.read(ours, 1 << 16).decode()
    finally:
        os.close(ours)
        os.close(theirs)
    assert "taking in files:  40%" in seen
    assert "120/300" in seen


@pytest.mark.parametrize(
    ("done", "seconds", "line"),
    [
        (0, 20, "reading: 0 of 300 files in 0:20"),
        (1, 90, "reading: 1 of 300 files in 1:30, 0.0 a second, about 7:28:30 left"),
        (300, 60, "reading: 300 of 300 files in 1:00, 5.0 a second, about 0:00 left"),
    ],
)
def test_what_is_left_is_reckoned_from_the_rate_so_far(done: int, seconds: float, line: str) -> None:
    log = progress._Log("reading", "file")
    log.advance(done, 300)
    assert log.line(seconds) == line


def test_a_count_that_is_not_known_yet_is_said_so() -> None:
    assert progress._Log("reading", "file").line(11) == "reading: 0 of yet unknown files in 0:11"
