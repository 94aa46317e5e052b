"""What may be asked of `/map` and `/distribution`, and what the answers look like."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from marshmallow import Schema, fields

from reports.catalogue import Field
from schemas.comparison import DistributionSchema
from schemas.fields import FieldSchema, field_body
from schemas.hits import AgencyNameSchema, text
from schemas.numbers import Number, needed, number, one_applicant, one_field
from schemas.parameters import Arguments, language, names, one_of, whole_number
from search.filters import FIRST_YEAR, LAST_YEAR
from search.spread import Bin

Body = dict[str, Any]
FORMATS = ("json", "csv", "svg", "png")
YEAR = "The statistical year; where left out the last that most agencies with values have one of."
MEASURES = ("median", "sum", "max")


class MapArguments(Arguments):
    """The query string of `/map`."""

    field = needed(one_field("The field to show."))
    year = whole_number(FIRST_YEAR, LAST_YEAR, None, YEAR)
    applicant = one_applicant()
    region = names("A province by code or name: its cities instead of the provinces.")
    measure = one_of(
        MEASURES, "median", "What a place is coloured by: of the agencies in it the median, the sum or the greatest."
    )
    format = one_of(FORMATS, "json", "csv: the table; svg and png: the map, with source and date in the picture.")
    lang = language()


class DistributionArguments(Arguments):
    """The query string of `/distribution`."""

    field = needed(one_field("The field to show."))
    year = whole_number(FIRST_YEAR, LAST_YEAR, None, YEAR)
    applicant = one_applicant()
    region = names("Places by code or name whose agencies to count; all where left out.")
    agency = names("One agency whose place among the others to mark.")
    format = one_of(FORMATS, "json", "csv: the table; svg and png: the drawing, with source and date in it.")
    lang = language()


class MapPlaceSchema(Schema):
    """A place with what its agencies report; null where none of them has a value."""

    code = text(example="330000")
    name = text(example="浙江省")
    distribution = fields.Nested(DistributionSchema, required=True, allow_none=True)


class PictureLinksSchema(Schema):
    self = text()
    csv = text()
    svg = text()
    png = text()


class FigureMapSchema(Schema):
    """A field by places. `distribution.count` says how many agencies stand behind a value."""

    field = fields.Nested(FieldSchema, required=True)
    applicant = text()
    year = fields.Integer(required=True, allow_none=True, metadata={"description": "Null where no year has a value."})
    years = fields.List(fields.Integer(), required=True, metadata={"description": "Those with values."})
    measure = text()
    places = fields.List(fields.Nested(MapPlaceSchema), required=True)
    links = fields.Nested(PictureLinksSchema, required=True)


class BinSchema(Schema):
    low = Number("Included; null: open.")
    high = Number("Not included; null: open.")
    agencies = fields.Integer(required=True)


class MarkedSchema(Schema):
    """The agency asked for among the others; `value` is null where it has none."""

    agency = fields.Nested(AgencyNameSchema, required=True)
    value = Number()
    rank = fields.Integer(
        required=True, allow_none=True, metadata={"description": "1 for the greatest; equal values share a rank."}
    )


class SpreadSchema(Schema):
    """How many agencies have how much of a field in a year."""

    field = fields.Nested(FieldSchema, required=True)
    applicant = text()
    year = fields.Integer(required=True, allow_none=True, metadata={"description": "Null where no year has a value."})
    years = fields.List(fields.Integer(), required=True, metadata={"description": "Those with values."})
    bins = fields.List(fields.Nested(BinSchema), required=True)
    distribution = fields.Nested(DistributionSchema, required=True, allow_none=True)
    marked = fields.Nested(MarkedSchema, required=True, allow_none=True)
    links = fields.Nested(PictureLinksSchema, required=True)


def map_body(
    question: Body, field: Field, year: int | None, years: tuple[int, ...], places: list[Body], links: Body, base: str
) -> Body:
    """Build what FigureMapSchema describes."""
    return {
        "field": field_body(field, base),
        "applicant": question["applicant"],
        "year": year,
        "years": list(years),
        "measure": question["measure"],
        "places": places,
        "links": links,
    }


def bin_body(bin_: Bin) -> Body:
    return {"low": number(bin_.low), "high": number(bin_.high), "agencies": bin_.agencies}


def marked_body(agency: tuple[str, str], value: Decimal | None, rank: int | None) -> Body:
    return {"agency": {"id": agency[0], "name": agency[1]}, "value": number(value), "rank": rank}
