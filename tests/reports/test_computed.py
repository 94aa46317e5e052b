"""Sums that the forms imply are computed from known cells only, and never pass for stated."""

from __future__ import annotations

from decimal import Decimal
from random import Random

import pytest

from reports.catalogue import FIELDS, Field
from reports.checks.terms import cells
from reports.choice import main_figures
from reports.computed import SUMS, inputs, with_computed
from reports.forms import FORMS
from reports.model import Applicant, Figure, Origin, Status
from reports.parse import parse
from tests.corpora import needs, report_file

DIRECT, REVIEWED, TOTAL = "litigation.direct.total", "litigation.after_review.total", "litigation.total"


def cell(field: str, value: int | None, origin: Origin = Origin.TABLE, status: Status | None = None) -> Figure:
    valued = Status.REPORTED if value else Status.REPORTED_ZERO
    found = status or (Status.BLANK if value is None else valued)
    number = None if value is None else Decimal(value)
    return Figure(field, Applicant.TOTAL, number, "件", found, None, origin, "0", 7, 8, "s1")


def of(field: str, figures: tuple[Figure, ...]) -> list[Figure]:
    return [one for one in figures if one.field == field]


def test_a_total_is_the_sum_of_its_two_groups_and_names_them() -> None:
    figures = with_computed([cell(DIRECT, 25), cell(REVIEWED, 52)], "T21")
    (found,) = of(TOTAL, figures)
    assert (found.value, found.status, found.origin) == (77, Status.REPORTED, Origin.COMPUTED)
    assert [(one.field, one.value) for one in inputs(found, cells(figures))] == [(DIRECT, 25), (REVIEWED, 52)]


def test_a_sum_of_zeros_is_a_reported_zero() -> None:
    (found,) = of(TOTAL, with_computed([cell(DIRECT, 0), cell(REVIEWED, 0)], "T21"))
    assert (found.value, found.status) == (0, Status.REPORTED_ZERO)


@pytest.mark.parametrize("status", [Status.BLANK, Status.UNPARSED])
def test_an_input_without_a_value_leaves_the_sum_without_one_and_says_why(status: Status) -> None:
    (found,) = of(TOTAL, with_computed([cell(DIRECT, 25), cell(REVIEWED, None, status=status)], "T21"))
    assert (found.value, found.status) == (None, status)


def test_a_row_that_the_table_lacks_gives_no_sum() -> None:
    assert of(TOTAL, with_computed([cell(DIRECT, 25)], "T21")) == []


def test_sentences_are_no_inputs() -> None:
    assert of(TOTAL, with_computed([cell(DIRECT, 25), cell(REVIEWED, 52, Origin.PROSE)], "T21")) == []


def test_what_the_table_states_itself_is_not_computed() -> None:
    figures = with_computed([cell(DIRECT, 25), cell(REVIEWED, 52), cell(TOTAL, 70)], "T21")
    assert [(one.value, one.origin) for one in of(TOTAL, figures)] == [(70, Origin.TABLE)]


def test_a_sum_of_the_table_answers_before_a_sentence_and_a_sentence_before_a_blank() -> None:
    for after_review, expected in ((52, Origin.COMPUTED), (None, Origin.PROSE)):
        figures = with_computed([cell(DIRECT, 25), cell(REVIEWED, after_review), cell(TOTAL, 57, Origin.PROSE)], "T21")
        main = [figures[place] for place in main_figures(figures)]
        assert [one.origin for one in main if one.field == TOTAL] == [expected]


def test_computing_again_changes_nothing() -> None:
    once = with_computed([cell(DIRECT, 25), cell(REVIEWED, 52)], "T21")
    assert with_computed(once, "T21") == once


def test_no_sum_is_made_of_anything_but_known_cells() -> None:
    """2,000 tables with cells missing, blank, unread, known: a value is there exactly where all parts are known."""
    random = Random(7)
    for _ in range(2_000):
        field = random.choice(list(SUMS.values()))
        parts = FORMS["T21"].computed[field.id]
        held = [part for part in parts if random.random() < 0.95]
        values = {part: random.choice((None, 0, 0, 3, 41)) if random.random() < 0.3 else 2 for part in held}
        found = of(field.id, with_computed([cell(part, value) for part, value in values.items()], "T21"))
        known = [value for value in values.values() if value is not None]
        assert len(found) == (len(held) == len(parts))
        for one in found:
            assert one.value == (sum(known) if len(known) == len(held) else None)
            assert one.origin is Origin.COMPUTED


@pytest.mark.parametrize("field", SUMS.values(), ids=list(SUMS))
def test_a_sum_is_made_of_rows_that_its_forms_print_in_its_unit(field: Field) -> None:
    for part in (FIELDS[one] for one in field.parts):
        assert set(field.computed) <= set(part.forms)
        assert (part.unit, part.applicants) == (field.unit, field.applicants)
    assert not set(field.computed) & set(field.forms)


def test_a_sum_over_the_rows_that_replaced_a_field_compares_with_it() -> None:
    (step,) = [one for one in FIELDS["requests.outcome.other"].lineage if one.form == "T21"]
    assert step.comparable


@needs("reports")
def test_a_reports_text_is_held_against_the_sum_of_its_table() -> None:
    path = report_file("2024-suqian-city-derived.txt")
    report = parse(path.read_bytes(), path.name)
    assert [one for one in report.figures if one.origin is Origin.COMPUTED] == []
    (found,) = [one for one in of(TOTAL, with_computed(report.figures, report.form)) if one.origin is Origin.COMPUTED]
    assert found.value == 77
    said = [one for one in report.checks if one.rule == "prose-table" and one.field == TOTAL]
    assert [(one.lhs, one.rhs, one.verdict.value) for one in said] == [(57, 77, "fail")]
