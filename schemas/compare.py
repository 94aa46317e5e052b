"""What may be asked of `/compare`, and what the answer looks like: agencies side by side over the years."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, validate

from reports.catalogue import Field
from schemas.comparison import REASONS, BreakSchema, SeriesArguments
from schemas.fields import FieldSchema, field_body
from schemas.figures import FigureSchema, figure_body
from schemas.hits import AgencyNameSchema, text
from schemas.links import Addresses
from schemas.numbers import needed
from schemas.parameters import language, names, one_of
from search.comparison import Reason, Series

Body = dict[str, Any]
MOST_COMPARED = 8
FORMATS = ("json", "csv", "svg", "png")


class CompareArguments(SeriesArguments):
    """The query string of `/compare`."""

    agency = needed(names(f"Agencies by id, full or short name, at most {MOST_COMPARED}."))
    format = one_of(FORMATS, "json", "csv: the table; svg and png: the chart, with source and date in the picture.")
    lang = language()


class ComparedCellSchema(Schema):
    year = fields.Integer(required=True)
    figure = fields.Nested(FigureSchema, required=True, allow_none=True)
    reason = fields.String(
        required=True,
        allow_none=True,
        validate=validate.OneOf(REASONS),
        metadata={"description": "Why there is no figure; null where there is one."},
    )


class ComparedAgencySchema(Schema):
    """An agency's row of the table."""

    agency = fields.Nested(AgencyNameSchema, required=True)
    cells = fields.List(
        fields.Nested(ComparedCellSchema), required=True, metadata={"description": "One for each of `years`."}
    )
    breaks = fields.List(fields.Nested(BreakSchema), required=True)


class CompareLinksSchema(Schema):
    self = text()
    csv = text()
    svg = text()
    png = text()


class CompareSchema(Schema):
    """One table: agencies down, years across."""

    field = fields.Nested(FieldSchema, required=True)
    applicant = text()
    years = fields.List(fields.Integer(), required=True)
    total = fields.Integer(required=True, metadata={"description": "How many agencies are compared."})
    agencies = fields.List(fields.Nested(ComparedAgencySchema), required=True)
    links = fields.Nested(CompareLinksSchema, required=True)


def years_of(series: tuple[Series, ...]) -> tuple[int, ...]:
    """Return every year from the first to the last that any of them has a value or a report of."""
    years = {point.year for one in series for point in one.points}
    return tuple(range(min(years), max(years) + 1)) if years else ()


def reasons_of(series: Series) -> dict[int, Reason]:
    """Return for each year with a report and no value why there is none."""
    return {gap.year: gap.reason for gap in series.missing}


def compare_body(
    series: tuple[Series, ...], field: Field, applicant: str, urls: Addresses, links: Body, base: str
) -> Body:
    """Build what CompareSchema describes."""
    years = years_of(series)
    return {
        "field": field_body(field, base),
        "applicant": applicant,
        "years": list(years),
        "total": len(series),
        "agencies": [_compared(one, years, urls) for one in series],
        "links": links,
    }


def _compared(series: Series, years: tuple[int, ...], urls: Addresses) -> Body:
    points = {point.year: point for point in series.points}
    reasons = reasons_of(series)
    return {
        "agency": {"id": series.agency, "name": series.agency_name},
        "cells": [
            {
                "year": year,
                "figure": figure_body(points[year], urls) if year in points else None,
                "reason": None if year in points else reasons.get(year, "no_report"),
            }
            for year in years
        ],
        "breaks": [{"year": found.year, "kind": found.kind, "detail": found.detail} for found in series.breaks],
    }
