"""Headings and kinds of real reports against what a careful reader takes from them."""

import json
from collections import Counter
from pathlib import Path

import pytest

from reports.normalise import normalise
from reports.sections import split
from tests.corpora import corpus, needs
from tests.reports.test_sections_split import document

GOLD = corpus("gold")
FILES = sorted([*corpus("seeds").glob("*.txt"), *corpus("reports").glob("*.txt"), *corpus("reports").glob("*.md")])
REPORTS = [path for path in FILES if (GOLD / f"{path.stem}.json").exists()]

pytestmark = needs("gold", "reports", "seeds")


@pytest.mark.parametrize("path", REPORTS, ids=lambda path: path.stem)
def test_headings_of_the_first_two_levels_are_the_readers(path: Path) -> None:
    gold = json.loads((GOLD / f"{path.stem}.json").read_text("utf-8"))["sections"]
    found = split(document(normalise(path.read_text("utf-8"))))
    expected = Counter((one["level"], _fold(one["heading"])) for one in gold if one["level"] < 3)
    assert Counter((one.level, _fold(one.heading)) for one in found if 0 < one.level < 3) == expected


@pytest.mark.parametrize("path", REPORTS, ids=lambda path: path.stem)
def test_kinds_of_the_parts_are_the_readers(path: Path) -> None:
    gold = json.loads((GOLD / f"{path.stem}.json").read_text("utf-8"))["sections"]
    found = {_fold(one.heading): one.kind.value for one in split(document(normalise(path.read_text("utf-8"))))}
    assert [found.get(_fold(one["heading"])) for one in gold if one["level"] == 1] == [
        one["kind"] for one in gold if one["level"] == 1
    ]


def _fold(heading: str) -> str:
    return "".join(heading.split())
