"""Which titles are a report's: those agencies give theirs pass, those of notices, news and drawings do not."""

import tomllib
from pathlib import Path

import pytest

from reports.errors import NotAReport
from reports.identity import identify
from reports.model import Document

TITLES = tomllib.loads((Path(__file__).parent / "titles.toml").read_text("utf-8"))
BODY = """根据《中华人民共和国政府信息公开条例》要求，现将2022年度政府信息公开工作情况报告如下。
一、总体情况
2022年，我局认真落实条例，主动公开信息120条。
二、主动公开政府信息情况
全年公开。
三、收到和处理政府信息公开申请情况
收到2件。
四、存在的主要问题及改进情况
仍有不足。"""
ABOVE = ["", "首页 > 政务公开\n"]
BELOW = ["", "发布日期：2023-01-20 来源：湖州市教育局 浏览次数：12\n"]


def document(text: str) -> Document:
    return Document("a.txt", "txt", text, (), {})


@pytest.mark.parametrize("below", BELOW, ids=["bare", "dated"])
@pytest.mark.parametrize("above", ABOVE, ids=["first", "below-a-path"])
@pytest.mark.parametrize("title", TITLES["reports"])
def test_a_report_is_taken_under_any_title_agencies_use(title: str, above: str, below: str) -> None:
    identity = identify(document(f"{above}{title}\n{below}{BODY}"))
    assert identity.agency.name in {"湖州市教育局", "湖州市教育局办公室"}
    assert identity.year == 2022
    assert "首页" not in identity.title
    assert not identity.title.startswith("政务公开")


@pytest.mark.parametrize("below", BELOW, ids=["bare", "dated"])
@pytest.mark.parametrize("above", ABOVE, ids=["first", "below-a-path"])
@pytest.mark.parametrize("title", TITLES["papers"])
def test_papers_about_reports_are_refused(title: str, above: str, below: str) -> None:
    with pytest.raises(NotAReport):
        identify(document(f"{above}{title}\n{below}{TITLES['papers'][title]}"))
