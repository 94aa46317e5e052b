"""What a careful reader leaves: numbers of a part, another time, another body, a plan, or another matter."""

from __future__ import annotations

import pytest

from tests.reports.prose_builders import COUNTY, figures, said, sentences


@pytest.mark.parametrize("sentence", sentences("leaves_bureau_2017"))
def test_a_bureau_states_no_figure_of_its_own_year(sentence: str) -> None:
    assert said(figures(sentence)) == {}


@pytest.mark.parametrize("sentence", sentences("leaves_area_2021"))
def test_a_government_states_no_figure_of_its_whole_area(sentence: str) -> None:
    assert said(figures(sentence, COUNTY, 2021)) == {}


@pytest.mark.parametrize("sentence", sentences("leaves_bureau_2017"))
def test_headings_about_openness_make_no_figure_of_other_numbers(sentence: str) -> None:
    assert said(figures(sentence, heading="政府信息公开工作情况")) == {}


@pytest.mark.parametrize("unit", ["12件，", "其中12件，", "政府信息公开", "网站发布信息12条，", "和及与、", "（12件"])
def test_endless_sentences_deny_nothing(unit: str) -> None:
    """What they cost is measured by hostile_texts.py."""
    assert "0" not in said(figures("未收到因" + unit * 300 + "。")).values()


@pytest.mark.parametrize("listed", ["公开申请、", "依申请公开申请、", "政府信息公开申请和"])
def test_a_list_of_denied_matters_without_end_denies_the_requests(listed: str) -> None:
    assert said(figures("未收到" + listed * 150)) == {"requests.received": "0"}
