"""`GET /compare`: a few agencies side by side, as a table, a drawing with one axis, and a page of both."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from flask import Response, request

from reports.catalogue import FIELDS, Field
from schemas.compare import MOST_COMPARED, CompareArguments, CompareSchema, compare_body, reasons_of, years_of
from search.comparison import Series
from search.errors import QuestionError
from search.questions import Selection
from web.http.answers import json_answer
from web.http.arguments import Resource
from web.http.html import COMPLETING_POLICY, look, page, prefers_page
from web.http.links import Links, absolute, here, links, without
from web.http.lookups import scope, series_of, tag_of
from web.http.streams import BOM, csv_text
from web.http.wording import wording
from web.pages.breaks import broken
from web.pages.cards import carried
from web.pages.lines import Lines, draw
from web.pages.numbers import ShownValue, evidence_url, shown_figure
from web.pages.pictures import picture, sent
from web.pages.spread import MEDIA_TYPES, addresses

resource = Resource("compare", __name__, description="Agencies side by side.")
COLOURS = ("#1f5f99", "#c2410c", "#2b7a3d", "#7a3e9d", "#8a6d00", "#0e7c86", "#b0305c", "#4a4a4a")
"""Of the lines of a picture by itself; each at least 3 to 1 on white. Those of pages stand in page.css."""


@dataclass(frozen=True, slots=True)
class Compared:
    """An agency's row; `breaks` says in words from which year its values do not compare with those before."""

    name: str
    url: str
    cells: tuple[ShownValue, ...]
    breaks: tuple[str, ...]


@resource.reads("/compare", CompareSchema, asks=CompareArguments, problems=(406, 422), media_types=MEDIA_TYPES)
def compare_agencies(arguments: dict[str, Any]) -> Response:
    """Compare agencies over the years

    One field of up to eight agencies: a table with the reason in each empty cell, and one drawing with one axis. As a
    page for those who prefer text/html, as browsers do.
    """
    agencies, _ = scope(Selection(arguments["agency"]), Selection())
    if len(agencies.include) > MOST_COMPARED:
        detail = f"{len(agencies.include)} agencies go by these names, {MOST_COMPARED} can be compared at once"
        raise QuestionError("agency", "too_many_values", detail)
    day = datetime.now(UTC).date().isoformat()
    as_page = prefers_page()
    tag = tag_of("/compare", agencies, look(), as_page, day)
    field, form = FIELDS[arguments["field"]], arguments["format"]
    series = tuple(series_of(id_, arguments) for id_ in agencies.include)
    if as_page:
        return _page(series, field, arguments, tag)
    if form == "json":
        body = compare_body(series, field, arguments["applicant"], links(), addresses(links()), links().base)
        return json_answer(body, tag)
    csv = form == "csv"
    data = BOM + csv_text(_csv_rows(series, field, arguments)) if csv else _picture(series, field, arguments, day)
    return sent(data, form, f"compare-{field.id}", tag)


def drawing(series: Sequence[Series]) -> Lines | None:
    """Lay the series of a comparison out."""
    return draw(
        [
            (
                one.agency_name,
                {point.year: point.value for point in one.points if point.value is not None},
                {broken.year for broken in one.breaks},
            )
            for one in series
        ]
    )


def title_of(field: Field, applicant: str, words: dict[str, Any]) -> str:
    whose = f"{words['between']}{words['applicants'][applicant]}" if field.applicants and applicant != "total" else ""
    unit = words["units"].get(field.unit, field.unit)
    written: str = words["in_brackets"].format(field.name(words["lang"]), f"{unit}{whose}")
    return written


def _picture(series: Sequence[Series], field: Field, arguments: dict[str, Any], day: str) -> str:
    words = wording(arguments["lang"])
    chart = drawing(series)
    if chart is None:
        raise QuestionError("agency", "no_values", "none of these agencies has a value of this field to draw")
    title = title_of(field, arguments["applicant"], words)
    return picture("lines.svg", words, title, day, chart=chart, colours=COLOURS)


def _csv_rows(series: Sequence[Series], field: Field, arguments: dict[str, Any]) -> Iterator[Sequence[object]]:
    """Yield the table in long form: one line an agency and year, with the reason where there is no value."""
    urls, words = absolute(), wording("zh")
    yield (
        *("field", "label", "unit", "applicant", "agency_id", "agency", "year"),
        *("value", "qualifier", "reason", "doubts", "quote", "url"),
    )
    for one in series:
        points, reasons = {point.year: point for point in one.points}, reasons_of(one)
        for year in years_of(tuple(series)):
            head = (field.id, field.label, field.unit, arguments["applicant"], one.agency, one.agency_name, year)
            if year in points:
                figure = points[year]
                told, value = "; ".join(shown_figure(figure, urls, words).doubts), f"{figure.value:f}"
                yield *head, value, figure.qualifier or "", "", told, figure.quote, evidence_url(figure, urls, "zh")
            else:
                yield *head, "", "", reasons.get(year, "no_report"), "", "", ""


def _page(series: Sequence[Series], field: Field, arguments: dict[str, Any], tag: str) -> Response:
    urls, lang = here(), arguments["lang"]
    words = wording(lang)
    years = years_of(tuple(series))
    pairs = list(request.args.items(multi=True))
    return page(
        "compare.html",
        tag,
        COMPLETING_POLICY,
        lang,
        field=field,
        title=title_of(field, arguments["applicant"], words),
        chart=drawing(series),
        years=years,
        rows=[_row(one, years, urls, words) for one in series],
        agencies=[(one.agency, one.agency_name) for one in series],
        fewer=[(one.agency_name, _without(urls, pairs, one.agency, series)) for one in series if len(series) > 1],
        most=MOST_COMPARED,
        links=addresses(urls),
        cited_url=absolute().query("/compare", without(pairs, "lang")),
        embed_url=absolute().query("/embed/figure", [*without(pairs, "lang", "format"), *carried("", lang)]),
    )


def _row(series: Series, years: Sequence[int], urls: Links, words: dict[str, Any]) -> Compared:
    points, reasons = {point.year: point for point in series.points}, reasons_of(series)

    def cell(year: int) -> ShownValue:
        if year in points:
            return shown_figure(points[year], urls, words)
        return ShownValue(year, "", "", words["reasons"][reasons.get(year, "no_report")])

    return Compared(
        series.agency_name, urls.agency(series.agency), tuple(map(cell, years)), broken(series.breaks, words)
    )


def _without(urls: Links, pairs: list[tuple[str, str]], agency: str, series: Sequence[Series]) -> str:
    others = ",".join(one.agency for one in series if one.agency != agency)
    return urls.query("/compare", [*without(pairs, "agency"), ("agency", others)])
