"""`GET /reports/{id}/tables`: the tables of one report as they were laid out."""

from __future__ import annotations

from typing import Any

from flask import Response

from schemas.report_tables import ReportTablesSchema, report_tables_body
from schemas.reports import VersionArguments
from web.http.answers import json_answer
from web.http.arguments import Resource
from web.http.links import links, page_links
from web.http.lookups import REPORT_ID, find_report, tag_of
from web.http.services import services

resource = Resource("report_tables", __name__, description="The tables of one report.")


@resource.reads(
    "/reports/<string:report_id>/tables",
    ReportTablesSchema,
    asks=VersionArguments,
    problems=(404, 406, 422),
    path_parameters=[REPORT_ID],
)
def get_tables(arguments: dict[str, Any], report_id: str) -> Response:
    """Read a report's tables

    Each cell with its row, column and spans, its text and the place of that in the report's text, and the number that
    was read from it.
    """
    report = find_report(report_id, arguments["version"])
    tag = tag_of(report_id, report.revision, "tables")
    record = services().record
    found, figures = record.tables(report.revision), record.figures(report.revision)
    page = page_links(f"/reports/{report.id}/tables")
    return json_answer(report_tables_body(report, found, figures, links(), page), tag)
