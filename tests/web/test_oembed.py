"""oEmbed 1.0 by its specification, and the OpenSearch 1.1 description by its own."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from flask.testing import FlaskClient
from lxml import etree, html

from app import create_app
from tests.portal import BROWSER, hostile_app

HOST = "http://localhost"
REPORT = "/reports/qingdaoshi-kexuejishuju-2017"
OURS = (
    "/",
    "/?q=依申请公开&year=2017",
    REPORT,
    f"{REPORT}?q=公开#s3",
    "/embed/search?q=公开&theme=dark",
    "/embed/figure?field=requests.received&agency=青岛市科技局",
)
OPENSEARCH = "{http://a9.com/-/spec/opensearch/1.1/}"
TYPES = {"photo", "video", "link", "rich"}


def oembed(url: str, **more: object) -> str:
    return f"/oembed?url={quote(url, safe='')}" + "".join(f"&{name}={value}" for name, value in more.items())


def frame(body: Any) -> Any:
    found = html.fragments_fromstring(body["html"])
    assert [one.tag for one in found] == ["iframe"]
    return found[0]


@pytest.mark.parametrize("path", OURS)
def test_an_address_of_ours_is_a_rich_frame(client: FlaskClient, path: str) -> None:
    response = client.get(oembed(HOST + path))
    body: Any = response.json
    assert response.status_code == 200
    assert response.mimetype == "application/json"
    assert body["type"] == "rich"
    assert body["version"] == "1.0"
    for name in ("width", "height", "cache_age"):
        assert type(body[name]) is int
        assert body[name] > 0
    assert all(isinstance(body[name], str) for name in ("title", "provider_name", "provider_url", "html"))
    shown = frame(body)
    assert (shown.get("width"), shown.get("height")) == (str(body["width"]), str(body["height"]))
    assert shown.get("title")
    assert not {"style", "onload", "srcdoc"} & set(shown.attrib)


@pytest.mark.parametrize("path", OURS)
def test_the_frame_can_be_framed_and_shows_what_was_asked(client: FlaskClient, path: str) -> None:
    source = urlsplit(frame(client.get(oembed(HOST + path)).json).get("src"))
    framed = client.get(f"{source.path}?{source.query}", headers=BROWSER)
    assert framed.status_code == 200
    assert "frame-ancestors *" in framed.headers["Content-Security-Policy"]
    asked = parse_qs(urlsplit(path).query)
    assert {name: parse_qs(source.query)[name] for name in asked} == asked


def test_a_report_is_framed_as_a_search_within_it(client: FlaskClient) -> None:
    source = urlsplit(frame(client.get(oembed(f"{HOST}{REPORT}?q=公开")).json).get("src"))
    page = html.document_fromstring(client.get(f"{source.path}?{source.query}", headers=BROWSER).text)
    assert {urlsplit(str(href)).path for href in page.xpath("//h2/a/@href")} == {f"..{REPORT}"}


def test_json_and_xml_say_the_same(client: FlaskClient) -> None:
    body: Any = client.get(oembed(f"{HOST}/?q=<公%26开>")).json
    response = client.get(oembed(f"{HOST}/?q=<公%26开>", format="xml"))
    assert response.content_type == "text/xml; charset=utf-8"
    root = etree.fromstring(response.data)
    assert root.tag == "oembed"
    assert {child.tag: child.text for child in root} == {name: str(value) for name, value in body.items()}


@pytest.mark.parametrize(("asked", "width", "height"), [((100, 90), 100, 90), ((1, 1), 1, 1), ((9000, 9000), 600, 480)])
def test_no_frame_is_larger_than_allowed(client: FlaskClient, asked: tuple[int, int], width: int, height: int) -> None:
    body: Any = client.get(oembed(f"{HOST}/?q=公开", maxwidth=asked[0], maxheight=asked[1])).json
    assert (body["width"], body["height"]) == (width, height)


@pytest.mark.parametrize(
    "url",
    [
        "http://elsewhere.example/?q=公开",
        "http://localhost.evil.example/",
        "http://localhost@evil.example/",
        "//localhost/",
        "javascript:alert(1)",
        "ftp://localhost/",
        "http://[",
        "http://localhost:81/",
        "nonsense",
        f"{HOST}/search?yaer=2017",
        f"{HOST}/reports",
        f"{HOST}/reports/none",
        f"{HOST}/reports/none/source",
        f"{HOST}/nothing",
        f"{HOST}/?yaer=2017",
        f'{HOST}/?q="公开',
        f"{HOST}/embed/search?agency=无此机关",
        f"{HOST}/embed/figure?field=none&agency=青岛市科技局",
        f"{HOST}/embed/figure",
    ],
)
def test_any_other_address_is_not_found(client: FlaskClient, url: str) -> None:
    response = client.get(oembed(url))
    assert response.status_code == 404
    assert response.json["code"] == "not_embeddable"


def test_a_format_that_is_not_offered_is_not_implemented(client: FlaskClient) -> None:
    response = client.get(oembed(HOST, format="yaml"))
    assert (response.status_code, response.mimetype) == (501, "application/problem+json")


@pytest.mark.parametrize(
    "asked", ["", "?url=", "?url=a&url=b", "?url=http://localhost/&maxwidth=wide", "?url=x&maxheight=0"]
)
def test_a_request_that_makes_no_sense_is_an_error(client: FlaskClient, asked: str) -> None:
    assert client.get(f"/oembed{asked}").status_code == 422


def test_parameters_that_consumers_send_to_everyone_are_no_error(client: FlaskClient) -> None:
    assert client.get(oembed(f"{HOST}/?q=公开", dnt=1, omitscript="true")).status_code == 200


@pytest.mark.parametrize("path", OURS)
def test_a_page_tells_where_its_embed_is_described(client: FlaskClient, path: str) -> None:
    page = html.document_fromstring(client.get(path.partition("#")[0], headers=BROWSER).text)
    links: Any = page.xpath("//link[@type='application/json+oembed']/@href")
    (link,) = links
    found = client.get("/" + link.removeprefix(HOST).lstrip("./"))
    assert found.status_code == 200
    assert found.json["type"] in TYPES


def test_a_service_behind_a_path_knows_its_own_addresses(sample_data: Path) -> None:
    client = create_app({"DATA": sample_data, "PUBLIC_URL": "https://Portal.example.cn/search"}).test_client()
    body: Any = client.get(oembed("https://portal.example.cn/search/?q=公开")).json
    assert frame(body).get("src").startswith("https://Portal.example.cn/search/embed/search?q=")
    assert client.get(oembed("https://portal.example.cn/searching?q=公开")).status_code == 404
    assert client.get(oembed("https://portal.example.cn/?q=公开")).status_code == 404


def test_hostile_titles_and_queries_stay_within_their_attribute(tmp_path: Path) -> None:
    client = hostile_app(tmp_path).test_client()
    for path in ("/reports/hostile-ju-2017", '/?q="><script>alert(1)</script>"', "/embed/search?q=' onload=alert(1)"):
        shown = frame(client.get(oembed(HOST + path)).json)
        assert set(shown.attrib) <= {"src", "title", "width", "height", "loading", "sandbox", "frameborder"}


def test_the_description_keeps_the_rules_of_opensearch(client: FlaskClient) -> None:
    response = client.get("/opensearch.xml")
    assert response.mimetype == "application/opensearchdescription+xml"
    root = etree.fromstring(response.data)
    assert root.tag == f"{OPENSEARCH}OpenSearchDescription"
    (short,), (description,) = root.findall(f"{OPENSEARCH}ShortName"), root.findall(f"{OPENSEARCH}Description")
    assert 0 < len(short.text or "") <= 16
    assert 0 < len(description.text or "") <= 1024
    assert len(root.findtext(f"{OPENSEARCH}LongName") or "") <= 48
    urls = root.findall(f"{OPENSEARCH}Url")
    assert all(url.get("template") and url.get("type") for url in urls)
    (own,) = [url for url in urls if url.get("rel") == "self"]
    assert own.get("template") == f"{HOST}/opensearch.xml"
    assert [one.get("role") for one in root.findall(f"{OPENSEARCH}Query")] == ["example"]
    assert root.findtext(f"{OPENSEARCH}InputEncoding") == root.findtext(f"{OPENSEARCH}OutputEncoding") == "UTF-8"


def test_every_template_of_the_description_works(client: FlaskClient) -> None:
    root = etree.fromstring(client.get("/opensearch.xml").data)
    example = root.find(f"{OPENSEARCH}Query")
    assert example is not None
    for url in root.findall(f"{OPENSEARCH}Url"):
        template = (url.get("template") or "").removeprefix(HOST)
        filled = template.replace("{searchTerms}", quote(example.get("searchTerms") or "", safe=""))
        response = client.get(filled, headers={"Accept": url.get("type") or ""})
        assert response.status_code == 200
        assert response.mimetype == url.get("type")


def test_the_description_is_not_sent_twice(client: FlaskClient) -> None:
    tag = client.get("/opensearch.xml").headers["ETag"]
    assert client.get("/opensearch.xml", headers={"If-None-Match": tag}).status_code == 304


def test_json_of_searches_and_reports_says_how_it_is_embedded(client: FlaskClient) -> None:
    for path in ("/search?q=公开&year=2017", "/reports/guizhousheng-kexuejishuting-2017"):
        links = client.get(path).headers.getlist("Link")
        (found,) = [link for link in links if "application/json+oembed" in link]
        address = found[1 : found.index(">")]
        assert address.startswith("/oembed?")
        assert "<iframe" in client.get(address).get_json()["html"]


def test_an_address_of_the_json_search_is_framed_as_its_page(client: FlaskClient) -> None:
    framed = client.get("/oembed?url=http://localhost/search%3Fq%3Da%26format%3Dcsv%26explain%3Dtrue").get_json()[
        "html"
    ]
    assert 'src="http://localhost/embed/search?q=a"' in framed
