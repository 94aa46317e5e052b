"""Totals under local wordings are told by the part of them right below, and nothing else is."""

from decimal import Decimal

import pytest

from reports.model import Status
from reports.tables import TableReading, read_tables
from tests.reports.written_tables import laid_out, text_document

HEADER = "指标名称|单位|2018年|历年累计"
PARTS = ("其中：1.当面申请数|条|1|1", "2.网络申请数|条|2|3")


def grid(*rows: str) -> TableReading:
    return read_tables(laid_out([[(cell, 1, 1) for cell in row.split("|")] for row in rows]), (), 2018)


def lines(*rows: str) -> TableReading:
    written = "\n".join(row.replace("|", "\t") for row in rows)
    return read_tables(text_document("工作有序。\n二、附表\n" + written), (), 2018)


def glued(*rows: str) -> TableReading:
    return read_tables(text_document("工作有序。附表" + "".join(row.replace("|", "") for row in rows)), (), 2018)


def value(reading: TableReading, field: str) -> Decimal | None:
    found = [figure for figure in reading.figures if figure.field == field]
    return found[0].value if found else None


@pytest.mark.parametrize("carrier", [grid, lines, glued])
@pytest.mark.parametrize(
    "label",
    [
        "受理政府信息公开申请总数",
        "受理政府信息公开申请数",
        "收到政府信息公开申请总数",
        "收到公众申请件数",
        "接收信息公开申请数量",
        "二、受理公民信息公开申请总数",
        "全年受理依申请公开总件数",
        "新收申请总量",
    ],
)
def test_a_local_total_of_requests_is_read_above_its_parts(carrier, label: str) -> None:  # type: ignore[no-untyped-def]
    reading = carrier(HEADER, "主动公开文件数|条|94|765", f"{label}|条|3|5", *PARTS)
    assert value(reading, "requests.received") == 3
    assert value(reading, "requests.received.online") == 2
    assert any(repair.code == "label_local" for repair in reading.repairs)


@pytest.mark.parametrize(
    ("field", "rows"),
    [
        ("requests.answered", ["对申请回复总数|条|3|4", "其中：1.同意公开答复数|条|3|4", "2.不同意公开答复数|条|0|0"]),
        ("disclosure.total", ["公开政府信息总条数|条|3|9", "其中：1.政府网站公开数|条|3|9", "2.政府公报公开数|条|0|0"]),
    ],
)
def test_other_local_totals_are_read_above_their_parts(field: str, rows: list[str]) -> None:
    above = "制发规范性文件数|件|1|2"
    assert value(grid(HEADER, above, *rows), field) == value(lines(HEADER, above, *rows), field) == 3


@pytest.mark.parametrize(
    "label",
    [
        "上年结转申请总数",
        "不予受理政府信息公开申请总数",
        "受理行政复议申请总数",
        "受理申请转办总数",
        "历年累计受理申请总数",
        "网站浏览总数",
        "受理依申请公开收取费用",
        "收到诉讼申请数",
    ],
)
def test_a_row_of_another_sense_is_no_total(label: str) -> None:
    rows = (HEADER, "主动公开文件数|条|94|765", f"{label}|条|3|5", *PARTS)
    assert all(value(carrier(*rows), "requests.received") is None for carrier in (grid, lines, glued))


def test_a_local_wording_without_its_parts_below_is_left() -> None:
    rows = (HEADER, "受理政府信息公开申请总数|条|3|5", "主动公开文件数|条|94|765", *PARTS)
    assert value(grid(*rows), "requests.received") is None


def test_a_total_smaller_than_its_part_has_no_value() -> None:
    reading = grid(HEADER, "受理政府信息公开申请总数|条|1|5", *PARTS)
    assert [f.status for f in reading.figures if f.field == "requests.received"] == [Status.UNPARSED]


def test_a_known_total_beside_a_local_one_that_differs_leaves_both_open() -> None:
    rows = ("收到申请数|条|9|9", "受理政府信息公开申请总数|条|3|5")
    assert value(grid(HEADER, *rows, *PARTS), "requests.received") is None
