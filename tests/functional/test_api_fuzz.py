"""schemathesis over the OpenAPI document: no 500, no undocumented status, no body off its schema."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import BaseSchema, Case, GenerationMode
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from app import create_app
from schemas.problems import MEDIA_TYPE

CHECKS = (
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
)
FEW, MANY = 12, 2000
KEY = "a key for tests only"
WRITING = ("POST", "DELETE")
KNOWN = {
    "report_id": "wenzhoushi-kexuejishuju-2017",
    "other_id": "hangzhoushi-kexuejishuju-2020",
    "section_id": "s1",
    "agency_id": "wenzhoushi-kexuejishuju",
    "field_id": "requests.received",
    "name": "page.css",
}
ROUTES = sorted(
    f"{method.upper()} {path}"
    for path, item in create_app().test_client().get("/openapi.json").get_json()["paths"].items()
    for method in item
    if method != "parameters"
)
WRITES = [route for route in ROUTES if route.startswith(WRITING)]


@pytest.fixture(scope="session")
def contract(sample_data: Path) -> BaseSchema:
    app = create_app({"DATA": sample_data, "RATE_LIMIT": "9999999 per second"})
    app.extensions["disclosure"].warm_up()
    return schemathesis.openapi.from_wsgi("/openapi.json", app)


@pytest.fixture(scope="session")
def writable(sample_data: Path, tmp_path_factory: pytest.TempPathFactory) -> BaseSchema:
    """The same with writing on, over a copy of the samples."""
    data = shutil.copytree(sample_data, tmp_path_factory.mktemp("fuzz") / "data")
    app = create_app({"DATA": data, "RATE_LIMIT": "9999999 per second", "ADMIN_KEY": KEY})
    app.extensions["disclosure"].warm_up()
    return schemathesis.openapi.from_wsgi("/openapi.json", app)


def cases(operation: APIOperation[Any, Any, Any, Any]) -> st.SearchStrategy[Case[Any]]:
    """Make requests that keep to the contract and requests that break it."""
    modes = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
    return st.one_of(*(operation.as_strategy(generation_mode=mode) for mode in modes))


def fuzz(contract: BaseSchema, route: str, examples: int) -> None:
    method, path = route.split()

    @settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck))
    @given(case=cases(contract[path][method.lower()]), known=st.booleans())
    def send(case: Case[Any], known: bool) -> None:
        if known:
            case.path_parameters.update({name: KNOWN[name] for name in case.path_parameters})
        # schemathesis takes what a WSGI application answers as it stands, and would check the packed bytes.
        headers = {"Accept-Encoding": "identity", **({"Authorization": f"Bearer {KEY}"} if method in WRITING else {})}
        answer = case.call(headers=headers)
        assert answer.status_code not in (500, 503), answer.text
        case.validate_response(answer, checks=list(CHECKS))
        assert answer.headers["access-control-allow-origin"] == ["*"]
        assert answer.status_code < 400 or answer.headers["content-type"] == [MEDIA_TYPE]

    send()


@pytest.mark.parametrize("route", ROUTES)
def test_fuzzing_finds_no_answer_off_the_contract(contract: BaseSchema, route: str) -> None:
    fuzz(contract, route, FEW)


@pytest.mark.parametrize("route", WRITES)
def test_fuzzing_with_the_key_finds_no_answer_off_the_contract(writable: BaseSchema, route: str) -> None:
    fuzz(writable, route, FEW)


@pytest.mark.slow
@pytest.mark.parametrize("route", ROUTES)
def test_long_fuzzing_finds_no_answer_off_the_contract(contract: BaseSchema, route: str) -> None:
    fuzz(contract, route, MANY)


@pytest.mark.slow
@pytest.mark.parametrize("route", WRITES)
def test_long_fuzzing_with_the_key_finds_no_answer_off_the_contract(writable: BaseSchema, route: str) -> None:
    fuzz(writable, route, MANY)
