"""Who may write: the key, other sites, what the contract says."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app import create_app
from tests.web.writing.sending import KEY, assert_problem
from web.resources.writing import WRONG_KEYS

ORIGIN = {"Origin": "https://portal.example"}


@pytest.mark.parametrize(("method", "path"), [("post", "/reports"), ("delete", "/reports/x-2017")])
def test_without_the_key_nothing_is_written(client: FlaskClient, method: str, path: str) -> None:
    for headers in ({}, {"Authorization": "Basic a2V5OmtleQ=="}, {"Authorization": "Bearer"}, {"X-Key": "k"}):
        answer = getattr(client, method)(path, headers=headers)
        assert_problem(answer, 401, "unauthorized")
        assert answer.headers["WWW-Authenticate"].startswith("Bearer ")
    wrong = getattr(client, method)(path, headers={"Authorization": "Bearer wrong"})
    assert_problem(wrong, 401, "unauthorized")
    assert 'error="invalid_token"' in wrong.headers["WWW-Authenticate"]


@pytest.mark.parametrize(("method", "path"), [("post", "/reports"), ("delete", "/reports/x-2017")])
def test_without_a_key_set_writing_is_off(tmp_path: Path, method: str, path: str) -> None:
    client = create_app({"DATA": tmp_path}).test_client()
    for headers in ({}, {"Authorization": "Bearer None"}, {"Authorization": "Bearer "}):
        assert_problem(getattr(client, method)(path, headers=headers), 403, "writing_off")


def test_who_tries_keys_has_to_wait(client: FlaskClient) -> None:
    for _ in range(WRONG_KEYS):
        assert client.post("/reports", headers={"Authorization": "Bearer guess"}).status_code == 401
    assert client.post("/reports", headers=KEY).status_code == 415  # the right key passes whoever tries others
    for _ in range(2):
        answer = client.post("/reports", headers={"Authorization": "Bearer guess"})
        assert_problem(answer, 429, "too_many_requests")
        assert 0 < int(answer.headers["Retry-After"]) <= 61
    assert client.get("/reports").status_code == 200
    elsewhere = client.post("/reports", headers=KEY, environ_base={"REMOTE_ADDR": "192.0.2.1"})
    assert elsewhere.status_code == 415


def preflight(client: FlaskClient, method: str, origin: str = ORIGIN["Origin"]) -> TestResponse:
    asks = {"Access-Control-Request-Method": method, "Access-Control-Request-Headers": "authorization"}
    return client.options("/reports", headers={"Origin": origin, **asks})


@pytest.mark.parametrize("method", ["POST", "DELETE"])
def test_pages_of_any_site_may_read_and_not_write(client: FlaskClient, method: str) -> None:
    assert "Access-Control-Allow-Origin" not in preflight(client, method).headers
    assert preflight(client, "GET").headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("method", ["POST", "DELETE"])
def test_pages_of_sites_that_are_named_may_write_with_the_key(tmp_path: Path, method: str) -> None:
    origins = {"CORS_ORIGINS": "https://portal.example"}
    client = create_app({"DATA": tmp_path, "ADMIN_KEY": "k", **origins}).test_client()
    allowed = preflight(client, method).headers
    assert allowed["Access-Control-Allow-Origin"] == "https://portal.example"
    assert method in allowed["Access-Control-Allow-Methods"]
    assert "authorization" in allowed["Access-Control-Allow-Headers"].lower()
    assert "Access-Control-Allow-Credentials" not in allowed
    assert "Access-Control-Allow-Origin" not in preflight(client, method, "https://other.example").headers


def test_the_contract_says_how_to_write(client: FlaskClient) -> None:
    document = client.get("/openapi.json").json
    assert document["components"]["securitySchemes"]["adminKey"]["scheme"] == "bearer"
    post, delete = document["paths"]["/reports"]["post"], document["paths"]["/reports/{report_id}"]["delete"]
    assert post["security"] == delete["security"] == [{"adminKey": []}]
    assert set(post["requestBody"]["content"]["multipart/form-data"]["schema"]["properties"]) == {
        "file",
        "agency",
        "year",
    }
    assert {"200", "201", "400", "401", "403", "413", "415", "422"} <= post["responses"].keys()
    assert "security" not in document["paths"]["/reports"]["get"]
