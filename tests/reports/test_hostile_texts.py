"""Texts made to cost a reader more than their length: no crash, and time that grows with the text alone."""

from __future__ import annotations

import pytest

from reports.errors import ReportError
from reports.model import Report
from tests.reports.hostile_texts import Family, cases, families, outcome, seconds

CASES = list(cases())
NAMES = [f"{family.name}-{carrier}" for family, carrier in CASES]
SIZE = 8_000
MOST = 2.3
"""Times the CPU seconds that twice the text may take."""


def test_there_are_at_least_seventy_families() -> None:
    assert len({family.name for family in families()}) == len(families()) >= 70


@pytest.mark.parametrize(("family", "carrier"), CASES, ids=NAMES)
def test_a_hostile_text_is_read_or_refused(family: Family, carrier: str) -> None:
    assert isinstance(outcome(family.file(600, carrier), carrier), Report | ReportError)


@pytest.mark.parametrize("digits", [29, 5000])
@pytest.mark.parametrize("before", ["主动公开政府信息", "一、本年新收政府信息公开申请数量\t", "规章\n", ""])
def test_a_run_of_digits_is_a_run_of_digits(digits: int, before: str) -> None:
    family = Family("digits", "1", opening=before, closing="条。")
    report = outcome(family.file(digits, "text"), "text")
    assert isinstance(report, Report)
    assert all(len(str(figure.value)) < 20 for figure in report.figures if figure.value is not None)


@pytest.mark.parametrize("code", [0xD800, 0xDFFF, 0])
@pytest.mark.parametrize("carrier", ["text", "html"])
def test_half_surrogates_and_nul_are_characters(code: int, carrier: str) -> None:
    report = outcome(Family("odd", chr(code)).file(1, carrier), carrier)
    assert isinstance(report, Report | ReportError)


@pytest.mark.parametrize("carrier", ["text", "html"])
def test_the_text_around_is_a_report_of_its_own(carrier: str) -> None:
    """What the families cost is measured on texts that are read to the end, not refused at their beginning."""
    report = outcome(Family("plain", "公开信息，").file(600, carrier), carrier)
    assert isinstance(report, Report)
    assert report.agency.name == "杭州市水利局"


@pytest.mark.slow
@pytest.mark.parametrize(("family", "carrier"), CASES, ids=NAMES)
def test_twice_the_text_takes_about_twice_the_time(family: Family, carrier: str) -> None:
    once, twice = seconds(family, carrier, SIZE, MOST)
    # Below this the clock's own steps and the parts that do not depend on the text decide.
    assert twice < 0.1 or twice <= MOST * once
