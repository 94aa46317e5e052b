"""Answers given before: the same as when they were made, and gone when anything changed."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse, create_environ, run_wsgi_app

from app import create_app
from tests.conftest import SAMPLES
from web.http.kept import AT_ONCE
from web.http.kept_answers import ROUTE, KeptAnswer
from web.http.limits import Limits
from web.http.services import Services

OURS = ("ETag", "Link", "Cache-Control", "Content-Type", "Content-Length", "Access-Control-Allow-Origin")


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("kept")


@pytest.fixture(scope="module")
def app(data: Path) -> Flask:
    take_in(data, "2017-wenzhou-science-technology-bureau.txt")
    return create_app({"DATA": data, "RATE_LIMIT": "1000 per hour"})


def take_in(data: Path, file: str) -> None:
    result = create_app({"DATA": data}).test_cli_runner().invoke(args=["ingest", str(SAMPLES / file), "--jobs", "1"])
    assert result.exit_code == 0, result.output


def held(app: Flask) -> int:
    services: Services = app.extensions["disclosure"]
    return services.answers.held


def twice(client: FlaskClient, address: str, **more: Any) -> TestResponse:
    """Ask twice, so that the answer is kept; return the first, which was made."""
    first = client.get(address, **more)
    client.get(address, **more)
    return first


def test_a_kept_answer_is_the_answer(app: Flask, client: FlaskClient) -> None:
    first = twice(client, "/search?q=公开&kind=requests")
    before = held(app)
    again = client.get("/search?q=公开&kind=requests")
    assert held(app) == before > 0
    assert again.data == first.data
    assert {name: again.headers.get(name) for name in OURS} == {name: first.headers.get(name) for name in OURS}


def test_an_answer_is_kept_when_it_is_asked_for_again(app: Flask, client: FlaskClient) -> None:
    before = held(app)
    client.get("/search?q=公开&sort=agency")
    assert held(app) == before
    client.get("/search?q=公开&sort=agency")
    assert held(app) > before


def test_a_kept_answer_counts_against_the_limit_of_who_asks(app: Flask, data: Path) -> None:
    client = create_app({"DATA": data, "RATE_LIMIT": "3 per hour"}).test_client()
    assert [client.get("/search?q=申请").status_code for _ in range(4)] == [200, 200, 200, 429]


def test_a_client_that_holds_a_kept_answer_is_told_so(client: FlaskClient) -> None:
    tag = twice(client, "/search?q=收费").headers["ETag"]
    again = client.get("/search?q=收费", headers={"If-None-Match": tag})
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", tag)


def test_who_takes_no_json_is_not_given_a_kept_answer(client: FlaskClient) -> None:
    assert twice(client, "/search?q=复议").status_code == 200
    assert client.get("/search?q=复议", headers={"Accept": "text/html"}).status_code == 406


@pytest.mark.parametrize("query", ["q=公开&format=csv", "q=公开&format=ndjson", "q=公开&limit=0", "colour=red"])
def test_lists_and_refusals_are_not_kept(app: Flask, client: FlaskClient, query: str) -> None:
    before = held(app)
    assert len({client.get(f"/search?{query}").data for _ in range(3)}) == 1
    assert held(app) == before


def test_what_is_taken_in_or_removed_changes_the_answer(app: Flask, client: FlaskClient, data: Path) -> None:
    assert [client.get("/search").json["total"] for _ in range(3)] == [12] * 3
    take_in(data, "2020-hangzhou-science-technology-bureau.txt")
    assert client.get("/search").json["total"] == 22
    services: Services = app.extensions["disclosure"]
    services.record.delete("hangzhoushi-kexuejishuju-2020")
    # The record is the truth: what it lost is not shown, though the index still counts it.
    assert {hit["report"]["year"] for hit in client.get("/search").json["hits"]} == {2017}


def test_answers_take_no_more_memory_than_they_may(tmp_path: Path) -> None:
    take_in(tmp_path, "2017-wenzhou-science-technology-bureau.txt")
    app = create_app({"DATA": tmp_path, "POSTINGS_CACHE_MB": 8})
    client = app.test_client()
    for number in range(100):
        twice(client, f"/search?snippet_chars={100 + number}")
    assert 0 < held(app) <= 1 << 20


def test_a_kept_answer_is_compressed_as_the_first_was(app: Flask, client: FlaskClient) -> None:
    asked = {"Accept-Encoding": "gzip"}
    first = twice(client, "/search?q=政府", headers=asked)
    before = held(app)
    again = client.get("/search?q=政府", headers=asked)
    assert held(app) == before
    assert (again.data, list(again.headers)) == (first.data, list(first.headers))
    assert again.headers["Content-Encoding"] == "gzip" != client.get("/search?q=政府").headers.get("Content-Encoding")


def test_answers_are_kept_apart_by_whatever_shapes_them(app: Flask, client: FlaskClient) -> None:
    twice(client, "/search?q=信息")
    for headers in ({"Origin": "https://portal.example"}, {"Host": "other.example"}, {"Accept": "application/json"}):
        before = held(app)
        twice(client, "/search?q=信息", headers=headers)
        assert held(app) > before, headers


def test_a_kept_answer_is_counted_and_logged_as_any_other(data: Path) -> None:
    app = create_app({"DATA": data})
    asked = [
        create_environ("/search?q=公开&sort=year", environ_overrides={"REMOTE_ADDR": "127.0.0.1"}) for _ in range(3)
    ]
    for environ in asked:
        assert b"".join(app(environ, lambda *_: bytes))
    assert [environ[ROUTE] for environ in asked] == [("/search", ["q", "sort"], "127.0.0.1")] * 3
    counted = 'disclosure_http_requests_total{method="GET",route="/search",status="200"} 3.0'
    assert counted in app.test_client().get("/metrics").text


def at_once(app: Flask, address: str, **more: str) -> KeptAnswer | None:
    """Return the kept answer that the server finds before it takes a thread."""
    found: KeptAnswer | None = app.extensions[AT_ONCE](asks(address, **more))
    return found


def keep(app: Flask, address: str) -> bytes:
    """Ask twice, so that the answer is kept; return its body."""
    first, _ = (b"".join(app(asks(address), lambda *_: bytes)) for _ in range(2))
    return first


def asks(address: str, **more: str) -> dict[str, Any]:
    return create_environ(address, environ_overrides={"REMOTE_ADDR": "127.0.0.1", **more})


def warm(data: Path, **settings: object) -> Flask:
    app = create_app({"DATA": data, **settings})
    app.extensions["disclosure"].warm_up()
    return app


def test_a_kept_answer_is_there_without_waiting_and_counts_as_any_other(data: Path) -> None:
    app = warm(data, RATE_LIMIT="3 per hour")
    address = "/search?q=公开&limit=3"
    assert at_once(app, address) is None
    body = keep(app, address)
    environ = asks(address, HTTP_X_FORWARDED_PREFIX="/evil")
    kept = app.extensions[AT_ONCE](environ)
    assert (kept.status, kept.body) == ("200 OK", body)
    assert environ[ROUTE] == ("/search", ["limit", "q"], "127.0.0.1")
    counted = 'disclosure_http_requests_total{method="GET",route="/search",status="200"} 3.0'
    assert counted in app.test_client().get("/metrics").text


def test_who_has_reached_a_limit_is_refused_by_the_application_and_counted_once(data: Path) -> None:
    app = warm(data, RATE_LIMIT="3 per hour")
    address = "/search?q=收费&limit=3"
    keep(app, address)
    assert at_once(app, address) is not None
    environ = asks(address)
    assert app.extensions[AT_ONCE](environ) is None
    assert run_wsgi_app(app, environ)[1] == "429 TOO MANY REQUESTS"


def test_nothing_is_looked_for_at_once_where_it_may_wait(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = warm(data)
    address = "/search?q=复议&limit=3"
    keep(app, address)
    assert at_once(app, address) is not None
    assert at_once(app, address, REQUEST_METHOD="HEAD") is None
    services: Services = app.extensions["disclosure"]
    with monkeypatch.context() as patch:
        patch.setattr(services.record, "files_stamp", lambda: None)
        assert at_once(app, address) is None
    services.record.delete(services.record.reports(limit=1).items[0].id)
    assert at_once(app, address) is None
    monkeypatch.setattr(Limits, "are_here", False)
    keep(app, address)
    assert at_once(app, address) is None


def test_what_is_found_to_be_damaged_is_given_no_more(tmp_path: Path) -> None:
    take_in(tmp_path, "2017-wenzhou-science-technology-bureau.txt")
    with closing(sqlite3.connect(tmp_path / "record.db")) as database, database:
        database.execute("UPDATE sections SET text = replace(text, '申请', '密封')")
    app = warm(tmp_path)
    address = "/search?q=公开&limit=3"
    keep(app, address)
    assert at_once(app, address) is not None
    services: Services = app.extensions["disclosure"]
    services.record.check()
    assert at_once(app, address) is None
    assert app.test_client().get(address).status_code == 503


@pytest.mark.parametrize("written", ["group_by=passage", "group_by=%70assage"])
def test_groups_of_passages_are_kept_as_long_as_the_passages_stay(tmp_path: Path, written: str) -> None:
    take_in(tmp_path, "2017-wenzhou-science-technology-bureau.txt")
    app = warm(tmp_path)
    address = f"/search?q=公开&{written}"
    for _ in range(2):
        keep(app, address)
    assert at_once(app, address) is not None
    (tmp_path / "passages.db").write_bytes(b"damaged" * 10_000)
    assert at_once(app, address) is None
    assert app.test_client().get(address).status_code == 503


def test_an_answer_to_who_names_no_host_is_kept_for_its_protocol_alone(data: Path) -> None:
    app = create_app({"DATA": data})
    for protocol, status in (("HTTP/1.0", "200 OK"), ("HTTP/1.1", "400 BAD REQUEST")) * 3:
        environ = asks("/search?q=公开&limit=2", SERVER_PROTOCOL=protocol)
        del environ["HTTP_HOST"]
        assert run_wsgi_app(app, environ)[1] == status
