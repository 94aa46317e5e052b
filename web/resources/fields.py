"""`GET /fields` and `/fields/{id}`: the catalogue of statistics."""

from __future__ import annotations

from typing import Any

from flask import Response

from reports.catalogue import FIELDS, Field
from schemas.fields import (
    CSV_COLUMNS,
    FieldsArguments,
    FieldSchema,
    FieldsSchema,
    field_body,
    field_row,
    fields_body,
    fields_of,
)
from schemas.numbers import near_fields
from web.http.answers import etag, json_answer, raise_not_modified
from web.http.arguments import Resource
from web.http.links import links, page_links
from web.http.problems import NotFound
from web.http.streams import LISTED, Listing, form_of, stream

resource = Resource("fields", __name__, description="The statistics that the statutory forms ask for.")
LISTING: Listing[Field] = Listing(
    "fields",
    CSV_COLUMNS,
    lambda field, urls: field_row(field, f"{urls.base}/fields/{field.id}"),
    lambda field, urls: field_body(field, urls.base),
)
FIELD_ID = {
    "in": "path",
    "name": "field_id",
    "required": True,
    "schema": {"type": "string"},
    "description": "As /fields lists them.",
    "example": "requests.received",
}


@resource.reads("/fields", FieldsSchema, asks=FieldsArguments, problems=(406, 422), media_types=LISTED)
def list_fields(arguments: dict[str, Any]) -> Response:
    """List the fields

    All of them on one page, with the rates derived from them.
    """
    form = form_of(arguments["format"])
    tag = etag("/fields", arguments, form, links().base)
    raise_not_modified(tag)
    if form != "json":
        return stream(iter(fields_of(arguments["form"], arguments["group"])), form, LISTING, tag)
    return json_answer(fields_body(arguments["form"], arguments["group"], page_links("/fields"), links().base), tag)


@resource.reads("/fields/<string:field_id>", FieldSchema, problems=(404, 406, 422), path_parameters=[FIELD_ID])
def get_field(arguments: dict[str, Any], field_id: str) -> Response:  # noqa: ARG001
    """Read a field

    Its label, unit, where each form asks for it, what became of it, and the law behind it.
    """
    if field_id not in FIELDS:
        raise NotFound("unknown_field", f"there is no field {field_id!r}", near_fields(field_id))
    tag = etag("/fields", field_id, links().base)
    raise_not_modified(tag)
    return json_answer(field_body(FIELDS[field_id], links().base), tag)
