"""Score `disclosure parse` over the real reports against the gold files and hold the floors. Run by `make score`.

Scored are the folders of gold that are named, else those of REPORT_CORPORA (tests/corpora.py).

The floors are those of the issues: nobody lowers them silently.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.corpora import corpus

FLOORS = {
    "agency": "1.0",
    "year": "1.0",
    "form": "1.0",
    "headings1": "0.99",
    "headings2": "0.99",
    "kinds": "0.95",
    "cells": "0.995",
    "prose": "0.98",
    "evidence": "1.0",
    "checks": "0.98",
}
REPORTS = {"gold": ("seeds", "reports"), "gold-2": ("reports-2",)}
"""The folders of the reports that each folder of gold is for."""
NOT_REPORTS = {"SOURCES.md", "template-2021-blank.docx"}


def main(gold: Path) -> int:
    shared = gold.parent
    if not gold.is_dir():
        print(f"{gold} is not there: nothing to score against")
        return 0
    files = sorted(p for d in REPORTS[gold.name] for p in (shared / d).iterdir() if p.name not in NOT_REPORTS)
    parsed = subprocess.run([sys.executable, "-m", "app", "parse", *files], stdout=subprocess.PIPE, check=False)
    floors = [word for name, floor in FLOORS.items() for word in ("--min", f"{name}={floor}")]
    scorer = [sys.executable, str(shared / "eval/score.py"), str(gold), *floors, "--max-wrong", "0"]
    return subprocess.run(scorer, input=parsed.stdout, check=False).returncode or parsed.returncode


if __name__ == "__main__":
    sys.exit(max(main(folder) for folder in [*map(Path, sys.argv[1:])] or map(corpus, REPORTS)))
