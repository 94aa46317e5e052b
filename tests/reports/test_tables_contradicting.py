"""Rows whose cells have run together and whose sums do not hold: as many digits as cells have one reading."""

from decimal import Decimal

import pytest

from reports.checks import check
from reports.model import Applicant, Status
from reports.tables import TableReading, read_tables
from tests.reports.written_tables import REVIEW, REVIEW_HEADER, text_document

OUTCOMES = ("upheld", "corrected", "other", "pending", "total")
HEAD = "三、（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）申请人情况"
PEOPLE = "自然人法人或其他组织商业企业科研机构社会公益组织法律服务机构其他总计"


def text(written: str) -> TableReading:
    return read_tables(text_document(written), ())


@pytest.mark.parametrize("digits", ["010000000000000", "000011000011111", "999990000000001", "0 1000 00000 00000"])
def test_glued_review_cells_that_contradict_their_sums_are_read_as_printed(digits: str) -> None:
    reading = text(f"四、政府信息公开行政复议、行政诉讼情况{REVIEW_HEADER}{digits}五、存在的主要问题")
    read = {figure.field: figure.value for figure in reading.figures}
    fields = [f"{group}.{outcome}" for group in REVIEW for outcome in OUTCOMES]
    assert read == dict(zip(fields, map(Decimal, digits.replace(" ", "")), strict=True))
    assert [repair.code for repair in reading.repairs] == ["digits_cut"]


@pytest.mark.parametrize("digits", ["01000000000000", "0100000000000000", "12000000000000009"])
def test_digits_that_are_not_as_many_as_the_cells_are_not_cut_against_their_sums(digits: str) -> None:
    reading = text(f"四、政府信息公开行政复议、行政诉讼情况{REVIEW_HEADER}{digits}五、存在的主要问题")
    assert all(figure.status is Status.UNPARSED for figure in reading.figures)


@pytest.mark.parametrize("digits", ["1000000", "0000004", "1111111"])
def test_a_glued_row_of_requests_that_contradicts_itself_is_read_as_printed(digits: str) -> None:
    reading = text(f"{HEAD}{PEOPLE}一、本年新收政府信息公开申请数量{digits}二、上年结转政府信息公开申请数量0000000")
    received = [figure for figure in reading.figures if figure.field == "requests.received"]
    assert "".join(figure.quote for figure in received) == digits
    assert received[-1].applicant is Applicant.TOTAL


@pytest.mark.parametrize(
    "sentence",
    [
        "行政复议尚未审结的，请来电联系01000",
        "予以公开的请致电8765432",
        "总计8765432",
        "其他 8765432 传真",
    ],
)
def test_other_digits_of_the_same_number_are_no_values(sentence: str) -> None:
    assert all(figure.value is None for figure in text(sentence).figures)


def test_the_contradiction_is_reported_by_the_check() -> None:
    document = text_document(f"四、政府信息公开行政复议、行政诉讼情况{REVIEW_HEADER}010000000000000五、存在的主要问题")
    failed = [one.rule for one in check(read_tables(document, ()).figures, document, ()) if one.verdict == "fail"]
    assert failed == ["review"]
