"""Variants of 主动公开政府信息情况: headers, gaps, units, blank cells."""

import pytest

from reports.model import PROSE, Status
from reports.tables import read_tables
from tests.reports.table_readings import figures, grid, text, totals
from tests.reports.written_tables import (
    laid_out,
)

LICENCES = "成效。第二十条第（五）项信息内容上一年项目数量本年增/减处理决定数量行政许可"


@pytest.mark.parametrize(
    ("cells", "wanted"),
    [
        ("24 -7 1,912", (24, -7, 1912)),
        ("000", (0, 0, 0)),
        ("3960181", None),
        ("2648-18538", None),
        ("24 -719", None),
    ],
)
def test_three_numbers_without_a_sum(cells: str, wanted: tuple[int, int, int] | None) -> None:
    read = totals(text(f"{LICENCES}{cells}第二十条第（六）项"))
    names = ("licences.items_last_year", "licences.items_change", "licences.decisions")
    assert tuple(read[name] for name in names) == (wanted or (None, None, None))


def test_a_gap_in_a_row_stays_at_its_column() -> None:
    reading = grid("信息内容|上一年项目数量|本年增/减|处理决定数量", "行政强制|3||40")
    assert totals(reading) == {"coercion.items_last_year": 3, "coercion.items_change": None, "coercion.decisions": 40}
    assert figures(reading)["coercion.items_change"].status is Status.BLANK


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("信息内容|本年制发件数|本年废止件数|现行有效件数", "行政规范性文件|55|5"),
        ("表二|信息内容|本年制发件数|本年废止件数|现行有效件数", "行政规范性文件|13|0|55"),
        ("信息内容|本年制发件|本年废止件数|现行有效件数", "行政规范性文件|13 0 55"),
    ],
    ids=["a cell lost", "header shifted", "header misprinted"],
)
def test_a_row_that_does_not_fit_its_header_is_not_read(header: str, row: str) -> None:
    assert set(totals(grid(header, row)).values()) <= {None}


@pytest.mark.parametrize(
    ("header", "cell", "value", "converted"),
    [
        ("本年收费金额（单位：万元）", "24252.311082", "24252.311082", False),
        ("本年收费金额（单位：万元）", "984361.5元", "98.43615", True),
        ("本年收费金额（单位：元）", "984361.5", "98.43615", True),
        ("本年收费金额（单位：万元）", "1.2亿元", "12000", True),
        ("本年收费金额（单位：万元）", "36.5万元", "36.5", False),
    ],
)
def test_amounts_are_given_in_the_catalogue_unit(header: str, cell: str, value: str, converted: bool) -> None:
    reading = grid(f"信息内容|{header}", f"行政事业性收费|{cell}")
    assert str(totals(reading)["charges.amount"]) == value
    assert any(repair.code == "unit_converted" for repair in reading.repairs) is converted


@pytest.mark.parametrize(
    ("above", "below", "suffixes"),
    [
        ("信息内容|本年新|本年新|对外公开", "|制作数量|公开数量|总数量", ("made", "published", "public_total")),
        ("信息内容|本年制|本年废|现行有", "|发件数|止件数|效件数", ("issued", "repealed", "in_force")),
        ("信息内容|本年|本年|现行", "|废止件数|制发件数|有效件数", None),
        ("信息内容|本年新|本年新|备注", "|制作数量|公开数量|说明", None),
        ("信息内容|本年新|本年新|对外公开总数量", "||||", ("made", "published", "public_total")),
    ],
)
def test_a_header_cut_over_two_rows_is_joined_column_by_column(
    above: str, below: str, suffixes: tuple[str, ...] | None
) -> None:
    read = totals(grid(above, below, "规章|1|2|3", "行政规范性文件|4|5|6"))
    if suffixes:
        assert {field: value for field, value in read.items() if field.startswith("normative")} == {
            f"normative.{suffix}": number for suffix, number in zip(suffixes, (4, 5, 6), strict=True)
        }
    else:
        assert not any(read.values()) or read["normative.issued"] == 5


def test_a_cut_header_beside_cells_that_reach_over_both_rows() -> None:
    reading = read_tables(
        laid_out(
            [
                [("信息内容", 2, 1), ("本年新", 1, 1), ("本年新", 1, 1), ("对外公开总数量", 2, 1)],
                [("制作数量", 1, 1), ("公开数量", 1, 1)],
                [("规章", 1, 1), ("1", 1, 1), ("2", 1, 1), ("3", 1, 1)],
            ]
        ),
        (),
    )
    assert totals(reading) == {"regulations.made": 1, "regulations.published": 2, "regulations.public_total": 3}


def test_blank_cells_too_many_at_the_end_cost_no_row() -> None:
    read = totals(grid("信息内容|本年制发件数|本年废止件数|现行有效件数||", "规章|1|2|3||", "行政规范性文件|4|5|6||"))
    assert [read[f"normative.{suffix}"] for suffix in ("issued", "repealed", "in_force")] == [4, 5, 6]
    review = "|".join("行政复议" + name for name in ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计"))
    assert totals(grid(review, "0|1|0|0|1||"))["review.corrected"] == 1


def test_a_sentence_about_documents_is_no_cover_table() -> None:
    reading = text("2020年，本年新公开规范性文件3件，现行有效件数为12件，收费金额5万元，行政许可 30 件")
    assert reading.form == PROSE
    assert reading.figures == ()
