"""What is written is read, whatever carries it; what two readings fit is not read."""

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reports.model import Applicant, Document, Status
from reports.tables import TableReading, read_tables
from tests.reports.test_tables_cuts import every_reading
from tests.reports.written_tables import (
    APPLICANTS,
    OUTCOMES,
    REVIEW,
    REVIEW_HEADER,
    Written,
    as_cell_lines,
    as_glued_text,
    as_page,
    as_spaced_text,
    as_tab_text,
    order,
    tables,
    text_document,
)

ZEROS = Written(False, dict.fromkeys(order(False), (0,) * 7))
CLEAR = [as_page, as_tab_text, as_spaced_text, as_cell_lines]
some = settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def values(reading: TableReading) -> dict[tuple[str, Applicant], int | None]:
    return {
        (figure.field, figure.applicant): None if figure.value is None else int(figure.value)
        for figure in reading.figures
    }


def expected(table: Written) -> dict[tuple[str, Applicant], int]:
    return {
        (key, applicant): number
        for key, numbers in table.rows.items()
        for applicant, number in zip(APPLICANTS, numbers, strict=True)
    }


@pytest.mark.parametrize("write", CLEAR)
@given(table=tables())
@some
def test_a_table_whose_cells_stand_apart_is_read_as_written(
    write: Callable[[Written], Document], table: Written
) -> None:
    document = write(table)
    reading = read_tables(document, ())
    assert values(reading) == expected(table)
    assert reading.form == ("T21" if table.split else "T19")
    assert all(document.text[figure.start : figure.end] == figure.quote for figure in reading.figures)


@pytest.mark.parametrize("write", CLEAR)
@given(table=tables(), place=st.integers(0, 21), wrong=st.integers(1, 999))
@some
def test_wrong_arithmetic_is_read_as_printed(
    write: Callable[[Written], Document], table: Written, place: int, wrong: int
) -> None:
    key = list(table.rows)[place]
    row = table.rows[key]
    broken = Written(table.split, {**table.rows, key: (*row[:-1], row[-1] + wrong)})
    assert values(read_tables(write(broken), ())) == expected(broken)


@given(table=tables())
@some
def test_glued_rows_are_read_as_written_or_not_at_all(table: Written) -> None:
    document = as_glued_text(table)
    reading = read_tables(document, ())
    wanted = expected(table)
    for key, value in values(reading).items():
        assert value in (None, wanted[key])
    assert all(document.text[figure.start : figure.end] == figure.quote for figure in reading.figures)


@given(table=tables())
@some
def test_a_glued_row_with_one_reading_is_always_read(table: Written) -> None:
    read = values(read_tables(as_glued_text(table), ()))
    for key, numbers in table.rows.items():
        digits = "".join(map(str, numbers))
        if len(digits) < 13 and len(every_reading(digits, 7, summed=True)) == 1:
            assert [read[key, applicant] for applicant in APPLICANTS] == list(numbers)


@given(st.lists(st.integers(0, 60), min_size=6, max_size=6))
@settings(max_examples=100, deadline=None)
def test_a_lone_glued_row_is_read_where_it_has_one_reading_only(people: list[int]) -> None:
    digits = "".join(map(str, [*people, sum(people)]))
    reading = read_tables(text_document(f"申请人情况总计一、本年新收政府信息公开申请数量{digits}二、上年结转"), ())
    settled = len(every_reading(digits, 7, summed=True)) == 1
    assert all((figure.value is not None) is settled for figure in reading.figures)
    assert len(reading.figures) == 7


def test_columns_settle_a_row_that_two_readings_fit() -> None:
    """110 0 0 0 0 0 … cannot be told from 1 10 0 … in the row alone; the row above and the total tell it."""
    zero = (0,) * 7
    rows = {
        "requests.received": (11, 1, 0, 0, 0, 0, 12),
        "requests.outcome.granted": (11, 1, 0, 0, 0, 0, 12),
        "requests.closed": (11, 1, 0, 0, 0, 0, 12),
    }
    assert len(every_reading("111000012", 7, summed=True)) > 1
    table = Written(False, {key: rows.get(key, zero) for key in order(False)})
    read = values(read_tables(as_glued_text(table), ()))
    assert read["requests.received", Applicant.BUSINESS] is None
    clear = as_glued_text(table).text.replace("予以公开111000012", "予以公开11 1 0 0 0 0 12")
    read = values(read_tables(text_document(clear), ()))
    assert read["requests.closed", Applicant.BUSINESS] == 1
    assert read["requests.received", Applicant.NATURAL_PERSON] == 11


@st.composite
def reviews(draw: st.DrawFn) -> list[int]:
    cells: list[int] = []
    for _ in REVIEW:
        parts = [draw(st.one_of(st.just(0), st.integers(0, 120))) for _ in OUTCOMES[:-1]]
        cells += [*parts, sum(parts)]
    return cells


@given(cells=reviews(), glue=st.sampled_from(["", " ", "\t", "\n", "\n\n"]))
@settings(max_examples=60, deadline=None)
def test_reviews_are_read_as_written_or_not_at_all(cells: list[int], glue: str) -> None:
    fields = [f"{group}.{outcome}" for group in REVIEW for outcome in OUTCOMES]
    text = f"四、政府信息公开行政复议、行政诉讼情况{REVIEW_HEADER}\n{glue.join(map(str, cells))}\n五、存在的主要问题"
    read = {figure.field: figure.value for figure in read_tables(text_document(text), ()).figures}
    for field, cell in zip(fields, cells, strict=True):
        assert read[field] == cell or (glue == "" and read[field] is None)


@pytest.mark.parametrize("mark", ["", "/", "-", "—", "——"])
def test_a_blank_cell_is_not_zero(mark: str) -> None:
    document = as_page(ZEROS, {("requests.outcome.granted", 1): mark, ("requests.carried_out", 6): mark})
    figures = {(figure.field, figure.applicant): figure for figure in read_tables(document, ()).figures}
    for key in (("requests.outcome.granted", Applicant.BUSINESS), ("requests.carried_out", Applicant.TOTAL)):
        assert figures[key].status is Status.BLANK
        assert figures[key].value is None
    assert sum(figure.status is Status.REPORTED_ZERO for figure in figures.values()) == 7 * len(order(False)) - 2


def test_a_form_not_filled_in_has_a_form_and_blanks() -> None:
    cells = {(key, i): "" for key in ZEROS.rows for i in range(7)}
    reading = read_tables(as_page(ZEROS, cells), ())
    assert reading.form == "T19"
    assert {figure.status for figure in reading.figures} == {Status.BLANK}
