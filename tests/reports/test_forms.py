"""The forms' own data: every sum adds up cells that the form has, every field is in the catalogue."""

from collections.abc import Iterator

import pytest

from reports.catalogue import FIELDS
from reports.checks.rules import rules
from reports.forms import FORMS, StatutoryForm

EACH = pytest.mark.parametrize("form", FORMS.values(), ids=list(FORMS))


def fields_of(form: StatutoryForm) -> Iterator[str]:
    for block in form.disclosure.blocks if form.disclosure else ():
        yield from (f"{row.field}.{column.field}" for row in block.rows for column in block.columns)
    yield from (row.field for row in form.rows if row.field)
    if form.review:
        yield from (f"{group.field}.{one.field}" for group in form.review.groups for one in form.review.outcomes)


@EACH
def test_a_form_asks_for_what_the_catalogue_says_it_asks_for(form: StatutoryForm) -> None:
    assert sorted(fields_of(form)) == sorted(field.id for field in FIELDS.values() if form.id in field.forms)


@EACH
def test_a_computed_field_has_no_cell_and_its_parts_have(form: StatutoryForm) -> None:
    asked = set(fields_of(form))
    for field, parts in form.computed.items():
        assert field not in asked
        assert parts
        assert set(parts) <= asked


@EACH
def test_a_sum_that_must_hold_is_one_of_cells(form: StatutoryForm) -> None:
    asked = set(fields_of(form))
    for one in form.sums:
        if one.rule:
            assert {one.field, *one.parts} <= asked
            assert one.rule in rules().says


def test_litigation_is_computed_where_the_form_asks_for_its_two_groups() -> None:
    parts = ("litigation.direct.total", "litigation.after_review.total")
    assert FORMS["T19"].computed["litigation.total"] == FORMS["T21"].computed["litigation.total"] == parts
    assert FORMS["T14"].computed == {}


def test_other_outcomes_are_computed_where_the_form_has_three_rows() -> None:
    assert "requests.outcome.other" not in FORMS["T19"].computed
    assert len(FORMS["T21"].computed["requests.outcome.other"]) == 3
