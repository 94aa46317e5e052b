"""The file of an upload: no report, a broken one, one that means harm."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from index.ingest.workers import Limits
from tests.index.stubs import read
from tests.web.hostile import FILES, outside_entity
from tests.web.writing.sending import WENZHOU, assert_problem, send, use
from web.http.services import Services


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty_file"),
        (b"hello, this is no report at all", "not_a_report"),
        (b"%PDF-1.4 cut short", "damaged_file"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 100, "unknown_format"),
        (b"PK\x03\x04 cut short", "damaged_file"),
    ],
)
def test_what_is_no_report_is_named(client: FlaskClient, services: Services, data: bytes, code: str) -> None:
    assert_problem(send(client, data), 422, code)
    assert services.record.counts().versions == 0
    assert list(services.originals.hashes()) == []


def test_what_the_file_does_not_tell_is_asked_for_and_can_be_given(client: FlaskClient) -> None:
    text = "政府信息公开年度报告\n一、主动公开情况\n全年主动公开政府信息120条。\n二、依申请公开情况\n收到申请3件。\n"
    answer = send(client, text.encode())
    assert_problem(answer, 422, "unidentified_report")
    assert [one["parameter"] for one in answer.json["errors"]] == ["agency", "year"]
    assert "--agency" not in answer.text
    assert send(client, text.encode(), agency="青岛市教育局", year=2015).status_code == 201


@pytest.mark.parametrize(
    ("said", "status", "code"),
    [
        ("hang", 422, "too_slow"),
        ("crash", 422, "reader_crashed"),
        ("exit", 422, "reader_crashed"),
        ("eat", 422, "too_much_memory"),
        ("bug", 422, "reader_error"),
    ],
)
def test_a_reader_that_fails_costs_its_file_and_nothing_else(
    client: FlaskClient, services: Services, said: str, status: int, code: str
) -> None:
    use(services, read=read, limits=Limits(seconds=1, memory_mb=2048))
    assert_problem(send(client, said.encode()), status, code)
    assert send(client, "某局;2017;一句。".encode()).status_code == 201


@pytest.mark.parametrize("name", FILES)
def test_hostile_files_end_in_a_named_refusal(
    client: FlaskClient, services: Services, name: str, tmp_path: Path
) -> None:
    use(services, limits=Limits(seconds=4, memory_mb=1024))
    answer = send(client, FILES[name](), name)
    assert answer.status_code in (413, 422)
    assert_problem(answer, answer.status_code, answer.json["code"])
    assert answer.json["code"] not in ("reader_error", "reader_crashed")
    assert services.record.counts().versions == 0
    assert not list(tmp_path.parent.rglob("escaped.txt"))


def test_no_file_of_the_server_gets_into_a_report(client: FlaskClient) -> None:
    answer = send(client, outside_entity(), "a.docx", agency="青岛市教育局", year=2015)
    assert "root:" not in answer.text


def test_markup_in_a_report_stays_text(client: FlaskClient) -> None:
    extra = '\n三、其他\n<script>alert(1)</script>javascript:alert(2)\n=HYPERLINK("http://x","y")\n'.encode()
    answer = send(client, WENZHOU + extra, "<img src=x onerror=1>.txt")
    assert answer.status_code == 201
    for path in ("/?q=script", f"{answer.headers['Location']}?q=script", "/embed/search?q=script"):
        page = client.get(path, headers={"Accept": "text/html"}).text
        assert "<script>alert" not in page
        assert "<img src=x" not in page
