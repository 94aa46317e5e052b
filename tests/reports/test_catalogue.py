import json
from decimal import Decimal

import pytest

from reports.catalogue import FIELDS, INDICATORS
from reports.checks.rules import rules
from reports.forms import Relation
from tests.corpora import gold_files, needs


@pytest.mark.parametrize("id_", FIELDS)
def test_every_field_has_a_label_a_unit_and_a_form(id_: str) -> None:
    field = FIELDS[id_]
    assert field.name("zh") == field.label != ""
    assert field.name("en") != ""
    assert field.name("en").isascii()
    assert field.unit
    assert field.group == id_.split(".")[0]
    assert field.known


@pytest.mark.parametrize("id_", FIELDS)
def test_lineage_leads_to_fields_that_the_later_form_asks_for(id_: str) -> None:
    for step in FIELDS[id_].lineage:
        assert bool(step.targets) is (step.relation is not Relation.DISCONTINUED)
        for target in step.targets:
            assert target in FIELDS
            if step.relation is not Relation.NEAR:
                assert step.form in FIELDS[target].known


@pytest.mark.parametrize("form", ["T19", "T21"])
def test_only_request_fields_are_asked_for_by_applicant(form: str) -> None:
    for field in FIELDS.values():
        if form in field.forms:
            assert field.applicants is field.id.startswith("requests.")


def test_a_count_of_fee_items_is_not_the_amount_of_fees() -> None:
    assert FIELDS["charges.items_last_year"].unit == "项"
    assert FIELDS["charges.amount"].unit == "万元"
    assert all(step.targets == () for step in FIELDS["charges.items_last_year"].lineage)


def test_a_basis_names_the_document_that_lays_down_the_form() -> None:
    assert "国办公开办函〔2021〕30号" in FIELDS["charges.amount"].basis
    assert not any("2014" in basis for basis in FIELDS["charges.amount"].basis)


@needs("gold")
def test_the_catalogue_has_every_field_of_the_gold() -> None:
    for path in gold_files():
        gold = json.loads(path.read_text("utf-8"))
        keys = [*gold.get("figures", {}), *gold.get("prose", {}), *gold.get("unrecoverable", [])]
        assert {key.split("|")[0] for key in keys} <= FIELDS.keys()


@pytest.mark.parametrize("id_", INDICATORS)
def test_an_indicator_is_made_of_fields_that_its_forms_ask_for(id_: str) -> None:
    for formula in INDICATORS[id_].formulas:
        for name in formula.inputs:
            assert set(formula.forms) & set(FIELDS[name].forms)


def test_a_rate_is_a_percentage_of_sums() -> None:
    formula = INDICATORS["indicator.review_corrected_rate"].formula("T21")
    assert formula is not None
    values = {"review.upheld": Decimal(309), "review.corrected": Decimal(17), "review.other": Decimal(88)}
    assert formula.value(values) == Decimal(1700) / 414


@pytest.mark.parametrize(
    "values",
    [
        {"requests.closed.on_time": None, "requests.closed": Decimal(2)},
        {"requests.closed": Decimal(2)},
        {"requests.closed.on_time": Decimal(0), "requests.closed": Decimal(0)},
    ],
    ids=["blank", "absent", "nothing closed"],
)
def test_a_rate_without_its_inputs_is_none(values: dict[str, Decimal | None]) -> None:
    formula = INDICATORS["indicator.on_time_rate"].formula("T14")
    assert formula is not None
    assert formula.value(values) is None


def test_the_form_of_2021_has_no_rate_of_cases_closed_in_time() -> None:
    assert INDICATORS["indicator.on_time_rate"].formula("T21") is None


def test_every_rule_is_said_in_both_languages() -> None:
    assert rules().english.keys() == rules().says.keys()
