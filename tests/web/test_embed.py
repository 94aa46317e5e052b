"""Framed pages and the script: what other sites are given."""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
from flask.testing import FlaskClient
from lxml import html

from app import create_app
from tests.portal import BROWSER, YEARS, hostile_app
from web.http.wording import wording

SEARCH = "/embed/search?q=公开"
FIGURE = "/embed/figure?field=requests.received&agency=青岛市科技局"
SCRIPTS = ("/embed.js", "/static/frame.js")


def tree(client: FlaskClient, path: str) -> Any:
    response = client.get(path, headers=BROWSER)
    assert response.status_code == 200, response.text
    return html.document_fromstring(response.text)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    return hostile_app(tmp_path_factory.mktemp("hostile")).test_client()


@pytest.mark.parametrize("path", [SEARCH, FIGURE, "/embed/search?limit=0", "/embed/figure"])
def test_any_site_may_frame_it_even_when_it_tells_an_error(client: FlaskClient, path: str) -> None:
    response = client.get(path, headers=BROWSER)
    assert "frame-ancestors *" in response.headers["Content-Security-Policy"]
    assert not {"Set-Cookie", "X-Frame-Options"} & set(response.headers.keys())


@pytest.mark.parametrize("path", ["/", "/reports/qingdaoshi-kexuejishuju-2017"])
def test_no_site_may_frame_the_other_pages(client: FlaskClient, path: str) -> None:
    assert "frame-ancestors 'none'" in client.get(path, headers=BROWSER).headers["Content-Security-Policy"]


@pytest.mark.parametrize("path", [SEARCH, FIGURE])
@pytest.mark.parametrize(
    ("theme", "shown"), [("", None), ("&theme=auto", None), ("&theme=dark", "dark"), ("&theme=light", "light")]
)
def test_a_theme_overrides_the_readers_setting(client: FlaskClient, path: str, theme: str, shown: str | None) -> None:
    assert tree(client, path + theme).get("data-theme") == shown


@pytest.mark.parametrize("path", [SEARCH, FIGURE])
@pytest.mark.parametrize(("lang", "tag"), [("", "zh-CN"), ("&lang=zh", "zh-CN"), ("&lang=en", "en")])
def test_a_frame_speaks_both_languages(client: FlaskClient, path: str, lang: str, tag: str) -> None:
    assert tree(client, path + lang).get("lang") == tag


@pytest.mark.parametrize("path", [SEARCH, FIGURE])
def test_links_out_of_a_frame_open_a_page_of_their_own(client: FlaskClient, path: str) -> None:
    for link in tree(client, path).xpath("//a"):
        inside = urlsplit(link.get("href")).path.endswith("/embed/search")
        assert (link.get("target"), link.get("rel")) == (None, "next") if inside else ("_blank", "noopener")


def test_the_framed_search_pages_within_its_frame(client: FlaskClient) -> None:
    total = client.get("/search?q=行政&limit=1").json["total"]
    path, seen = "/embed/search?q=行政&limit=4&theme=dark", []
    while path:
        page = tree(client, path)
        assert page.get("data-theme") == "dark"
        seen += page.xpath("//h2/a/@href")
        path = next(iter(page.xpath("//a[@rel='next']/@href")), "").removeprefix("..")
    assert len(seen) == len(set(seen)) == total


def test_the_form_of_a_frame_keeps_its_filters(client: FlaskClient) -> None:
    page = tree(client, "/embed/search?q=公开&year=2017&kind=requests&lang=en&theme=dark")
    hidden = {(field.get("name"), field.get("value")) for field in page.xpath("//input[@type='hidden']")}
    assert hidden == {("year", "2017"), ("kind", "requests"), ("lang", "en"), ("theme", "dark")}


def test_where_a_public_address_is_set_readers_are_led_there(sample_data: Path) -> None:
    client = create_app({"DATA": sample_data, "PUBLIC_URL": "https://portal.example.cn"}).test_client()
    for link in tree(client, SEARCH).xpath("//h2/a/@href"):
        assert link.startswith("https://portal.example.cn/reports/")


def _table(page: Any) -> list[tuple[str, ...]]:
    rows = page.xpath("//tbody/tr")
    return [tuple(" ".join(cell.xpath("string(.)").split()) for cell in row.xpath("./td")[-2:]) for row in rows]


def test_the_framed_series_is_that_of_the_api(client: FlaskClient) -> None:
    asked = "field=requests.received&agency=杭州市科技局"
    series: Any = client.get(f"/figures/series?{asked}").json
    page = tree(client, f"/embed/figure?{asked}")
    values = [value for value in page.xpath("//td[@class='value']/text()") if value != "—"]
    points = series["series"][0]["points"]
    assert points
    assert values == [f"{point['value']:,}" for point in points]
    assert len(page.xpath("//*[local-name()='circle']")) == len(points)
    assert [urlsplit(href).fragment for href in page.xpath("//tbody//a/@href")][: len(points)] == [
        point["evidence"]["section"] for point in points
    ]


