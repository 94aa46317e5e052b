"""What may be asked of `/figures` and what a figure looks like."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from marshmallow import Schema, fields, post_load, validate

from index.record.figures import ORDERS, FigureFilter, StoredFigure
from index.record.rows import Page
from reports.catalogue import FIELDS
from reports.model import Applicant, Figure, Form, Origin, Qualifier, Status
from schemas.hits import HitReportSchema, PageLinksSchema, source_body, text
from schemas.links import Addresses
from schemas.numbers import Number, field_ids, number, value_ranges
from schemas.parameters import Arguments, any_of, cursor, limit, names, one_of, years
from schemas.search import FORMATS, Format
from search.questions import Selection

Body = dict[str, Any]


def values(kind: type[Applicant | Form | Origin | Qualifier | Status]) -> list[str]:
    return [one.value for one in kind]


@dataclass(frozen=True, slots=True)
class FigureRequest:
    """Figures as they were asked for; agencies and regions are still names."""

    wanted: FigureFilter
    agency: Selection
    region: Selection
    sort: str
    limit: int
    cursor: str | None
    format: Format


class FigureArguments(Arguments):
    """The query string of `/figures`."""

    field = field_ids("Fields by id; /fields lists them.")
    agency = names("Agencies by id, full or short name.")
    not_agency = names("Agencies to leave out.")
    region = names("Places by code (行政区划代码) or name; what lies in them counts as well.")
    form = any_of(values(Form), "Which statistics table the report carries.")
    year = years("Statistical years: 2017, 2015..2019, 2015.. or ..2016.")
    applicant = any_of(values(Applicant), "Types of applicant; `total` is the sum over all.")
    value = value_ranges("Values in the field's unit: 13, 10..20, 10.. or ..0.5; figures without a value have none.")
    status = any_of(values(Status), "Whether there is a value, and if not, why.")
    origin = any_of(
        values(Origin),
        "Every statement of this origin. Left out, a report answers once for a field: by its table first.",
    )
    sort = one_of(list(ORDERS), "-year", "The order of figures; those without a value come last.")
    limit = limit()
    cursor = cursor()
    format = one_of(FORMATS, "json", "csv and ndjson stream all pages from the cursor on, whatever the limit.")

    @post_load
    def request(self, data: dict[str, Any], **_: Any) -> FigureRequest:
        """Put what was read into the shape the record takes."""
        wanted = FigureFilter(
            fields=data["field"],
            applicants=data["applicant"],
            forms=data["form"],
            years=tuple((one.first, one.last) for one in data["year"]),
            values=tuple((one.low, one.high) for one in data["value"]),
            statuses=data["status"],
            origins=data["origin"],
        )
        agency, region = Selection(data["agency"], data["not_agency"]), Selection(data["region"])
        return FigureRequest(wanted, agency, region, data["sort"], data["limit"], data["cursor"], data["format"])


class EvidenceSchema(Schema):
    """Where the figure stands: `text[start:end] == quote` of the report's text, in code points."""

    section = text("Id of the section.", example="s5")
    quote = text(example="收到依申请公开件13件")
    start = fields.Integer(required=True)
    end = fields.Integer(required=True)
    row = fields.String(required=True, allow_none=True, metadata={"description": "The row's label, for a table cell."})
    column = fields.String(required=True, allow_none=True, metadata={"description": "The column's label."})
    url = text("The section on its report's page.")


class StatementSchema(Schema):
    """A number as a table or a sentence states it. `value` is exact; null says why in `status`."""

    value = Number("In `unit`; null where the cell is blank or cannot be read for certain.")
    unit = text(example="件")
    status = fields.String(required=True, validate=validate.OneOf(values(Status)))
    qualifier = fields.String(
        required=True,
        allow_none=True,
        validate=validate.OneOf(values(Qualifier)),
        metadata={"description": "about: 近1000; at_least: 734余; null: exactly."},
    )
    origin = fields.String(required=True, validate=validate.OneOf(values(Origin)))
    evidence = fields.Nested(EvidenceSchema, required=True)


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


class FiguresSchema(Schema):
    total = fields.Integer(required=True)
    figures = fields.List(fields.Nested(FigureSchema), required=True)
    links = fields.Nested(PageLinksSchema, required=True)


def figures_body(page: Page[StoredFigure], at: Addresses, links: Body) -> Body:
    """Build what FiguresSchema describes."""
    return {"total": page.total, "figures": [figure_body(figure, at) for figure in page.items], "links": links}


def figure_body(figure: StoredFigure, at: Addresses) -> Body:
    """Build what FigureSchema describes."""
    return {
        "field": figure.field,
        "label": FIELDS[figure.field].label if figure.field in FIELDS else figure.field,
        "applicant": figure.applicant,
        **statement_body(figure, at),
        "report": source_body(figure, at),
        "conflicts": [statement_body(other, at) for other in figure.conflicts],
    }


def statement_body(figure: StoredFigure, at: Addresses) -> Body:
    """Build what StatementSchema describes."""
    return stated(figure, at.section(figure.report, figure.section))


def stated(figure: StoredFigure | Figure, url: str) -> Body:
    """Build the same for a figure of either kind, its section being at `url`."""
    return {
        "value": number(figure.value),
        "unit": figure.unit,
        "status": figure.status,
        "qualifier": figure.qualifier,
        "origin": figure.origin,
        "evidence": {
            "section": figure.section,
            "quote": figure.quote,
            "start": figure.start,
            "end": figure.end,
            "row": figure.row,
            "column": figure.column,
            "url": url,
        },
    }


CSV_COLUMNS = (
    *("field", "label", "applicant", "value", "unit", "status", "qualifier", "origin"),
    *("agency_id", "agency", "year", "form", "report", "title", "file"),
    *("section", "quote", "start", "end", "row", "column", "conflicts", "url"),
)


def figure_row(figure: StoredFigure, at: Addresses) -> tuple[object, ...]:
    """Return the values of CSV_COLUMNS; `value` is the exact decimal, `conflicts` the other values."""
    return (
        figure.field,
        FIELDS[figure.field].label if figure.field in FIELDS else figure.field,
        figure.applicant,
        "" if figure.value is None else f"{figure.value:f}",
        figure.unit,
        figure.status,
        figure.qualifier or "",
        figure.origin,
        figure.agency,
        figure.agency_name,
        figure.year,
        figure.form,
        figure.report,
        figure.title,
        figure.file,
        figure.section,
        figure.quote,
        figure.start,
        figure.end,
        figure.row or "",
        figure.column or "",
        " ".join(f"{other.value:f}" for other in figure.conflicts if other.value is not None),
        at.section(figure.report, figure.section),
    )
