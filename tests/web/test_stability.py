"""Nothing documented vanishes or changes its type; what is to end says so in time."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.web.released import PAGE, broken, contract
from web.http import deprecations
from web.http.deprecations import Deprecated, read

RELEASED: Any = json.loads(PAGE.read_text("utf-8"))
FIGURES = RELEASED["paths"]["/figures"]["get"]


def test_nothing_of_the_last_release_is_gone_or_of_another_type(client: FlaskClient) -> None:
    assert list(broken(RELEASED, contract(json.loads(client.get("/openapi.json").data)))) == []


def _figure(document: Any) -> Any:
    return document["components"]["schemas"]["Figure"]


BREAKS: dict[str, Callable[[Any], object]] = {
    "get /agencies is gone": lambda now: now["paths"].pop("/agencies"),
    "parameter field is gone": lambda now: now["paths"]["/figures"]["get"]["parameters"].pop(
        next(place for place, one in enumerate(FIGURES["parameters"]) if one["name"] == "field")
    ),
    "Figure.value is gone": lambda now: _figure(now)["properties"].pop("value"),
    "Figure.unit: type is integer": lambda now: _figure(now)["properties"]["unit"].update(type="integer"),
    "Figure.unit may be missing now": lambda now: _figure(now)["required"].remove("unit"),
    "schema Figure is gone": lambda now: now["components"]["schemas"].pop("Figure"),
    "is no longer text/csv": lambda now: now["paths"]["/figures"]["get"]["responses"]["200"]["content"].pop("text/csv"),
    "422 is gone": lambda now: now["paths"]["/figures"]["get"]["responses"].pop("422"),
    "another operationId": lambda now: now["paths"]["/figures"]["get"].update(operationId="other"),
}


@pytest.mark.parametrize("said", BREAKS)
def test_each_kind_of_break_is_told(said: str) -> None:
    now = copy.deepcopy(RELEASED)
    BREAKS[said](now)
    assert any(said in one for one in broken(RELEASED, now))
    assert list(broken(RELEASED, RELEASED)) == []


def test_what_comes_breaks_nothing() -> None:
    now = copy.deepcopy(RELEASED)
    now["paths"]["/new"] = now["paths"]["/figures"]
    _figure(now)["properties"]["more"] = {"type": "string"}
    now["paths"]["/figures"]["get"]["parameters"].append({"name": "more", "in": "query", "schema": {"type": "string"}})
    assert list(broken(RELEASED, now)) == []


def test_what_is_deprecated_says_so_and_until_when(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    ending = (
        Deprecated("/agencies/{agency_id}", date(2027, 1, 1), date(2028, 2, 1), instead="/agencies"),
        Deprecated("/figures", date(2027, 3, 1), date(2028, 3, 1), "origin"),
    )
    monkeypatch.setattr(deprecations, "deprecated", lambda: ending)
    answer = client.get("/agencies/qingdaoshi-kexuejishuju")
    assert answer.headers["Deprecation"] == "@1798761600"
    assert answer.headers["Sunset"] == "Tue, 01 Feb 2028 00:00:00 GMT"
    links = answer.headers.getlist("Link")
    assert any('rel="deprecation"' in one for one in links)
    assert any('</agencies>; rel="successor-version"' in one for one in links)
    assert "Deprecation" not in client.get("/figures?limit=1").headers
    assert "Sunset" in client.get("/figures?limit=1&origin=table").headers
    document: Any = {"paths": copy.deepcopy(RELEASED["paths"])}
    deprecations.mark(document)
    assert document["paths"]["/agencies/{agency_id}"]["get"]["deprecated"]
    assert [one["name"] for one in document["paths"]["/figures"]["get"]["parameters"] if one.get("deprecated")] == [
        "origin"
    ]


def test_less_notice_than_is_promised_is_refused() -> None:
    with pytest.raises(ValueError, match="less than 365 days"):
        read({"path": "/figures", "since": date(2027, 1, 1), "sunset": date(2027, 6, 1)})
