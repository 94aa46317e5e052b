"""Numbers as reports write them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.model import Qualifier
from reports.numerals import in_unit, numerals


@pytest.mark.parametrize(
    ("text", "value", "qualifier"),
    [
        ("1,912", "1912", None),
        ("1，912", "1912", None),
        ("１３", "13", None),
        ("36.5万", "365000", None),
        ("18万余", "180000", Qualifier.AT_LEAST),
        ("1.2亿", "120000000", None),
        ("二百三十", "230", None),
        ("8千", "8000", None),
        ("1.2千", "1200", None),
        ("近3千余", "3000", Qualifier.AT_LEAST),
        ("5千万", "50000000", None),
        ("十二", "12", None),
        ("二十", "20", None),
        ("一百", "100", None),
        ("一百一十", "110", None),
        ("一千零五", "1005", None),
        ("一千零一十", "1010", None),
        ("三万五千", "35000", None),
        ("两", "2", None),
        ("零", "0", None),
        ("〇", "0", None),
        ("二〇一七", "2017", None),
        ("近1000", "1000", Qualifier.ABOUT),
        ("约50", "50", Qualifier.ABOUT),
        ("734余", "734", Qualifier.AT_LEAST),
        ("190多", "190", Qualifier.AT_LEAST),
        ("百余", "100", Qualifier.AT_LEAST),
        ("十余", "10", Qualifier.AT_LEAST),
        ("3万多", "30000", Qualifier.AT_LEAST),
        ("10余万", "100000", Qualifier.AT_LEAST),
        ("超过500", "500", Qualifier.AT_LEAST),
        ("0.295", "0.295", None),
        ("984361", "984361", None),
        ("1万3000", "13000", None),
    ],
)
def test_a_number_is_read_exactly(text: str, value: str, qualifier: Qualifier | None) -> None:
    found = list(numerals(text + "条"))
    assert [(n.value, n.qualifier, n.start, n.end) for n in found] == [(Decimal(value), qualifier, 0, len(text))]


@pytest.mark.parametrize(
    "text",
    [
        "第三条",
        "第20条",
        "数十次",
        "几百条",
        "3-5件",
        "3至5件",
        "3件至5件",
        "A4纸",
        "v1.2.3",
        "十十件",
        "一百二条",
        "2千500条",
        "8千5百件",
        "3千瓦",
    ],
)
def test_what_is_no_count_is_not_read(text: str) -> None:
    assert list(numerals(text)) == []


def test_numbers_are_found_in_order_with_their_spans() -> None:
    text = "收到13件，其中网络申请九件"
    assert [(text[n.start : n.end], n.value) for n in numerals(text)] == [("13", 13), ("九", 9)]


@pytest.mark.parametrize(
    ("value", "said", "wanted", "result"),
    [
        ("2950", "元", "万元", "0.295"),
        ("3.5", "万元", "元", "35000"),
        ("0", "元", "万元", "0"),
        ("2", "件", "万元", None),
    ],
)
def test_money_is_converted_to_the_unit_of_the_field(value: str, said: str, wanted: str, result: str | None) -> None:
    assert in_unit(Decimal(value), said, wanted) == (None if result is None else Decimal(result))


def value(text: str) -> Decimal:
    """Return the value of a text that is a number and nothing else."""
    (found,) = numerals(text)
    assert (found.start, found.end) == (0, len(text))
    return found.value


@given(st.integers(min_value=0, max_value=10**9))
def test_digits_with_or_without_separators_are_the_same_number(number: int) -> None:
    assert value(str(number)) == value(f"{number:,}") == value(f"{number:,}".replace(",", "，"))


@given(st.integers(min_value=1, max_value=9999))
def test_a_chinese_numeral_reads_back_as_what_was_written(number: int) -> None:
    assert value(in_chinese(number)) == number


def in_chinese(number: int) -> str:
    written, zero = "", False
    for power, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // power % 10
        if digit:
            written += ("零" if zero and written else "") + "零一二三四五六七八九"[digit] + unit
        zero = not digit
    return written


def test_a_year_after_a_count_makes_no_range() -> None:
    assert next(n.value for n in numerals("结转3件至2018年办理")) == 3
