"""The real reports: every cell a careful reader takes, and not one that cannot be settled."""

import json
import random
import re
from decimal import Decimal
from pathlib import Path

import pytest

from reports.model import Figure
from reports.reading import read
from reports.tables import TableReading, read_tables
from tests.corpora import gold_files, needs, report_file
from tests.reports.written_tables import text_document


def read_file(name: str) -> tuple[TableReading, str]:
    path = report_file(name)
    document = read(path.read_bytes(), path.name)
    return read_tables(document, ()), document.text


def key(figure: Figure) -> str:
    return f"{figure.field}|{figure.applicant}"


@needs("gold", "reports", "seeds")
@pytest.mark.parametrize("path", gold_files(), ids=lambda path: path.stem)
def test_each_cell_of_the_gold_is_read_and_no_other(path: Path) -> None:
    gold = json.loads(path.read_text("utf-8"))
    reading, text = read_file(gold["file"])
    wanted = {name: None if value is None else Decimal(value) for name, value in gold["figures"].items()}
    assert reading.form == gold["form"]
    assert {key(f): f.value for f in reading.figures if f.value is not None} == {
        name: value for name, value in wanted.items() if value is not None
    }
    assert all(text[figure.start : figure.end] == figure.quote for figure in reading.figures)


@needs("gold", "reports", "seeds")
@pytest.mark.parametrize("path", gold_files(), ids=lambda path: path.stem)
def test_what_cannot_be_settled_is_unparsed_with_its_raw_text(path: Path) -> None:
    gold = json.loads(path.read_text("utf-8"))
    reading, _ = read_file(gold["file"])
    unparsed = {key(figure): figure for figure in reading.figures if figure.status == "unparsed"}
    assert set(unparsed) == set(gold["unrecoverable"])
    assert all(figure.quote for figure in unparsed.values())


@needs("reports")
def test_the_blank_form_is_a_form_of_blanks() -> None:
    reading, _ = read_file("template-2021-blank.docx")
    assert reading.form == "T21"
    assert {figure.status for figure in reading.figures} == {"blank"}
    assert len(reading.figures) > 150


def worn(text: str, chance: random.Random) -> str:
    """Lose a character, a line, or a word's wholeness, as converters do; numbers stay what they are."""
    place = chance.choice([match.start() for match in re.finditer(r"[一-鿿]", text)])
    lines = text.split("\n")
    lost = chance.randrange(len(lines))
    return chance.choice(
        [
            text[:place] + text[place + 1 :],
            text[:place] + "\n" + text[place:],
            text[:place] + chance.choice("的了政公信不") + text[place + 1 :],
            "\n".join(lines[:lost] + lines[lost + 1 :]) if len(lines) > 20 else text,
        ]
    )


@needs("gold", "reports", "seeds")
@pytest.mark.parametrize("path", gold_files(), ids=lambda path: path.stem)
@pytest.mark.parametrize("seed", range(3))
def test_a_worn_text_gives_fewer_numbers_and_no_wrong_one(path: Path, seed: int) -> None:
    gold = json.loads(path.read_text("utf-8"))
    chance = random.Random(seed)
    text = read_file(gold["file"])[1]
    for _ in range(6):
        text = worn(text, chance)
        for figure in read_tables(text_document(text), ()).figures:
            assert figure.value is None or figure.value == Decimal(gold["figures"][key(figure)] or "NaN")
