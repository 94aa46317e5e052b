"""Ordinals of every sort: 1.1, 第一节, 壹、, 【一】, I. and a number alone; and amounts that only look like them."""

import pytest

from reports.sections import split
from tests.reports.test_sections_split import document, outline

TITLE = "某市民政局2022年政府信息公开工作年度报告\n本报告统计期限自2022年1月1日起至2022年12月31日止。\n"
PARTS = {
    "概述": "2022年我局认真推进公开。",
    "主动公开情况": "全年主动公开政府信息100条。",
    "依申请公开情况": "全年收到申请7件。",
    "存在的问题和改进措施": "问题是人员不足。",
}


@pytest.mark.parametrize(
    "ordinals",
    [
        ["壹、", "贰、", "叁、", "肆、"],
        ["第一节 ", "第二节 ", "第三节 ", "第四节 "],
        ["【一】", "【二】", "【三】", "【四】"],
        ["I. ", "II. ", "III. ", "IV. "],
        ["1 ", "2 ", "3 ", "4 "],
        ["## 1 ", "## 2 ", "## 3 ", "## 4 "],
    ],
    ids=lambda ordinals: ordinals[0],
)
def test_parts_are_counted_in_whatever_numerals(ordinals: list[str]) -> None:
    text = TITLE + "\n".join(f"{mark}{part}\n{PARTS[part]}" for mark, part in zip(ordinals, PARTS, strict=True))
    assert outline(split(document(text))) == [f"1{part}" for part in PARTS]


@pytest.mark.parametrize("first", ["一、概况", "第一章 概况", "1 概况", "1. 概况", "壹、概况"])
def test_decimals_are_the_second_and_third_level(first: str) -> None:
    second = first.replace("第一", "第二").replace("一、", "二、").replace("1", "2").replace("壹", "贰")
    text = (
        f"{TITLE}{first}\n1.1 主动公开\n全年主动公开政府信息100条。\n1.1.1 网站\n更新网站。\n1.1.2 公报\n发行公报。\n"
        f"1.2 依申请公开\n收到申请7件。\n{second.replace('概况', '问题')}\n无。\n"
    )
    sections = split(document(text))
    assert outline(sections) == ["1概况", "2主动公开", "3网站", "3公报", "2依申请公开", "1问题"]
    assert [one.number for one in sections[2:5]] == ["1.1", "1.1.1", "1.1.2"]


def test_sections_stand_under_chapters_and_over_ordinals() -> None:
    text = (
        TITLE + "第一章 概述\n第一节 组织领导\n一、机构建设\n设办公室。\n二、制度建设\n修订制度。\n"
        "第二节 主动公开\n公开100条。\n"
        "第二章 存在的问题\n人员不足。\n"
    )
    expected = ["1概述", "2组织领导", "3机构建设", "3制度建设", "2主动公开", "1存在的问题"]
    assert outline(split(document(text))) == expected


@pytest.mark.parametrize(
    "line",
    [
        "1.1 万元用于印刷公报",
        "1.1亿元用于平台建设",
        "2.5 倍于上年的公开数量",
        "其中1.1 主动公开情况",
        "7.3 版网站已上线，公开12条",
        "12 月公开情况",
        "31 日公开情况",
        "3 件申请情况",
        "第三节课的情况",
        "5.2 等级保护建设情况",
    ],
)
def test_amounts_dates_and_lone_numbers_are_no_headings(line: str) -> None:
    text = f"{TITLE}一、总体情况\n2022年，我局认真推进公开，\n{line}\n共公开100条。\n二、存在的问题\n人员不足。\n"
    assert outline(split(document(text))) == ["1总体情况", "1存在的问题"]
