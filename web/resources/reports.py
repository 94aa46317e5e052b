"""`GET /reports`, a report, its sections, its original."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any
from urllib.parse import quote

from flask import Response, current_app, request

from index.originals.protocol import OriginalMissing
from index.record.keyset import kinds
from index.record.reading import ORDERS
from index.record.rows import StoredReport
from schemas.embeds import ReportArguments
from schemas.reports import (
    CSV_COLUMNS,
    ReportsArguments,
    ReportSchema,
    ReportsSchema,
    SectionSchema,
    VersionArguments,
    card_body,
    report_body,
    report_row,
    reports_body,
    section_body,
)
from search.questions import Selection, YearRange
from web.http.answers import embeddable, etag, json_answer, raise_not_modified
from web.http.arguments import WHOLE, Resource
from web.http.html import PAGE, prefers_page
from web.http.links import links
from web.http.lists import ListRequest
from web.http.lookups import ID, REPORT_ID, find_report, scope
from web.http.problems import NotFound
from web.http.services import services
from web.http.streams import AT_ONCE, LISTED, Listing, every
from web.pages.report_page import report_page

resource = Resource("reports", __name__, description="Reports, their sections and their originals.")

SECTION_ID = {**ID, "in": "path", "name": "section_id", "description": "As search hits give it.", "example": "s5"}
MEDIA_TYPES: Mapping[str, str] = {
    "pdf": "application/pdf",
    "doc": "application/msword",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "odt": "application/vnd.oasis.opendocument.text",
    "rtf": "application/rtf",
    "txt": "text/plain",
    "md": "text/markdown",
}
UNKNOWN = "application/octet-stream"
"""What originals are served as. A page is served as bytes: it is a stranger's HTML and must not run as ours."""


@resource.reads("/reports", ReportsSchema, asks=ReportsArguments, problems=(406, 422), media_types=LISTED)
def list_reports(arguments: dict[str, Any]) -> Response:
    """List reports

    Current versions, the newest statistical year first.
    """
    record = services().record
    agencies, region = scope(Selection(arguments["agency"]), Selection(arguments["region"]))
    order = (agencies.include, region, arguments["form"], arguments["year"], arguments["source"], arguments["sort"])
    listed = partial(
        record.reports,
        agency=agencies.include,
        region=region,
        form=arguments["form"],
        years=[_ends(one) for one in arguments["year"]],
        hosts=[host.lower() for host in arguments["source"]],
        sort=arguments["sort"],
    )
    shape = kinds(ORDERS[arguments["sort"]])
    return ListRequest.of("/reports", order, [shape], arguments["cursor"], arguments["format"]).answer(
        Listing("reports", CSV_COLUMNS, report_row, card_body),
        whole=lambda key: every(lambda place: listed(limit=AT_ONCE, after=place), key),
        page=lambda key: listed(limit=arguments["limit"], after=key),
        body=reports_body,
    )


@resource.reads(
    "/reports/<string:report_id>",
    ReportSchema,
    asks=ReportArguments,
    problems=(404, 406, 422),
    path_parameters=[REPORT_ID],
    media_types=("application/json", PAGE),
)
def get_report(arguments: dict[str, Any], report_id: str) -> Response:
    """Read a report

    With its outline, its text and its versions. As a page for those who prefer text/html, as browsers do.
    """
    report = find_report(report_id, arguments["version"])
    if prefers_page():
        return report_page(arguments, report)
    tag = _tag(report)
    raise_not_modified(tag)
    record = services().record
    sections, whole = record.sections(report.revision), record.text(report.revision)
    return embeddable(json_answer(report_body(report, sections, whole, links()), tag))


@resource.reads(
    "/reports/<string:report_id>/sections/<string:section_id>",
    SectionSchema,
    asks=VersionArguments,
    problems=(404, 406, 422),
    path_parameters=[REPORT_ID, SECTION_ID],
)
def get_section(arguments: dict[str, Any], report_id: str, section_id: str) -> Response:
    """Read a section

    Its own text, with its heading, up to the next heading of any level.
    """
    report = find_report(report_id, arguments["version"])
    stored = services().record.section(report.revision, section_id)
    if stored is None:
        raise NotFound("unknown_section", f"report {report.id} has no section {section_id!r}")
    tag = _tag(report)
    raise_not_modified(tag)
    ids = [section.id for section in services().record.sections(report.revision)]
    place = ids.index(section_id)
    near = (ids[place - 1] if place else None, ids[place + 1] if place + 1 < len(ids) else None)
    return json_answer(section_body(report, stored, near, links()), tag)


@resource.reads(
    "/reports/<string:report_id>/source",
    WHOLE,
    asks=VersionArguments,
    problems=(404, 422),
    path_parameters=[REPORT_ID],
    media_types=(UNKNOWN, *MEDIA_TYPES.values()),
)
def get_source(arguments: dict[str, Any], report_id: str) -> Response:
    """Fetch the file a report was read from

    The bytes as they came. They are offered for download and never shown as a page of this site.
    """
    report = find_report(report_id, arguments["version"])
    raise_not_modified(report.sha256)
    try:
        data = services().originals.read(report.sha256)
    except OriginalMissing as error:
        raise NotFound("original_missing", f"the original of {report.id} is not kept here") from error
    return original(data, report)


def original(data: bytes, report: StoredReport) -> Response:
    """Answer with bytes that a browser saves and does not run."""
    response = current_app.response_class(data)
    response.headers["Content-Type"] = MEDIA_TYPES.get(report.format, UNKNOWN)
    response.headers["Content-Disposition"] = attachment(report.file)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["Cache-Control"] = "public, max-age=60"
    response.set_etag(report.sha256)
    return response


def attachment(file: str) -> str:
    """Write a file's name for both old and new clients (RFC 6266); what is no plain letter is `_` for the old."""
    name = file.replace("\\", "/").rsplit("/", 1)[-1].strip() or "report"
    plain = "".join(char if char.isascii() and (char.isalnum() or char in "-_.") else "_" for char in name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def _tag(report: StoredReport) -> str:
    return etag(services().record.generation(), report.revision, request.path)


def _ends(years: YearRange) -> tuple[int | None, int | None]:
    return years.first, years.last
