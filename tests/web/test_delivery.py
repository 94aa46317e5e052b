"""How answers leave: compressed, negotiated, logged, and no longer than they need be."""

from __future__ import annotations

import gzip
import json
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import brotli
import pytest
from backports import zstd
from flask.testing import FlaskClient
from werkzeug.test import create_environ

from app import create_app
from web.http.arguments import MOST_QUERY
from web.serving import accesslog

UNPACK = {"gzip": gzip.decompress, "br": brotli.decompress, "zstd": zstd.decompress}
PATHS = ("/search?q=公开", "/search?q=公开&format=csv", "/openapi.json", "/docs", "/figures?format=ndjson")


@pytest.mark.parametrize("encoding", UNPACK)
@pytest.mark.parametrize("path", PATHS)
def test_a_compressed_answer_is_the_same_with_a_tag_of_its_own(client: FlaskClient, path: str, encoding: str) -> None:
    plain, packed = client.get(path), client.get(path, headers={"Accept-Encoding": encoding})
    assert packed.headers["Content-Encoding"] == encoding
    assert UNPACK[encoding](packed.data) == plain.data
    assert len(packed.data) < len(plain.data)
    for answer in (plain, packed):
        assert "Accept-Encoding" in answer.headers["Vary"]
    assert packed.headers["ETag"] != plain.headers["ETag"]
    assert packed.headers["ETag"].startswith("W/") == (encoding == "gzip"), "gzip writes the time into it"
    again = client.get(path, headers={"Accept-Encoding": encoding, "If-None-Match": packed.headers["ETag"]})
    assert (again.status_code, again.headers["ETag"]) == (304, packed.headers["ETag"])


@pytest.mark.parametrize("accept", ["application/json; charset=utf-8", "application/json;charset=utf-8;q=0.5"])
def test_a_charset_changes_nothing(client: FlaskClient, accept: str) -> None:
    assert client.get("/search", headers={"Accept": accept}).mimetype == "application/json"


@pytest.mark.parametrize("path", ["/search?q=公开", "/figures", "/checks"])
def test_a_table_is_sent_to_who_asks_for_one_by_accept(client: FlaskClient, path: str) -> None:
    for accept, media_type in (
        ("text/csv", "text/csv"),
        ("application/x-ndjson, application/json;q=0.5", "application/x-ndjson"),
        ("text/csv;q=0.5, application/json", "application/json"),
        ("*/*", "application/json"),
    ):
        answer = client.get(path, headers={"Accept": accept})
        assert answer.mimetype == media_type
        assert "Accept" in answer.vary
    assert "Accept" not in client.get(f"{path}{'&' if '?' in path else '?'}format=json").vary


@pytest.mark.parametrize("path", ["/search", "/nothing", "/docs", "/figures?format=csv"])
def test_no_kind_of_answer_is_guessed(client: FlaskClient, path: str) -> None:
    assert client.get(path).headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("query", ["公\u200b开", "\ufeff公开", "公开\u200f", "公\u00ad开", "\u2060公\ufe0f开\u200d"])
def test_characters_that_show_nothing_count_for_nothing(client: FlaskClient, query: str) -> None:
    for quoted in (query, f'"{query}"'):
        found = client.get("/search", query_string={"q": quoted}).json
        assert found["total"] == client.get("/search", query_string={"q": quoted.strip("\u200f")}).json["total"] > 0
        assert found["query"]["q"].strip('"') == "公开"


def test_the_answer_to_nonsense_is_not_many_times_as_long(client: FlaskClient) -> None:
    for query in (
        "&".join(f"p{one}=" for one in range(600)),
        "a&" * 1900,
        f"q={'%E5%85%AC' * 190}&agency=" + "x," * 40,
    ):
        answer = client.get(f"/search?{query}")
        assert len(answer.data) < max(3 * len(query), 8000), answer.status_code
    longest = MOST_QUERY - len("year=")
    codes = [client.get(f"/search?year={'1' * length}").json["code"] for length in (longest, longest + 1)]
    assert codes == ["bad_parameters", "uri_too_long"]


def test_what_is_unavailable_is_not_promised_for_the_limiters_window(tmp_path: Path) -> None:
    client = create_app({"DATA": tmp_path}).test_client()
    answer = client.get("/search")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")


@pytest.mark.parametrize("name", ["a?b", "a%20b", "a%", "公开 #1", "a?mode=ro&b=%3f"])
def test_a_data_folder_may_have_any_name(tmp_path: Path, name: str) -> None:
    services = create_app({"DATA": tmp_path / name}).extensions["disclosure"]
    assert services.record.counts().reports == 0
    assert [one.name for one in tmp_path.iterdir()] == [name]
    assert (tmp_path / name / "record.db").exists()
    services.record.close()


def logged(client: FlaskClient, caplog: pytest.LogCaptureFixture, path: str, address: str) -> dict[str, Any]:
    """Ask, and return what the log says of it."""
    environ, statuses = create_environ(path, environ_overrides={"REMOTE_ADDR": address}), list[str]()

    def start(status: str, *_: object) -> Callable[[bytes], object]:
        statuses.append(status)
        return bytes

    b"".join(client.application(environ, start))
    status = int(statuses[0][:3])
    logger = logging.getLogger("disclosure.access")
    with caplog.at_level(logging.INFO, logger.name):
        caplog.clear()
        logger.addHandler(caplog.handler)
        accesslog.write(environ, status, 5, True)
        logger.removeHandler(caplog.handler)
    found: dict[str, Any] = json.loads(caplog.messages[0])
    return found


def test_the_log_tells_the_route_and_not_what_was_asked(client: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    line = logged(client, caplog, "/search?q=张三&year=2017", "198.51.100.77")
    assert (line["method"], line["path"], line["status"], line["bytes"]) == ("GET", "/search", 200, 5)
    assert (line["parameters"], line["network"], line["complete"]) == (["q", "year"], "198.51.100.0/24", True)
    assert "张三" not in json.dumps(line, ensure_ascii=False)
    assert logged(client, caplog, "/张三?secret=1", "2001:db8:1:2::3")["path"] is None
    assert logged(client, caplog, "/reports/13800000000", "2001:db8:1:2::3")["path"] == "/reports/<string:report_id>"
    assert logged(client, caplog, "/search?id13800000000=1", "2001:db8:1:2::3")["parameters"] == []
    assert logged(client, caplog, "/search", "2001:db8:1:2::3")["network"] == "2001:db8:1::/48"
