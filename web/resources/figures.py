"""`GET /figures`, over a year's agencies (`/figures/frame`) and over an agency's years (`/figures/series`)."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

from flask import Response

from index.record.figures import ORDERS, FigureFilter, StoredFigure
from index.record.keyset import kinds
from reports.catalogue import FIELDS
from schemas.comparison import (
    MOST_AGENCIES,
    FrameArguments,
    FrameSchema,
    SeriesArguments,
    SeriesSchema,
    frame_body,
    series_body,
)
from schemas.comparison_rows import (
    FRAME_COLUMNS,
    SERIES_COLUMNS,
    ComparedField,
    frame_line,
    frame_row,
    series_line,
    series_row,
    series_rows,
)
from schemas.figures import (
    CSV_COLUMNS,
    FigureArguments,
    FigureRequest,
    FiguresSchema,
    figure_body,
    figure_row,
    figures_body,
)
from search import comparison
from search.errors import QuestionError
from search.questions import Selection
from web.http.answers import json_answer
from web.http.arguments import Resource
from web.http.html import PAGE, prefers_page
from web.http.links import links, page_links
from web.http.lists import ListRequest
from web.http.lookups import scope, series_of, tag_of
from web.http.services import services
from web.http.streams import LISTED, Listing, form_of, stream
from web.pages.figure_page import figure_page

resource = Resource("figures", __name__, description="The numbers that reports state, with their evidence.")
FIGURES: Listing[StoredFigure] = Listing("figures", CSV_COLUMNS, figure_row, figure_body)


@resource.reads("/figures", FiguresSchema, asks=FigureArguments, problems=(406, 422), media_types=(*LISTED, PAGE))
def list_figures(figure_request: FigureRequest) -> Response:
    """Look figures up

    Of current versions, the total over all applicants unless `applicant` asks otherwise. A report answers once for a
    field and applicant; what else it states stands in `conflicts`.
    As a page for those who prefer text/html, as browsers do.
    """
    agencies, regions = scope(figure_request.agency, figure_request.region)
    criteria = replace(
        figure_request.criteria, agencies=agencies.include, excluded_agencies=agencies.exclude, regions=regions
    )
    if prefers_page():
        return figure_page(figure_request, criteria)
    figures, shape = services().record.figure_rows, kinds(ORDERS[figure_request.sort])
    return ListRequest.of(
        "/figures", (criteria, figure_request.sort), [shape], figure_request.cursor, figure_request.format
    ).answer(
        FIGURES,
        whole=lambda key: figures.stream(criteria, figure_request.sort, after=key),
        page=lambda key: figures.page(criteria, figure_request.sort, figure_request.limit, key),
        body=figures_body,
    )


@resource.reads("/figures/frame", FrameSchema, asks=FrameArguments, problems=(406, 422), media_types=LISTED)
def get_frame(arguments: dict[str, Any]) -> Response:
    """Compare agencies

    One field in one year: a point for each agency, who has none and why, and how the values are distributed.
    """
    agencies, regions = scope(Selection(arguments["agency"], arguments["not_agency"]), Selection(arguments["region"]))
    criteria = FigureFilter(
        applicants=(arguments["applicant"],),
        agencies=agencies.include,
        excluded_agencies=agencies.exclude,
        regions=regions,
    )
    record, field, year, sort = services().record, FIELDS[arguments["field"]], arguments["year"], arguments["sort"]
    frame = partial(
        comparison.frame, record.figure_rows, record.comparison, field, criteria, year, sort, arguments["limit"]
    )
    whole = partial(comparison.whole_frame, record.figure_rows, record.comparison, field, criteria, year, sort)
    shapes, order = comparison.places(kinds(ORDERS[sort])), (criteria, field.id, year, sort)
    return ListRequest.of("/figures/frame", order, shapes, arguments["cursor"], arguments["format"]).answer(
        Listing("frame", FRAME_COLUMNS, partial(frame_row, ComparedField(field, arguments["applicant"])), frame_line),
        whole=whole,
        page=frame,
        body=lambda found, urls, page: frame_body(found, field, arguments, urls, page, urls.base),
    )


@resource.reads("/figures/series", SeriesSchema, asks=SeriesArguments, problems=(406, 422), media_types=LISTED)
def get_series(arguments: dict[str, Any]) -> Response:
    """Follow agencies over the years

    One field, one series for each agency, with the years from which values do not compare with those before.
    """
    agencies, _ = scope(Selection(arguments["agency"]), Selection())
    if len(agencies.include) > MOST_AGENCIES:
        detail = f"{len(agencies.include)} agencies go by these names, {MOST_AGENCIES} can be followed at once"
        raise QuestionError("agency", "too_many_values", detail)
    form = form_of(arguments["format"])
    tag = tag_of("/figures/series", agencies, form)
    field, urls = FIELDS[arguments["field"]], links()
    series = tuple(series_of(id_, arguments) for id_ in agencies.include)
    if form != "json":
        row = partial(series_row, ComparedField(field, arguments["applicant"]))
        return stream(series_rows(series), form, Listing("series", SERIES_COLUMNS, row, series_line), tag)
    page = page_links("/figures/series")
    return json_answer(series_body(series, field, arguments["applicant"], urls, page, urls.base), tag)
