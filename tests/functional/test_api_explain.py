"""`explain=true`: the parts of a score add up to it."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from schemas.hits import SearchAnswerSchema

QUERIES = [
    {"q": "依申请公开"},
    {"q": "公众号 科技局"},
    {"q": "收到几件依申请公开"},
    {"q": "公众号 微信 诉讼 起诉", "match": "any"},
    {"q": '"依申请公开" 网络'},
    {"q": '"權力清單"'},
    {"q": "權力清單 複議", "match": "any"},
    {"q": "紫禁城 公众号 2017"},
    {"q": "科技局", "expand": "none", "group_by": "report"},
    {"q": ""},
]


@pytest.mark.parametrize("query", QUERIES, ids=str)
def test_the_parts_that_count_make_the_score(client: FlaskClient, query: dict[str, Any]) -> None:
    body = client.get("/search", query_string={**query, "explain": "true", "limit": 50}).get_json()
    SearchAnswerSchema().load(body)
    assert body["hits"]
    for hit in body["hits"]:
        parts, factor = hit["explanation"]["parts"], hit["explanation"]["factor"]
        assert factor * sum(part["score"] for part in parts if part["counted"]) == pytest.approx(
            hit["score"], abs=0.01 + 0.001 * hit["score"]
        ), hit["id"]


def test_hits_do_not_explain_themselves_unasked(client: FlaskClient) -> None:
    plain, explained = (client.get(f"/search?q=公开&explain={given}").json for given in ("false", "true"))
    assert all("explanation" not in hit for hit in plain["hits"])
    for hit in explained["hits"]:
        del hit["explanation"]
    assert plain["hits"] == explained["hits"]


def test_an_explanation_names_the_field(client: FlaskClient) -> None:
    body = client.get("/search?q=青岛市&explain=true&limit=1").json
    assert "agency" in {part["field"] for part in body["hits"][0]["explanation"]["parts"]}


@pytest.mark.parametrize("path", ["/", "/embed/search", "/feed.json"])
def test_pages_embeds_and_feeds_do_not_explain(client: FlaskClient, path: str) -> None:
    assert client.get(f"{path}?explain=true").status_code == 422
