"""`/distribution`: how many agencies have how much of a number, and where one of them stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from flask import Response

from index.record.comparison import Values
from index.record.figures import FigureFilter
from reports.catalogue import FIELDS
from schemas.comparison import distribution_body
from schemas.fields import field_body
from schemas.spread import DistributionArguments, SpreadSchema, bin_body, marked_body
from search import spread
from search.comparison import distribution
from search.errors import QuestionError
from search.questions import Selection
from web.http.answers import json_answer
from web.http.arguments import Resource
from web.http.html import COMPLETING_POLICY, look, page, prefers_page
from web.http.links import here, links, query_string
from web.http.lookups import scope, tag_of
from web.http.services import services
from web.http.streams import BOM, csv_text
from web.http.wording import wording
from web.pages.cards import carried
from web.pages.chart import Tick, levels, written
from web.pages.pictures import picture, sent
from web.pages.spread import MEDIA_TYPES, addresses, asked_filter, choices, in_year, years_and_year
from web.resources.compare import title_of

resource = Resource("distribution", __name__, description="A number over agencies.")
BARS = (84, 84, 776, 364)
"""Left, upper, right and lower edge of the drawing of bars."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A bin in the drawing; `marked`: the agency asked for is in it."""

    x: float
    y: float
    width: float
    height: float
    label: str
    agencies: int
    marked: bool


@dataclass(frozen=True, slots=True)
class Marked:
    """The agency asked for; `rank` is 1 for the greatest value, `value` None where it has none."""

    id: str
    name: str
    value: Decimal | None
    rank: int | None


@resource.reads("/distribution", SpreadSchema, asks=DistributionArguments, problems=(406, 422), media_types=MEDIA_TYPES)
def show_distribution(arguments: dict[str, Any]) -> Response:
    """Spread a number

    How many agencies have how much of one field in one year, and where one of them stands among the others. As a page
    for those who prefer text/html, as browsers do.
    """
    agencies, regions = scope(Selection(arguments["agency"]), Selection(arguments["region"]))
    if len(agencies.include) > 1:
        raise QuestionError(
            "agency", "too_many_values", f"{len(agencies.include)} agencies go by these names; name one"
        )
    criteria = asked_filter(arguments, regions)
    day, as_page = datetime.now(UTC).date().isoformat(), prefers_page()
    tag = tag_of("/distribution", agencies, regions, look(), as_page, day)
    field, form = FIELDS[arguments["field"]], arguments["format"]
    years, year = years_and_year(arguments, criteria)
    values: Values = () if year is None else services().record.comparison.values(in_year(criteria, year))
    marked = _marked(agencies.include, arguments, year, values)
    parts = spread.bins(values)
    if not as_page and form == "json":
        body = {
            "field": field_body(field, links().base),
            "applicant": arguments["applicant"],
            "year": year,
            "years": list(years),
            "bins": [bin_body(one) for one in parts],
            "distribution": distribution_body(distribution(values)),
            "marked": marked and marked_body((marked.id, marked.name), marked.value, marked.rank),
            "links": addresses(links()),
        }
        return json_answer(body, tag)
    words = wording(arguments["lang"])
    title = f"{title_of(field, arguments['applicant'], words)} {year or ''} · {words['spread_title']}"
    bars, ticks = _bars(parts, marked)
    shared = {"bars": bars, "ticks": ticks, "marked": marked, "edges": BARS}
    if not as_page:
        if form == "csv":
            lines = ((one.label, one.agencies) for one in bars)
            return sent(BOM + csv_text([("value", "agencies"), *lines]), form, f"distribution-{field.id}", tag)
        drawn = picture("bars.svg", words, title, day, **shared)
        return sent(drawn, form, f"distribution-{field.id}-{year}", tag)
    urls, lang = here(), carried("", arguments["lang"])
    told = distribution(values)
    return page(
        "distribution.html",
        tag,
        COMPLETING_POLICY,
        arguments["lang"],
        **shared,
        **choices(arguments, field, years, year, "/distribution"),
        title=title,
        told=told and {name: written(getattr(told, name)) for name in ("min", "median", "max", "sum")},
        count=told.count if told else 0,
        marked_value="" if marked is None or marked.value is None else written(marked.value),
        marked_url=marked and urls.agency(marked.id) + (f"?{query_string(lang)}" if lang else ""),
        numbers_url=urls.query("/figures", [("field", field.id), *lang]),
        map_url=urls.query("/map", [("field", field.id), *([("year", str(year))] if year else []), *lang]),
    )


def _marked(ids: Sequence[str], arguments: Mapping[str, Any], year: int | None, values: Values) -> Marked | None:
    """Return where the agency asked for stands among the values."""
    agency = services().record.agency(ids[0]) if ids else None
    if agency is None:
        return None
    value = None
    if year is not None:
        criteria = FigureFilter((arguments["field"],), (arguments["applicant"],), (agency.id,))
        value = next((one.value for one in services().record.figure_rows.cells(criteria, [year])), None)
    rank = None if value is None else 1 + sum(count for other, count in values if other > value)
    return Marked(agency.id, agency.name, value, rank)


def _bars(parts: Sequence[spread.Bin], marked: Marked | None) -> tuple[tuple[Bar, ...], tuple[Tick, ...]]:
    if not parts:
        return (), ()
    left, upper, right, lower = BARS
    axis = levels(Decimal(0), Decimal(max(one.agencies for one in parts)))
    step = (right - left) / len(parts)

    def bar(place: int, one: spread.Bin) -> Bar:
        height = round(float(one.agencies / axis[-1]) * (lower - upper), 1)
        value = marked.value if marked else None
        inside = value is not None and one.holds(value)
        x = round(left + step * place + step * 0.1, 1)
        return Bar(x, lower - height, round(step * 0.8, 1), height, label_of(one), one.agencies, inside)

    ticks = tuple(Tick(lower - float(level / axis[-1]) * (lower - upper), written(level)) for level in axis)
    return tuple(bar(place, one) for place, one in enumerate(parts)), ticks


def label_of(bin_: spread.Bin) -> str:
    """Write a bin as people do: 0, 1, 2–4."""
    if bin_.low is None:
        return "<0"
    if bin_.high is None:
        return f"≥{written(bin_.low)}"
    if bin_.high <= Decimal("1e-9"):
        return "0"
    if bin_.high == 1:
        return "0" if bin_.low == 0 else "<1"
    last = bin_.high - 1
    return written(bin_.low) if last == bin_.low else f"{written(bin_.low)}–{written(last)}"
