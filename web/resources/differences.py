"""`GET /reports/{id}/versions` and `GET /reports/{a}/against/{b}`: what changed, as JSON and as pages."""

from __future__ import annotations

from typing import Any

from flask import Response, request

from index.record.rows import StoredReport
from reports.differences import counts
from schemas.differences import (
    AgainstArguments,
    AgainstSchema,
    Read,
    VersionsArguments,
    VersionsSchema,
    against_body,
    compared,
    figure_pairs,
    versions_body,
)
from web.http.answers import etag, json_answer, raise_not_modified
from web.http.arguments import Resource
from web.http.html import PAGE, POLICY, look, page, prefers_page, shown
from web.http.links import here, links, without
from web.http.lookups import REPORT_ID, find_report
from web.http.services import services
from web.pages.cards import Ways, carried, report_url, titled
from web.pages.layout import Pieces

resource = Resource("differences", __name__, description="What changed between versions, years and agencies.")

OTHER_ID = {**REPORT_ID, "name": "other_id", "description": "The report it is compared with."}


@resource.reads(
    "/reports/<string:report_id>/versions",
    VersionsSchema,
    asks=VersionsArguments,
    problems=(404, 406, 422),
    path_parameters=[REPORT_ID],
    media_types=("application/json", PAGE),
)
def list_versions(arguments: dict[str, Any], report_id: str) -> Response:
    """List a report's versions

    The newest first, each with where it was published and what changed since the one before: figure by figure and
    sentence by sentence. As a page for those who prefer text/html.
    """
    current = find_report(report_id, None)
    record = services().record
    every = [find_report(report_id, one.version) for one in current.versions]
    sources = record.sources_of(one.sha256 for one in every)
    tag = etag(look(), record.generation(), sources, prefers_page(), _asked())
    raise_not_modified(tag)
    reads = [_read(one) for one in every]
    if not prefers_page():
        return json_answer(versions_body(reads, sources, links()), tag)
    told = [
        {
            "report": now.report,
            "url": report_url(
                here(), report_id, [("version", str(now.report.version)), *carried("", arguments["lang"])]
            ),
            "sources": sources.get(now.report.sha256, ()),
            "changes": None if before is None else _changes(before, now, True),
        }
        for before, now in zip([None, *reads], reads, strict=False)
    ]
    title = titled(current.title, current.agency.name, current.year)
    return _page("versions.html", tag, arguments["lang"], title=title, report=current, told=told[::-1])


@resource.reads(
    "/reports/<string:report_id>/against/<string:other_id>",
    AgainstSchema,
    asks=AgainstArguments,
    problems=(404, 406, 422),
    path_parameters=[REPORT_ID, OTHER_ID],
    media_types=("application/json", PAGE),
)
def compare_reports(arguments: dict[str, Any], report_id: str, other_id: str) -> Response:
    """Compare two reports

    Sections that answer each other stand side by side, with the sentences that were added, removed, changed or moved,
    and the figures with their differences: two years of one agency, or two agencies. As a page for those who prefer
    text/html.
    """
    first, second = find_report(report_id, arguments["version"]), find_report(other_id, arguments["other_version"])
    record, only = services().record, arguments["sentences"] == "changes"
    tag = etag(look(), record.generation(), first.revision, second.revision, prefers_page(), _asked())
    raise_not_modified(tag)
    before, after = _read(first), _read(second)
    if not prefers_page():
        itself = links().query(request.path, request.args.items(multi=True))
        return json_answer(against_body(before, after, only, links(), itself), tag)
    toggled = [] if only else [("sentences", "changes")]
    pairs = [*without(list(request.args.items(multi=True)), "sentences"), *toggled]
    return _page(
        "against.html",
        tag,
        arguments["lang"],
        title=f"{first.agency.name} {first.year} / {second.agency.name} {second.year}",
        before=first,
        after=second,
        changes=_changes(before, after, only),
        only=only,
        toggle_url=here().query(request.path, pairs),
    )


def _read(report: StoredReport) -> Read:
    record = services().record
    return Read(report, record.text(report.revision), record.sections(report.revision), record.figures(report.revision))


def _changes(before: Read, after: Read, only: bool) -> dict[str, Any]:
    """Return what a page shows of two readings: sentences cut into pieces that differ and do not."""
    aligned = compared(before, after)
    sections = []
    for section in aligned:
        pairs = [
            {
                "change": pair.change.value,
                "before": None if pair.before is None else _pieces(pair.before.text, pair.ranges[0]),
                "after": None if pair.after is None else _pieces(pair.after.text, pair.ranges[1]),
            }
            for pair in section.pairs
            if not (only and pair.change.value == "same")
        ]
        if pairs:
            sections.append({"before": section.before, "after": section.after, "pairs": pairs})
    figures = [pair for pair in figure_pairs(before, after) if pair.differs]
    return {"counts": counts(aligned), "sections": sections, "figures": figures}


def _pieces(text: str, ranges: tuple[tuple[int, int], ...]) -> Pieces:
    """Cut a sentence at what differs in it."""
    found, at = [], 0
    for start, end in ranges:
        found += [(shown(text[at:start]), False), (shown(text[start:end]), True)]
        at = end
    return [piece for piece in (*found, (shown(text[at:]), False)) if piece[0]]


def _page(template: str, tag: str, lang: str, **values: Any) -> Response:
    return page(template, tag, POLICY, lang, to=Ways(here(), carried("", lang)), **values)


def _asked() -> list[tuple[str, str]]:
    return sorted(request.args.items(multi=True))
