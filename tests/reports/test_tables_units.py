"""Units of the one-indicator-a-row tables, wherever they are stated, and values wherever their column stands."""

from __future__ import annotations

from decimal import Decimal

import pytest

from reports.model import Applicant, Figure, Status
from reports.reading import read
from reports.sections import split
from reports.tables import TableReading, read_tables
from tests.reports.written_tables import laid_out, text_document

HEADER = "统计指标|单位|统计数"
FEES = "七、依申请公开信息收取的费用"
RECEIVED = "（一）收到申请数"
TOTAL = "（一）主动公开政府信息数"


def grid(*rows: str, year: int | None = None) -> TableReading:
    return read_tables(laid_out([[(cell, 1, 1) for cell in row.split("|")] for row in rows]), (), year)


def page(caption: str, *rows: str) -> TableReading:
    cells = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row.split('|'))}</tr>" for row in rows)
    sentence = "本机关认真做好政府信息公开工作，制度不断完善，渠道不断拓宽，服务更加便民。"
    body = f"<p>一、概述</p><p>{sentence}</p><p>政府信息公开情况统计表</p><p>{caption}</p>"
    document = read(f"<html><body>{body}<table>{cells}</table></body></html>".encode(), "page.html")
    return read_tables(document, split(document))


def figures(reading: TableReading) -> dict[str, Figure]:
    return {figure.field: figure for figure in reading.figures if figure.applicant is Applicant.TOTAL}


def said(reading: TableReading, field: str) -> str:
    """Return a figure's value, or its status where it has none, with * where a repair tells that it was converted."""
    figure = figures(reading)[field]
    converted = any(r.code == "unit_converted" and r.detail.startswith(field) for r in reading.repairs)
    return (figure.status.value if figure.value is None else f"{figure.value:f}") + "*" * converted


@pytest.mark.parametrize(
    ("row", "field", "wanted"),
    [
        (f"{FEES}|万元|350", "requests.fees", "350"),
        (f"{FEES}|元|350", "requests.fees", "0.035*"),
        (f"{FEES}|千元|350", "requests.fees", "35*"),
        (f"{FEES}|亿元|0.1", "requests.fees", "1000*"),
        (f"{FEES}|元|0", "requests.fees", "0*"),
        (f"{FEES}|件|350", "requests.fees", "unparsed"),
        (f"{FEES}|美元|350", "requests.fees", "unparsed"),
        (f"{FEES}|元/万元|350", "requests.fees", "unparsed"),
        (f"{FEES}|万元|3500元", "requests.fees", "0.35*"),
        (f"{FEES}||3500元", "requests.fees", "0.35*"),
        (f"{FEES}（单位：元）||3500", "requests.fees", "0.35*"),
        (f"{FEES}（元）|——|3500", "requests.fees", "0.35*"),
        (f"{FEES}（元）|万元|3500", "requests.fees", "unparsed"),
        (f"{TOTAL}|千条|1.2", "disclosure.total", "1200*"),
        (f"{TOTAL}|万条|0.3", "disclosure.total", "3000*"),
        (f"{TOTAL}|万条|0.3万", "disclosure.total", "unparsed"),
        (f"{TOTAL}|条|0.3万", "disclosure.total", "3000*"),
        (f"{TOTAL}|条|1.25", "disclosure.total", "unparsed"),
        (f"{TOTAL}|件|12", "disclosure.total", "12"),
        (f"{TOTAL}|条/件|12", "disclosure.total", "12"),
        (f"{TOTAL}|人|12", "disclosure.total", "unparsed"),
        (f"{TOTAL}|平方米|12", "disclosure.total", "unparsed"),
        (f"{RECEIVED}|万件|0.02", "requests.received", "200*"),
        (f"{RECEIVED}|宗|12", "requests.received", "12"),
        (f"{RECEIVED}|人|12", "requests.received", "unparsed"),
        (f"{RECEIVED}|人|零", "requests.received", "unparsed"),
        (f"{RECEIVED}|件|12人", "requests.received", "unparsed"),
        (f"{RECEIVED}|件|", "requests.received", "blank"),
        (f"{RECEIVED}|——|/", "requests.received", "blank"),
        ("（二）举办各类培训班数|场|2", "training.classes", "2"),
        ("（三）接受培训人员数|人|20", "training.participants", "20"),
        ("（三）接受培训人员数|件|20", "training.participants", "unparsed"),
    ],
)
def test_a_number_is_given_in_the_unit_of_its_field(row: str, field: str, wanted: str) -> None:
    others = ("五、行政诉讼数量|件|0", "六、举报投诉数量|件|0")
    assert said(grid(HEADER, *others, row), field) == wanted
    assert said(grid("统计指标|计量单位|本年度|历年累计", *(f"{r}|9" for r in (*others, row))), field) == wanted


