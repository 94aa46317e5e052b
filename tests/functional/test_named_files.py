"""Every file that ARCHITECTURE.md and CONTRIBUTING.md name is there, and no other can be meant."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CODE = re.compile(r"`([^`\n]+)`")
FILE = re.compile(r"(?!NAME)[\w*./-]+\.(?:py|toml|csv|txt|md|html|json)|[\w./-]+/")
FOLDERS = ("reports", "index", "search", "schemas", "web", "bench", "tests", "docs")
WRITTEN = {"DATA/": "reports/data/"}
"""What stands for a folder in CONTRIBUTING.md."""


def files_named(text: str) -> Iterator[str]:
    """Yield the files and folders of a text, in its order."""
    for code in CODE.findall(text):
        for short, folder in WRITTEN.items():
            code = code.replace(short, folder)
        if FILE.fullmatch(code) and not code.startswith("/"):
            yield code


def found(name: str, around: list[Path]) -> list[Path]:
    """Return what a name may mean: beside what was named before, the last first; else the only one of that name."""
    for folder in reversed(around):
        for base in (folder, *folder.parents):
            if base.is_relative_to(ROOT) and (here := sorted(base.glob(name.rstrip("/")))):
                return here
    anywhere = [ROOT / folder for folder in FOLDERS]
    inside = [path for base in around[:1] for path in base.rglob(name.rstrip("/"))]
    return inside if len(inside) == 1 else [path for base in anywhere for path in base.rglob(name.rstrip("/"))]


def missing(text: str) -> list[str]:
    """Return the names of a document that mean no file, or one of several."""
    wrong, heading = [], [ROOT]
    for paragraph in re.split(r"\n(?=[#|-])|\n\n", text):
        is_heading = paragraph.startswith("#")
        around = [ROOT] if is_heading else list(heading)
        for name in files_named(paragraph):
            meant = found(name, around)
            if not meant or (len(meant) > 1 and "*" not in name):
                wrong.append(f"{name}: {paragraph[:60]}")
            else:
                around.append(meant[0] if meant[0].is_dir() else meant[0].parent)
        if is_heading:
            heading = around[1:] or [ROOT]
    return wrong


@pytest.mark.parametrize("name", ["ARCHITECTURE.md", "CONTRIBUTING.md"])
def test_every_file_that_a_document_names_is_there(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    assert len(list(files_named(text))) > 60
    assert missing(text) == []


def test_a_file_that_is_not_there_is_told() -> None:
    text = "### Checks (`reports/checks/`)\n\n`sums.py`, `data/checks.toml`, `nowhere.py` and `read.py`."
    assert [one.split(":")[0] for one in missing(text)] == ["nowhere.py", "read.py"]
