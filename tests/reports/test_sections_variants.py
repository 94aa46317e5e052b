"""Kinds of reports agencies write (test_sections_cases.toml), each with the headings a reader finds in it."""

import tomllib
from pathlib import Path

import pytest

from reports.sections import split
from tests.reports.test_sections_split import document, outline

CASES = tomllib.loads(Path(__file__).with_name("test_sections_cases.toml").read_text("utf-8"))["case"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_headings_are_those_a_reader_finds(case: dict[str, object]) -> None:
    text = str(case["text"])
    if case.get("one_line"):
        text = "".join(text.split("\n"))
    assert outline(split(document(text))) == case["headings"]
