"""The project's own corpus: the samples with what a reader takes from them, and reports made up of known numbers.

`tests/gold/` has a file for each sample. The reports that are made up are the same in every run: their digest says so.
What `make score` holds against larger corpora is held here without them.
"""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Callable
from pathlib import Path

import pytest

from reports.forms import FORMS
from reports.model import Document, Verdict
from reports.parse import parse
from reports.tables import read_tables
from tests.reports.written_tables import APPLICANTS, Written, as_cell_lines, as_glued_text, as_page, as_tab_text, filled

ROOT = Path(__file__).resolve().parents[2]
GOLD = sorted((ROOT / "tests" / "gold").glob("*.json"))
FLOORS = {as_page: 1.0, as_tab_text: 1.0, as_cell_lines: 1.0, as_glued_text: 0.65}
"""The share of cells read of each carrier. Digits that ran together often leave two readings, so none is taken."""
CARRIERS = tuple(FLOORS)
MADE = 24
DIGEST = "8bbe3b1ab19ecac9af4f311f6c3ceca98f4426a5b296a25dbf6d649a1f3d9371"
"""SHA-256 of the texts of the reports that are made up: whoever changes them on purpose changes it."""


def test_each_sample_has_its_gold() -> None:
    assert [path.stem for path in GOLD] == sorted(path.stem for path in (ROOT / "samples").iterdir())


@pytest.mark.parametrize("path", GOLD, ids=lambda path: path.stem)
def test_a_sample_is_read_as_a_reader_takes_it(path: Path) -> None:
    gold = json.loads(path.read_text("utf-8"))
    report = parse((ROOT / "samples" / gold["file"]).read_bytes(), gold["file"])
    assert report.agency.name == gold["agency"]
    assert [region.name for region in report.agency.regions] == gold["regions"]
    assert (report.year, report.form) == (gold["year"], gold["form"])
    headings = [f"{one.level} {one.number}{one.heading}" for one in report.sections if one.level]
    assert headings == gold["headings"]
    figures = {
        f"{one.field}|{one.applicant}|{one.origin}": str(one.status if one.value is None else one.value)
        for one in report.figures
    }
    assert figures == gold["figures"]
    assert sorted({one.rule for one in report.checks if one.verdict is Verdict.FAIL}) == gold["failed"]


def made_up() -> list[tuple[Written, Document]]:
    chance = random.Random(2017)

    def count() -> int:
        return chance.choice((0, chance.randint(1, 9), chance.randint(10, 99)))

    def up_to(most: int) -> int:
        return chance.randint(0, most)

    tables = [filled(FORMS[("T19", "T21")[number % 2]], count, up_to) for number in range(MADE)]
    return [(table, CARRIERS[number // 2 % len(CARRIERS)](table)) for number, table in enumerate(tables)]


def test_the_reports_that_are_made_up_are_those_of_the_digest() -> None:
    texts = "\f".join(document.text for _, document in made_up())
    assert hashlib.sha256(texts.encode()).hexdigest() == DIGEST


@pytest.mark.parametrize(("carrier", "floor"), FLOORS.items(), ids=lambda one: getattr(one, "__name__", None))
def test_cells_of_reports_made_up_are_read_and_none_wrong(carrier: Callable[[Written], Document], floor: float) -> None:
    right = cells = 0
    for number, (table, document) in enumerate(made_up()):
        if carrier is CARRIERS[number // 2 % len(CARRIERS)]:
            read_cells = {(one.field, one.applicant): one.value for one in read_tables(document, ()).figures}
            written = {
                (key, applicant): value
                for key, numbers in table.rows.items()
                for applicant, value in zip(APPLICANTS, numbers, strict=True)
            }
            taken = {cell: value for cell, value in read_cells.items() if cell in written and value is not None}
            assert {cell: value for cell, value in taken.items() if value != written[cell]} == {}
            right, cells = right + len(taken), cells + len(written)
    assert right >= floor * cells > 0
