"""`GET /reports/{id}/repeats` and `GET /similar`: what stands in more than one report."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import Any

from flask import Response, request

from schemas.repeats import RepeatsArguments, RepeatsSchema, SimilarArguments, SimilarSchema, repeats_body, similar_body
from search.repeats import Origin, repeats
from web.http.answers import etag, json_answer, raise_not_modified
from web.http.arguments import Resource
from web.http.html import PAGE, POLICY, look, page, prefers_page
from web.http.links import here, links
from web.http.lookups import REPORT_ID, find_report
from web.http.problems import NotFound
from web.http.services import services
from web.pages.cards import Ways, carried, titled

resource = Resource("repeats", __name__, description="What stands in more than one report.")
ROWS = 400
"""Sections looked up at a time."""


@resource.reads(
    "/reports/<string:report_id>/repeats",
    RepeatsSchema,
    asks=RepeatsArguments,
    problems=(404, 406, 422),
    path_parameters=[REPORT_ID],
    media_types=("application/json", PAGE),
)
def list_repeats(arguments: dict[str, Any], report_id: str) -> Response:
    """Tell what of a report stands elsewhere

    Each sentence: whether a form words it, whether it stands in the agency's report of the year before or in another
    report, where first, and in how many. As a page for those who prefer text/html.
    """
    report, with_all = find_report(report_id, arguments["version"]), services()
    state = with_all.record.generation(), with_all.passages.is_behind(with_all.record)
    tag = etag(look(), state, report.revision, prefers_page(), sorted(request.args.items(multi=True)))
    raise_not_modified(tag)
    repeated = repeats(with_all.record, with_all.passages, report)
    rows = _rows(sorted({(one.first.report, one.first.section) for one in repeated.sentences if one.first}))
    if not prefers_page():
        itself = links().query(request.path, request.args.items(multi=True))
        return json_answer(repeats_body(repeated, rows, links(), itself), tag)
    to = Ways(here(), carried("", arguments["lang"]))
    return page(
        "repeats.html",
        tag,
        POLICY,
        arguments["lang"],
        found=repeated,
        rows=rows,
        report=report,
        title=titled(report.title, report.agency.name, report.year),
        counts={origin.value: sum(one.origin is origin for one in repeated.sentences) for origin in Origin},
        report_url=to.report(report.id, "", None if report.current else report.version),
        against_url=None if repeated.before is None else to.against(repeated.before.id, report.id),
        to=to,
    )


@resource.reads("/similar", SimilarSchema, asks=SimilarArguments, problems=(404, 406, 422))
def list_similar(arguments: dict[str, Any]) -> Response:
    """Find sections that are nearly equal

    To one section, in all reports: Jaccard 0.7 and more of groups of four characters, numbers counted alike.
    """
    report_id, section_id = arguments["section"]
    report, with_all = find_report(report_id, None), services()
    section = with_all.record.section(report.revision, section_id)
    if section is None:
        raise NotFound("unknown_section", f"report {report.id} has no section {section_id!r}")
    behind = with_all.passages.is_behind(with_all.record)
    tag = etag(with_all.record.generation(), behind, with_all.passages.counts(), sorted(request.args.items(multi=True)))
    raise_not_modified(tag)
    alike = with_all.passages.near(section.text, lambda keys: {at: row.text for at, row in _rows(keys).items()})
    near = [one for one in alike.sections if (one.report, one.section) != (report_id, section_id)]
    shown = near[: arguments["limit"]]
    rows = _rows([(one.report, one.section) for one in shown])
    body = similar_body(f"{report_id}:{section_id}", shown, rows, len(near), alike.complete and not behind, links())
    return json_answer(body, tag)


def _rows(keys: Sequence[tuple[str, str]]) -> dict[tuple[str, str], Any]:
    found: dict[tuple[str, str], Any] = {}
    left = iter(keys)
    while some := list(islice(left, ROWS)):
        found |= services().record.hits(some)
    return found
