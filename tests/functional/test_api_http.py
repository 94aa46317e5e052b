"""What holds for every route: errors, CORS, caching, limits, documentation."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from limits._storage_scheme import SCHEMES
from werkzeug.test import TestResponse

from app import create_app
from index.text.protocol import IndexMismatch
from schemas.problems import PROBLEM_CODES, ProblemSchema
from tests.web.test_services import wait_until
from web.http.limits import Counts
from web.http.services import Services
from web.http.settings import SettingError
from web.resources.docs import examples

ORIGIN = {"Origin": "https://portal.example"}
READ = [
    "/search?q=公开",
    "/reports",
    "/reports/wenzhoushi-kexuejishuju-2017",
    "/reports/wenzhoushi-kexuejishuju-2017/sections/s1",
    "/reports/wenzhoushi-kexuejishuju-2017/source",
    "/agencies",
    "/agencies/wenzhoushi-kexuejishuju",
    "/openapi.json",
    "/docs",
    "/llms.txt",
    "/robots.txt",
    "/search?q=公开&format=csv",
    "/search?q=公开&format=ndjson",
    "/figures?format=csv",
    "/checks?format=ndjson",
]


def assert_problem(answer: TestResponse, status: int, code: str) -> None:
    assert answer.status_code == status, answer.text
    assert answer.mimetype == "application/problem+json"
    ProblemSchema().load(answer.get_json())
    assert (answer.json["status"], answer.json["code"]) == (status, code)
    assert answer.json["type"].endswith(f"#problem-{code}")
    assert code in PROBLEM_CODES
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", [*READ, "/healthz", "/docs"])
def test_any_origin_may_read(client: FlaskClient, path: str) -> None:
    answer = client.get(path, headers=ORIGIN)
    assert answer.status_code == 200
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in answer.headers
    assert "Origin" not in answer.headers.get("Vary", "")


def test_a_browser_may_ask_first(client: FlaskClient) -> None:
    asks = {**ORIGIN, "Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": "if-none-match"}
    answer = client.options("/search", headers=asks)
    assert answer.status_code == 200
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "GET" in answer.headers["Access-Control-Allow-Methods"]
    assert answer.headers["Access-Control-Allow-Headers"] == "if-none-match"
    assert answer.data == b""


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
@pytest.mark.parametrize("path", ["/search", "/agencies", "/docs", "/openapi.json"])
def test_other_methods_are_refused_with_those_allowed(client: FlaskClient, method: str, path: str) -> None:
    answer = getattr(client, method)(path)
    assert_problem(answer, 405, "method_not_allowed")
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}


@pytest.mark.parametrize("path", ["/nothing", "/search//x", "/search/x", "/static/x.js", "/%ff", "/reports/"])
def test_an_unknown_path_is_a_problem_document(client: FlaskClient, path: str) -> None:
    assert_problem(client.open(path, base_url="http://localhost"), 404, "unknown_path")


def test_a_redirect_is_no_page(client: FlaskClient) -> None:
    answer = client.open("//localhost")
    assert (answer.status_code, answer.data, answer.mimetype) == (308, b"", "application/json")


@pytest.mark.parametrize("path", ["/search", "/reports", "/agencies"])
def test_a_client_that_takes_no_json_is_told(client: FlaskClient, path: str) -> None:
    assert_problem(client.get(path, headers={"Accept": "image/png"}), 406, "not_acceptable")
    for takes in ("*/*", "application/*", "application/json;q=0.1", "text/html,*/*;q=0.8"):
        assert client.get(path, headers={"Accept": takes}).status_code == 200


def test_a_stream_is_sent_whatever_the_client_says_it_takes(client: FlaskClient) -> None:
    assert client.get("/search?format=csv", headers={"Accept": "text/html"}).mimetype == "text/csv"


@pytest.mark.parametrize("path", READ)
def test_an_answer_that_has_not_changed_is_not_sent_again(client: FlaskClient, path: str) -> None:
    first = client.get(path)
    tag = first.headers["ETag"]
    assert not tag.startswith("W/")
    share = "private" if path == "/robots.txt" else "public"  # it tells the host it was asked at
    assert re.fullmatch(rf"{share}, max-age=\d+|no-cache", first.headers["Cache-Control"])
    for held in (tag, f'"other", {tag}', f"W/{tag}", "*"):
        again = client.get(path, headers={"If-None-Match": held})
        assert (again.status_code, again.data) == (304, b""), held
        assert again.headers["ETag"] == tag
        assert again.headers["Access-Control-Allow-Origin"] == "*"
    assert client.get(path, headers={"If-None-Match": '"other"'}).status_code == 200


def test_different_questions_have_different_tags(client: FlaskClient) -> None:
    paths = [
        "/search",
        "/search?q=公开",
        "/search?limit=5",
        "/search?facets=none",
        "/search?snippet_chars=50",
        "/reports",
    ]
    assert len({client.get(path).headers["ETag"] for path in paths}) == len(paths)


@pytest.mark.parametrize("path", [*READ, "/healthz", "/docs", "/nothing"])
def test_head_says_what_get_would(client: FlaskClient, path: str) -> None:
    head, get = client.head(path), client.get(path)
    assert (head.status_code, head.data) == (get.status_code, b"")
    for name in ("Content-Type", "Content-Length", "ETag", "Access-Control-Allow-Origin"):
        assert head.headers.get(name) == get.headers.get(name)


def test_an_error_of_ours_is_a_problem_document_without_its_inside(
    client: FlaskClient, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("secret")

    monkeypatch.setattr("web.resources.search.search_body", fail)
    answer = client.get("/search?q=never-asked-before")
    assert_problem(answer, 500, "internal_error")
    assert "secret" not in answer.text


def limited(sample_data: Path, limit: str) -> FlaskClient:
    return create_app({"DATA": sample_data, "RATE_LIMIT": limit}).test_client()


def test_more_requests_than_the_limit_are_told_when_to_come_back(sample_data: Path) -> None:
    client = limited(sample_data, "2 per minute")
    kept_by_caches = dict(client.get("/agencies").headers)
    assert not [name for name in kept_by_caches if name.startswith("X-RateLimit")]
    second = client.get("/agencies?year=bad")
    assert (second.headers["X-RateLimit-Limit"], second.headers["X-RateLimit-Remaining"]) == ("2", "0")
    assert "Retry-After" not in second.headers
    third = client.get("/agencies")
    assert_problem(third, 429, "too_many_requests")
    assert 0 < int(third.headers["Retry-After"]) <= 60
    assert client.get("/healthz").status_code == 200
    assert client.options("/search").status_code == 200


class Store(Counts):
    """A store outside that all processes count in."""

    STORAGE_SCHEME = []  # noqa: RUF012
    HELD = Counts()
    ANSWERS = True

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        if not self.ANSWERS:
            raise ConnectionError("the store is gone")
        return self.HELD.incr(key, expiry, amount)

    def get(self, key: str) -> int:
        return self.HELD.get(key)


@pytest.fixture
def stored(sample_data: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], FlaskClient]:
    monkeypatch.setitem(SCHEMES, "memcached", Store)
    monkeypatch.setattr(Store, "HELD", Counts())
    asked = {"DATA": sample_data, "RATE_LIMIT": "3 per minute", "RATE_LIMIT_STORAGE": "memcached://store:11211"}
    return lambda: create_app(asked).test_client()


def test_processes_that_count_in_one_store_share_the_limit(stored: Callable[[], FlaskClient]) -> None:
    first, second = stored(), stored()
    assert [client.get("/agencies").status_code for client in (first, second, first, second)] == [200, 200, 200, 429]


def test_requests_pass_where_the_store_is_gone(
    stored: Callable[[], FlaskClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Store, "ANSWERS", False)
    client = stored()
    assert {client.get("/agencies").status_code for _ in range(5)} == {200}


@pytest.mark.parametrize(
    ("url", "says"),
    [("ftp://store", "must start with"), ("redis", "must start with"), ("redis://store:6379", "pip install redis")],
)
def test_a_store_that_cannot_be_used_is_told_at_the_start(tmp_path: Path, url: str, says: str) -> None:
    with pytest.raises(SettingError, match=says):
        create_app({"DATA": tmp_path, "RATE_LIMIT_STORAGE": url})


def test_without_an_index_searches_say_what_is_missing(tmp_path: Path) -> None:
    client = create_app({"DATA": tmp_path}).test_client()
    for path in ("/search", "/search?format=csv", "/readyz"):
        answer = client.get(path)
        assert_problem(answer, 503, "index_missing")
        assert int(answer.headers["Retry-After"]) > 0
        assert "disclosure index rebuild" in answer.json["detail"]
    assert client.get("/healthz").json == {"status": "ok"}
    assert client.get("/reports").json["total"] == 0


def test_an_index_of_another_release_is_named(app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def mismatch(*_: object) -> None:
        raise IndexMismatch("built by another tokeniser: run `disclosure index rebuild`")

    services: Services = app.extensions["disclosure"]
    for method in ("search", "generation"):
        monkeypatch.setattr(services.text_index, method, mismatch)
    assert_problem(client.get("/search"), 503, "index_mismatch")
    assert_problem(client.get("/readyz"), 503, "index_mismatch")


def test_the_service_is_ready_once_it_is_warm(sample_data: Path) -> None:
    client = create_app({"DATA": sample_data}).test_client()
    assert_problem(client.get("/readyz"), 503, "warming")
    wait_until(lambda: client.get("/readyz").status_code == 200)
    assert client.get("/readyz").json["generation"] == client.get("/search").json["index"]["generation"]


def test_links_are_absolute_where_the_public_address_is_known(sample_data: Path) -> None:
    client = create_app({"DATA": sample_data, "PUBLIC_URL": "https://example.org/"}).test_client()
    body = client.get("/search?q=公开&limit=1").json
    addresses = [body["links"]["self"], body["links"]["next"], body["hits"][0]["report"]["url"]]
    addresses += [option["url"] for facet in body["facets"].values() for option in facet["options"]]
    assert all(address.startswith("https://example.org/") for address in addresses)
    assert client.get("/nothing").json["type"].startswith("https://example.org/docs#")


def test_origins_can_be_limited(sample_data: Path) -> None:
    client = create_app({"DATA": sample_data, "CORS_ORIGINS": "https://a.example, https://b.example"}).test_client()
    allowed = client.get("/agencies", headers={"Origin": "https://b.example"})
    assert allowed.headers["Access-Control-Allow-Origin"] == "https://b.example"
    assert "Origin" in allowed.headers["Vary"]
    assert "Access-Control-Allow-Origin" not in client.get("/agencies", headers=ORIGIN).headers


@pytest.mark.parametrize("example", examples(), ids=lambda example: example["path"])
def test_each_example_of_the_documentation_runs(client: FlaskClient, example: dict[str, Any]) -> None:
    answer = client.get(example["path"])
    assert answer.status_code == example.get("status", 200)
    if answer.mimetype == "application/json":
        assert (answer.json.get("total") == 0) == example.get("none_among_samples", False)


def test_the_documentation_shows_every_route_parameter_problem_and_example(client: FlaskClient) -> None:
    page, document = client.get("/docs").text, client.get("/openapi.json").json
    for path, item in document["paths"].items():
        for method, operation in ((name, one) for name, one in item.items() if name != "parameters"):
            assert f"{method.upper()} {path}" in page
            assert all(f"<code>{one['name']}</code>" in page for one in operation.get("parameters", []))
    assert all(f'id="problem-{code}"' in page for code in PROBLEM_CODES)


def test_the_documentation_loads_nothing_from_elsewhere_and_runs_nothing(client: FlaskClient) -> None:
    answer = client.get("/docs")
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert not re.search(r"<script|<iframe|@import|url\(", answer.text)
    assert not re.search(r'(?:src|href)="https?:', answer.text)
