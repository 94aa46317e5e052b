"""`/suggest` and `/analyze` over HTTP."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient

from schemas.suggest import OPENSEARCH, AnalysisSchema, SuggestionsSchema


@pytest.mark.parametrize("q", ["hzs kjj", "青島", "公", "收到", "requests", ""])
def test_every_suggestion_leads_somewhere(client: FlaskClient, q: str) -> None:
    answer = client.get("/suggest", query_string={"q": q})
    assert answer.status_code == 200
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    SuggestionsSchema().load(answer.get_json())
    assert answer.json["query"] == q
    assert bool(answer.json["suggestions"]) == bool(q)
    for one in answer.json["suggestions"]:
        found = client.get(one["url"])
        assert found.status_code == 200
        if one["kind"] == "term":
            assert found.json["total"] >= one["count"] > 1


def test_browsers_get_their_own_form_with_pages_for_people(client: FlaskClient) -> None:
    answer = client.get("/suggest?q=青岛&format=opensearch")
    assert answer.mimetype == OPENSEARCH
    q, completions, descriptions, urls = answer.get_json()
    assert q == "青岛"
    assert completions[0] == descriptions[0] == "青岛市科学技术局"
    assert len(completions) == len(descriptions) == len(urls) > 1
    for url in urls:
        parts = urlsplit(url)
        assert parts.scheme == "http"
        assert client.get(f"{parts.path}?{parts.query}", headers={"Accept": "text/html"}).status_code == 200


def test_suggestions_can_be_of_some_kinds_only(client: FlaskClient) -> None:
    for q, kinds in (("收到", ["field"]), ("青岛", ["agency"]), ("青岛", ["term"]), ("青岛", ["agency", "term"])):
        answer = client.get("/suggest", query_string={"q": q, "kind": ",".join(kinds), "limit": 50})
        assert sorted({one["kind"] for one in answer.json["suggestions"]}) == kinds
    assert client.get("/suggest?q=公&kind=place").status_code == 422


def test_suggestions_are_held_until_something_changes(client: FlaskClient) -> None:
    tag = client.get("/suggest?q=青岛").headers["ETag"]
    assert client.get("/suggest?q=青岛", headers={"If-None-Match": tag}).status_code == 304
    assert client.get("/suggest?q=青", headers={"If-None-Match": tag}).status_code == 200


@pytest.mark.parametrize(
    ("query", "parameter", "code"),
    [
        ("q=" + "a" * 51, "q", "too_long"),
        ("q=a&limit=0", "limit", "out_of_range"),
        ("q=a&limit=51", "limit", "out_of_range"),
        ("q=a&format=xml", "format", "unknown_value"),
        ("query=a", "query", "unknown_parameter"),
    ],
)
def test_what_cannot_be_taken_is_named(client: FlaskClient, query: str, parameter: str, code: str) -> None:
    answer = client.get(f"/suggest?{query}")
    assert answer.status_code == 422
    assert [(one["parameter"], one["code"]) for one in answer.json["errors"]] == [(parameter, code)]


def test_an_analysis_says_how_a_query_is_read(client: FlaskClient) -> None:
    q = "青島市科技局收到幾件 “先审查” -收费"
    body = client.get("/analyze", query_string={"q": q}).get_json()
    AnalysisSchema().load(body)
    assert body["normalised"] == "青岛市科技局收到几件 “先审查” -收费"
    assert body["words"] == ["青岛市", "科技局", "收到", "几件"]
    assert (body["phrases"], body["excluded"], body["questions"]) == (["先审查"], ["收费"], ["几件"])
    assert "科学技术局" in body["expansions"]["科技局"]
    assert client.get("/search?q=公开").json["index"]["tokeniser"] == body["fingerprint"]


def test_an_analysis_shows_the_words_inside_words(client: FlaskClient) -> None:
    body = client.get("/analyze?q=科技局&expand=none").json
    assert body["tokens"] == ["科技局", "科技"]
    assert body["expansions"] == {}


def test_a_query_that_cannot_be_read_cannot_be_analysed(client: FlaskClient) -> None:
    answer = client.get('/analyze?q="公开')
    assert answer.status_code == 422
    assert answer.json["errors"][0]["code"] == "unbalanced_quote"
