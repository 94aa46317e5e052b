"""The forms' own data: every sum adds up cells that the form has, every field is in the catalogue."""

import pytest

from reports.catalogue import FIELDS
from reports.checks.rules import rules
from reports.forms import FORMS, Relation, StatutoryForm
from reports.forms.labels import names

EACH = pytest.mark.parametrize("form", FORMS.values(), ids=list(FORMS))


def fields_of(form: StatutoryForm) -> list[str]:
    return [place.field for place in form.places()]


def test_every_field_is_asked_for_or_computed_by_a_form_and_every_cell_has_a_field() -> None:
    known = {field for form in FORMS.values() for field in (*fields_of(form), *form.computed)}
    assert known == FIELDS.keys()


@EACH
def test_no_form_asks_for_a_field_twice_or_under_two_labels_of_one_table(form: StatutoryForm) -> None:
    assert len(fields_of(form)) == len(set(fields_of(form)))
    for table in (form.requests, form.statistics):
        labels = [(row.group, name) for row in table.rows if row.field for name in names(row)] if table else []
        assert len(labels) == len(set(labels))


@EACH
def test_what_became_of_a_field_leads_to_fields_of_the_form(form: StatutoryForm) -> None:
    for step in form.lineage:
        assert step.field in FIELDS
        assert bool(step.targets) is (step.relation is not Relation.DISCONTINUED)


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
