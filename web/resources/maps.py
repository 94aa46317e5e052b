"""`/map`: a number by places, on equal tiles, with the count of agencies behind each."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from flask import Response

from reports.catalogue import FIELDS, Field
from reports.identity.tables import RegionRow, region_rows
from schemas.comparison import distribution_body
from schemas.spread import MEASURES, FigureMapSchema, MapArguments, map_body
from search import spread
from search.comparison import Distribution
from search.errors import QuestionError
from search.questions import Selection
from web.http.answers import json_answer
from web.http.arguments import Resource
from web.http.html import POLICY, look, page, prefers_page
from web.http.links import here, links
from web.http.lookups import scope, tag_of
from web.http.services import services
from web.http.streams import BOM, csv_text
from web.http.wording import wording
from web.pages.cards import carried
from web.pages.chart import written
from web.pages.pictures import picture, sent
from web.pages.spread import MEDIA_TYPES, addresses, asked_filter, choices, in_year, kept, years_and_year
from web.resources.compare import title_of

resource = Resource("maps", __name__, description="A number by places.")
TILE, LEFT, TOP, ACROSS = 76, 58, 76, 9
"""Pixels of a tile, and where the first stands; tiles in a row where no map says otherwise."""


@dataclass(frozen=True, slots=True)
class Tile:
    """A place in the drawing; `shade` is None where it has no value, `value` is "" there."""

    x: float
    y: float
    name: str
    value: str
    agencies: int
    shade: int | None


@resource.reads("/map", FigureMapSchema, asks=MapArguments, problems=(406, 422), media_types=MEDIA_TYPES)
def show_map(arguments: dict[str, Any]) -> Response:
    """Map a number

    One field in one year by provinces, or by the cities of one, with the count of agencies behind each value; no value
    is no colour. As a page for those who prefer text/html, as browsers do.
    """
    region = _region(arguments["region"])
    criteria = asked_filter(arguments, ())
    day, as_page = datetime.now(UTC).date().isoformat(), prefers_page()
    tag = tag_of("/map", region, look(), as_page, day)
    field, form, record = FIELDS[arguments["field"]], arguments["format"], services().record
    years, year = years_and_year(arguments, criteria)
    rows = _rows(region)
    codes = [row.code for row in rows]
    spread_of = {} if year is None else spread.by_place(record.comparison, in_year(criteria, year), codes)
    if not as_page and form == "json":
        places = [
            {"code": row.code, "name": row.name, "distribution": distribution_body(spread_of.get(row.code))}
            for row in rows
        ]
        return json_answer(map_body(arguments, field, year, years, places, addresses(links()), links().base), tag)
    words = wording(arguments["lang"])
    title = f"{title_of(field, arguments['applicant'], words)} {year or ''} · {words['measures'][arguments['measure']]}"
    drawn = _tiles(rows, spread_of, arguments["measure"], region is None)
    edges = spread.shade_edges([getattr(one, arguments["measure"]) for one in spread_of.values()])
    legend = _legend(spread_of, edges, arguments["measure"])
    shared = {"tiles": drawn, "legend": legend, "size": TILE, "height": max(one.y for one in drawn) + TILE + 64}
    if not as_page:
        if form == "csv":
            return sent(BOM + csv_text(_map_csv(rows, spread_of, field, arguments, year)), form, f"map-{field.id}", tag)
        return sent(picture("map.svg", words, title, day, **shared), form, f"map-{field.id}-{year}", tag)
    urls, lang = here(), carried("", arguments["lang"])
    ordered = sorted(spread_of, key=lambda code: -getattr(spread_of[code], arguments["measure"]))
    names = {row.code: row.name for row in rows}
    return page(
        "map.html",
        tag,
        POLICY,
        arguments["lang"],
        **shared,
        **choices(arguments, field, years, year, "/map"),
        title=title,
        measures=MEASURES,
        region=region,
        rows=[
            (
                names[code],
                {name: written(getattr(spread_of[code], name)) for name in MEASURES},
                spread_of[code].count,
                urls.query("/map", [*kept("region"), ("region", code)])
                if region is None
                else urls.query("/figures", [("field", field.id), ("by", str(year)), ("region", code), *lang]),
            )
            for code in ordered
        ],
        up_url=urls.query("/map", kept("region")) if region else "",
        numbers_url=urls.query("/figures", [("field", field.id), *lang]),
        spread_url=urls.query("/distribution", [("field", field.id), *([("year", str(year))] if year else []), *lang]),
    )


def _region(asked: tuple[str, ...]) -> RegionRow | None:
    """Return the province whose cities are asked for. Raises QuestionError for anything but one province."""
    if not asked:
        return None
    _, codes = scope(Selection(), Selection(asked))
    found = [row for row in region_rows() if row.code in codes and row.level == "province" and not row.last]
    if len(found) != 1 or len(codes) != 1:
        raise QuestionError("region", "unknown_value", "only one province can be taken apart by its cities")
    return found[0]


def _rows(region: RegionRow | None) -> list[RegionRow]:
    """Return the places to show: all provinces, or what lies right below one."""
    if region is None:
        return [row for row in region_rows() if row.code in _places()]
    return [row for row in region_rows() if row.parent == region.code and not row.last]


@cache
def _places() -> dict[str, tuple[int, int, str]]:
    path = Path(__file__).resolve().parents[2] / "reports" / "data" / "tiles.toml"
    found = tomllib.loads(path.read_text("utf-8"))
    return {code: (column, row, name) for code, (column, row, name) in found.items()}


def _tiles(
    rows: Sequence[RegionRow], spread_of: Mapping[str, Distribution], measure: str, on_map: bool
) -> tuple[Tile, ...]:
    edges = spread.shade_edges([getattr(one, measure) for one in spread_of.values()])

    def tile(place: int, row: RegionRow) -> Tile:
        column, line, name = _places()[row.code] if on_map else (place % ACROSS, place // ACROSS, row.name)
        told = spread_of.get(row.code)
        value = None if told is None else getattr(told, measure)
        return Tile(
            LEFT + column * TILE,
            TOP + line * TILE,
            name if len(name) < 6 else name[:5] + "…",
            "" if value is None else written(value),
            told.count if told else 0,
            None if value is None else spread.shade(value, edges),
        )

    return tuple(tile(place, row) for place, row in enumerate(rows))


def _legend(
    found: Mapping[str, Distribution], edges: Sequence[Decimal], measure: str
) -> tuple[tuple[int, float, str], ...]:
    """Return for each shade in use where its sample stands and which values it is of."""
    values = [getattr(one, measure) for one in found.values()]
    if not values:
        return ()
    lows, highs = [min(values), *edges], [*edges, None]
    said = []
    for place, (low, high) in enumerate(zip(lows, highs, strict=True)):
        inside = [value for value in values if value >= low and (high is None or value < high)]
        ends = (min(inside), max(inside)) if inside else (low, low)
        said.append((place, LEFT + place * 140.0, "–".join(dict.fromkeys(map(written, ends)))))
    return tuple(said)


def _map_csv(
    rows: Sequence[RegionRow],
    spread_of: Mapping[str, Distribution],
    field: Field,
    arguments: Mapping[str, Any],
    year: int | None,
) -> Iterator[Sequence[object]]:
    yield "field", "label", "unit", "applicant", "year", "code", "place", "agencies", "median", "sum", "min", "max"
    for row in rows:
        told = spread_of.get(row.code)
        numbers = [f"{getattr(told, name):f}" if told else "" for name in ("median", "sum", "min", "max")]
        head = (field.id, field.label, field.unit, arguments["applicant"], year or "", row.code, row.name)
        yield *head, told.count if told else 0, *numbers
