"""Nothing is without its documentation: routes, parameters, problems, settings."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator
from lxml import html
from openapi_spec_validator import OpenAPIV31SpecValidator

from app import create_app
from reports.reading.read import MAX_BYTES, MAX_TEXT
from schemas.comparison import MOST_AGENCIES
from schemas.embeds import MOST_FRAMED
from schemas.parameters import MOST_VALUES
from schemas.problems import PROBLEM_CODES
from schemas.search import MOST_OPTIONS
from search import query
from tests.clients.calls import calls
from tests.web.example_answers import BODIES, answers, bodies
from tests.web.example_answers import PAGE as ANSWERS
from web.http.arguments import MOST_QUERY
from web.resources.docs import examples
from web.resources.writing import WRONG_KEYS
from web.serving.connections import MOST_LINE

ROOT = Path(__file__).resolve().parents[2]
HIDDEN = {
    "/openapi.json",
    "/docs",
    "/docs/{subject}",
    "/sitemap.xml",
    "/sitemap-{number}.xml",
    "/favicon.ico",
    "/llms.txt",
    "/robots.txt",
}
DOCUMENT: dict[str, Any] = create_app().test_client().get("/openapi.json").get_json()
OPERATIONS = [
    pytest.param(operation, id=f"{method} {path}")
    for path, item in DOCUMENT["paths"].items()
    for method, operation in item.items()
    if method != "parameters"
]


def test_no_schema_has_the_name_of_a_class_that_generated_code_uses_itself() -> None:
    """A client in Java or TypeScript does not compile where a model hides Map or Promise."""
    used = {"Array", "Date", "Error", "File", "Function", "List", "Map", "Object", "Promise", "Request", "Response"}
    used |= {"Class", "Integer", "Iterator", "Long", "Number", "Set", "String", "Thread", "URI", "UUID", "Void"}
    assert not used & DOCUMENT["components"]["schemas"].keys()


def test_the_openapi_document_is_valid() -> None:
    assert DOCUMENT["openapi"].startswith("3.1")
    assert [error.message for error in OpenAPIV31SpecValidator(DOCUMENT).iter_errors()] == []


def test_every_route_is_in_the_openapi_document(client: FlaskClient) -> None:
    routes = {re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule) for rule in client.application.url_map.iter_rules()}
    assert routes - HIDDEN == DOCUMENT["paths"].keys()


@pytest.mark.parametrize("operation", OPERATIONS)
def test_every_operation_has_a_name_a_summary_and_described_parameters(operation: dict[str, Any]) -> None:
    assert operation["operationId"]
    assert operation["summary"]
    assert all(one["description"] for one in operation.get("parameters", []))
    assert all(one["description"] for one in operation["responses"].values())


def test_clients_and_checkers_have_a_call_of_every_route_that_is_answered(client: FlaskClient) -> None:
    client.application.extensions["disclosure"].warm_up()
    asked = calls(DOCUMENT, "http://localhost")
    assert len(asked) == sum("get" in item for item in DOCUMENT["paths"].values())
    answers = {call.path: client.get(call.path, headers={"Accept": call.media_type}) for call in asked}
    wrong = {path: answer.status_code for path, answer in answers.items() if answer.status_code != 200}
    assert wrong == {call.path: 404 for call in asked if call.operation == "get_download"}  # nothing is released here
    figures = next(answers[call.path] for call in asked if call.operation == "list_figures").json["figures"]
    assert {"table", "prose", "computed"} == {figure["origin"] for figure in figures}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_page_has_one_description_and_headings_in_order(client: FlaskClient, lang: str) -> None:
    for call in calls(DOCUMENT, "http://localhost"):
        if call.page:
            joint = "&" if "?" in call.path else "?"
            answer = client.get(f"{call.path}{joint}lang={lang}", headers={"Accept": "text/html"})
            page = html.document_fromstring(answer.text)
            assert page.xpath("count(//meta[@name='description'])") in (0, 1), call.path
            levels = [int(one.tag[1]) for one in page.xpath("//h1 | //h2 | //h3 | //h4 | //h5 | //h6")]
            skipped = [pair for pair in pairwise(levels) if pair[1] > pair[0] + 1]
            assert skipped == [], (call.path, levels)


def test_an_answer_is_bytes_where_its_type_is_neither_json_nor_plain_text() -> None:
    """As generators of clients want it, which take the first media type; of plain text they read a string."""
    for parameter in OPERATIONS:
        for answer in parameter.values[0]["responses"].values():
            for media_type, content in list(answer.get("content", {}).items())[:1]:
                if "json" not in media_type:
                    assert ("format" in content["schema"]) != (media_type == "text/plain"), parameter.id


def test_every_operation_has_its_own_name() -> None:
    names = [parameter.values[0]["operationId"] for parameter in OPERATIONS]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("operation", OPERATIONS)
def test_whoever_takes_parameters_may_refuse_them(operation: dict[str, Any]) -> None:
    if any(one["in"] == "query" for one in operation.get("parameters", [])):
        assert "422" in operation["responses"]


def test_every_error_is_documented_as_a_problem() -> None:
    for parameter in OPERATIONS:
        for status, answer in parameter.values[0]["responses"].items():
            if status >= "400":
                assert list(answer["content"]) == ["application/problem+json"]


def test_every_code_in_the_source_is_explained() -> None:
    source = "".join(path.read_text("utf-8") for path in (ROOT / "web").rglob("*.py"))
    codes = re.findall(r'NotFound\(\s*"(\w+)"', source) + re.findall(r'answer\(\s*\d{3}, "(\w+)"', source)
    assert codes
    assert set(codes) <= PROBLEM_CODES.keys()


def test_the_answers_of_the_page_are_what_the_service_says(client: FlaskClient) -> None:
    held = json.loads(ANSWERS.read_text("utf-8"))
    assert held == answers(client), "run: python -m tests.web.example_answers"


def test_the_bodies_of_the_openapi_document_are_what_the_service_says(client: FlaskClient) -> None:
    assert json.loads(BODIES.read_text("utf-8")) == bodies(client), "run: python -m tests.web.example_answers"


def shown() -> Iterator[Any]:
    """Yield each body of the document with the schema it has to keep to."""
    for parameter in OPERATIONS:
        for answer in parameter.values[0]["responses"].values():
            for content in answer.get("content", {}).values():
                for path, example in content.get("examples", {}).items():
                    yield pytest.param(content["schema"], example["value"], id=path)


@pytest.mark.parametrize(("schema", "body"), list(shown()))
def test_a_body_of_the_document_keeps_to_its_schema(schema: dict[str, Any], body: Any) -> None:
    Draft202012Validator({**schema, "components": DOCUMENT["components"]}).validate(body)


def test_every_request_with_a_json_answer_is_in_the_document() -> None:
    assert sorted(parameter.id or "" for parameter in shown()) == sorted(json.loads(BODIES.read_text("utf-8")))


def test_parameters_of_the_requests_are_examples_in_the_document() -> None:
    search = {one["name"]: one for one in DOCUMENT["paths"]["/search"]["get"]["parameters"]}
    assert [search[name]["example"] for name in ("q", "year", "limit")] == ["依申请公开", ["2017"], 1]


def test_every_limit_is_on_the_page(client: FlaskClient) -> None:
    page = client.get("/docs?lang=en").get_data(as_text=True)
    stated = {
        "200 characters": query.LONGEST,
        "100 values": MOST_VALUES,
        "200 values": MOST_OPTIONS,
        "20 agencies": MOST_AGENCIES,
        "framed one 8": MOST_FRAMED,
        "8190 bytes": MOST_LINE,
        "4096 of them": MOST_QUERY,
        "50 MB": MAX_BYTES >> 20,
        "20 MB": MAX_TEXT >> 20,
    }
    for words, limit in stated.items():
        assert words in page
        assert str(limit) in words
    assert WRONG_KEYS == 10


def test_programs_find_every_route_and_request_in_llms_txt(client: FlaskClient) -> None:
    text = client.get("/llms.txt").get_data(as_text=True)
    for parameter in OPERATIONS:
        operation: Any = parameter.values[0]
        assert operation["summary"] in text
    assert all(example["href"] in text for example in examples())


@pytest.mark.parametrize("operation", OPERATIONS)
def test_json_or_bytes_are_the_first_media_type_of_an_answer(operation: dict[str, Any]) -> None:
    """Generated clients read an answer as the first; a file of the release is bytes, whatever it holds."""
    for answer in operation["responses"].values():
        named = list(answer.get("content", {}))
        assert "application/json" not in named[1:] or named[0] == "application/octet-stream"


def test_the_document_names_its_licence_its_contact_and_that_reading_needs_no_key() -> None:
    assert DOCUMENT["info"]["license"]["identifier"] == "Apache-2.0"
    assert DOCUMENT["info"]["contact"]
    assert DOCUMENT["security"] == []
