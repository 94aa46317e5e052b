"""What may be asked of `/checks` and what a check looks like."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from marshmallow import Schema, fields, post_load, validate

from index.record.check_rows import CheckFilter, StoredCheck
from index.record.rows import Page
from reports.catalogue import FIELDS
from reports.checks.rules import rules
from reports.codes import meaning
from reports.model import Applicant, Check, Term, Verdict
from schemas.hits import PUBLICATION_COLUMNS, HitReportSchema, PageLinksSchema, publication_row, source_body, text
from schemas.links import Addresses
from schemas.numbers import Number, number
from schemas.parameters import Arguments, any_of, cursor, language, limit, names, years
from schemas.search import Format, list_format
from search.questions import Selection

Body = dict[str, Any]
SAYS = rules().says
VERDICTS = [verdict.value for verdict in Verdict]


@dataclass(frozen=True, slots=True)
class CheckRequest:
    """Checks as they were asked for; agencies and regions are still names."""

    criteria: CheckFilter
    agency: Selection[str]
    region: Selection[str]
    limit: int
    cursor: str | None
    format: Format
    lang: str


class CheckArguments(Arguments):
    """The query string of `/checks`."""

    verdict = any_of(VERDICTS, "What the check found.")
    rule = any_of(list(SAYS), "Which rule (勾稽关系) was applied.")
    agency = names("Agencies by id, full or short name.")
    not_agency = names("Agencies to leave out.")
    region = names("Places by code (行政区划代码) or name; what lies in them counts as well.")
    year = years("Statistical years: 2017, 2015..2019, 2015.. or ..2016.")
    limit = limit()
    cursor = cursor()
    format = list_format()
    lang = language()

    @post_load
    def request(self, data: dict[str, Any], **_: Any) -> CheckRequest:
        """Put what was read into the shape the record takes."""
        ranges = tuple((one.first, one.last) for one in data["year"])
        criteria = CheckFilter(rules=data["rule"], verdicts=data["verdict"], years=ranges)
        agency, region = Selection(data["agency"], data["not_agency"]), Selection(data["region"])
        return CheckRequest(criteria, agency, region, data["limit"], data["cursor"], data["format"], data["lang"])


class TermSchema(Schema):
    """One cell or stated number of a side. `text[start:end] == quote` of the report's text."""

    field = text()
    applicant = text()
    value = Number()
    sign = fields.Integer(required=True, validate=validate.OneOf([1, -1]))
    quote = text()
    start = fields.Integer(required=True)
    end = fields.Integer(required=True)
    year = fields.Integer(required=True, metadata={"description": "Of the agency's report that holds the quote."})


class SideSchema(Schema):
    value = Number("Null where a term is blank or unread.")
    terms = fields.List(fields.Nested(TermSchema), required=True)


class VerdictSchema(Schema):
    """A rule applied once."""

    rule = text(example="flow")
    says = text("What the rule says.")
    verdict = fields.String(required=True, validate=validate.OneOf(VERDICTS))
    applicant = fields.String(required=True, validate=validate.OneOf([one.value for one in Applicant]))
    field = fields.String(required=True, allow_none=True)
    left = fields.Nested(SideSchema, required=True)
    right = fields.Nested(SideSchema, required=True)
    difference = Number("left - right.")
    section = fields.String(required=True, allow_none=True)
    detail = text()


class CheckSchema(VerdictSchema):
    report = fields.Nested(HitReportSchema, required=True)


class ChecksSchema(Schema):
    total = fields.Integer(required=True)
    checks = fields.List(fields.Nested(CheckSchema), required=True)
    links = fields.Nested(PageLinksSchema, required=True)


def checks_body(page: Page[StoredCheck], urls: Addresses, links: Body) -> Body:
    """Build what ChecksSchema describes."""
    return {"total": page.total, "checks": [check_body(check, urls) for check in page.items], "links": links}


def check_body(check: StoredCheck, urls: Addresses) -> Body:
    """Build what CheckSchema describes."""
    return {**verdict_body(check.check, check.year), "report": source_body(check, urls)}


def verdict_body(check: Check, year: int) -> Body:
    """Build what VerdictSchema describes, for a report of `year`."""
    return {
        "rule": check.rule,
        "says": SAYS[check.rule],
        "verdict": check.verdict,
        "applicant": check.applicant,
        "field": check.field,
        "left": {"value": number(check.lhs), "terms": _terms(check.left, year)},
        "right": {"value": number(check.rhs), "terms": _terms(check.right, year)},
        "difference": number(check.difference),
        "section": check.section,
        "detail": check.detail,
    }


CSV_COLUMNS = (
    *("rule", "says", "verdict", "verdict_label", "applicant", "applicant_label", "field", "label"),
    *("left", "right", "difference", "detail"),
    *("agency_id", "agency", "year", "form", "form_label", "report", "title", "file"),
    *("section", "left_quotes", "right_quotes", "url"),
    *PUBLICATION_COLUMNS,
)


def check_row(stored: StoredCheck, urls: Addresses) -> tuple[object, ...]:
    """Return the values of CSV_COLUMNS; decimals are exact."""
    check = stored.check
    return (
        check.rule,
        SAYS[check.rule],
        check.verdict,
        meaning("verdict", check.verdict),
        check.applicant,
        meaning("applicant", check.applicant),
        check.field or "",
        FIELDS[check.field].label if check.field and check.field in FIELDS else "",
        _plain(check.lhs),
        _plain(check.rhs),
        _plain(check.difference),
        check.detail,
        stored.agency,
        stored.agency_name,
        stored.year,
        stored.form,
        meaning("form", stored.form),
        stored.report,
        stored.title,
        stored.file,
        check.section or "",
        " | ".join(term.quote for term in check.left),
        " | ".join(term.quote for term in check.right),
        urls.section(stored.report, check.section) if check.section else urls.report(stored.report),
        *publication_row(stored.source),
    )


def _plain(value: Decimal | None) -> str:
    return "" if value is None else f"{value:f}"


def _terms(terms: Sequence[Term], year: int) -> list[Body]:
    return [
        {
            "field": term.field,
            "applicant": term.applicant,
            "value": number(term.value),
            "sign": term.sign,
            "quote": term.quote,
            "start": term.start,
            "end": term.end,
            "year": year - term.years_back,
        }
        for term in terms
    ]
