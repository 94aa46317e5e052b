"""Breakdowns in sentences: which add up, fall short or say too much, and which are none."""

from __future__ import annotations

import pytest

from reports.checks import check
from reports.model import Check, Verdict
from tests.reports.prose_builders import cases, document, figures, section


def sums(text: str) -> list[Check]:
    found = check(figures(text), document(text), (section(text),))
    return [one for one in found if one.rule == "prose-sum"]


@pytest.mark.parametrize(("sentence", "notation"), cases("sums"))
def test_a_breakdown_is_judged_as_a_careful_reader_would(sentence: str, notation: str) -> None:
    words = notation.split()
    want = sorted(zip(words[::3], words[1::3], words[2::3], strict=True))
    got = sorted(
        (one.verdict.value, *(("-" if side is None else str(side)) for side in (one.lhs, one.rhs)))
        for one in sums(sentence)
    )
    assert got == want


@pytest.mark.parametrize(("sentence", "_"), cases("sums"))
def test_the_terms_of_a_sum_quote_the_text(sentence: str, _: str) -> None:
    for one in sums(sentence):
        assert all(sentence[term.start : term.end] == term.quote for term in (*one.left, *one.right))


def test_a_shortfall_is_told_from_a_surplus() -> None:
    short, over = sums("收到5件，其中甲2件，乙1件。"), sums("收到5件，其中甲4件，乙3件。")
    assert [one.verdict for one in (*short, *over)] == [Verdict.INCOMPLETE, Verdict.FAIL]
    assert [one.difference for one in (*short, *over)] == [2, -2]


def test_a_term_has_the_field_of_its_own_number_and_of_no_other_in_the_quote() -> None:
    text = "网站全年发布信息2139条，其中动态类信息发布1744条，政务信息发布393条，解读类信息发布21条。"
    fields = {str(term.value): term.field for term in sums(text)[0].right}
    assert fields["21"] == "response.explanations"
    assert fields["393"] != "response.explanations"


def test_of_two_equal_numbers_each_term_has_its_own_field() -> None:
    (check,) = sums("收到申请12件，其中网络申请6件，信函申请6件。")
    assert [term.field for term in check.right] == ["requests.received.online", "requests.received.letter"]
