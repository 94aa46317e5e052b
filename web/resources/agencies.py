"""`GET /agencies` and an agency."""

from __future__ import annotations

from typing import Any

from flask import Response, request

from index.record.agencies import ORDER
from index.record.keyset import kinds
from reports.model import Agency
from schemas.agencies import (
    CSV_COLUMNS,
    AgenciesArguments,
    AgenciesSchema,
    AgencyArguments,
    AgencySchema,
    agencies_body,
    agency_body,
    agency_card,
    agency_row,
)
from search import succession
from search.questions import Selection
from web.http.answers import etag, json_answer, raise_not_modified
from web.http.arguments import Resource
from web.http.html import PAGE, look, prefers_page
from web.http.links import links
from web.http.lists import ListRequest
from web.http.lookups import scope
from web.http.problems import NotFound
from web.http.services import services
from web.http.streams import AT_ONCE, LISTED, Listing, every
from web.pages.agency_page import agency_page, directory_page

resource = Resource("agencies", __name__, description="Who reports.")
AGENCY_ID = {
    "in": "path",
    "name": "agency_id",
    "required": True,
    "schema": {"type": "string"},
    "description": "As reports and facets give it.",
    "example": "hangzhoushi-kexuejishuweiyuanhui",
}


@resource.reads("/agencies", AgenciesSchema, asks=AgenciesArguments, problems=(406, 422), media_types=(*LISTED, PAGE))
def list_agencies(arguments: dict[str, Any]) -> Response:
    """List agencies

    By name, with every form of the name that is known and the places each lies in.
    """
    record = services().record
    _, regions = scope(Selection(), Selection(arguments["region"]))
    as_page, scoped = prefers_page(), (regions, arguments["letter"])
    list_request = ListRequest.of(
        "/agencies",
        (arguments["q"], *scoped),
        [kinds(ORDER)],
        arguments["cursor"],
        arguments["format"],
        also=as_page and look(),
    )
    if as_page:
        page = record.agencies(arguments["q"], arguments["limit"], list_request.key, *scoped)
        return directory_page(arguments, page, regions, list_request.links(page.next), list_request.tag)
    return list_request.answer(
        Listing("agencies", CSV_COLUMNS, agency_row, agency_card),
        whole=lambda key: every(lambda place: record.agencies(arguments["q"], AT_ONCE, place, *scoped), key),
        page=lambda key: record.agencies(arguments["q"], arguments["limit"], key, *scoped),
        body=agencies_body,
    )


@resource.reads(
    "/agencies/<string:agency_id>",
    AgencySchema,
    asks=AgencyArguments,
    problems=(404, 406, 422),
    path_parameters=[AGENCY_ID],
    media_types=("application/json", PAGE),
)
def get_agency(arguments: dict[str, Any], agency_id: str) -> Response:
    """Read an agency

    Its names, its places, whom it followed and who followed it, and its reports by year.
    """
    record = services().record
    agency = record.agency(agency_id)
    if agency is None:
        near = tuple(one.id for one in record.suggest_agencies(agency_id, 3))
        raise NotFound("unknown_agency", f"there is no agency {agency_id!r}", near)
    tag = etag(record.generation(), look(), prefers_page(), arguments["lang"], request.path)
    raise_not_modified(tag)
    urls = links()
    beside = succession.neighbours(
        Agency(agency.id, agency.name, agency.names, agency.regions), lambda id_: record.agency(id_) is not None
    )
    if prefers_page():
        return agency_page(arguments, agency, beside, tag)
    found = {"self": urls.agency(agency.id), "search": urls.query("/search", [("agency", agency.id)])}
    return json_answer(agency_body(agency, beside, record.agency_reports(agency.id), urls, found), tag)
