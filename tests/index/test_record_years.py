"""Checks between two years of one agency, whatever the order in which the reports come and go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from index.record.check_rows import CheckFilter
from index.record.store import Record
from reports.model import Applicant, Claim, Figure, Origin, Report
from tests.factories import make_figure, make_original, make_report


def cell(report: Report, field: str, value: int) -> Figure:
    figure = make_figure(report.document.text, report.sections)
    return replace(figure, field=field, value=Decimal(value), origin=Origin.TABLE)


def t21(year: int, claims: Sequence[Claim] = (), **cells: int) -> Report:
    report = make_report(year=year, form="T21")
    figures = tuple(cell(report, f"requests.{name}", value) for name, value in cells.items())
    return replace(report, figures=figures, checks=(), claims=tuple(claims))


def save(record: Record, report: Report, version: int = 1) -> int:
    sha256 = f"{report.year}{version}".rjust(64, "0")
    return record.save(report, make_original(report, sha256), parser="1").revision


def verdicts(record: Record, rule: str = "carry-over") -> list[tuple[int, str, Decimal | None, Decimal | None]]:
    found = record.check_rows.page(CheckFilter(rules=(rule,)), limit=100).items
    return [(one.year, one.check.verdict.value, one.check.lhs, one.check.rhs) for one in found]


def test_what_is_carried_over_is_checked_against_the_year_before(record: Record) -> None:
    save(record, t21(2022, carried_out=7))
    save(record, t21(2023, carried_in=5))
    assert verdicts(record) == [(2023, "fail", 5, 7)]


def test_the_order_of_ingest_does_not_matter(record: Record) -> None:
    save(record, t21(2023, carried_in=7))
    save(record, t21(2022, carried_out=7))
    assert verdicts(record) == [(2023, "pass", 7, 7)]


def test_years_that_do_not_follow_each_other_are_not_compared(record: Record) -> None:
    save(record, t21(2021, carried_out=7))
    save(record, t21(2023, carried_in=5))
    assert verdicts(record) == []


def test_a_new_version_of_the_earlier_report_is_compared_anew(record: Record) -> None:
    save(record, t21(2022, carried_out=7))
    save(record, t21(2023, carried_in=5))
    save(record, t21(2022, carried_out=5), version=2)
    assert verdicts(record) == [(2023, "pass", 5, 5)]


def test_a_deleted_earlier_report_takes_the_check_with_it(record: Record) -> None:
    report = t21(2022, carried_out=7)
    save(record, report)
    save(record, t21(2023, carried_in=5))
    record.delete(report.id)
    assert verdicts(record) == []


def test_another_reading_is_compared_anew(record: Record) -> None:
    save(record, t21(2022, carried_out=7))
    revision = save(record, t21(2023, carried_in=5))
    record.replace(revision, t21(2023, carried_in=7), parser="2")
    assert verdicts(record) == [(2023, "pass", 7, 7)]


def test_a_claimed_change_is_held_against_the_earlier_report(record: Record) -> None:
    claim = Claim(
        field="requests.received",
        applicant=Applicant.TOTAL,
        value=Decimal(13),
        change=Decimal(30),
        percent=True,
        qualifier=None,
        quote="13件",
        start=0,
        end=3,
        section="s3",
    )
    save(record, t21(2022, received=10))
    save(record, t21(2023, [claim], received=13))
    assert verdicts(record, "year-on-year") == [(2023, "pass", 30, 30)]


def test_the_term_of_the_earlier_report_says_so(record: Record) -> None:
    save(record, t21(2022, carried_out=7))
    save(record, t21(2023, carried_in=5))
    (one,) = record.check_rows.page(CheckFilter(rules=("carry-over",))).items
    assert [term.years_back for term in (*one.check.left, *one.check.right)] == [0, 1]
