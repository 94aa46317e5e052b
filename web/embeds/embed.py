"""`/embed/…`: pages that other sites frame. No cookies; one script, which tells the frame's height to the page around.

The message is `{type: "disclosure-embed", height: <pixels>}`; whoever frames the page may set the frame's height by it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Response, request

from reports.catalogue import FIELDS
from reports.model import Origin
from schemas.embeds import MOST_FRAMED, EmbeddedFigureArguments, EmbeddedSearchArguments
from search.comparison import Series
from search.errors import QuestionError
from search.questions import Selection
from web.http.answers import etag, raise_not_modified
from web.http.arguments import WHOLE, Resource
from web.http.html import EMBED_POLICY, PAGE, look, needs_page, page
from web.http.links import Links, absolute, here, links, without
from web.http.lookups import scope, series_of
from web.http.services import services
from web.http.wording import wording
from web.pages.cards import address_of, card, carried, report_url
from web.pages.chart import Chart, chart
from web.pages.numbers import doubts, evidence_url, value_of
from web.resources.compare import drawing, title_of
from web.resources.search import gone_on, next_cursor, order_of

resource = Resource("embed", __name__, description="Framed pages for other sites.")
FORM_ASKS = ("q", "cursor")


@dataclass(frozen=True, slots=True)
class Row:
    """A year of a series as a table shows it. `value` is "" where there is none; `note` says why, or what changed.

    `source` is the address of the agency's own page, "" where it is not known.
    """

    year: int
    agency: str
    value: str
    note: str
    url: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Followed:
    """An agency's series as a framed page shows it."""

    name: str
    chart: Chart | None
    rows: tuple[Row, ...]
    agencies: bool


@resource.reads("/embed/search", WHOLE, asks=EmbeddedSearchArguments, problems=(406, 422, 503), media_types=(PAGE,))
def embedded_search(arguments: dict[str, Any]) -> Response:
    """Frame a search

    A box and its hits for an iframe on any site, without cookies. It tells its height by postMessage.
    """
    needs_page()
    lang, search_request = arguments["lang"], arguments["request"]
    search = services().section_search
    question = search.resolve(search_request.question)
    order = ("/embed/search", *order_of(question))
    question = gone_on(question, search_request.cursor, order)
    pairs = list(request.args.items(multi=True))
    tag = etag("embed", look(), search.generation(), services().record.generation(), question, sorted(pairs))
    raise_not_modified(tag)
    answer = search.answer(question)
    urls, public, words = here(), _public(), wording(lang)
    cursor = next_cursor(answer, question, order)
    kept = without(pairs, "cursor")
    return page(
        "embed_search.html",
        tag,
        EMBED_POLICY,
        lang,
        theme=arguments["theme"],
        answer=answer,
        question=question,
        cards=[card(hit, public, carried(question.q, lang), words) for hit in answer.hits],
        hidden=without(pairs, *FORM_ASKS),
        first_url=urls.query("/embed/search", kept) if question.after else None,
        next_url=cursor and urls.query("/embed/search", [*kept, ("cursor", cursor)]),
        all_url=public.query("/", without(pairs, "cursor", "limit", "theme")),
        oembed_url=absolute().query("/oembed", [("url", absolute().query("/embed/search", pairs))]),
    )


@resource.reads("/embed/figure", WHOLE, asks=EmbeddedFigureArguments, problems=(406, 422), media_types=(PAGE,))
def embedded_figure(arguments: dict[str, Any]) -> Response:
    """Frame a series

    One field of one agency, or a few, over the years: one drawing with one axis, and a table of each agency, each value
    with a link to its evidence.
    """
    needs_page()
    agencies, _ = scope(Selection(arguments["agency"]), Selection())
    if len(agencies.include) > MOST_FRAMED:
        detail = f"{len(agencies.include)} agencies go by these names, {MOST_FRAMED} fit a framed page"
        raise QuestionError("agency", "too_many_values", detail)
    pairs = list(request.args.items(multi=True))
    tag = etag("embed", look(), services().record.generation(), agencies, sorted(pairs))
    raise_not_modified(tag)
    lang, public = arguments["lang"], _public()
    field, applicant = FIELDS[arguments["field"]], arguments["applicant"]
    words = wording(lang)
    series = tuple(series_of(id_, arguments) for id_ in agencies.include)
    return page(
        "embed_figure.html",
        tag,
        EMBED_POLICY,
        lang,
        theme=arguments["theme"],
        field=field,
        applicant=words["applicants"][applicant] if field.applicants else "",
        title=title_of(field, applicant, words),
        together=drawing(series) if len(series) > 1 else None,
        followed=[_followed(one, public, words) for one in series],
        compare_url=public.query("/compare", without(pairs, "theme")),
        data_url=public.query("/figures/series", without(pairs, "lang", "theme")),
        home_url=public.query("/", carried("", lang)),
        oembed_url=absolute().query("/oembed", [("url", absolute().query("/embed/figure", pairs))]),
    )


def _public() -> Links:
    """Return links for readers: to PUBLIC_URL where it is set, else to the host that was asked."""
    urls = links()
    return urls if urls.base else here()


def _followed(series: Series, urls: Links, words: dict[str, Any]) -> Followed:
    points = [(point.year, point.value) for point in series.points if point.value is not None]
    return Followed(
        name=series.agency_name,
        chart=chart(points, {one.year for one in series.breaks}),
        rows=tuple(_rows(series, urls, words)),
        agencies=len(series.members) > 1,
    )


def _rows(series: Series, urls: Links, words: dict[str, Any]) -> list[Row]:
    notes: dict[int, list[str]] = {}
    for found in series.breaks:
        notes.setdefault(found.year, []).append(words["break_form" if found.kind == "form" else "break_agency"])
    rows = []
    for point in series.points:
        told = [words["computed"]] if point.origin == Origin.COMPUTED else []
        note = [*notes.get(point.year, ()), *told, *doubts(point, words)]
        url = evidence_url(point, urls, words["lang"])
        value, source = value_of(point, words), address_of(point.source)
        rows.append(Row(point.year, point.agency_name, value, "; ".join(note), url, source))
    for gap in series.missing:
        report = services().record.report(gap.report or "")
        if report is not None:
            url = report_url(urls, report.id, carried("", words["lang"]))
            why = words["reasons"][gap.reason]
            rows.append(Row(report.year, report.agency.name, "", why, url, address_of(report.source)))
    rows += [Row(year, "", "", words["missing_year"], "") for year in series.missing_years]
    return sorted(rows, key=lambda row: (row.year, row.agency))
