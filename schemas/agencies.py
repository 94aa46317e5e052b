"""What may be asked of `/agencies`, and what the answers look like."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from marshmallow import Schema, fields

from index.record.rows import Page, StoredAgency, StoredReport
from reports.identity.succession import Link
from schemas.comparison import LinkSchema, link_body
from schemas.hits import HitReportSchema, PageLinksSchema, text
from schemas.links import Addresses
from schemas.parameters import Arguments, cursor, free_text, language, limit, names, one_of
from schemas.reports import card_body
from schemas.search import list_format

Body = dict[str, Any]
LONGEST_NAME = 200


class AgenciesArguments(Arguments):
    """The query string of `/agencies`."""

    q = free_text(LONGEST_NAME, "A part of a name or of the id.")
    region = names("Places by code (行政区划代码) or name; what lies in them counts as well.")
    letter = one_of(list("abcdefghijklmnopqrstuvwxyz"), None, "What the name's pinyin, which is the id, begins with.")
    lang = language()
    limit = limit()
    cursor = cursor()
    format = list_format()


class AgencyArguments(Arguments):
    """The query string of an agency, as JSON or as a page."""

    lang = language()


class RegionSchema(Schema):
    """An administrative division."""

    code = text("行政区划代码 (GB/T 2260).", example="330100")
    name = text(example="杭州市")
    level = text(example="city")


class AgencyCardSchema(Schema):
    id = text(example="hangzhoushi-kexuejishuweiyuanhui")
    name = text(example="杭州市科学技术委员会")
    names = fields.List(
        fields.String(), required=True, metadata={"description": "All forms known, the full one first."}
    )
    regions = fields.List(fields.Nested(RegionSchema), required=True, metadata={"description": "The province first."})
    reports = fields.Integer(required=True, metadata={"description": "How many reports are held."})
    url = text()


class AgenciesSchema(Schema):
    total = fields.Integer(required=True)
    agencies = fields.List(fields.Nested(AgencyCardSchema), required=True)
    links = fields.Nested(PageLinksSchema, required=True)


class AgencyLinksSchema(Schema):
    self = text()
    search = text("Its sections.")


class AgencySchema(Schema):
    """An agency and its reports, the newest year first."""

    id = text()
    name = text()
    names = fields.List(fields.String(), required=True)
    regions = fields.List(fields.Nested(RegionSchema), required=True)
    url = text()
    predecessors = fields.List(
        fields.Nested(LinkSchema), required=True, metadata={"description": "Those it took over from that reported."}
    )
    successors = fields.List(
        fields.Nested(LinkSchema), required=True, metadata={"description": "Those that took over from it and reported."}
    )
    reports = fields.List(fields.Nested(HitReportSchema), required=True)
    links = fields.Nested(AgencyLinksSchema, required=True)


def agencies_body(page: Page[StoredAgency], urls: Addresses, links: Body) -> Body:
    """Build what AgenciesSchema describes."""
    return {"total": page.total, "agencies": [agency_card(agency, urls) for agency in page.items], "links": links}


def agency_card(agency: StoredAgency, urls: Addresses) -> Body:
    """Build what AgencyCardSchema describes."""
    return {**_names(agency, urls), "reports": agency.reports}


CSV_COLUMNS = ("id", "name", "names", "region_codes", "regions", "reports", "url")


def agency_row(agency: StoredAgency, urls: Addresses) -> tuple[object, ...]:
    """Return the values of CSV_COLUMNS."""
    return (
        agency.id,
        agency.name,
        " ".join(agency.names),
        " ".join(one.code for one in agency.regions),
        " ".join(one.name for one in agency.regions),
        agency.reports,
        urls.agency(agency.id),
    )


def agency_body(
    agency: StoredAgency,
    beside: tuple[Sequence[Link], Sequence[Link]],
    reports: Sequence[StoredReport],
    urls: Addresses,
    links: Body,
) -> Body:
    """Build what AgencySchema describes; `beside` are the agencies before and after."""
    before, after = beside
    return {
        **_names(agency, urls),
        "predecessors": [link_body(one) for one in before],
        "successors": [link_body(one) for one in after],
        "reports": [card_body(report, urls) for report in reports],
        "links": links,
    }


def _names(agency: StoredAgency, urls: Addresses) -> Body:
    return {
        "id": agency.id,
        "name": agency.name,
        "names": list(agency.names),
        "regions": [{"code": one.code, "name": one.name, "level": one.level} for one in agency.regions],
        "url": urls.agency(agency.id),
    }
