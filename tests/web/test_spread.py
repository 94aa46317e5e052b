"""A number by places and over agencies: the drawing, the table and the files say the same."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree, html

from schemas.spread import FigureMapSchema, SpreadSchema
from search.spread import CLASSES, bins, shade, shade_edges
from tests.portal import BROWSER

MAP = "/map?field=requests.received&year=2017"
SPREAD = "/distribution?field=requests.received&year=2017"


def shown(client: FlaskClient, path: str) -> Any:
    response = client.get(path, headers=BROWSER)
    assert response.status_code == 200, response.text
    return html.document_fromstring(response.text)


def sheet(client: FlaskClient, path: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(client.get(f"{path}&format=csv").text.removeprefix("\ufeff"))))


def test_a_map_tells_of_each_province_what_its_agencies_report(client: FlaskClient) -> None:
    body: Any = client.get(MAP).json
    assert not FigureMapSchema().validate(body)
    assert len(body["places"]) == 34
    told = {one["name"]: one["distribution"] for one in body["places"] if one["distribution"]}
    assert told["浙江省"] == {"count": 2, "min": 2, "median": 7.5, "max": 13, "sum": 15}
    assert set(told) == {"浙江省", "山东省", "贵州省"}
    lines = {row["place"]: row for row in sheet(client, MAP)}
    assert (lines["浙江省"]["agencies"], lines["浙江省"]["median"]) == ("2", "7.5")
    assert lines["西藏自治区"]["median"] == ""


@pytest.mark.parametrize("path", ["/map", "/distribution"])
def test_a_year_that_only_one_agency_reports_for_is_not_shown_before_the_rest(client: FlaskClient, path: str) -> None:
    body: Any = client.get(f"{path}?field=requests.received").json
    assert (body["year"], body["years"]) == (2017, [2017, 2020])


def test_a_place_without_a_value_has_no_colour_and_each_tile_its_count(client: FlaskClient) -> None:
    page = shown(client, MAP)
    tiles = page.xpath("//*[local-name()='g'][contains(@class, 'tile')][*[local-name()='text']]")
    coloured = [tile for tile in tiles if "m" not in tile.get("class").split()]
    assert (len(tiles), len(coloured)) == (34, 3)
    assert ["".join(tile.itertext()) for tile in coloured if "浙江" in "".join(tile.itertext())] == ["浙江7.52 个机关"]
    assert len(page.xpath("//tbody/tr")) == 3


def test_a_province_is_taken_apart_by_its_cities(client: FlaskClient) -> None:
    body: Any = client.get(f"{MAP}&region=浙江省").json
    told = {one["name"]: one["distribution"]["sum"] for one in body["places"] if one["distribution"]}
    assert told == {"杭州市": 13, "温州市": 2}
    (href,) = shown(client, MAP).xpath("//tbody//a[text()='浙江省']/@href")
    assert shown(client, href.removeprefix(".")).xpath("//tbody//th//text()") == ["杭州市", "温州市"]
    assert client.get(f"{MAP}&region=杭州市").status_code == 422
    assert client.get(f"{MAP}&region=浙江省,山东省").status_code == 422


@pytest.mark.parametrize("path", [MAP, f"{MAP}&measure=sum&lang=en", SPREAD, f"{SPREAD}&agency=青岛市科技局"])
def test_the_picture_says_what_it_shows_and_where_it_is_from(client: FlaskClient, path: str) -> None:
    picture = client.get(f"{path}&format=svg")
    drawn = "".join(map(str, etree.fromstring(picture.data).itertext()))
    assert picture.mimetype == "image/svg+xml"
    name = "Requests for information received" if "lang=en" in path else "收到政府信息公开申请数"
    for said in (name, "2017", "http://localhost"):
        assert said in drawn
    assert client.get(f"{path}&format=png").data.startswith(b"\x89PNG")


def test_the_bins_hold_every_agency_and_mark_the_one_asked_for(client: FlaskClient) -> None:
    body: Any = client.get(f"{SPREAD}&agency=青岛市科技局").json
    assert not SpreadSchema().validate(body)
    assert sum(one["agencies"] for one in body["bins"]) == body["distribution"]["count"] == 4
    assert body["marked"] == {
        "agency": {"id": "qingdaoshi-kexuejishuju", "name": "青岛市科学技术局"},
        "value": 3,
        "rank": 2,
    }
    page = shown(client, f"{SPREAD}&agency=青岛市科技局")
    assert page.xpath("//tbody/tr[contains(th, '▼')]/th/text()") == ["2–4 ▼"]
    rows = {row["value"]: row["agencies"] for row in sheet(client, SPREAD)}
    assert rows == {"0": "0", "1": "1", "2–4": "2", "5–9": "0", "10–19": "1"}


def test_a_year_or_field_without_values_is_said(client: FlaskClient) -> None:
    for path in ("/map?field=charges.amount", "/distribution?field=charges.amount&year=1999"):
        assert client.get(path).status_code == 200
        assert "没有" in shown(client, path).text_content()


@given(st.lists(st.decimals(-5, 10**7, allow_nan=False, places=2), min_size=1, max_size=40))
def test_every_value_is_in_just_one_bin(values: list[Decimal]) -> None:
    counts = tuple(sorted({value: values.count(value) for value in values}.items()))
    parts = bins(counts)
    assert sum(one.agencies for one in parts) == len(values)
    assert all(sum(one.holds(value) for one in parts) == 1 for value in values)
    assert len(parts) < 30


@given(st.lists(st.decimals(0, 10**6, allow_nan=False, places=1), min_size=1, max_size=34))
def test_a_greater_value_never_has_a_lighter_shade(values: list[Decimal]) -> None:
    edges = shade_edges(values)
    shades = [shade(value, edges) for value in sorted(values)]
    assert shades == sorted(shades)
    assert max(shades) < CLASSES
    assert shades[0] == 0
