"""What reads our output may stop reading: no traceback, no word."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("arguments", [("search", "公开", "--limit", "100"), ("parse", "samples")])
def test_a_reader_that_has_seen_enough_ends_a_command_quietly(arguments: tuple[str, ...], sample_data: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as closed:
        ended = subprocess.run(
            [sys.executable, "-m", "app", *arguments],
            cwd=ROOT,
            env=os.environ | {"DISCLOSURE_DATA": str(sample_data)},
            stdout=closed,
            stderr=subprocess.PIPE,
            text=True,
            timeout=60,
            check=False,
        )
    assert ended.stderr == ""
    assert ended.returncode == 1
