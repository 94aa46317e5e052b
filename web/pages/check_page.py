"""`/checks` as a page: a card for each contradiction, with both sides linked to where they stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import Response, request

from index.record.check_rows import ORDER, CheckFilter, StoredCheck
from index.record.keyset import kinds
from index.record.rows import Publication, StoredReport
from reports.catalogue import FIELDS
from reports.checks.rules import rules
from reports.model import Applicant, Check, Term, Verdict
from schemas.checks import CheckRequest
from web.http.html import COMPLETING_POLICY, look, page, shown
from web.http.links import Links, absolute, asked_for, here, without
from web.http.lists import ListRequest
from web.http.services import services
from web.http.wording import asked_language, wording
from web.pages.cards import carried, report_url
from web.pages.chart import written


@dataclass(frozen=True, slots=True)
class TermInWords:
    """A term of a side: its label, its value, its quote and where that stands."""

    label: str
    value: str
    quote: str
    url: str
    sign: int


@dataclass(frozen=True, slots=True)
class CheckCard:
    """A check in words. `sign` stands between the sides: = or ≠, ≤ or >. `source` is where its report was published."""

    says: str
    verdict: str
    left: str
    right: str
    sign: str
    difference: str
    applicant: str
    left_terms: tuple[TermInWords, ...]
    right_terms: tuple[TermInWords, ...]
    agency: str
    agency_url: str
    year: int
    title: str
    url: str
    source: Publication | None = None


def check_page(check_request: CheckRequest, criteria: CheckFilter) -> Response:
    """Show the contradictions asked for; without a verdict, those that fail."""
    criteria = criteria if criteria.verdicts else replace(criteria, verdicts=(Verdict.FAIL.value,))
    record = services().record
    listed = ListRequest.of(
        "/checks", (criteria,), [kinds(ORDER)], check_request.cursor, also=(look(), check_request.lang)
    )
    checks = record.check_rows.page(criteria, check_request.limit, listed.key)
    words, urls = wording(check_request.lang), here()
    cursor = listed.cursor(checks.next)
    pairs = asked_for()
    plain = without(pairs, "cursor", "lang", "limit")
    return page(
        "checks.html",
        listed.tag,
        COMPLETING_POLICY,
        check_request.lang,
        cards=[card_of(one, urls, words) for one in checks.items],
        total=checks.total,
        rules={rule: rules().said(rule, check_request.lang) for rule in rules().says},
        pairs=dict(request.args.items()),
        criteria=criteria,
        next_url=cursor and urls.query("/checks", [*without(pairs, "cursor"), ("cursor", cursor)]),
        first_url=urls.query("/checks", without(pairs, "cursor")) if check_request.cursor else None,
        csv_url=urls.query("/checks", [*_with_verdict(plain, criteria), ("format", "csv")]),
        json_url=urls.query("/checks", [*_with_verdict(plain, criteria), ("format", "json")]),
        cited_url=absolute().query("/checks", without(pairs, "cursor")),
    )


def _with_verdict(pairs: list[tuple[str, str]], criteria: CheckFilter) -> list[tuple[str, str]]:
    return [*without(pairs, "verdict"), ("verdict", ",".join(criteria.verdicts))]


def card_of(check: StoredCheck, urls: Links, words: dict[str, Any]) -> CheckCard:
    """Put a check of the record in words."""
    whose = (check.report, check.agency, check.year)
    agency = urls.agency(check.agency) + asked_language(words["lang"])
    card = _card(check.check, whose, urls, words, check.agency_name, agency, shown(check.title))
    return replace(card, source=check.source)


def _card(
    check: Check,
    whose: tuple[str, str, int],
    urls: Links,
    words: dict[str, Any],
    name: str,
    agency_url: str,
    title: str,
) -> CheckCard:
    report, _, year = whose
    fails = check.verdict in (Verdict.FAIL, Verdict.INCOMPLETE)
    at_most = rules().is_at_most(check.rule)
    return CheckCard(
        says=rules().said(check.rule, words["lang"]),
        verdict=check.verdict,
        left="—" if check.lhs is None else written(check.lhs),
        right="—" if check.rhs is None else written(check.rhs),
        sign=(">" if fails else "≤") if at_most else ("≠" if fails else "="),
        difference="" if check.difference is None else written(check.difference),
        applicant="" if check.applicant == Applicant.TOTAL else words["applicants"][check.applicant],
        left_terms=terms_of(check.left, whose, urls, words),
        right_terms=terms_of(check.right, whose, urls, words),
        agency=name,
        agency_url=agency_url,
        year=year,
        title=title,
        url=report_url(urls, report, [("view", "checks"), *carried("", words["lang"])]),
    )


def terms_of(
    terms: Sequence[Term], whose: tuple[str, str, int], urls: Links, words: dict[str, Any]
) -> tuple[TermInWords, ...]:
    """Return the terms of a side; one of the year before stands in that year's report."""
    report, agency, year = whose

    def url(term: Term) -> str:
        held = report if not term.years_back else f"{agency}-{year - term.years_back}"
        place = [("at", f"{term.start}-{term.end}")] if term.end > term.start else []
        return report_url(urls, held, [*place, *carried("", words["lang"])], "marked" if place else "")

    return tuple(
        TermInWords(
            FIELDS[term.field].name(words["lang"]) if term.field in FIELDS else term.field or "",
            words["reasons"]["blank"] if term.value is None else written(term.value),
            shown(term.quote),
            url(term),
            term.sign,
        )
        for term in terms
    )


ORDERED = (Verdict.FAIL, Verdict.INCOMPLETE, Verdict.NOT_ASSESSABLE, Verdict.PASS)


def cards_of(checks: Sequence[Check], report: StoredReport, urls: Links, words: dict[str, Any]) -> list[CheckCard]:
    """Put the checks of one report in words, those that fail first."""
    whose = (report.id, report.agency.id, report.year)
    ordered = sorted(checks, key=lambda one: ORDERED.index(one.verdict))
    return [_card(one, whose, urls, words, report.agency.name, urls.agency(report.agency.id), "") for one in ordered]
