"""Annexes that are only named, headings that end in any punctuation, headings glued to their text."""

import tomllib
from pathlib import Path

import pytest

from reports.sections import split
from tests.reports.test_sections_split import document, outline

KINDS = tomllib.loads(Path(__file__).with_name("heading_kinds.toml").read_text("utf-8"))
CASES = [pytest.param(case, id=f"{kind}-{n}") for kind, cases in KINDS.items() for n, case in enumerate(cases, 1)]


@pytest.mark.parametrize("case", CASES)
def test_headings_are_those_a_reader_finds(case: dict[str, object]) -> None:
    assert outline(split(document(str(case["text"])))) == case["headings"]


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_has_eight_variants(kind: str) -> None:
    assert len(KINDS[kind]) >= 8
