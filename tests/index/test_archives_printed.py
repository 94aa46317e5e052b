"""Print versions of a page: the same report from one more source, whatever stands before and behind it."""

from __future__ import annotations

from pathlib import Path

import pytest

from reports.furniture import is_furniture, without_furniture
from tests.index.crawled import BODY, ID, PAGE, REPORT, SITE, TITLE, Taken, answer

PRINTED = f"{SITE}/print.jsp?id=1"


@pytest.fixture
def taken(tmp_path: Path) -> Taken:
    return Taken(tmp_path)


def printed(before: str = "", behind: str = "", *, below: str = "", lines: list[str] | None = None) -> bytes:
    """Write a page without the containers that tell a text from what is around it."""
    text = "".join(f"<p>{line}</p>" for line in (lines or REPORT.lines())[1:])
    head = f"<html><head><meta charset=utf-8><title>{TITLE}</title></head><body>"
    return f"{head}{before}<h2>{TITLE}</h2>{below}{text}{behind}</body></html>".encode()


PRINTS = {
    "buttons": printed(
        '<center><a href="javascript:print()">打印</a> <a href="#">关闭</a></center>', "<p>【关闭窗口】</p>"
    ),
    "the address": printed(behind=f"<div>原文链接：{PAGE}</div>"),
    "a bare address": printed(f"<p>杭州市科学技术局门户网站 {SITE}</p>"),
    "whose site it is": printed(behind="<div>版权所有：杭州市科学技术局 浙ICP备05000000号</div>"),
    "counters": printed(below="<div>时间：2024-01-15 来源：市科技局 点击数：123</div>"),
    "when it was printed": printed(behind="<p>（此文为打印版）</p><p>打印时间：2024年3月1日 08:30</p>"),
    "where it stands": printed(
        "<p>您现在的位置：首页 &gt; 年报</p>", "<p>责任编辑：甲</p><p>分享到：</p>", below="<p>字体：[大 中 小]</p>"
    ),
    "a table of facts": printed("<table><tr><td>索引号</td><td>002489751/2024-00001</td></tr></table>"),
    "neighbours": printed(behind=f"<p>上一篇：无</p><p>相关文章</p><p>{TITLE.replace('2023', '2022')}</p>"),
    "the agency above": printed(f"<p>{REPORT.agency}</p>"),
}


@pytest.mark.parametrize("kind", PRINTS)
@pytest.mark.parametrize("printed_first", [False, True])
def test_a_print_version_is_a_source(kind: str, printed_first: bool, taken: Taken) -> None:
    parts = [answer(PAGE, BODY), answer(PRINTED, PRINTS[kind])]
    summary = taken.ingest(b"".join(reversed(parts) if printed_first else parts))
    assert (taken.held(), summary.failed) == ({ID: [{PAGE, PRINTED}]}, [])


OTHERS = {
    "another number": printed(lines=REPORT.corrected().lines()),
    "a sentence more": printed(behind="<p>打印：本报告已于2024年2月更正。</p>"),
    "a telephone": printed(behind="<p>联系电话：0571-87654321</p>"),
    "an annex": printed(behind="<p>附件：2023年政府信息公开申请情况统计表</p>"),
}


@pytest.mark.parametrize("kind", OTHERS)
def test_what_says_something_else_is_a_version(kind: str, taken: Taken) -> None:
    taken.ingest(answer(PAGE, BODY) + answer(PRINTED, OTHERS[kind]))
    assert taken.held() == {ID: [{PAGE}, {PRINTED}]} or taken.held() == {ID: [{PRINTED}, {PAGE}]}


@pytest.mark.parametrize(
    "line",
    [
        "联系电话：0571-87654321",
        "杭州市科学技术局",
        "2024年1月15日",
        "一、总体情况",
        "无其他需要报告的事项。",
        "大力推进公开",
        "网站 http://a.cn 5件",
    ],
)
def test_lines_of_a_report_are_no_furniture(line: str) -> None:
    assert not is_furniture(line)


def test_buttons_are_told_in_time_proportional_to_the_line() -> None:
    assert is_furniture("返回首页" * 30)
    assert not is_furniture("返回首页" * 29 + "5件")


def test_what_stands_in_the_midst_stays() -> None:
    text = "打印\n一、总体情况\n来源：甲\n点击数：5\n二、情况\n全年收到申请5件。\n关闭"
    assert without_furniture(text) == text.removeprefix("打印\n").removesuffix("\n关闭")
