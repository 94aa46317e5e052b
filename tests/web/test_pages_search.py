"""The search as a page: hits, filters, the form."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from flask.testing import FlaskClient

from schemas.embeds import PAGE_FACETS, PageArguments
from tests.web.paging import ask, tree


def test_the_search_page_is_for_those_who_take_pages(client: FlaskClient) -> None:
    assert client.get("/").mimetype == "text/html"
    assert client.get("/", headers={"Accept": "application/json"}).status_code == 406


def test_hits_are_those_of_the_api_with_their_marks(client: FlaskClient) -> None:
    page = tree(ask(client, "/?q=依申请公开&year=2017"))
    answer: Any = client.get("/search?q=依申请公开&year=2017").json
    assert [item.xpath("string(.//a)") for item in page.xpath("//li[@class='hit']")] == [
        hit["section"]["path"][-1] if hit["section"]["path"] else hit["report"]["title"] for hit in answer["hits"]
    ]
    marked = [[mark.text for mark in item.xpath(".//mark")] for item in page.xpath("//li[@class='hit']")]
    assert marked == [
        [hit["snippet"]["text"][start:end] for start, end in hit["snippet"]["ranges"]] for hit in answer["hits"]
    ]
    assert str(answer["total"]) in page.xpath("string(//h1)")


def test_paging_gives_every_hit_once(client: FlaskClient) -> None:
    total = client.get("/search?q=公开&limit=1").json["total"]
    path, seen = "/?q=公开&limit=13", []
    while path:
        page = tree(ask(client, path))
        seen += page.xpath("//h2[@class='hit-title']/a/@href")
        path = next(iter(page.xpath("//a[@rel='next']/@href")), "").removeprefix(".")
    assert len(seen) == len(set(seen)) == total


def _sent(page: Any, **changed: list[str]) -> str:
    """Return the address that sending the page's form asks for, with other boxes ticked."""
    pairs: list[tuple[str, str]] = []
    for field in page.xpath("//form[@id='ask']//input | //*[@form='ask'][self::input or self::select]"):
        name, value = field.get("name"), field.value if field.tag == "select" else field.get("value", "")
        ticked = value in changed[name] if name in changed else field.get("checked") is not None
        if field.get("type") != "checkbox" or ticked:
            pairs += [(name, value)]
    return "/?" + "&".join(f"{name}={value}" for name, value in pairs)


def test_the_form_sent_as_it_is_gives_the_same_hits(client: FlaskClient) -> None:
    for path in (
        "/?q=公开&year=2015..2019&not_kind=body&lang=en",
        "/?q=公开&agency=青岛市科技局&sort=-year&group_by=report",
    ):
        page = tree(ask(client, path))
        again = tree(ask(client, _sent(page)))
        assert again.xpath("//h2[@class='hit-title']/a/@href") == page.xpath("//h2[@class='hit-title']/a/@href") != []


def test_ticking_a_box_filters(client: FlaskClient) -> None:
    page = tree(ask(client, "/?q=公开"))
    filtered = tree(ask(client, _sent(page, year=["2020"])))
    assert set(filtered.xpath("//p[@class='hit-from']/span[2]/text()")) == {"2020"}
    assert filtered.xpath("//input[@name='year'][@checked]/@value") == ["2020"]
    chip = next(iter(filtered.xpath("//ul[@class='chips']//a[contains(., '2020')]/@href")))
    assert tree(ask(client, chip.removeprefix("."))).xpath("//h1/text()") == page.xpath("//h1/text()")


def test_the_first_page_shows_the_newest_reports(client: FlaskClient) -> None:
    titles = tree(ask(client, "/")).xpath("//ul[@class='latest']//span[@class='latest-title']/text()")
    assert titles == [one["title"] for one in client.get("/reports").json["reports"]]


@pytest.mark.parametrize("path", ["/", "/embed/search"])
def test_nothing_found_for_a_quoted_string_says_where_it_has_to_stand(client: FlaskClient, path: str) -> None:
    assert "同一章节" in ask(client, f'{path}?q="紫禁城"').text
    assert "同一章节" not in ask(client, f"{path}?q=紫禁城").text


def test_links_keep_the_language(client: FlaskClient) -> None:
    page = tree(ask(client, "/?q=公开&lang=en"))
    for href in page.xpath("//h2[@class='hit-title']/a/@href"):
        assert ("lang", "en") in parse_qsl(urlsplit(href).query)


def test_everything_of_a_long_filter_can_be_reached(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    few = tuple(replace(one, size=1) if one.column == "agency" else one for one in PAGE_FACETS)
    monkeypatch.setattr(PageArguments, "ours", (("facets", few), ("explain", "false")))
    page = tree(ask(client, "/?q=公开"))
    assert len(page.xpath("//aside//input[@type='checkbox'][@name='agency']")) == 1
    (more,) = [one for one in page.xpath("//aside//a/@href") if "more=agency" in one]
    whole = tree(ask(client, more.removeprefix(".")))
    assert len(whole.xpath("//aside//input[@type='checkbox'][@name='agency']")) == 5
    named = tree(ask(client, "/?q=公开&agency=&agency=温州市科技局&region="))
    assert set(named.xpath("//*[@class='hit-from']/span[1]/text()")) == {"温州市科学技术局"}


def test_a_search_offers_every_filter(client: FlaskClient) -> None:
    page = tree(ask(client, "/?q=公开"))
    assert {"year", "agency", "region", "kind", "form"} <= set(page.xpath("//aside//input[@type='checkbox']/@name"))
