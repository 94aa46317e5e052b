"""Two years of one agency, and what the later report claims of the change."""

from __future__ import annotations

import pytest

from reports.checks import check_years
from reports.model import Claim, Verdict
from reports.prose import read_claims
from tests.reports.prose_builders import document, figures, section, told
from tests.reports.test_checks_table import cell, cells, prose


def claims(text: str) -> tuple[Claim, ...]:
    return read_claims(document(text), told(document(text), section(text)), 2017, figures(text))


def test_what_was_carried_out_is_carried_in() -> None:
    found = check_years(cells(requests__carried_out=3), cells(requests__carried_in=2))
    assert [(c.rule, c.verdict, c.lhs, c.rhs) for c in found] == [("carry-over", Verdict.FAIL, 2, 3)]


def test_documents_in_force_follow_from_those_issued_and_repealed() -> None:
    later = cells(normative__in_force=420, normative__issued=50, normative__repealed=227)
    found = check_years(cells(normative__in_force=597), later)
    assert [(c.rule, c.verdict, c.lhs, c.rhs) for c in found] == [("in-force", Verdict.PASS, 420, 420)]


def test_a_blank_cell_of_either_year_is_not_assessable() -> None:
    assert check_years([cell("requests.carried_out", None)], cells(requests__carried_in=2))[0].rhs is None


def test_years_without_the_cells_yield_nothing() -> None:
    assert check_years(cells(requests__received=3), cells(requests__received=2)) == ()


@pytest.mark.parametrize(
    ("sentence", "field", "change", "percent"),
    [
        ("我局通过网站主动公开信息947条，同比2016年增长9%；其中通知217条。", "disclosure.website", "9", True),
        ("共收到政府信息公开申请11件，较上年增加3件。", "requests.received", "3", False),
        ("收到政府信息公开申请11件，与去年持平。", "requests.received", "0", False),
        ("办结申请12件，比2016年减少5.5%。", "requests.closed", "-5.5", True),
    ],
)
def test_a_claim_is_read_with_its_words(sentence: str, field: str, change: str, percent: bool) -> None:
    (claim,) = claims(sentence)
    assert (claim.field, str(claim.change), claim.percent) == (field, change, percent)
    assert sentence[claim.start : claim.end] == claim.quote


@pytest.mark.parametrize(
    "sentence",
    ["收到政府信息公开申请11件，较2015年增长3%。", "收到政府信息公开申请11件。", "满意率98%，同比提高2个百分点。"],
)
def test_what_is_no_claim_about_last_year_is_left(sentence: str) -> None:
    assert claims(sentence) == ()


@pytest.mark.parametrize(
    ("sentence", "before", "verdict"),
    [
        ("收到政府信息公开申请109件，同比增长9%。", "100", Verdict.PASS),
        ("收到政府信息公开申请947件，同比增长9%。", "869", Verdict.PASS),
        ("收到政府信息公开申请150件，同比增长9%。", "100", Verdict.FAIL),
        ("收到政府信息公开申请90件，同比下降10%。", "100", Verdict.PASS),
        ("收到政府信息公开申请11件，比上年增加3件。", "8", Verdict.PASS),
        ("收到政府信息公开申请11件，比上年增加3件。", "9", Verdict.FAIL),
        ("收到政府信息公开申请11件，与上年持平。", "11", Verdict.PASS),
        ("收到政府信息公开申请109件，同比增长约9%。", "50", Verdict.NOT_ASSESSABLE),
        ("收到政府信息公开申请5件，同比增长9%。", "0", Verdict.NOT_ASSESSABLE),
    ],
)
def test_a_claim_is_held_against_the_earlier_report(sentence: str, before: str, verdict: Verdict) -> None:
    found = check_years([prose("requests.received", before)], figures(sentence), claims(sentence))
    assert [(c.rule, c.verdict) for c in found] == [("year-on-year", verdict)]


def test_a_claim_about_a_field_the_earlier_report_lacks_yields_nothing() -> None:
    assert check_years([], [], claims("收到政府信息公开申请11件，比上年增加3件。")) == ()
