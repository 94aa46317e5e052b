"""Both feeds by their own rules (RFC 4287, JSON Feed 1.1), and what they follow."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import etree
from lxml.etree import _Element
from werkzeug.test import TestResponse

from app import create_app
from tests.portal import YEARS, hostile_app

ATOM = "{http://www.w3.org/2005/Atom}"
RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
ONCE = ("id", "title", "updated", "subtitle", "generator", "icon", "logo", "rights")
ASKED = ("", "?q=依申请公开", "?q=公开&year=2017&limit=2", '?q="绝无此语"', "?agency=青岛市科技局&kind=requests,fees")


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    return hostile_app(tmp_path_factory.mktemp("hostile")).test_client()


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    app = create_app({"DATA": tmp_path_factory.mktemp("empty")})
    with app.extensions["disclosure"].text_index.rebuild():
        return app.test_client()


def entries(response: TestResponse) -> list[_Element]:
    return etree.fromstring(response.data).findall(f"{ATOM}entry")


def text(element: _Element, name: str) -> str:
    return element.findtext(ATOM + name) or ""


def assert_construct(element: _Element) -> None:
    """RFC 4287 3.1: a text construct of type text holds no child elements."""
    assert element.get("type", "text") == "text"
    assert len(element) == 0


def assert_atom(response: TestResponse, url: str) -> None:
    """What RFC 4287 demands of a feed and its entries (4.1.1, 4.1.2) and of what stands in them."""
    assert response.content_type == "application/atom+xml; charset=utf-8"
    feed = etree.fromstring(response.data)
    assert feed.tag == f"{ATOM}feed"
    for part in (feed, *feed.findall(f"{ATOM}entry")):
        assert all(child.tag.startswith(ATOM) for child in part)
        for name in ("id", "title", "updated"):
            assert len(part.findall(ATOM + name)) == 1
        assert all(len(part.findall(ATOM + name)) <= 1 for name in (*ONCE, "published", "summary", "content"))
        assert urlsplit(text(part, "id")).scheme in ("http", "https", "urn")
        for name in ("updated", "published"):
            for found in part.findall(ATOM + name):
                assert RFC_3339.fullmatch(found.text or "")
        for name in ("title", "subtitle", "summary"):
            for found in part.findall(ATOM + name):
                assert_construct(found)
        for link in part.findall(f"{ATOM}link"):
            assert urlsplit(link.get("href", "")).scheme == "http"
        alternates = [(one.get("type"), one.get("hreflang")) for one in part.findall(f"{ATOM}link[@rel='alternate']")]
        assert len(alternates) == len(set(alternates)) >= 1
        for author in part.findall(f"{ATOM}author"):
            assert text(author, "name")
        assert all(category.get("term") for category in part.findall(f"{ATOM}category"))
    (own,) = feed.findall(f"{ATOM}link[@rel='self']")
    assert own.get("href") == text(feed, "id")
    assert urlsplit(own.get("href", "")).path == urlsplit(url).path
    every = feed.findall(f"{ATOM}entry")
    assert all(entry.find(f"{ATOM}author") is not None for entry in every)
    assert all(text(entry, "title").strip() for entry in every)
    ids = [text(entry, "id") for entry in every]
    assert len(ids) == len(set(ids))
    assert text(feed, "updated") >= max((text(entry, "updated") for entry in every), default="")


def assert_json_feed(response: TestResponse, url: str) -> None:
    """What JSON Feed 1.1 demands: version, title, items; of items an id and content; addresses that are absolute."""
    assert response.content_type == "application/feed+json; charset=utf-8"
    feed: Any = response.get_json(force=True)
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert isinstance(feed["title"], str)
    assert urlsplit(feed["feed_url"]).path == urlsplit(url).path
    for address in (feed["feed_url"], feed["home_page_url"], *(item["url"] for item in feed["items"])):
        assert urlsplit(address).scheme == "http"
        assert urlsplit(address).netloc
    ids = [item["id"] for item in feed["items"]]
    assert len(ids) == len(set(ids))
    for item in feed["items"]:
        assert isinstance(item["id"], str)
        assert UUID(item["id"])
        assert isinstance(item["content_text"], str)
        assert "content_html" not in item
        assert RFC_3339.fullmatch(item["date_published"])
        assert RFC_3339.fullmatch(item["date_modified"])
        assert all(isinstance(author["name"], str) for author in item["authors"])
        assert all(isinstance(tag, str) for tag in item["tags"])
    assert "author" not in feed  # of version 1


@pytest.mark.parametrize("asked", ASKED)
def test_atom_keeps_its_rules(client: FlaskClient, asked: str) -> None:
    assert_atom(client.get(f"/feed.atom{asked}"), f"/feed.atom{asked}")


@pytest.mark.parametrize("asked", ASKED)
def test_json_feed_keeps_its_rules(client: FlaskClient, asked: str) -> None:
    assert_json_feed(client.get(f"/feed.json{asked}"), f"/feed.json{asked}")


@pytest.mark.parametrize("asked", ["", "?q=alert", "?q=<script>"])
def test_hostile_reports_and_queries_keep_the_feeds_to_their_rules(hostile: FlaskClient, asked: str) -> None:
    assert_atom(hostile.get(f"/feed.atom{asked}"), "/feed.atom")
    assert_json_feed(hostile.get(f"/feed.json{asked}"), "/feed.json")


def test_hostile_text_is_text_in_feeds(hostile: FlaskClient) -> None:
    (entry, *_) = entries(hostile.get("/feed.atom?q=owned&snippet_chars=400"))
    item = hostile.get("/feed.json?q=owned&snippet_chars=400").get_json(force=True)["items"][0]
    assert text(entry, "summary") == item["content_text"]
    for part in ("<script>document.title='owned'</script>", "]]><!--", "&lt;b&gt; &amp;amp; "):
        assert part in text(entry, "summary")


@pytest.mark.parametrize("asked", ASKED)
def test_both_feeds_tell_the_same(client: FlaskClient, asked: str) -> None:
    items = client.get(f"/feed.json{asked}").get_json(force=True)["items"]
    told = [
        (text(one, "id"), text(one, "title"), text(one, "updated"), text(one, "summary"))
        for one in entries(client.get(f"/feed.atom{asked}"))
    ]
    assert told == [(one["id"], one["title"], one["date_modified"], one["content_text"]) for one in items]


def test_a_feed_of_all_tells_every_report_the_last_taken_in_first(app: Flask, client: FlaskClient) -> None:
    items = client.get("/feed.json?limit=100").get_json(force=True)["items"]
    revisions = app.extensions["disclosure"].record.revisions()
    told = [urlsplit(item["url"]).path.rpartition("/")[2] for item in items]
    assert told == sorted(revisions, key=lambda report: -revisions[report])
    times = [item["date_modified"] for item in items]
    assert times == sorted(times, reverse=True)


@pytest.mark.parametrize("asked", ["q=依申请公开&year=2017", "q=行政诉讼&not_kind=statistics", "kind=fees"])
def test_a_saved_search_tells_the_reports_that_answer_it(client: FlaskClient, asked: str) -> None:
    items = client.get(f"/feed.json?{asked}&limit=100").get_json(force=True)["items"]
    hits = client.get(f"/search?{asked}&group_by=report&limit=100").json["hits"]
    assert {urlsplit(item["url"]).path for item in items} == {hit["report"]["url"] for hit in hits} != set()


def test_a_saved_search_is_never_relaxed(client: FlaskClient) -> None:
    asked = "q=微信 绝无此语之词"
    assert client.get(f"/search?{asked}").json["query"]["relaxed"]
    assert client.get(f"/feed.json?{asked}").get_json(force=True)["items"] == []


def test_an_entry_leads_to_what_was_found(client: FlaskClient) -> None:
    for item in client.get("/feed.json?q=依申请公开").get_json(force=True)["items"]:
        page = client.get(item["url"].removeprefix("http://localhost"), headers={"Accept": "text/html"}).text
        assert f'id="{urlsplit(item["url"]).fragment}"' in page
        assert "<mark>" in page


def test_a_new_version_is_the_same_entry_changed_later(hostile: FlaskClient) -> None:
    items = hostile.get("/feed.json").get_json(force=True)["items"]
    assert [item["tags"][0] for item in items] == [str(year) for year in reversed(YEARS)]
    assert items[0]["date_modified"] >= items[0]["date_published"]


def test_ids_do_not_depend_on_the_host(sample_data: Any, client: FlaskClient) -> None:
    elsewhere = create_app(
        {"DATA": sample_data, "PUBLIC_URL": "https://portal.example.cn/reports-search"}
    ).test_client()
    ours = client.get("/feed.json").get_json(force=True)
    theirs = elsewhere.get("/feed.json").get_json(force=True)
    assert [item["id"] for item in ours["items"]] == [item["id"] for item in theirs["items"]]
    assert theirs["feed_url"] == "https://portal.example.cn/reports-search/feed.json"
    assert all(item["url"].startswith("https://portal.example.cn/reports-search/reports/") for item in theirs["items"])


@pytest.mark.parametrize("path", ["/feed.json?q=公开", "/feed.atom?q=公开"])
def test_an_unchanged_feed_is_not_sent_again(client: FlaskClient, path: str) -> None:
    tag = client.get(path).headers["ETag"]
    again = client.get(path, headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == tag
    assert client.get(path, headers={"If-None-Match": tag, "Host": "other.example"}).status_code == 200


@pytest.mark.parametrize("path", ["/feed.json", "/feed.atom"])
@pytest.mark.parametrize(
    "wrong", ["sort=year", "cursor=x", "group_by=report", "limit=0", "yaer=2017", "facets=none", 'q="a']
)
def test_what_a_feed_does_not_take_is_an_error(client: FlaskClient, path: str, wrong: str) -> None:
    response = client.get(f"{path}?{wrong}")
    assert response.status_code == 422
    assert response.mimetype == "application/problem+json"
    assert response.json["errors"][0]["parameter"] == wrong.partition("=")[0]


def test_a_feed_without_reports_is_a_feed(empty: FlaskClient) -> None:
    assert_atom(empty.get("/feed.atom"), "/feed.atom")
    assert_json_feed(empty.get("/feed.json"), "/feed.json")
    updated = text(etree.fromstring(empty.get("/feed.atom").data), "updated")
    assert datetime.fromisoformat(updated) == datetime(1970, 1, 1, tzinfo=UTC)
