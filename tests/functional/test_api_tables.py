"""Hits of `/search` as CSV and NDJSON."""

from __future__ import annotations

import csv
import io
import json

from flask.testing import FlaskClient

from schemas.hits import HitSchema
from tests.functional.searching import ask, ids


def test_csv_holds_every_hit_of_every_page(client: FlaskClient) -> None:
    answer = client.get("/search", query_string={"q": "公开", "format": "csv", "limit": 1})
    assert answer.mimetype == "text/csv"
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"), newline="")))
    whole = ask(client, q="公开", limit=100)
    assert [row["id"] for row in rows] == ids(whole)
    assert rows[0]["agency"] == whole["hits"][0]["report"]["agency"]["name"]


def test_ndjson_holds_every_hit_as_json_does(client: FlaskClient) -> None:
    answer = client.get("/search", query_string={"q": "公开", "format": "ndjson"})
    assert answer.mimetype == "application/x-ndjson"
    lines = [json.loads(line) for line in answer.text.splitlines()]
    assert lines == ask(client, q="公开", limit=100)["hits"]
    HitSchema(many=True).load(lines)


def test_a_stream_goes_on_from_a_cursor(client: FlaskClient) -> None:
    cursor = ask(client, q="公开", limit=3)["links"]["next"].rpartition("cursor=")[2]
    lines = client.get("/search", query_string={"q": "公开", "format": "ndjson", "cursor": cursor}).text.splitlines()
    assert [json.loads(line)["id"] for line in lines] == ids(ask(client, q="公开", limit=100))[3:]


def test_an_empty_stream_is_an_empty_table(client: FlaskClient) -> None:
    assert len(client.get("/search?q=紫禁城&format=csv").data.decode("utf-8-sig").splitlines()) == 1
    assert client.get("/search?q=紫禁城&format=ndjson").data == b""
