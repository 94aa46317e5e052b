"""What may be asked of `/figures/frame` and `/figures/series`, and what the answers look like."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, validate

from reports.catalogue import Field
from reports.identity.succession import Link
from schemas.fields import FieldSchema, field_body
from schemas.figures import FigureSchema, figure_body
from schemas.hits import AgencyNameSchema, PageLinksSchema, text
from schemas.links import Addresses
from schemas.numbers import Number, needed, number, one_applicant, one_field
from schemas.parameters import Arguments, cursor, names, one_of, whole_number
from schemas.search import FORMATS
from search.comparison import Distribution, Frame, Missing, Series
from search.filters import FIRST_YEAR, LAST_YEAR

Body = dict[str, Any]
REASONS = ("no_report", "not_asked", "not_stated", "blank", "unparsed")
MOST_AGENCIES = 20


class FrameArguments(Arguments):
    """The query string of `/figures/frame`."""

    field = needed(one_field("The field to compare."))
    year = needed(whole_number(FIRST_YEAR, LAST_YEAR, None, "The statistical year."))
    applicant = one_applicant()
    agency = names("Agencies by id, full or short name; all where left out.")
    not_agency = names("Agencies to leave out.")
    region = names("Places by code (行政区划代码) or name; what lies in them counts as well.")
    sort = one_of(["-value", "value", "agency"], "-value", "The order of points.")
    limit = whole_number(1, 1000, 100, "Points, and agencies without one, on a page.")
    cursor = cursor()
    format = one_of(
        FORMATS, "json", "csv and ndjson stream all points from the cursor on, then all agencies without one and why."
    )


class SeriesArguments(Arguments):
    """The query string of `/figures/series`."""

    field = needed(one_field("The field to follow."))
    agency = needed(names(f"Agencies by id, full or short name, at most {MOST_AGENCIES}."))
    applicant = one_applicant()
    succession = one_of(
        ["include", "exclude"], "include", "Whether the agencies it came from and went on as belong to its series."
    )
    format = one_of(FORMATS, "json", "csv and ndjson give a line for each year, with the reason for a missing value.")


class MissingSchema(Schema):
    """An agency, or one of its reports, without a value."""

    agency = fields.Nested(AgencyNameSchema, required=True)
    reason = fields.String(
        required=True,
        validate=validate.OneOf(REASONS),
        metadata={
            "description": "no_report: none of that year is held; not_asked: the report's form does not ask; "
            "not_stated: it could and does not say; blank: the cell is empty; unparsed: no single reading."
        },
    )
    year = fields.Integer(required=True)
    report = fields.String(required=True, allow_none=True)


class DistributionSchema(Schema):
    """Over every value of the frame, not only those of the page."""

    count = fields.Integer(required=True)
    min = Number()
    median = Number("The mean of the middle two where the count is even.")
    max = Number()
    sum = Number()


class FrameSchema(Schema):
    """One figure per agency. `links.next` goes on with points and missing alike."""

    field = fields.Nested(FieldSchema, required=True)
    year = fields.Integer(required=True)
    applicant = text()
    total = fields.Integer(required=True, metadata={"description": "How many agencies have a value."})
    points = fields.List(fields.Nested(FigureSchema), required=True)
    missing_total = fields.Integer(required=True)
    missing = fields.List(fields.Nested(MissingSchema), required=True)
    distribution = fields.Nested(DistributionSchema, required=True, allow_none=True)
    links = fields.Nested(PageLinksSchema, required=True)


class BreakSchema(Schema):
    """From `year` on values do not compare with those before."""

    year = fields.Integer(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(["form", "agency"]))
    detail = text()


class LinkSchema(Schema):
    """A step of succession between agencies."""

    agency = fields.Nested(AgencyNameSchema, required=True)
    date = text("Year and month, or the year alone.", example="2019-01")
    kind = fields.String(required=True, validate=validate.OneOf(["renamed", "merged", "split"]))
    source = text("The document behind it.")


class GapSchema(MissingSchema):
    """A report of the series without a value."""

    class Meta:
        exclude = ("agency",)


class OneSeriesSchema(Schema):
    agency = fields.Nested(AgencyNameSchema, required=True)
    members = fields.List(
        fields.String(), required=True, metadata={"description": "Ids of the agencies followed, in the order of time."}
    )
    points = fields.List(fields.Nested(FigureSchema), required=True)
    breaks = fields.List(fields.Nested(BreakSchema), required=True)
    missing = fields.List(fields.Nested(GapSchema), required=True)
    missing_years = fields.List(
        fields.Integer(), required=True, metadata={"description": "Years between reports of which none is held."}
    )
    related = fields.List(
        fields.Nested(LinkSchema),
        required=True,
        metadata={"description": "Agencies merged or split with, whose numbers do not continue one another."},
    )


class SeriesSchema(Schema):
    field = fields.Nested(FieldSchema, required=True)
    applicant = text()
    total = fields.Integer(required=True)
    series = fields.List(fields.Nested(OneSeriesSchema), required=True)
    links = fields.Nested(PageLinksSchema, required=True)


def frame_body(frame: Frame, field: Field, question: Body, urls: Addresses, links: Body, base: str) -> Body:
    """Build what FrameSchema describes."""
    return {
        "field": field_body(field, base),
        "year": question["year"],
        "applicant": question["applicant"],
        "total": frame.points.total,
        "points": [figure_body(point, urls) for point in frame.points.items],
        "missing_total": frame.missing.total,
        "missing": [missing_body(gap) for gap in frame.missing.items],
        "distribution": distribution_body(frame.distribution),
        "links": links,
    }


def series_body(
    series: tuple[Series, ...], field: Field, applicant: str, urls: Addresses, links: Body, base: str
) -> Body:
    """Build what SeriesSchema describes."""
    return {
        "field": field_body(field, base),
        "applicant": applicant,
        "total": len(series),
        "series": [_one_series(one, urls) for one in series],
        "links": links,
    }


def link_body(link: Link) -> Body:
    """Build what LinkSchema describes."""
    agency = {"id": link.agency_id, "name": link.name}
    return {"agency": agency, "date": link.date, "kind": link.kind, "source": link.source}


def _one_series(series: Series, urls: Addresses) -> Body:
    return {
        "agency": {"id": series.agency, "name": series.agency_name},
        "members": list(series.members),
        "points": [figure_body(point, urls) for point in series.points],
        "breaks": [{"year": step.year, "kind": step.kind, "detail": step.detail} for step in series.breaks],
        "missing": [{"reason": gap.reason, "year": gap.year, "report": gap.report} for gap in series.missing],
        "missing_years": list(series.missing_years),
        "related": [link_body(link) for link in series.related],
    }


def missing_body(gap: Missing) -> Body:
    """Build what MissingSchema describes."""
    agency = {"id": gap.agency, "name": gap.agency_name}
    return {"agency": agency, "reason": gap.reason, "year": gap.year, "report": gap.report}


def distribution_body(distribution: Distribution | None) -> Body | None:
    if distribution is None:
        return None
    return {
        "count": distribution.count,
        "min": number(distribution.min),
        "median": number(distribution.median),
        "max": number(distribution.max),
        "sum": number(distribution.sum),
    }
