"""Contradictions in whole reports: a sentence against the table, a sum announced, a claim about the year before."""

from __future__ import annotations

from functools import cache

import pytest

from reports.checks import check_years
from reports.forms import FORMS
from reports.model import Report, Verdict
from reports.parse import parse
from tests.reports.written_tables import Written, as_tab_text, order

LAST, YEAR = 2021, 2022


@cache
def report(sentence: str, year: int = YEAR, received: int = 12) -> Report:
    """Return a report whose table says how many requests came, how many were carried in (2), granted (9), left (5)."""
    rows = dict.fromkeys(order(split=True), (0,) * 7)
    stated = {"received": received, "carried_in": 2, "outcome.granted": received - 3, "closed": received - 3}
    stated["carried_out"] = 5
    rows |= {f"requests.{key}": (value, 0, 0, 0, 0, 0, value) for key, value in stated.items()}
    table = as_tab_text(Written(True, rows, FORMS["T21"])).text
    text = (
        f"平潭县农业局{year}年政府信息公开工作年度报告\n\n一、总体情况\n\n{sentence}\n\n"
        f"三、收到和处理政府信息公开申请情况\n\n{table}\n"
    )
    return parse(text.encode(), "report.txt")


def judged(found: Report, rule: str) -> list[tuple[str | None, Verdict]]:
    return [(check.field, check.verdict) for check in found.checks if check.rule == rule]


@pytest.mark.parametrize(
    ("sentence", "field", "verdict"),
    [
        ("全年共收到政府信息公开申请12件。", "requests.received", Verdict.PASS),
        ("全年共收到政府信息公开申请11件。", "requests.received", Verdict.FAIL),
        ("我局新收依申请公开件１２件，上年结转3件。", "requests.carried_in", Verdict.FAIL),
        ("2022年，受理政府信息公开申请十四件。", "requests.received", Verdict.FAIL),
        ("收到申请12件，予以公开9件。", "requests.outcome.granted", Verdict.PASS),
        ("收到申请12件，其中予以公开8件。", "requests.outcome.granted", Verdict.FAIL),
        ("全年收到政府信息公开申请10余件。", "requests.received", Verdict.PASS),
        ("全年未收到政府信息公开申请。", "requests.received", Verdict.FAIL),
        ("收到申请12件，尚有4件结转下年度继续办理。", "requests.carried_out", Verdict.FAIL),
        ("收到申请12件，办结申请9件。", "requests.closed", Verdict.PASS),
    ],
)
def test_a_sentence_is_held_against_the_table(sentence: str, field: str, verdict: Verdict) -> None:
    assert (field, verdict) in judged(report(sentence), "prose-table")


@pytest.mark.parametrize(
    "sentence",
    [
        "2021年收到政府信息公开申请11件。",
        "全市共收到政府信息公开申请530件。",
        "上半年收到政府信息公开申请7件。",
        "收到信访件31件、咨询45件。",
        "计划全年收到政府信息公开申请20件。",
        "省农业厅收到政府信息公开申请300件。",
    ],
)
def test_what_is_not_said_of_the_report_raises_no_alarm(sentence: str) -> None:
    assert judged(report(sentence), "prose-table") == []


@pytest.mark.parametrize(
    ("sentence", "verdicts"),
    [
        ("主动公开政府信息40条，其中规划信息16条、人事信息24条。", [Verdict.PASS]),
        ("主动公开政府信息40条，其中规划信息16条、人事信息25条。", [Verdict.FAIL]),
        ("主动公开政府信息40条，其中规划信息16条、人事信息14条。", [Verdict.INCOMPLETE]),
        ("收到申请12件，其中网络申请7件、信函申请5件。", [Verdict.PASS]),
        ("收到申请12件，其中网络申请8件、信函申请5件。", [Verdict.FAIL]),
        ("主动公开政府信息40条，其中包括规划信息16条。", []),
        ("主动公开政府信息40条，其中网站公开30条，微信公众号公开25条。", []),
        ("主动公开政府信息近50条，其中规划信息16条、人事信息30条。", [Verdict.NOT_ASSESSABLE]),
    ],
)
def test_a_sum_that_is_announced_is_added_up(sentence: str, verdicts: list[Verdict]) -> None:
    assert [verdict for _, verdict in judged(report(sentence), "prose-sum")] == verdicts


@pytest.mark.parametrize(
    ("sentence", "verdicts"),
    [
        ("全年收到政府信息公开申请12件，同比增长20%。", [Verdict.PASS]),
        ("全年收到政府信息公开申请12件，同比增长50%。", [Verdict.FAIL]),
        ("全年收到政府信息公开申请12件，较上年增加2件。", [Verdict.PASS]),
        ("全年收到政府信息公开申请12件，比2021年减少2件。", [Verdict.FAIL]),
        ("全年收到政府信息公开申请12件，与去年持平。", [Verdict.FAIL]),
        ("全年收到政府信息公开申请12件，较2019年增长50%。", []),
        ("全年收到政府信息公开申请12件，群众满意率同比提高50%。", []),
    ],
)
def test_a_claim_is_held_against_the_report_of_the_year_before(sentence: str, verdicts: list[Verdict]) -> None:
    before, later = report("全年收到政府信息公开申请10件。", LAST, 10), report(sentence)
    found = check_years(before.figures, later.figures, later.claims)
    assert [check.verdict for check in found if check.rule == "year-on-year"] == verdicts


def test_both_sides_of_a_contradiction_are_quoted_from_the_report() -> None:
    found = report("全年共收到政府信息公开申请11件。")
    (check,) = [c for c in found.checks if c.rule == "prose-table" and c.verdict is Verdict.FAIL]
    assert (check.lhs, check.rhs) == (11, 12)
    assert all(found.document.text[t.start : t.end] == t.quote for t in (*check.left, *check.right))
