"""What sentences of real reports state: sentences/states_*.txt."""

from __future__ import annotations

import pytest

from tests.reports.prose_builders import COUNTY, cases, expected, figures, said


@pytest.mark.parametrize(("sentence", "notation"), cases("states_bureau_2017"))
def test_a_bureau_of_2017_states(sentence: str, notation: str) -> None:
    assert said(figures(sentence)) == expected(notation)


@pytest.mark.parametrize(("sentence", "notation"), cases("states_bureau_2021"))
def test_a_bureau_of_2021_states(sentence: str, notation: str) -> None:
    assert said(figures(sentence, year=2021)) == expected(notation)


@pytest.mark.parametrize(("sentence", "notation"), cases("states_area_2021"))
def test_a_government_of_2021_states(sentence: str, notation: str) -> None:
    assert said(figures(sentence, COUNTY, 2021)) == expected(notation)


@pytest.mark.parametrize(("sentence", "notation"), cases("states_under_heading"))
def test_a_heading_names_the_matter_of(sentence: str, notation: str) -> None:
    heading, text = sentence.split(" | ")
    assert said(figures(text, heading=heading)) == expected(notation)


@pytest.mark.parametrize(
    ("sentence", "_"), [*cases("states_bureau_2017"), *cases("states_bureau_2021"), *cases("states_area_2021")]
)
def test_the_quote_is_the_text_and_short(sentence: str, _: str) -> None:
    for figure in figures(sentence):
        assert figure.quote == sentence[figure.start : figure.end]
        assert figure.quote
        assert len(figure.quote) <= len(sentence)