@pytest.mark.parametrize(
    ("unit", "number", "wanted"), [("万元", "350", "350"), ("元", "350", "0.035*"), ("人", "350", "unparsed")]
)
@pytest.mark.parametrize("form", ["{0}\n{1}\n{2}\n", "{0} {1} {2}\n", "{0}\t{1}\t{2}\n", "{0}{1} {2}\n"])
def test_the_unit_of_running_text_counts(form: str, unit: str, number: str, wanted: str) -> None:
    rows = [("统计指标", "单位", "统计数"), (RECEIVED, "件", "7"), (FEES, unit, number)]
    reading = read_tables(text_document("".join(form.format(*row) for row in rows)), ())
    assert said(reading, "requests.fees") == wanted
    assert said(reading, "requests.received") == "7"


def test_a_unit_cell_over_several_rows_is_the_unit_of_each() -> None:
    rows = [[("统计指标", 1, 1), ("单位", 1, 1), ("统计数", 1, 1)], [(FEES, 1, 1), ("元", 2, 1), ("350", 1, 1)]]
    reading = read_tables(laid_out([*rows, [("（四）政府信息公开专项经费", 1, 1), ("60000", 1, 1)]]), ())
    assert said(reading, "requests.fees") == "0.035*"
    assert said(reading, "organisation.budget") == "6*"


@pytest.mark.parametrize(
    ("header", "wanted", "received"),
    [
        ("统计指标|统计数（单位：元）", "0.035*", "7"),
        ("统计指标|统计数（件、元）", "0.035*", "7"),
        ("统计指标|统计数（件）", "350", "7"),
        ("统计指标|统计数（元、万元）", "unparsed", "7"),
        ("统计指标|统计数（万条）", "350", "unparsed"),
    ],
)
def test_the_header_of_a_column_states_the_unit(header: str, wanted: str, received: str) -> None:
    reading = grid(header, f"{RECEIVED}|7", f"{FEES}|350")
    assert (said(reading, "requests.fees"), said(reading, "requests.received")) == (wanted, received)


@pytest.mark.parametrize(
    ("caption", "wanted"),
    [
        ("单位：元", "0.035*"),
        ("（2016年度）　　单位：元", "0.035*"),
        ("（计量单位：件、元）", "0.035*"),
        ("单位：万元", "350"),
        ("填报单位：元氏县水利局", "350"),
        ("单位：件", "350"),
    ],
)
def test_the_caption_of_a_table_states_the_unit_of_rows_that_state_none(caption: str, wanted: str) -> None:
    rows = ("统计指标|统计数", f"{RECEIVED}|7", f"{FEES}|350")
    reading = page(caption, *rows)
    assert (said(reading, "requests.fees"), said(reading, "requests.received")) == (wanted, "7")
    with_own = page(caption, "统计指标|单位|统计数", f"{RECEIVED}|件|7", f"{FEES}|万元|350")
    assert said(with_own, "requests.fees") == "350"


def test_the_caption_of_the_cover_states_the_unit_of_its_amounts() -> None:
    rows = ("第二十条第（九）项||", "信息内容|采购项目数量|采购总金额", "政府集中采购|3|12.5")
    assert said(page("单位：万元", *rows), "procurement.amount") == "125000*"
    assert said(page("", *rows), "procurement.amount") == "12.5"
    assert said(page("", *rows), "procurement.projects") == "3"


# --- where the value stands ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "order", [(0, 1, 2), (0, 2, 1), (1, 0, 2), (1, 2, 0), (2, 0, 1), (2, 1, 0)], ids=lambda o: "".join(map(str, o))
)
def test_columns_are_read_in_any_order(order: tuple[int, ...]) -> None:
    rows = [HEADER, f"{TOTAL}|千条|1.2", f"{RECEIVED}|件|7", "3.网络申请数|件|/", f"{FEES}|元|350"]
    reading = grid(*("|".join(row.split("|")[place] for place in order) for row in rows))
    wanted = {
        "disclosure.total": "1200*",
        "requests.received": "7",
        "requests.received.online": "blank",
        "requests.fees": "0.035*",
    }
    assert {field: said(reading, field) for field in figures(reading)} == wanted


