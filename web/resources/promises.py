"""`GET /agencies/{id}/promises`: plans of one year beside the report of the next."""

from __future__ import annotations

from typing import Any

from flask import Response, request

from index.record.rows import StoredReport
from reports.promises import answers, plans
from schemas.promises import Promised, PromisesArguments, PromisesSchema, promises_body
from search.questions import YearRange
from web.http.answers import etag, json_answer, raise_not_modified
from web.http.arguments import Resource
from web.http.html import PAGE, POLICY, look, page, prefers_page
from web.http.links import here, links, quote
from web.http.problems import NotFound
from web.http.services import services
from web.pages.cards import Ways, carried
from web.resources.agencies import AGENCY_ID

resource = Resource("promises", __name__, description="Plans of one year beside the report of the next.")


@resource.reads(
    "/agencies/<string:agency_id>/promises",
    PromisesSchema,
    asks=PromisesArguments,
    problems=(404, 406, 422),
    path_parameters=[AGENCY_ID],
    media_types=("application/json", PAGE),
)
def list_promises(arguments: dict[str, Any], agency_id: str) -> Response:
    """Set what was planned beside the next report

    Sentences that say what will be done, each with those of the report of the year after that are about the same.
    Alike words say nothing of whether it was done: nothing is judged. As a page for those who prefer text/html.
    """
    record = services().record
    tag = etag(look(), record.generation(), request.path, prefers_page(), sorted(request.args.items(multi=True)))
    every = record.agency_reports(agency_id)
    if not every:
        raise NotFound("unknown_agency", f"there is no agency {agency_id!r}")
    raise_not_modified(tag)
    of_year = {one.year: one for one in every}
    promised = [_promised(one, of_year.get(one.year + 1)) for one in every if _asked_for(one.year, arguments["year"])]
    agency = every[0].agency
    if not prefers_page():
        itself = links().query(request.path, request.args.items(multi=True))
        return json_answer(promises_body(agency.id, agency.name, promised, links(), itself), tag)
    return page(
        "promises.html",
        tag,
        POLICY,
        arguments["lang"],
        agency=agency,
        found=promised,
        to=Ways(here(), carried("", arguments["lang"])),
        agency_url=here().query(f"/agencies/{quote(agency.id)}", carried("", arguments["lang"])),
    )


def _asked_for(year: int, ranges: tuple[YearRange, ...]) -> bool:
    return not ranges or any((one.first or 0) <= year <= (one.last or 9999) for one in ranges)


def _promised(report: StoredReport, following: StoredReport | None) -> Promised:
    record = services().record
    said = plans(record.text(report.revision), record.sections(report.revision), report.year)
    if following is None:
        return Promised(report, None, said, [() for _ in said])
    told = answers(said, record.text(following.revision), record.sections(following.revision))
    return Promised(report, following, said, told)
