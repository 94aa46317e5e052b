"""The rules between the cells of a report's tables, on small tables made here."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.checks import check
from reports.checks.rules import rules
from reports.model import Applicant, Check, Document, Figure, Origin, Qualifier, Status, Verdict

EMPTY = Document("r.txt", "txt", "", ())
TYPES = [applicant for applicant in Applicant if applicant is not Applicant.TOTAL]
OUTCOMES = [
    *("requests.outcome." + name for name in ("granted", "partly_granted")),
    *(
        "requests.outcome.refused." + name
        for name in [
            "state_secret",
            "forbidden_by_law",
            "security_stability",
            "third_party",
            "internal_affairs",
            "procedural",
            "enforcement_file",
            "administrative_query",
        ]
    ),
    *("requests.outcome.unable." + name for name in ("not_held", "needs_creation", "unclear")),
    *(
        "requests.outcome.unprocessed." + name
        for name in ("petition", "repeated", "publication", "excessive", "confirmation")
    ),
]
OTHER_T21 = ["requests.outcome.other." + name for name in ("correction_overdue", "fee_unpaid", "other")]


def cell(field: str, value: int | None, applicant: Applicant = Applicant.TOTAL, status: Status | None = None) -> Figure:
    known = status or (Status.BLANK if value is None else Status.REPORTED if value else Status.REPORTED_ZERO)
    number = None if value is None else Decimal(value)
    return Figure(field, applicant, number, "件", known, None, Origin.TABLE, "", 0, 0, "s1")


def prose(field: str, value: str, qualifier: Qualifier | None = None) -> Figure:
    return Figure(
        field, Applicant.TOTAL, Decimal(value), "件", Status.REPORTED, qualifier, Origin.PROSE, value, 0, 0, "s1"
    )


def checks(*figures: Figure, rule: str | None = None) -> list[Check]:
    return [one for one in check(figures, EMPTY, ()) if rule in (None, one.rule)]


def cells(**values: int | None) -> list[Figure]:
    return [cell(name.replace("__", "."), value) for name, value in values.items()]


def test_flow_holds_for_each_applicant_it_is_there_for() -> None:
    figures = [
        cell(f"requests.{name}", value, who)
        for who in (Applicant.TOTAL, Applicant.NATURAL_PERSON)
        for name, value in (("received", 5), ("carried_in", 1), ("closed", 5), ("carried_out", 2))
    ]
    found = checks(*figures, rule="flow")
    assert [(c.applicant, c.verdict, c.lhs, c.rhs, c.difference) for c in found] == [
        (Applicant.TOTAL, Verdict.FAIL, 6, 7, -1),
        (Applicant.NATURAL_PERSON, Verdict.FAIL, 6, 7, -1),
    ]


def test_flow_says_nothing_of_a_form_that_does_not_ask_for_it() -> None:
    assert checks(*cells(requests__received=3, requests__closed=2), rule="flow") == []


@pytest.mark.parametrize("status", [Status.BLANK, Status.UNPARSED])
def test_a_blank_or_unparsed_cell_is_never_a_failure(status: Status) -> None:
    figures = cells(requests__received=34, requests__carried_in=2, requests__closed=35)
    found = checks(*figures, cell("requests.carried_out", None, status=status), rule="flow")
    assert [(c.verdict, c.lhs, c.rhs, c.difference) for c in found] == [(Verdict.NOT_ASSESSABLE, 36, None, None)]


@pytest.mark.parametrize("others", [OTHER_T21, ["requests.outcome.other"]])
def test_outcomes_add_up_whichever_form_asks_for_other_outcomes(others: list[str]) -> None:
    rows = [*OUTCOMES, *others]
    figures = [cell(field, 1) for field in rows]
    good = checks(cell("requests.closed", len(rows)), *figures, rule="outcomes")
    bad = checks(cell("requests.closed", len(rows) + 1), *figures, rule="outcomes")
    assert [c.verdict for c in (*good, *bad)] == [Verdict.PASS, Verdict.FAIL]


def test_a_row_that_was_lost_makes_outcomes_not_assessable() -> None:
    figures = [cell(field, 1) for field in (*OUTCOMES[1:], *OTHER_T21)]
    assert [c.verdict for c in checks(cell("requests.closed", 21), *figures, rule="outcomes")] == [
        Verdict.NOT_ASSESSABLE
    ]


@given(st.lists(st.integers(0, 10**6), min_size=6, max_size=6), st.integers(-3, 3))
def test_applicants_pass_exactly_when_they_add_up(values: list[int], off: int) -> None:
    parts = [cell("requests.received", value, who) for who, value in zip(TYPES, values, strict=True)]
    total = cell("requests.received", sum(values) + off)
    assert [c.verdict for c in checks(total, *parts, rule="applicants")] == [Verdict.FAIL if off else Verdict.PASS]


def test_review_counts_pending_only_where_the_form_has_it() -> None:
    done = cells(review__total=3, review__upheld=1, review__corrected=1, review__other=0)
    assert [c.verdict for c in checks(*done, rule="review")] == [Verdict.FAIL]
    assert [c.verdict for c in checks(*done, cell("review.pending", 1), rule="review")] == [Verdict.PASS]


def test_both_groups_of_litigation_are_checked() -> None:
    names = ("upheld", "corrected", "other", "pending", "total")
    groups = [
        cell(f"litigation.{group}.{name}", value)
        for group, values in (("direct", (0, 0, 0, 0, 0)), ("after_review", (5, 0, 0, 0, 0)))
        for name, value in zip(names, values, strict=True)
    ]
    assert [(c.verdict, c.lhs, c.rhs) for c in checks(*groups, rule="litigation")] == [
        (Verdict.PASS, 0, 0),
        (Verdict.FAIL, 0, 5),
    ]


def test_the_eight_answers_and_the_six_reasons_are_checked() -> None:
    names = [
        "already_public",
        "granted",
        "partly_granted",
        "refused",
        "not_this_agency",
        "not_exist",
        "amendment_asked",
        "redirected",
    ]
    answers = [cell(f"requests.outcome.{name}", 3 if name in ("refused", "not_this_agency") else 0) for name in names]
    reasons = [
        "state_secret",
        "trade_secret",
        "privacy",
        "security_stability",
        "not_government_information",
        "forbidden_by_law",
    ]
    refused = [cell(f"requests.outcome.refused.{name}", 3 if name == "forbidden_by_law" else 0) for name in reasons]
    found = checks(cell("requests.answered", 3), *answers, *refused, rule="answers")
    assert [(c.verdict, c.lhs, c.rhs) for c in found] == [(Verdict.FAIL, 3, 6), (Verdict.PASS, 3, 3)]


def test_a_local_table_with_fewer_kinds_of_answers_is_no_contradiction() -> None:
    names = {"granted": 10, "partly_granted": 2, "refused": 2}
    figures = [cell(f"requests.outcome.{name}", value) for name, value in names.items()]
    assert [c.verdict for c in checks(cell("requests.answered", 14), *figures, rule="answers")] == [Verdict.PASS]
    assert [c.verdict for c in checks(cell("requests.answered", 21), *figures, rule="answers")] == [
        Verdict.NOT_ASSESSABLE
    ]


def test_closing_and_channels_and_staff() -> None:
    figures = cells(
        requests__received=4,
        requests__received__in_person=1,
        requests__received__fax=0,
        requests__received__online=2,
        requests__received__letter=0,
        requests__closed=0,
        requests__closed__on_time=2,
        requests__closed__extended=0,
        organisation__staff=3,
        organisation__staff_full_time=None,
        organisation__staff_part_time=3,
    )
    assert {c.rule: c.verdict for c in checks(*figures)} == {
        "channels": Verdict.FAIL,
        "closing": Verdict.FAIL,
        "staff": Verdict.NOT_ASSESSABLE,
    }


def test_a_part_may_not_exceed_its_whole() -> None:
    assert checks(*cells(disclosure__total=5, disclosure__normative_documents=6))[0].verdict is Verdict.FAIL
    assert checks(*cells(disclosure__total=6, disclosure__normative_documents=6))[0].verdict is Verdict.PASS


def test_the_channels_of_disclosure_are_not_summed() -> None:
    assert checks(*cells(disclosure__total=10, disclosure__website=10, disclosure__wechat=9)) == []


@pytest.mark.parametrize(
    ("said", "qualifier", "held", "verdict"),
    [
        ("13", None, 13, Verdict.PASS),
        ("13", None, 12, Verdict.FAIL),
        ("13", None, None, Verdict.NOT_ASSESSABLE),
        ("734", Qualifier.AT_LEAST, 741, Verdict.PASS),
        ("734", Qualifier.AT_LEAST, 730, Verdict.FAIL),
        ("180000", Qualifier.AT_LEAST, 184321, Verdict.PASS),
        ("100", Qualifier.AT_LEAST, 900, Verdict.NOT_ASSESSABLE),
        ("1000", Qualifier.ABOUT, 985, Verdict.PASS),
        ("1000", Qualifier.ABOUT, 400, Verdict.NOT_ASSESSABLE),
    ],
)
def test_a_sentence_is_compared_with_the_cell_as_firmly_as_it_speaks(
    said: str, qualifier: Qualifier | None, held: int | None, verdict: Verdict
) -> None:
    found = checks(prose("disclosure.weibo", said, qualifier), cell("disclosure.weibo", held), rule="prose-table")
    assert [c.verdict for c in found] == [verdict]


def test_a_sentence_is_compared_with_the_cells_that_add_up_to_its_field() -> None:
    table = cells(litigation__direct__total=25, litigation__after_review__total=52)
    found = checks(prose("litigation.total", "57"), *table, rule="prose-table")
    assert [(c.verdict, c.lhs, c.rhs) for c in found] == [(Verdict.FAIL, 57, 77)]


def test_a_sentence_about_a_field_the_table_lacks_is_not_compared() -> None:
    assert checks(prose("disclosure.total", "57"), *cells(requests__received=3), rule="prose-table") == []


def test_a_second_number_for_a_field_that_agrees_once_raises_no_alarm() -> None:
    figures = [prose("requests.received", "12"), prose("requests.received", "5"), cell("requests.received", 12)]
    assert [c.verdict for c in checks(*figures, rule="prose-table")] == [Verdict.PASS]


@pytest.mark.parametrize(
    ("value", "section", "verdicts"),
    [
        ("888", "s1", [Verdict.PASS, Verdict.FAIL]),
        ("888", "s2", [Verdict.PASS, Verdict.FAIL]),
        ("5", "s2", [Verdict.PASS, Verdict.FAIL]),
        ("5", "s1", [Verdict.PASS]),
        ("12", "s2", [Verdict.PASS, Verdict.PASS]),
    ],
)
def test_a_second_number_that_cannot_be_a_part_is_shown(value: str, section: str, verdicts: list[Verdict]) -> None:
    first = replace(prose("requests.received", "12"), section="s1")
    second = replace(prose("requests.received", value), section=section)
    found = checks(first, second, cell("requests.received", 12), rule="prose-table")
    assert [check.verdict for check in found] == verdicts


def test_rules_of_one_name_have_one_relation_which_pages_show_by_its_sign() -> None:
    assert any(rules().is_at_most(rule.name) for rule in rules().within)
    assert all(rules().is_at_most(rule.name) == rule.at_most for rule in rules().within)


def test_the_relation_is_told_whatever_a_rule_is_called() -> None:
    called = replace(rules(), within=tuple(replace(rule, name=f"our-{rule.name}") for rule in rules().within))
    assert called.is_at_most("our-part-of")
    assert not called.is_at_most("our-staff")
