"""What may be asked of `/figures` and what a figure looks like."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from marshmallow import Schema, fields, post_load, validate

from index.record.check_rows import StoredCheck
from index.record.figures import ORDERS, FigureFilter, StoredFigure
from index.record.rows import Page
from reports.catalogue import FIELDS
from reports.checks.rules import rules
from reports.codes import meaning
from reports.forms import FORM_IDS
from reports.model import Applicant, Figure, Origin, Qualifier, Status, Verdict
from schemas.hits import PUBLICATION_COLUMNS, HitReportSchema, PageLinksSchema, publication_row, source_body, text
from schemas.links import Addresses
from schemas.numbers import Number, field_ids, number, value_ranges
from schemas.parameters import Arguments, any_of, cursor, language, limit, names, one_of, whole_number, years
from schemas.search import Format, list_format
from search.filters import FIRST_YEAR, LAST_YEAR
from search.questions import Selection

Body = dict[str, Any]
AnyFigure = StoredFigure | Figure
EVERYBODY = "all"
"""Asks for the figures of every type of applicant beside those of all: who adds these up counts twice."""


def values(kind: type[Applicant | Origin | Qualifier | Status | Verdict]) -> list[str]:
    return [one.value for one in kind]


@dataclass(frozen=True, slots=True)
class FigureRequest:
    """Figures as they were asked for; agencies and regions are still names."""

    criteria: FigureFilter
    agency: Selection[str]
    region: Selection[str]
    sort: str
    limit: int
    cursor: str | None
    format: Format
    by: int | None
    lang: str


class FigureArguments(Arguments):
    """The query string of `/figures`."""

    field = field_ids("Fields by id; /fields lists them.")
    agency = names("Agencies by id, full or short name.")
    not_agency = names("Agencies to leave out.")
    region = names("Places by code (行政区划代码) or name; what lies in them counts as well.")
    form = any_of(list(FORM_IDS), "Which statistics table the report carries.")
    year = years("Statistical years: 2017, 2015..2019, 2015.. or ..2016.")
    applicant = any_of(
        [*values(Applicant), EVERYBODY],
        "Types of applicant. `total`, the sum over all types, where it is left out; `all` for every one of them.",
        (Applicant.TOTAL.value,),
    )
    value = value_ranges("Values in the field's unit: 13, 10..20, 10.. or ..0.5; figures without a value have none.")
    status = any_of(values(Status), "Whether there is a value, and if not, why.")
    origin = any_of(
        values(Origin),
        "Every figure of this origin; computed ones are sums the form implies and does not print. Left out, a report "
        "answers once for a field: by its table first, then by what is computed from it, then by a sentence.",
    )
    sort = one_of(list(ORDERS), "-year", "The order of figures; those without a value come last.")
    limit = limit()
    cursor = cursor()
    format = list_format()
    by = whole_number(FIRST_YEAR, LAST_YEAR, None, "The year that the page is sorted by; JSON and CSV are the same.")
    lang = language()

    @post_load
    def request(self, data: dict[str, Any], **_: Any) -> FigureRequest:
        """Put what was read into the shape the record takes."""
        criteria = FigureFilter(
            fields=data["field"],
            applicants=() if EVERYBODY in data["applicant"] else data["applicant"],
            forms=data["form"],
            years=tuple((one.first, one.last) for one in data["year"]),
            values=tuple((one.low, one.high) for one in data["value"]),
            statuses=data["status"],
            origins=data["origin"],
        )
        agency, region = Selection(data["agency"], data["not_agency"]), Selection(data["region"])
        page = (data["sort"], data["limit"], data["cursor"], data["format"], data["by"], data["lang"])
        return FigureRequest(criteria, agency, region, *page)


class EvidenceSchema(Schema):
    """Where the figure stands: `text[start:end] == quote` of the report's text, in code points."""

    section = text("Id of the section.", example="s5")
    quote = text(example="收到依申请公开件13件")
    start = fields.Integer(required=True)
    end = fields.Integer(required=True)
    row = fields.String(required=True, allow_none=True, metadata={"description": "The row's label, for a table cell."})
    column = fields.String(required=True, allow_none=True, metadata={"description": "The column's label."})
    url = text("The section on its report's page.")


class InputSchema(Schema):
    """A cell that a computed figure is a sum of."""

    field = text(example="litigation.direct.total")
    label = text()
    value = Number("Null where the cell is blank or unread: the sum has no value then.")
    status = fields.String(required=True, validate=validate.OneOf(values(Status)))
    evidence = fields.Nested(EvidenceSchema, required=True)


class StatementSchema(Schema):
    """A number as a table or a sentence states it, or computed from a table that does not print it.

    `value` is exact; null says why in `status`. A computed one quotes nothing: its `inputs` do.
    """

    value = Number("In `unit`; null where the cell is blank or cannot be read for certain.")
    unit = text(example="件")
    status = fields.String(required=True, validate=validate.OneOf(values(Status)))
    qualifier = fields.String(
        required=True,
        allow_none=True,
        validate=validate.OneOf(values(Qualifier)),
        metadata={"description": "about: 近1000; at_least: 734余; null: exactly."},
    )
    origin = fields.String(
        required=True,
        validate=validate.OneOf(values(Origin)),
        metadata={"description": "table, prose: stated there; computed: the sum of `inputs`, printed nowhere."},
    )
    evidence = fields.Nested(EvidenceSchema, required=True)
    inputs = fields.List(
        fields.Nested(InputSchema),
        required=True,
        metadata={"description": "The cells a computed figure is the sum of; none for a stated one."},
    )


