"""`/metrics`, read by the parser that Prometheus's own client brings."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families

from app import create_app

Metrics = dict[tuple[str, frozenset[tuple[str, str]]], float]
REQUESTS = "disclosure_http_requests_total"
SECONDS = "disclosure_http_request_duration_seconds"


@pytest.fixture
def fresh(sample_data: Path) -> Flask:
    """The service with nothing counted yet."""
    return create_app({"DATA": sample_data})


def samples(client: FlaskClient) -> Iterator[tuple[str, dict[str, str], float]]:
    text = client.get("/metrics").get_data(as_text=True)
    for family in text_string_to_metric_families(text):
        yield from ((one.name, one.labels, one.value) for one in family.samples)


def counted(client: FlaskClient) -> dict[tuple[str, str, str], float]:
    found = [(labels, value) for name, labels, value in samples(client) if name == REQUESTS]
    return {(labels["method"], labels["route"], labels["status"]): value for labels, value in found}


def test_requests_are_counted_by_route_and_status(fresh: Flask) -> None:
    client = fresh.test_client()
    for path in (
        "/search?q=公开",
        "/search?q=公开",
        "/search?limit=0",
        "/reports/nothing",
        "/nothing",
        "/reports/a/b/c",
    ):
        client.get(path)
    client.post("/search")
    client.options("/search")
    client.head("/agencies")
    assert counted(client) == {
        ("GET", "/search", "200"): 2,
        ("GET", "/search", "422"): 1,
        ("GET", "/reports/{report_id}", "404"): 1,
        ("", "other", "404"): 2,
        ("", "other", "405"): 1,
        ("OPTIONS", "/search", "200"): 1,
        ("HEAD", "/agencies", "200"): 1,
    }
    assert counted(client)["GET", "/metrics", "200"] == 1


def test_a_crash_is_counted(fresh: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(*_: object) -> None:
        raise RuntimeError("made to fail")

    monkeypatch.setattr("search.sections.SectionSearch.answer", crash)
    client = fresh.test_client()
    assert client.get("/search").status_code == 500
    assert counted(client) == {("GET", "/search", "500"): 1}


def test_the_times_add_up_to_the_requests(fresh: Flask) -> None:
    client = fresh.test_client()
    for _ in range(5):
        client.get("/search?q=公开")
    found = [one for one in samples(client) if one[0].startswith(SECONDS) and one[1]["route"] == "/search"]
    buckets = [value for name, _, value in found if name == f"{SECONDS}_bucket"]
    assert buckets == sorted(buckets)
    assert buckets[-1] == 5
    (total,) = [value for name, _, value in found if name == f"{SECONDS}_count"]
    (seconds,) = [value for name, _, value in found if name == f"{SECONDS}_sum"]
    assert total == 5
    assert 0 < seconds < 60


def test_what_there_is_to_search_is_told(fresh: Flask) -> None:
    client = fresh.test_client()
    found = {name: (labels, value) for name, labels, value in samples(client)}
    assert found["disclosure_reports"][1] == found["disclosure_index_reports"][1] == 5
    assert found["disclosure_index_sections"][1] == client.get("/search").json["total"]
    assert found["disclosure_index_up"][1] == 1
    assert found["disclosure_index_bytes"][1] > 0
    assert found["disclosure_index_info"][0]["generation"] == client.get("/search").json["index"]["generation"]


def test_without_an_index_requests_are_told_all_the_same(tmp_path: Path) -> None:
    client = create_app({"DATA": tmp_path}).test_client()
    assert client.get("/search").status_code == 503
    found = {name: value for name, _, value in samples(client)}
    assert found["disclosure_index_up"] == 0
    assert "disclosure_index_sections" not in found
    assert counted(client)["GET", "/search", "503"] == 1


def test_the_answer_is_what_prometheus_reads_and_is_never_kept(client: FlaskClient) -> None:
    answer = client.get("/metrics")
    assert answer.content_type == "text/plain; version=0.0.4; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-store"
    assert client.get("/metrics?x=1").status_code == 200