def test_a_year_without_a_report_is_a_row_without_a_value(hostile: FlaskClient) -> None:
    page = tree(hostile, "/embed/figure?field=requests.received&agency=hostile-ju&lang=en")
    years = [row.xpath("string(./th/a/text() | ./th[not(a)]/text())") for row in page.xpath("//tbody/tr")]
    assert years == [str(year) for year in range(YEARS[0], YEARS[-1] + 1)]
    assert _table(page)[2][-2:] == ("—", "no report held of this year")
    assert len(page.xpath("//*[local-name()='polyline']")) == 1


def test_too_many_agencies_for_a_frame_are_an_error(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.embeds.embed.MOST_FRAMED", 2)
    ids = [one["id"] for one in client.get("/agencies").json["agencies"]]
    page = tree(client, f"/embed/figure?field=requests.received&agency={','.join(ids[:2])}")
    assert len(page.xpath("//section")) == 2
    refused = client.get(f"/embed/figure?field=requests.received&agency={','.join(ids[:3])}")
    assert refused.json["errors"][0]["code"] == "too_many_values"


def test_an_agency_that_is_not_known_is_an_error(client: FlaskClient) -> None:
    assert client.get("/embed/figure?field=requests.received&agency=无此机关").status_code == 422


@pytest.mark.parametrize("path", SCRIPTS)
def test_scripts_are_cached_and_loadable_from_anywhere(client: FlaskClient, path: str) -> None:
    response = client.get(path)
    assert response.content_type == "text/javascript; charset=utf-8"
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert response.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert response.headers["Cache-Control"] == "public, max-age=3600"
    again = client.get(path, headers={"If-None-Match": response.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize("path", SCRIPTS)
def test_scripts_never_make_markup_of_text(client: FlaskClient, path: str) -> None:
    script = client.get(path).text
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function|srcdoc", script)


def test_an_asset_of_the_edition_asked_for_is_kept_for_ever(client: FlaskClient) -> None:
    (address,) = tree(client, "/").xpath("//link[@rel='stylesheet']/@href")
    assert "immutable" in client.get(address.removeprefix(".")).headers["Cache-Control"]
    assert "immutable" not in client.get("/static/page.css?v=older").headers["Cache-Control"]


def test_the_script_can_be_pinned_with_its_hash(client: FlaskClient) -> None:
    for lang in ("zh", "en"):
        page = tree(client, f"/docs/embedding?lang={lang}")
        (shown,) = [one for one in page.xpath("//pre/code/text()") if "integrity" in one]
        address, hashed = re.findall(r'src="([^"]+)" integrity="([^"]+)"', shown)[0]
        script = client.get(address.removeprefix("http://localhost"))
        assert "immutable" in script.headers["Cache-Control"]
        assert script.headers["Access-Control-Allow-Origin"] == "*"
        digest = base64.b64encode(hashlib.sha384(script.data).digest()).decode()
        assert hashed == f"sha384-{digest}"
    assert client.get("/embed.js?v=0123456789abcdef").json["code"] == "unknown_edition"


def test_a_frame_that_tells_an_error_tells_its_height_too(client: FlaskClient) -> None:
    for path in ("/embed/search?limit=0&theme=dark", "/embed/figure?theme=dark"):
        page = html.document_fromstring(client.get(path, headers=BROWSER).text)
        assert [str(one).rpartition("/")[2].partition("?")[0] for one in page.xpath("//script/@src")] == ["frame.js"]
        assert page.get("data-theme") == "dark"


@pytest.mark.parametrize("name", ["none.css", "embed.js", "..%2Fwording.toml", "../wording.toml"])
def test_only_files_of_the_pages_are_given_out(client: FlaskClient, name: str) -> None:
    assert client.get(f"/static/{name}").status_code == 404


def test_the_search_of_a_hostile_query_is_shown_as_text(hostile: FlaskClient) -> None:
    query = '"><script>alert(1)</script>'
    page = tree(hostile, f"/embed/search?q={quote(query + chr(34), safe='')}")
    assert page.xpath("//input[@name='q']/@value") == [query + '"']


def test_a_framed_number_says_that_it_is_a_sum_and_that_a_check_of_it_fails(client: FlaskClient) -> None:
    """What concerns a number travels into the frame: it is not shown as clean where the record knows better."""
    ask = {"Accept": "text/html"}
    summed = client.get("/embed/figure?field=litigation.total&agency=hangzhoushi-kexuejishuju", headers=ask).text
    assert wording("zh")["computed"] in summed
    contested = client.get("/embed/figure?field=requests.answered&agency=qingdaoshi-kexuejishuju", headers=ask).text
    assert wording("zh")["check_fails"] in contested
    assert "3 ≠ 6" in contested
