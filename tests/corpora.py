"""The corpora that are too large for the repository: `REPORT_CORPORA` names their folders, colons between them.

Each folder is a corpus (`reports`, `reports-2`, `seeds`, `gold`, `gold-2`) or holds some of them. A test of a corpus
that is not named is skipped, and says which it needs; the repository's own gold (tests/gold) needs none.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

VARIABLE = "REPORT_CORPORA"
ROOT = Path(__file__).resolve().parents[1]
SAMPLES = ROOT / "samples"


def corpus(name: str) -> Path:
    """Return the folder of a corpus; one that is not there where the variable names none of that name."""
    named = [Path(one) for one in os.environ.get(VARIABLE, "").split(os.pathsep) if one]
    folders = (folder if folder.name == name else folder / name for folder in named)
    return next((folder.resolve() for folder in folders if folder.is_dir()), ROOT / f"no corpus {name}")


def needs(*names: str) -> pytest.MarkDecorator:
    """Return the mark that skips a test where one of these corpora is not at hand."""
    absent = [name for name in names if not corpus(name).is_dir()]
    return pytest.mark.skipif(bool(absent), reason=f"{VARIABLE} names no {', '.join(absent)}")


def gold_files() -> list[Path]:
    """Return what a careful reader took from each report of `seeds` and `reports`."""
    return sorted(corpus("gold").glob("*.json"))


def report_file(name: str) -> Path:
    """Return the report that a gold file is for."""
    return next(path for folder in ("seeds", "reports") if (path := corpus(folder) / name).exists())
