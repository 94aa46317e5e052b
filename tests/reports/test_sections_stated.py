"""Headings only the carrier states (<h2>, ##, a style of Word): believed where they agree with the rest."""

import pytest

from reports.model import Document
from reports.reading import read
from reports.sections import split
from tests.reports.test_sections_split import outline

TITLE = "# 某市民政局2022年政府信息公开工作年度报告\n\n"


def markdown(*pieces: str) -> Document:
    return read((TITLE + "\n\n".join(pieces) + "\n").encode(), "report.md")


def test_stated_headings_need_no_known_words() -> None:
    found = split(markdown("## 概况", "公开100条。", "## 申请办理", "收到申请7件。", "## 附则", "无。"))
    assert outline(found) == ["1概况", "1申请办理", "1附则"]
    assert [one.kind.value for one in found[1:]] == ["overview", "requests", "other"]


def test_equal_marks_are_equal_levels_and_lower_ones_lower() -> None:
    parts = (
        "## 概述",
        "推进公开。",
        "## 主动公开情况",
        "公开100条，其中文件3件。",
        "### 网上办事",
        "办件7件。",
        "## 存在的问题",
        "无。",
    )
    assert outline(split(markdown(*parts))) == ["1概述", "1主动公开情况", "2网上办事", "1存在的问题"]


def test_what_is_stated_like_an_ordinal_has_its_level() -> None:
    parts = (
        "## 第一章 概况",
        "### 1.1 主动公开",
        "公开100条。",
        "### 便民服务",
        "办件7件。",
        "## 第二章 问题",
        "无。",
        "## 附则",
        "无。",
    )
    assert outline(split(markdown(*parts))) == ["1概况", "2主动公开", "2便民服务", "1问题", "1附则"]


@pytest.mark.parametrize(
    "line",
    [
        "某市民政局",
        "2023年1月20日",
        "2022年度工作年报",
        "图1公开渠道分布",
        "我局公开了信息",
        "公开信息，服务群众",
        "全年公开100条。",
    ],
)
def test_titles_captions_and_sentences_are_none_however_marked(line: str) -> None:
    parts = ("## 概况", "推进公开。", f"## {line}", "公开100条。", "## 申请办理", "收到申请7件。")
    document = markdown(*parts)
    named = Document(document.file, document.format, document.text, document.blocks, {"agency": "某市民政局"})
    assert outline(split(named)) == ["1概况", "1申请办理"]


@pytest.mark.parametrize(
    "parts",
    [
        ("一、概况", "推进公开。", "## 便民服务", "办件7件。", "二、问题", "无。"),
        ("## 一、概况", "推进公开。", "## （一）宣传", "发放手册。", "## 便民服务", "办件7件。", "二、问题", "无。"),
    ],
    ids=["ordinals are not marked", "marks do not agree"],
)
def test_marks_that_say_nothing_of_the_ordinals_are_not_believed(parts: tuple[str, ...]) -> None:
    assert "便民服务" not in {one.heading for one in split(markdown(*parts))}


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (
            ("## 总体情况", "公开100条。", "### 1.1 平台", "更新网站。", "## 申请办理", "收到7件。", "## 附则", "无。"),
            ["1总体情况", "2平台", "1申请办理", "1附则"],
        ),
        (
            ("## 一、概况", "公开100条。", "### 便民服务", "办件7件。", "## 二、问题", "无。"),
            ["1概况", "2便民服务", "1问题"],
        ),
    ],
    ids=["above", "below"],
)
def test_the_ranks_next_to_those_of_the_ordinals_are_believed(parts: tuple[str, ...], expected: list[str]) -> None:
    assert outline(split(markdown(*parts))) == expected
