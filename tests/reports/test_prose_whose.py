"""Whose number a sentence gives, and whether it says that it happened: sentences/*_own_2022.txt."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reports.prose.whose import speaker
from tests.reports.prose_builders import cases, document, expected, figures, said, sentences


@pytest.mark.parametrize("row", sentences("leaves_not_its_own_2022"))
def test_numbers_of_others_and_goals_are_none(row: str) -> None:
    agency, sentence = row.split(" | ")
    assert said(figures(sentence, agency, 2022, heading="总体情况")) == {}


@pytest.mark.parametrize(("row", "notation"), cases("states_its_own_2022"))
def test_own_numbers_are_read_beside_others_and_goals(row: str, notation: str) -> None:
    agency, sentence = row.split(" | ")
    assert said(figures(sentence, agency, 2022, heading="总体情况")) == expected(notation)


@pytest.mark.parametrize(
    "foreign",
    ["县文化馆收到申请5件。", "网民称“我局全年收到申请5件”。", "年度目标为收到申请5件。", "下属单位收到申请5件。"],
)
def test_a_number_of_others_stands_not_beside_the_own(foreign: str) -> None:
    found = figures(f"2022年收到政府信息公开申请20件。\n{foreign}", "嘉善县文化和广电旅游体育局", 2022)
    assert said(found) == {"requests.received": "20"}


def test_money_under_its_heading_is_the_budget_of_the_work() -> None:
    stated = said(figures("安排专项经费20万元。", year=2017, heading="机构建设和保障经费情况"))
    assert stated == {"organisation.budget": "20"}
    assert said(figures("安排专项经费20万元。", year=2017, heading="总体情况")) == {}


def test_a_report_its_office_publishes_speaks_for_the_area() -> None:
    plain = document("清河新区全区收到申请。", "清河新区")
    published = {"publisher": "清河新区管委会办公室", "agency": "清河新区管理委员会"}
    assert speaker(replace(plain, metadata={**plain.metadata, **published})).area
