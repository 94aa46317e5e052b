"""Glued rows of the cover table (34089): a sentence that states a cell leaves one reading."""

from decimal import Decimal

import pytest

from reports.tables import read_tables
from tests.reports.written_tables import text_document

HEADER = (
    "二、主动公开政府信息情况第二十条第（一）项 信息内容 本年制发件数 本年废止件数 现行有效件数 规章000行政规范性文件"
)
FIELDS = ("normative.issued", "normative.repealed", "normative.in_force")


def read(sentence: str, digits: str = "34089") -> tuple[Decimal | None, ...]:
    document = text_document(
        f"一、总体情况{sentence}{HEADER}{digits}第二十条第（五）项信息内容本年处理决定数量行政许可0"
    )
    values = {figure.field: figure.value for figure in read_tables(document, (), 2022).figures}
    return tuple(values[field] for field in FIELDS)


@pytest.mark.parametrize(
    "sentence",
    [
        "本年度制发规范性文件34件，现行有效件数424件。",
        "2022年共发布信息2479条（含行政规范性文件34件），全年印发行政规范性文件34件。",
        "我局出台了行政规范性文件共34件。",
        "现行有效的行政规范性文件89件，制发规范性文件34件。",
        "2021年印发规范性文件3件。2022年印发规范性文件34件。",
    ],
)
def test_a_stated_cell_leaves_one_reading(sentence: str) -> None:
    assert read(sentence) == (34, 0, 89)


@pytest.mark.parametrize(
    "sentence",
    [
        "",
        "工作有序，公开信息34条。",
        "2021年制发规范性文件34件。",
        "上年制发规范性文件34件。",
        "历年累计制发规范性文件34件。",
        "计划制发规范性文件34件。",
        "制发规范性文件34件，现行有效的规范性文件9件。",
        "制发规范性文件35件。",
        "制发规范性文件3件。制发规范性文件34件。",
        "制发规范性文件，公开34件。",
    ],
)
def test_without_one_clear_statement_no_reading_is_taken(sentence: str) -> None:
    assert read(sentence) == (None, None, None)


def test_a_statement_that_fits_several_readings_takes_none() -> None:
    assert read("制发规范性文件3件。") == (None, None, None)
    assert read("制发规范性文件1件。", "1111") == (None, None, None)
