"""What `/map` and `/distribution` share: which field and year, and what both pages offer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import request

from index.record.figures import FigureFilter
from reports.catalogue import Field
from search import grid
from web.http.html import PAGE
from web.http.links import Links, absolute, asked_for, here, without
from web.http.services import services
from web.pages.pictures import CSV, PNG, SVG

MEDIA_TYPES = ("application/json", PAGE, CSV, SVG, PNG)


def asked_filter(arguments: Mapping[str, Any], regions: tuple[str, ...]) -> FigureFilter:
    """Return the figures of one field and type of applicant."""
    return FigureFilter(fields=(arguments["field"],), applicants=(arguments["applicant"],), regions=regions)


def in_year(criteria: FigureFilter, year: int) -> FigureFilter:
    """Return the same of one year."""
    return FigureFilter(
        criteria.fields, criteria.applicants, criteria.agencies, regions=criteria.regions, years=((year, year),)
    )


def years_and_year(arguments: Mapping[str, Any], criteria: FigureFilter) -> tuple[tuple[int, ...], int | None]:
    """Return the years with values, and the one to show: what was asked for, else the last that most report for."""
    compared = services().record.comparison
    years = compared.valued_years(criteria)
    if arguments["year"] or not years:
        return years, arguments["year"]
    return years, grid.ranking_year(compared.latest_counts(criteria))


def addresses(urls: Links) -> dict[str, str]:
    """Return the address of the answer and of its files."""
    pairs = without(list(request.args.items(multi=True)), "format", "lang")
    forms = {form: urls.query(request.path, [*pairs, ("format", form)]) for form in ("csv", "svg", "png")}
    return {"self": urls.query(request.path, pairs), **forms}


def kept(*left_out: str) -> list[tuple[str, str]]:
    """Return the parameters asked for without some."""
    return without(asked_for(), *left_out)


def choices(
    arguments: Mapping[str, Any], field: Field, years: Sequence[int], year: int | None, path: str
) -> dict[str, Any]:
    """Return what both pages offer: other years, files, how to cite."""
    urls = here()
    return {
        "field": field,
        "asked": arguments,
        "year": year,
        "years": [(one, urls.query(path, [*kept("year"), ("year", str(one))])) for one in years],
        "hidden": without(asked_for(), "year", "measure", "agency", "format", "lang"),
        "links": addresses(urls),
        "cited_url": absolute().query(path, kept("lang")),
    }