@pytest.mark.parametrize(
    "rows",
    [
        ("填报|内容|统计指标表", f"7|件|{RECEIVED}", "5|件|3.网络申请数", f"210|条|{TOTAL}"),
        ("统计指标|单位|统计数", f"{RECEIVED}|件|共7件", "3.网络申请数|件|五", f"{TOTAL}|条|详见附件"),
        ("统计指标|统计数", f"{RECEIVED}|平方公里|7", "3.网络申请数|亩产量|5", f"{TOTAL}|公斤数|210"),
    ],
)
def test_a_cell_that_holds_something_is_never_blank(rows: tuple[str, ...]) -> None:
    found = figures(grid(*rows))
    assert len(found) == 3
    assert {figure.status for figure in found.values()} <= {Status.UNPARSED}
    assert all(figure.start < figure.end for figure in found.values())


def test_running_text_whose_values_stand_before_their_labels_is_not_read() -> None:
    written = f"统计数 单位 统计指标\n7 件 {RECEIVED}\n5 件 3.网络申请数\n2 件 4.信函申请数\n210 条 {TOTAL}\n"
    assert {figure.value for figure in read_tables(text_document(written), ()).figures} <= {None}


# --- columns of years ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "cells", "wanted"),
    [
        ("2015年|2016年", "190|210", Decimal(210)),
        ("2016年|2015年", "210|190", Decimal(210)),
        ("2015|2016", "190|210", Decimal(210)),
        ("2015年度|2016年度", "190|", None),
        ("2014年|2015年", "180|190", None),
        ("2015年", "190", None),
        ("2016年|2016年比2015年增长", "210|20", Decimal(210)),
        ("2008-2016年|2016年", "9000|210", Decimal(210)),
        ("2016年度|历年累计", "210|9000", Decimal(210)),
    ],
)
def test_only_the_column_of_the_reports_year_is_read(header: str, cells: str, wanted: Decimal | None) -> None:
    rows = (f"指标名称|计量单位|{header}", f"{TOTAL}|条|{cells}", f"{RECEIVED}|件|{cells}")
    assert figures(grid(*rows, year=2016))["disclosure.total"].value == wanted
    written = "\n".join(row.replace("|", " ") for row in rows)
    if all(cells.split("|")) and "年" in header:
        found = figures(read_tables(text_document(written), (), 2016))
        assert found["disclosure.total"].value in {wanted, None}


def test_the_year_columns_of_running_text_are_told_apart() -> None:
    written = f"指标名称 计量单位 2015年 2016年\n{TOTAL} 条 190 210\n{RECEIVED} 件 9 7\n"
    found = figures(read_tables(text_document(written), (), 2016))
    assert (found["disclosure.total"].value, found["requests.received"].value) == (210, 7)
    assert found["requests.received"].column == "2016年"


# --- evidence in the report's own words ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "header", ["本年收费金额（单位：元）", "本年收费金额（元）", "收费金额", "本年收费金额（单位：万元）"]
)
def test_the_column_of_an_amount_is_quoted_as_printed(header: str) -> None:
    rows = ("第二十条第（八）项|", f"信息内容|{header}", "行政事业性收费|35000")
    assert figures(grid(*rows))["charges.amount"].column == header
    written = read_tables(text_document("\n".join(row.replace("|", " ") for row in rows)), ())
    assert figures(written)["charges.amount"].column == header


def test_a_label_is_quoted_without_the_title_and_header_before_it() -> None:
    written = (
        "政府信息公开情况统计表\n指标名称 计量单位 2018年度 历年累计\n主动公开文件数 条 12 40\n网上申请数 件 3 9\n"
    )
    found = figures(read_tables(text_document(written), ()))["disclosure.total"]
    assert (found.value, found.row, found.column) == (12, "主动公开文件数", "2018年度")


def test_the_cells_of_a_review_name_their_part() -> None:
    parts = [("行政复议", 1, 5), ("未经复议直接起诉", 1, 5), ("复议后起诉", 1, 5)]
    outcomes = [(name, 1, 1) for name in ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")] * 3
    reading = read_tables(laid_out([parts, outcomes, [(str(n), 1, 1) for n in (1, 0, 0, 0, 1) * 3]]), ())
    named = {figure.field: (figure.row, figure.column) for figure in reading.figures}
    assert named["review.upheld"] == ("行政复议", "结果维持")
    assert named["litigation.direct.upheld"] == ("行政诉讼 未经复议直接起诉", "结果维持")
    assert named["litigation.after_review.total"] == ("行政诉讼 复议后起诉", "总计")
