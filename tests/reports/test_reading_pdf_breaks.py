"""A table that goes over a page's end: rows that the end cuts are one row, others stay apart."""

from __future__ import annotations

import pytest

from reports.reading.pdf.flow import join_tables
from reports.reading.pdf.tables import RuledTable
from reports.reading.pieces import RawCell, one_line

NUMBERS = ("1", "0", "1")


def part(*rows: tuple[str, ...]) -> RuledTable:
    xs = tuple(float(50 * place) for place in range(len(rows[0]) + 1))
    cells = tuple(RawCell(text, i, j) for i, row in enumerate(rows) for j, text in enumerate(row))
    return RuledTable((0.0, 0.0, xs[-1], 50.0), xs, cells, len(rows))


def joined(above: tuple[str, ...], below: tuple[str, ...]) -> list[list[str]]:
    table = join_tables(part(("1.属于国家秘密", "2", "0", "2"), above), part(below, ("3.其他", "4", "0", "4")))
    assert table is not None
    rows: list[list[str]] = [[] for _ in range(table.rows)]
    for cell in sorted(table.cells, key=lambda cell: (cell.row, cell.column)):
        rows[cell.row].append(one_line(cell.text))
    return [row for row in rows if row][1:-1]


@pytest.mark.parametrize(
    ("first", "rest", "values_above"),
    [
        ("3.补正后申请", "内容仍不明确", True),
        ("2.申", "请人逾期未按收费通知要求缴纳费用", True),
        ("（一）予以", "公开", True),
        ("一、本年新收政府信息公开", "申请数量", True),
        ("4.无正当理由大量反复", "申请", True),
        ("3.补正后申请", "内容仍不明确", False),
        ("2.其他法律行政法规禁", "止公开", False),
        ("（七）总", "计", False),
        ("四、结转下年度继续", "办理", False),
    ],
)
def test_a_row_that_the_end_of_a_page_cuts_is_one_row(first: str, rest: str, values_above: bool) -> None:
    blank = ("", "", "")
    above, below = (NUMBERS, blank) if values_above else (blank, NUMBERS)
    assert joined((first, *above), (rest, *below)) == [[first + rest, *NUMBERS]]


@pytest.mark.parametrize(
    ("above", "below"),
    [
        (("2.重复申请", "1", "0", "1"), ("3.要求提供公开出版物", "", "", "")),
        (("2.重复申请", "", "", ""), ("3.要求提供公开出版物", "1", "0", "1")),
        (("规章", "1", "0", "1"), ("行政规范性文件", "", "", "")),
        (("规章", "", "", ""), ("行政规范性文件", "1", "0", "1")),
        (("2.重复申请", "1", "0", "1"), ("（二）部分公开", "", "", "")),
        (("（一）收到申请数", "1", "0", "1"), ("其中：当面申请数", "", "", "")),
        (("2.重复申请", "1", "0", "1"), ("申请", "0", "", "")),
        (("2.重复申请", "1", "0", "1"), ("", "", "", "")),
    ],
)
def test_rows_on_both_sides_of_a_page_s_end_stay_rows(above: tuple[str, ...], below: tuple[str, ...]) -> None:
    rows = joined(above, below)
    assert rows[0][1:] == list(above[1:])
    assert len(rows) == 2 or not any(below)
