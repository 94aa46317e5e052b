"""The statistical year: its spellings, the period, and what holds when they differ."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.identity import year

CHINESE = str.maketrans("0123456789", "〇一二三四五六七八九")


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("2017年政府信息公开年度报告", 2017),
        ("2017 年政府信息公开年度报告", 2017),
        ("2017年度", 2017),
        ("二○一○年政府信息公开", 2010),
        ("二〇一〇年度", 2010),
        ("二零一二年", 2012),
        ("二0一0年", 2010),
        ("２０１７年", 2017),
        ("2 0 1 7 年年报", 2017),
        ("2016-2017学年信息公开报告", 2017),
        ("杭州市财政局2017政府信息公开年报", 2017),
        ("政府信息公开年报", None),
        ("电话0571-20178888", None),
    ],
)
def test_year_of_a_title(title: str, expected: int | None) -> None:
    assert year.of_title(title) == expected


@given(st.integers(2004, 2029))
def test_chinese_numerals_say_the_same_year(value: int) -> None:
    assert year.of_title(f"{str(value).translate(CHINESE)}年政府信息公开年报") == value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("统计期限自2017年1月1日起至2017年12月31日止", 2017),
        ("统计期限自2017月1日起至2017年12月31日", 2017),
        ("统计期限为2016年1月1日至12月31日", 2016),
        ("统计周期为 2024 年 1 月 1 日至 12 月 31 日", 2024),
        ("统计期限自2008年5月1日起至2008年12月31日", 2008),
        ("数据统计期限从二〇一三年一月一日至二〇一三年十二月三十一日", 2013),
        ("统计时间：2015.01.01-2015.12.31", 2015),
        ("发布时间2018年1月5日", None),
    ],
)
def test_year_of_a_period(text: str, expected: int | None) -> None:
    assert year.of_period(text) == expected


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({"title": 2017, "period": 2017}, 2017),
        ({"title": None, "period": 2017, "opening": 2018}, 2017),
        ({"title": None, "period": None, "opening": 2016}, 2016),
        ({"title": 2018, "period": 2017, "published": 2018}, 2017),
        ({"title": 2018, "period": 2017, "published": 2019}, 2018),
        ({"title": 2018, "period": 2017, "opening": 2017, "body": 2017}, 2017),
        ({"title": 2018, "period": 2017, "opening": 2018, "body": 2017}, 2018),
        ({"title": 2023, "period": 2019, "published": 2024}, 2023),
        ({"title": None, "period": None}, None),
    ],
)
def test_title_and_period_are_weighed(told: dict[str, Any], expected: int | None) -> None:
    given_values = {"title": None, "period": None, "opening": None, "body": None, "published": None} | told
    assert year.decide(**given_values) == expected


def test_plans_for_the_next_year_are_not_the_year() -> None:
    text = "2017年，我局公开信息100条。2017年共受理申请3件。2018年工作打算：2018年我局将继续推进。2018年"
    assert year.of_body(text, published=2018) == 2017


def test_last_years_comparison_is_not_the_year() -> None:
    assert year.of_body("2017年公开信息100条，比2016年增长，同比2016年增加，较2016年提高。", None) == 2017
