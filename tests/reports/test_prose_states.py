"""What sentences of real reports state: sentences/states_*.txt."""

from __future__ import annotations

import pytest

from reports.model import Section, SectionKind
from reports.prose import read_prose
from tests.reports.prose_builders import COUNTY, cases, document, expected, figures, said, told


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


@pytest.mark.parametrize(
    ("first", "second", "values"),
    [
        ("2017年，我局共主动公开政府信息947条。", "2017年度我局主动公开政府信息974条。", "947|974"),
        ("2017年，我局主动公开政府信息800余条。", "全年共主动公开政府信息813条。", "813"),
        ("2017年，我局主动公开信息947条。", "我局公开政府信息94条。", ""),
    ],
)
def test_two_sections_that_give_the_total_contradict_or_complete_each_other(
    first: str, second: str, values: str
) -> None:
    parts = (f"一、概述\n{first}\n", f"二、公开情况\n{second}\n")
    sections = (
        Section("s1", 1, "一、", "概述", SectionKind.OVERVIEW, 0, len(parts[0])),
        Section("s2", 1, "二、", "公开情况", SectionKind.DISCLOSURE, len(parts[0]), len("".join(parts))),
    )
    found = said(read_prose(document("".join(parts)), told(document("".join(parts)), *sections), 2017))
    assert found.get("disclosure.total", "") == values
