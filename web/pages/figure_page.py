"""`/figures` as a page: one number as a table of agencies and years, or the dictionary to choose one from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import Response, request

from index.record.figures import ORDERS, FigureFilter
from index.record.keyset import kinds
from reports.catalogue import FIELDS, Field
from reports.model import Applicant
from schemas.figures import FigureRequest
from search import comparison, cursors, grid
from web.http.html import COMPLETING_POLICY, look, page
from web.http.links import Links, absolute, asked_for, here, without
from web.http.lookups import tag_of
from web.http.services import services
from web.http.wording import asked_language, wording
from web.pages.chart import written
from web.pages.numbers import ShownValue, shown_cell

MOST_YEARS, MOST_ROWS = 8, 30
"""Columns and rows of a page: one that is longer is turned."""
OWN = ("cursor", "limit", "sort", "by", "lang", "format")


@dataclass(frozen=True, slots=True)
class Line:
    """An agency's row; `rank` is its place by the year that is sorted by, None where it has no value of it."""

    rank: int | None
    name: str
    url: str
    cells: tuple[ShownValue, ...]


def figure_page(figure_request: FigureRequest, criteria: FigureFilter) -> Response:
    """Show the figures asked for; without a field, the fields there are."""
    tag = tag_of("page", look(), criteria, figure_request)
    words, urls = wording(figure_request.lang), here()
    field = FIELDS[criteria.fields[0]] if criteria.fields else None
    shared = {
        "field": field,
        "groups": field_groups(words),
        "asked": figure_request,
        "pairs": dict(request.args.items()),
    }
    if field is None:
        return page(
            "fields.html", tag, COMPLETING_POLICY, figure_request.lang, fields_url=urls.query("/fields", []), **shared
        )
    return page(
        "figures.html",
        tag,
        COMPLETING_POLICY,
        figure_request.lang,
        **shared,
        **_table(figure_request, criteria, field, urls, words),
    )


def _table(
    figure_request: FigureRequest, criteria: FigureFilter, field: Field, urls: Links, words: dict[str, Any]
) -> dict[str, Any]:
    record = services().record
    applicant = criteria.applicants[0] if criteria.applicants else Applicant.TOTAL.value
    of_field = replace(criteria, fields=(field.id,), applicants=(applicant,))
    years = grid.latest(record.comparison.valued_years(of_field), MOST_YEARS)
    if not years:
        return {"years": (), "lines": (), "applicant": applicant, **_links(field, urls, None)}
    counts = record.comparison.latest_counts(of_field)
    ranked = grid.ranking_year({year: count for year, count in counts.items() if year in years})
    by = figure_request.by if figure_request.by in years else ranked
    sort = figure_request.sort if figure_request.sort in ("value", "agency") else "-value"
    order = ("/figures page", of_field, by, sort)
    after = (
        cursors.decode(figure_request.cursor, order, *comparison.places(kinds(ORDERS[sort])))
        if figure_request.cursor
        else None
    )
    key, state = cursors.key_of(after), record.generation()
    frame = comparison.frame(record.figure_rows, record.comparison, field, of_field, by, sort, MOST_ROWS, key, True)
    points = [(one.agency, one.agency_name) for one in frame.points.items]
    missing = [(one.agency, one.agency_name) for one in frame.missing.items]
    rows = grid.grid(record, field, applicant, [*points, *missing], years)
    lines = [
        Line(
            place if place <= len(points) and not figure_request.cursor else None,
            row.name,
            urls.agency(row.agency) + asked_language(figure_request.lang),
            tuple(shown_cell(cell, urls, words) for cell in row.cells),
        )
        for place, row in enumerate(rows, 1)
    ]
    following = cursors.Position(frame.next, state if after is None else after.since) if frame.next else None
    cursor = None if following is None else cursors.encode(following, order)
    return {
        "years": [(year, _sorted_by(urls, year)) for year in years],
        "by": by,
        "lines": lines,
        "total": frame.points.total,
        "without": frame.missing.total,
        "spread": _spread(frame.distribution),
        "applicant": applicant,
        "compared": ",".join(id_ for id_, _ in points[:5]),
        **_links(field, urls, cursor),
    }


def _links(field: Field, urls: Links, cursor: str | None) -> dict[str, Any]:
    pairs = asked_for()
    plain, lang = without(pairs, *OWN), [pair for pair in pairs if pair[0] == "lang"]
    whole = absolute()
    return {
        "next_url": cursor and urls.query("/figures", [*without(pairs, "cursor"), ("cursor", cursor)]),
        "first_url": urls.query("/figures", without(pairs, "cursor")) if "cursor" in request.args else None,
        "csv_url": urls.query("/figures", [*plain, ("format", "csv")]),
        "json_url": urls.query("/figures", [*plain, ("format", "json")]),
        "cited_url": whole.query("/figures", without(pairs, "cursor")),
        "map_url": urls.query("/map", [("field", field.id), *lang]),
        "spread_url": urls.query("/distribution", [("field", field.id), *lang]),
    }


def _sorted_by(urls: Links, year: int) -> str:
    pairs = without(asked_for(), "cursor", "by")
    return urls.query("/figures", [*pairs, ("by", str(year))])


def _spread(found: comparison.Distribution | None) -> Mapping[str, str] | None:
    if found is None:
        return None
    return {name: written(getattr(found, name)) for name in ("min", "median", "max", "sum")}


def field_groups(words: dict[str, Any]) -> Sequence[tuple[str, list[Field]]]:
    """Return the fields under the names of their groups, in the order of the catalogue."""
    found: dict[str, list[Field]] = {}
    for field in FIELDS.values():
        found.setdefault(field.group, []).append(field)
    return [(words["groups"].get(group, group), fields) for group, fields in found.items()]
