"""What every page keeps to: nothing runs, links lead somewhere, both languages have the same words."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import etree

from tests.portal import BROWSER
from tests.web.paging import PAGES, ask, hrefs, tree
from tests.web.test_documentation import HIDDEN
from web.http.html import COMPLETING_POLICY, EMBED_POLICY, POLICY
from web.http.wording import LANGUAGES, wording


@pytest.mark.parametrize("path", PAGES)
def test_nothing_on_a_page_runs_or_comes_from_elsewhere(client: FlaskClient, path: str) -> None:
    response = ask(client, path)
    embedded = path.startswith("/embed/")
    search = urlsplit(path).path == "/" and response.status_code == 200
    policy = EMBED_POLICY if embedded else COMPLETING_POLICY if search else POLICY
    assert response.headers["Content-Security-Policy"] == policy
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "X-Frame-Options" not in response.headers
    assert "Set-Cookie" not in response.headers
    page = tree(response)
    assert not page.xpath("//@style | //style | //@*[starts-with(name(), 'on')] | //base | //object | //embed")
    assert [urlsplit(src).path.split("/")[-2:] for src in page.xpath("//script/@src")] == [
        ["static", "frame.js" if embedded else "complete.js"]
    ] * (embedded or search)
    assert not page.xpath("//script/text()")
    assert all(urlsplit(src).netloc == "" for src in page.xpath("//link[@rel='stylesheet']/@href | //img/@src"))


@pytest.mark.parametrize("path", PAGES)
def test_a_page_can_be_read_aloud(client: FlaskClient, path: str) -> None:
    page = tree(ask(client, path))
    assert page.get("lang") in ("zh-CN", "en")
    assert page.xpath("//title/text()")
    assert len(page.xpath("//main")) == 1
    labelled = set(page.xpath("//label/@for"))
    for field in page.xpath("//input[not(@type='hidden')] | //select"):
        assert field.get("id") in labelled or field.xpath("ancestor::label")
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    levels = [int(heading.tag[1]) for heading in page.xpath("//h1|//h2|//h3|//h4|//h5|//h6")]
    assert levels.count(1) == 1


@pytest.mark.parametrize("path", PAGES[:6])
def test_every_link_of_a_page_leads_somewhere(client: FlaskClient, path: str) -> None:
    page = tree(ask(client, path))
    addresses = hrefs(page) | set(page.xpath("//link/@href"))
    assert addresses
    for href in sorted(addresses):
        address = urlsplit(urljoin(f"http://localhost{path}", href))
        found = ask(client, f"{address.path}?{address.query}" if address.query else address.path)
        assert found.status_code == 200, (href, found.text[:300])
        if address.fragment:
            assert tree(found).xpath("//*[@id=$id]", id=address.fragment), href


@pytest.mark.parametrize("path", PAGES[:5])
def test_a_page_unchanged_is_not_sent_again(client: FlaskClient, path: str) -> None:
    tag = ask(client, path).headers["ETag"]
    again = ask(client, path, **{"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")


def test_both_languages_have_the_same_words() -> None:
    words = tomllib.loads((Path(__file__).parents[2] / "web" / "wording.toml").read_text("utf-8"))

    def keys(part: dict[str, Any], above: str = "") -> set[str]:
        return {
            path
            for key, value in part.items()
            for path in (keys(value, f"{above}{key}.") if isinstance(value, dict) else {above + key})
        }

    assert tuple(words) == LANGUAGES
    assert words["zh"].pop("problems")
    assert keys(words["zh"]) == keys(words["en"])


def test_no_word_hides_behind_a_method_of_mappings() -> None:
    assert not set(wording("zh")) & set(dir(dict))


def test_pages_are_documented(app: Flask, client: FlaskClient) -> None:
    document: Any = client.get("/openapi.json").json
    served = {re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule) for rule in app.url_map.iter_rules()}
    assert served - HIDDEN <= set(document["paths"])
    assert "text/html" in document["paths"]["/reports/{report_id}"]["get"]["responses"]["200"]["content"]


def test_crawlers_find_every_report_and_agency(client: FlaskClient) -> None:
    assert "Sitemap: http://localhost/sitemap.xml" in client.get("/robots.txt").text
    maps = etree.fromstring(client.get("/sitemap.xml").data).findall(".//{*}loc")
    told = [
        one.text for found in maps for one in etree.fromstring(client.get(found.text or "").data).findall(".//{*}loc")
    ]
    listed = [f"http://localhost{one['url']}" for one in client.get("/reports").json["reports"]]
    assert set(listed) <= set(told)
    assert len(told) == len(set(told))
    for address in told[:12] + told[-8:]:
        assert client.get(address or "", headers=BROWSER).status_code == 200
    assert client.get("/sitemap-9.xml").status_code == 404
    assert client.get("/favicon.ico").data.startswith(b"\x89PNG")


def test_pages_say_what_they_are_about(client: FlaskClient) -> None:
    kinds = {
        "/download": "Dataset",
        "/figures?field=requests.received": "Dataset",
        "/reports/qingdaoshi-kexuejishuju-2017": "Report",
    }
    for path, kind in kinds.items():
        page = tree(ask(client, path))
        (item,) = page.xpath(f"//*[@itemtype='https://schema.org/{kind}']")
        assert item.xpath(".//*[@itemprop='name']")
        assert item.xpath(".//*[@itemprop='url']/@content")[0].startswith("http://localhost/")
