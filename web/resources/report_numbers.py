"""`GET /reports/{id}/figures` and `/reports/{id}/checks`: every number of one report, and whether they agree."""

from __future__ import annotations

from typing import Any

from flask import Response

from schemas.report_numbers import (
    ReportChecksArguments,
    ReportChecksSchema,
    ReportFiguresArguments,
    ReportFiguresSchema,
    report_checks_body,
    report_figures_body,
)
from web.http.answers import json_answer
from web.http.arguments import Resource
from web.http.links import links, page_links
from web.http.lookups import REPORT_ID, find_report, tag_of
from web.http.services import services

resource = Resource("report_numbers", __name__, description="The numbers of one report.")


@resource.reads(
    "/reports/<string:report_id>/figures",
    ReportFiguresSchema,
    asks=ReportFiguresArguments,
    problems=(404, 406, 422),
    path_parameters=[REPORT_ID],
)
def get_figures(arguments: dict[str, Any], report_id: str) -> Response:
    """Read a report's figures

    Every statement, from tables and sentences, with the rates derived from those that answer for their field.
    """
    report = find_report(report_id, arguments["version"])
    tag = tag_of(report_id, report.revision, "figures")
    found = services().record.figures(report.revision)
    page = page_links(f"/reports/{report.id}/figures")
    return json_answer(report_figures_body(report, found, arguments, links(), page), tag)


@resource.reads(
    "/reports/<string:report_id>/checks",
    ReportChecksSchema,
    asks=ReportChecksArguments,
    problems=(404, 406, 422),
    path_parameters=[REPORT_ID],
)
def get_checks(arguments: dict[str, Any], report_id: str) -> Response:
    """Read a report's checks

    Each rule that applies, with both sides, the cells they come from, the difference and the verdict.
    """
    report = find_report(report_id, arguments["version"])
    tag = tag_of(report_id, report.revision, "checks")
    found = services().record.checks(report.revision)
    page = page_links(f"/reports/{report.id}/checks")
    return json_answer(report_checks_body(report, found, arguments, links(), page), tag)
