"""Headers over two lines that lost the second one (本年新 | 本年新) tell their columns by what is left, in order."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from reports.parse import parse

HEAD = "某市水利局2020年政府信息公开工作年度报告\n一、总体情况\n无。\n二、主动公开政府信息情况\n第二十条第（一）项\n"
Write = Callable[..., str]
MADE = ("本年新", "本年新", "对外公开总数量")


def figures(table: str) -> dict[str, str]:
    report = parse((HEAD + table).encode(), "x.md", "某市水利局", 2020)
    told = [one for one in report.figures if one.origin.value == "table"]
    return {one.field: str(one.value) for one in told if one.status.value.startswith("reported")}


def pipes(*rows: tuple[str, ...]) -> str:
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join([lines[0], "|" + "---|" * len(rows[0]), *lines[1:]])


def tabs(*rows: tuple[str, ...]) -> str:
    return "\n".join("\t".join(row) for row in rows)


def lines(*rows: tuple[str, ...]) -> str:
    return "\n".join(cell for row in rows for cell in row)


def spaces(*rows: tuple[str, ...]) -> str:
    return "\n".join(" ".join(row) for row in rows)


WANTED = {"normative.made": "2", "normative.published": "3", "normative.public_total": "14"}


@pytest.mark.parametrize("write", [pipes, tabs, lines, spaces])
@pytest.mark.parametrize("header", [MADE, ("本年新", "本年新", "对外公开"), ("本年新制", "本年新公", "对外公开总")])
def test_beginnings_of_headers_tell_their_columns(write: Write, header: tuple[str, ...]) -> None:
    assert figures(write(("信息内容", *header), ("规范性文件", "2", "3", "14"))) == WANTED


@pytest.mark.parametrize("write", [pipes, tabs, spaces])
@pytest.mark.parametrize("header", [("本年制", "本年废", "现行有"), ("本年制发", "本年废止", "现行有效")])
def test_those_of_the_later_form_too(write: Write, header: tuple[str, ...]) -> None:
    wanted = {"normative.issued": "2", "normative.repealed": "3", "normative.in_force": "14"}
    assert figures(write(("信息内容", *header), ("行政规范性文件", "2", "3", "14"))) == wanted


@pytest.mark.parametrize("write", [pipes, tabs, spaces])
@pytest.mark.parametrize(
    "header",
    [
        ("本年新", "本年新"),
        ("本年新", "对外公开", "本年新"),
        ("本年", "本年", "对外"),
        ("数量", "数量", "总数"),
        ("本年新", "上年", "总数"),
    ],
)
def test_what_tells_no_column_is_not_read(write: Write, header: tuple[str, ...]) -> None:
    cells = ("2", "3", "14")[: len(header)]
    assert not set(WANTED) & figures(write(("信息内容", *header), ("规范性文件", *cells))).keys()