class FigureCheckSchema(Schema):
    """A check that a figure or one of its inputs is a term of; `url` has it with all terms."""

    rule = text(example="flow")
    says = text("What the rule says.")
    verdict = fields.String(required=True, validate=validate.OneOf(values(Verdict)))
    left = Number("The left side's value; null where a term is blank or unread.")
    right = Number("The right side's value.")
    difference = Number("left - right.")
    report = text("Id of the report that is checked: that of the year after where it looks back at the figure.")
    url = text("The report's checks.")


class FigureSchema(StatementSchema):
    """One value of a field in a report."""

    field = text(example="requests.received")
    label = text("The field's label.", example="收到申请数")
    applicant = fields.String(required=True, validate=validate.OneOf(values(Applicant)))
    report = fields.Nested(HitReportSchema, required=True)
    conflicts = fields.List(
        fields.Nested(StatementSchema),
        required=True,
        metadata={"description": "What else the same report states of the field, where the value differs."},
    )
    checks = fields.List(
        fields.Nested(FigureCheckSchema),
        required=True,
        metadata={"description": "The checks that concern it, whatever their verdict."},
    )


class FiguresSchema(Schema):
    total = fields.Integer(required=True)
    figures = fields.List(fields.Nested(FigureSchema), required=True)
    links = fields.Nested(PageLinksSchema, required=True)


def figures_body(page: Page[StoredFigure], urls: Addresses, links: Body) -> Body:
    """Build what FiguresSchema describes."""
    return {"total": page.total, "figures": [figure_body(figure, urls) for figure in page.items], "links": links}


def figure_body(figure: StoredFigure, urls: Addresses) -> Body:
    """Build what FigureSchema describes."""
    return {
        "field": figure.field,
        "label": label_of(figure.field),
        "applicant": figure.applicant,
        **statement_body(figure, urls),
        "report": source_body(figure, urls),
        "conflicts": [statement_body(other, urls) for other in figure.conflicts],
        "checks": [_check_body(found, urls) for found in figure.checks],
    }


def _check_body(check: StoredCheck, urls: Addresses) -> Body:
    return {
        "rule": check.check.rule,
        "says": rules().says[check.check.rule],
        "verdict": check.check.verdict,
        "left": number(check.check.lhs),
        "right": number(check.check.rhs),
        "difference": number(check.check.difference),
        "report": check.report,
        "url": f"{urls.report(check.report)}/checks",
    }


def statement_body(figure: StoredFigure, urls: Addresses) -> Body:
    """Build what StatementSchema describes."""
    return stated(figure, figure.inputs, lambda section: urls.section(figure.report, section))


def stated(figure: AnyFigure, inputs: Sequence[AnyFigure], url: Callable[[str], str]) -> Body:
    """Build the same for a figure of either kind, `url` giving the address of a section of its report."""
    return {
        "value": number(figure.value),
        "unit": figure.unit,
        "status": figure.status,
        "qualifier": figure.qualifier,
        "origin": figure.origin,
        "evidence": _evidence(figure, url),
        "inputs": [
            {
                "field": one.field,
                "label": label_of(one.field),
                "value": number(one.value),
                "status": one.status,
                "evidence": _evidence(one, url),
            }
            for one in inputs
        ],
    }


def _evidence(figure: AnyFigure, url: Callable[[str], str]) -> Body:
    return {
        "section": figure.section,
        "quote": figure.quote,
        "start": figure.start,
        "end": figure.end,
        "row": figure.row,
        "column": figure.column,
        "url": url(figure.section),
    }


def label_of(field: str, lang: str = "zh") -> str:
    """Return what a field is called in a language; the id of one that the catalogue no longer has."""
    return FIELDS[field].name(lang) if field in FIELDS else field


CSV_COLUMNS = (
    *("field", "label", "applicant", "applicant_label", "value", "unit", "status", "status_label"),
    *("qualifier", "qualifier_label", "origin", "origin_label"),
    *("agency_id", "agency", "year", "form", "form_label", "report", "title", "file"),
    *("section", "quote", "start", "end", "row", "column", "inputs", "conflicts", "checks", "url"),
    *PUBLICATION_COLUMNS,
)


def figure_row(figure: StoredFigure, urls: Addresses) -> tuple[object, ...]:
    """Return the values of CSV_COLUMNS: decimals are exact.

    `inputs` is the sum of a computed figure as `field=value`, `conflicts` has the other values, `checks` the verdict of
    each rule that concerns it, as `rule=verdict`.
    """
    return (
        figure.field,
        label_of(figure.field),
        figure.applicant,
        meaning("applicant", figure.applicant),
        "" if figure.value is None else f"{figure.value:f}",
        figure.unit,
        figure.status,
        meaning("status", figure.status),
        figure.qualifier or "",
        meaning("qualifier", figure.qualifier),
        figure.origin,
        meaning("origin", figure.origin),
        figure.agency,
        figure.agency_name,
        figure.year,
        figure.form,
        meaning("form", figure.form),
        figure.report,
        figure.title,
        figure.file,
        figure.section,
        figure.quote,
        figure.start,
        figure.end,
        figure.row or "",
        figure.column or "",
        " ".join(f"{one.field}={'' if one.value is None else f'{one.value:f}'}" for one in figure.inputs),
        " ".join(f"{other.value:f}" for other in figure.conflicts if other.value is not None),
        " ".join(f"{found.check.rule}={found.check.verdict}" for found in figure.checks),
        urls.section(figure.report, figure.section),
        *publication_row(figure.source),
    )
