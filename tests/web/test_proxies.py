"""Behind a proxy: whom `X-Forwarded-*` is believed, and where links lead."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from app import create_app
from web.http.settings import SettingError, Settings

PROXY, CLIENT, OTHER = "10.0.0.1", "198.51.100.7", "203.0.113.5"
KEY = "k3y"
FOREIGN = {"X-Forwarded-For": OTHER, "X-Forwarded-Host": "evil.example", "X-Forwarded-Prefix": "/evil"}


@pytest.fixture(scope="module")
def client(sample_data: Path) -> FlaskClient:
    trusted = {"TRUSTED_PROXIES": "10.0.0.0/8, ::1", "RATE_LIMIT": "100 per minute", "ADMIN_KEY": KEY}
    return create_app({"DATA": sample_data, **trusted}).test_client()


def ask(client: FlaskClient, path: str, sender: str = PROXY, method: str = "GET", **headers: str) -> Any:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.open(path, method=method, headers=named, environ_base={"REMOTE_ADDR": sender})


def left(client: FlaskClient, sender: str, said: str) -> int:
    return int(ask(client, "/reports/none", sender, X_Forwarded_For=said).headers["X-RateLimit-Remaining"])


def test_clients_behind_a_trusted_proxy_are_told_apart(client: FlaskClient) -> None:
    first = left(client, PROXY, CLIENT)
    assert left(client, PROXY, OTHER) == 99
    assert left(client, PROXY, CLIENT) == first - 1
    assert left(client, PROXY, f"{OTHER}, {CLIENT}") == first - 2  # what the client itself wrote counts for nothing
    assert left(client, PROXY, f"{CLIENT}, 10.1.2.3") == first - 3  # two proxies in a row
    assert left(client, "::ffff:10.0.0.1", CLIENT) == first - 4


def test_nobody_else_may_say_who_asks(client: FlaskClient) -> None:
    first = left(client, "192.0.2.9", CLIENT)
    assert left(client, "192.0.2.9", OTHER) == first - 1


@pytest.mark.parametrize("said", ["nonsense", "", ",", "1.2.3.4.5", "<script>", "unknown", "198.51.100.7:80"])
def test_what_is_no_address_is_not_taken_for_one(client: FlaskClient, said: str) -> None:
    assert ask(client, "/agencies", X_Forwarded_For=said).status_code == 200


def test_links_carry_the_prefix(client: FlaskClient) -> None:
    body = ask(client, "/search?q=公开&limit=1", X_Forwarded_Prefix="/reports-service").json
    found = [body["links"]["self"], body["links"]["next"], body["hits"][0]["report"]["url"]]
    assert all(one.startswith("/reports-service/") for one in found)
    feed = ask(client, "/feed.json", X_Forwarded_Prefix="/a/b", X_Forwarded_Host="x.example", X_Forwarded_Proto="https")
    assert feed.json["feed_url"].startswith("https://x.example/a/b/feed.json")


@pytest.mark.parametrize("prefix", ["//evil.example", "https://evil.example", "/a\\b", "/a b", "/a?b", "a", "/ä"])
def test_a_prefix_that_is_no_path_is_left_out(client: FlaskClient, prefix: str) -> None:
    body = ask(client, "/search?limit=1", X_Forwarded_Prefix=prefix).json
    assert body["links"]["self"].startswith("/search")


def test_a_foreign_host_and_prefix_change_nothing(client: FlaskClient) -> None:
    for path in ("/search?q=公开", "/feed.json", "/opensearch.xml", "/openapi.json", "/"):
        plain = client.get(path, environ_base={"REMOTE_ADDR": OTHER})
        claimed = client.get(path, headers=FOREIGN, environ_base={"REMOTE_ADDR": OTHER})
        assert claimed.data == plain.data
        assert b"evil" not in claimed.data


def test_what_tells_the_host_is_kept_by_no_shared_cache(client: FlaskClient) -> None:
    told = ("/feed.json", "/feed.atom", "/opensearch.xml", "/oembed?url=http://evil.example/?q=公开")
    for path in (*told, "/robots.txt", "/sitemap.xml", "/sitemap-0.xml", "/docs/embedding"):
        answer = client.get(path, headers={"Host": "evil.example"})
        assert (answer.status_code, b"evil.example" in answer.data) == (200, True)
        assert "public" not in answer.headers["Cache-Control"]
    for path in ("/search?q=公开", "/docs", "/figures"):
        answer = client.get(path, headers={"Host": "evil.example"})
        assert "public" in answer.headers["Cache-Control"]
        assert b"evil.example" not in answer.data


@pytest.mark.parametrize("host", ["", "a b", "a/b", "evil.example@x", "x:y", "x:99999", "<a>", "[::1", "x,y", "公开"])
def test_a_host_that_names_none_is_refused(client: FlaskClient, host: str) -> None:
    sent = {"HTTP_HOST": host.encode().decode("latin-1"), "SERVER_PROTOCOL": "HTTP/1.1"}
    answer = client.get("/search", environ_overrides=sent)
    assert (answer.status_code, answer.json["code"]) == (400, "bad_request")


@pytest.mark.parametrize("host", ["x", "x.example:8000", "127.0.0.1", "[::1]:80", "xn--fiqs8s.example."])
def test_a_host_is_a_name_or_an_address(client: FlaskClient, host: str) -> None:
    assert client.get("/agencies", headers={"Host": host}).status_code == 200


def test_the_right_key_is_never_refused_for_wrong_ones(client: FlaskClient) -> None:
    def delete(key: str) -> int:
        return int(ask(client, "/reports/x", CLIENT, "DELETE", Authorization=f"Bearer {key}").status_code)

    assert [delete("wrong") for _ in range(12)] == [401] * 10 + [429] * 2
    assert delete(KEY) == 404
    assert delete("wrong") == 429


@pytest.mark.parametrize("text", ["localhost", "10.0.0.0/33", "10.0.0.1/8", "*"])
def test_a_network_that_is_none_is_named(text: str) -> None:
    with pytest.raises(SettingError, match="TRUSTED_PROXIES"):
        Settings.read({"TRUSTED_PROXIES": text}, {})


def test_a_misspelt_setting_is_named_with_what_is_meant() -> None:
    with pytest.raises(SettingError, match=r"DISCLOSURE_DTAA: there is no such setting; is DISCLOSURE_DATA meant\?"):
        Settings.read({}, {"DISCLOSURE_DTAA": "x"})
