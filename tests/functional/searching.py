"""What tests of `/search` ask with: an answer that keeps to its schema, a refusal, every page."""

from __future__ import annotations

from typing import Any

from flask.testing import FlaskClient

from schemas.hits import SearchAnswerSchema

Body = dict[str, Any]


def ask(client: FlaskClient, **query: object) -> Body:
    answer = client.get("/search", query_string=query)
    assert answer.status_code == 200, answer.text
    body: Body = answer.get_json()
    SearchAnswerSchema().load(body)
    return body


def refusal(client: FlaskClient, query: str) -> list[Body]:
    answer = client.get(f"/search?{query}")
    assert answer.status_code == 422, answer.text
    assert answer.mimetype == "application/problem+json"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.json["status"] == 422
    errors: list[Body] = answer.json["errors"]
    return errors


def ids(body: Body) -> list[str]:
    return [hit["id"] for hit in body["hits"]]


def every_page(client: FlaskClient, **query: object) -> list[Body]:
    pages = [ask(client, **query)]
    while following := pages[-1]["links"]["next"]:
        pages.append(client.get(following).get_json())
    return pages


def counts(body: Body, facet: str) -> dict[Any, int]:
    return {option["value"]: option["count"] for option in body["facets"][facet]["options"]}


def sections(client: FlaskClient) -> dict[str, str]:
    """Return id → own text of every section there is."""
    found = {}
    for page in every_page(client, limit=100, facets="none"):
        for hit in page["hits"]:
            at = f"/reports/{hit['report']['id']}/sections/{hit['section']['id']}"
            found[hit["id"]] = client.get(at).json["text"]
    return found
