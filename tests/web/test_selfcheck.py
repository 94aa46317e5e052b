"""`/check` over HTTP: what is found in a draft, who may ask, and that nothing is left of it."""

from __future__ import annotations

import hashlib
import logging
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app import create_app
from index.ingest.drafts import Drafts
from index.ingest.workers import Limits
from schemas.problems import ProblemSchema
from schemas.selfcheck import SelfCheckSchema
from tests.draft_files import draft
from tests.index.stubs import read
from web.resources.selfcheck import MOST
from web.resources.wordform import WORD

CARD = "11010519491231002X"
MARK = "此句为草稿独有之标记"
PAGE = {"Accept": "text/html"}
FAULTY = draft(
    text=f"全年收到政府信息公开申请15件。经办人身份证号{CARD}。{MARK}。",
    cells={("closed", 6): "13", ("granted", 2): ""},
    persons={"received": 14, "carried_in": 3, "granted": 15, "closed": 15, "carried_out": 2},
)


def send(
    client: FlaskClient, url: str = "/check", headers: Mapping[str, str] | None = None, **form: Any
) -> TestResponse:
    """Send a form written by hand: werkzeug's client leaves temporary files of large ones open."""
    body = b""
    for name, value in form.items():
        data, told = value if isinstance(value, tuple) else (value.encode(), "")
        named = f'; filename="{told}"' if told else ""
        body += f'--limit\r\nContent-Disposition: form-data; name="{name}"{named}\r\n\r\n'.encode() + data + b"\r\n"
    return client.post(
        url,
        data=body + b"--limit--\r\n",
        content_type="multipart/form-data; boundary=limit",
        headers=dict(headers or {}),
    )


def file(data: bytes, name: str = "草稿.docx") -> tuple[bytes, str]:
    return data, name


@pytest.fixture
def client(sample_data: Path) -> FlaskClient:
    """A service of its own on the samples, so that nobody else's drafts are counted."""
    return create_app({"DATA": sample_data}).test_client()


def test_planted_faults_are_all_found_without_a_key(client: FlaskClient) -> None:
    response = send(client, file=file(FAULTY))
    assert response.status_code == 200
    body = response.json
    assert body is not None
    assert SelfCheckSchema().validate(body) == {}
    found = {(one["code"], one["rule"]) for one in body["findings"]}
    assert {
        ("contradiction", "applicants"),
        ("contradiction", "flow"),
        ("text_table", "prose-table"),
        ("blank_cell", None),
        ("id_card", None),
        ("last_year", "carry-over"),
    } <= found
    assert body["compared_with"]["id"] == "hangzhoushi-kexuejishuju-2020"
    assert body["counts"]["error"] == sum(one["level"] == "error" for one in body["findings"])


def test_every_place_is_where_it_is_said_to_be(client: FlaskClient) -> None:
    body = send(client, file=file(FAULTY)).json
    assert body is not None
    before = client.get("/reports/hangzhoushi-kexuejishuju-2020").json
    assert before is not None
    places = [place for one in body["findings"] for place in one["places"] if one["code"] not in ("id_card", "mobile")]
    assert {place["of"] for place in places} == {"draft", "last_year"}
    for place in places:
        text = body["text"] if place["of"] == "draft" else before["text"]
        assert text[place["start"] : place["end"]] == place["quote"]
        if place["of"] == "draft":
            assert text[: place["start"]].count("\n") + 1 == place["line"]
        else:
            assert place["url"].startswith("/reports/hangzhoushi-kexuejishuju-2020")


def test_pasted_text_is_checked_as_a_file_is(client: FlaskClient) -> None:
    text = send(client, file=file(FAULTY)).json["text"]
    body = send(client, text=text).json
    assert body is not None
    assert {one["code"] for one in body["findings"]} >= {"contradiction", "text_table", "id_card", "last_year"}


def test_the_page_says_it_in_both_languages_and_is_not_cached(client: FlaskClient) -> None:
    for lang, words in (("zh", "应填0"), ("en", "is blank")):
        response = send(client, f"/check?lang={lang}", PAGE, file=file(FAULTY))
        assert (response.status_code, response.mimetype) == (200, "text/html")
        assert response.headers["Cache-Control"] == "no-store"
        assert "ETag" not in response.headers
        page = response.get_data(as_text=True)
        assert words.replace("应", "") in page
        assert CARD not in page


def test_an_error_is_a_page_for_those_who_read_pages(client: FlaskClient) -> None:
    response = send(client, headers=PAGE, text="关于召开会议的通知。")
    assert (response.status_code, response.mimetype) == (422, "text/html")


@pytest.mark.parametrize(
    ("form", "parameter"),
    [
        ({}, "file"),
        ({"text": " "}, "file"),
        ({"text": "甲", "file": (b"x", "a.txt")}, "text"),
        ({"text": "甲", "year": "soon"}, "year"),
        ({"text": "甲", "yaer": "2021"}, "yaer"),
    ],
)
def test_what_is_wrong_with_the_form_is_named(client: FlaskClient, form: dict[str, Any], parameter: str) -> None:
    response = send(client, **{"agency": "", **form})
    assert response.status_code == 422
    assert [one["parameter"] for one in ProblemSchema().load(response.get_json())["errors"]] == [parameter]


def test_a_file_beyond_the_limit_is_refused(sample_data: Path) -> None:
    client = create_app({"DATA": sample_data, "MAX_UPLOAD_MB": 1}).test_client()
    assert send(client, file=file(bytes(1 << 20) + b"x")).status_code == 413
    assert send(client, text="字" * 400_000).status_code == 413


def test_a_draft_is_read_within_limits_of_time(client: FlaskClient) -> None:
    client.application.extensions["disclosure"].__dict__["drafts"] = Drafts(limits=Limits(seconds=1), read=read)
    response = send(client, file=file(b"hang", "hang.txt"))
    assert (response.status_code, response.json["code"]) == (422, "too_slow")


def test_who_sends_too_many_has_to_wait(client: FlaskClient) -> None:
    statuses = [send(client, text=" ").status_code for _ in range(MOST + 5)]
    assert statuses == [422] * MOST + [429] * 5
    assert client.get("/check", headers=PAGE).status_code == 200


def test_a_setting_leaves_it_to_those_who_hold_the_key(sample_data: Path) -> None:
    client = create_app({"DATA": sample_data, "CHECK": "off", "ADMIN_KEY": "k3y"}).test_client()
    assert send(client, file=file(FAULTY)).json["code"] == "check_off"
    assert send(client, headers={"Authorization": "Bearer k3y"}, file=file(FAULTY)).status_code == 200
    assert '<form class="draft"' not in client.get("/check", headers=PAGE).get_data(as_text=True)


def test_the_blank_form_can_be_fetched(client: FlaskClient) -> None:
    response = client.get("/check/form.docx")
    assert (response.status_code, response.mimetype) == (200, WORD)
    assert response.data.startswith(b"PK")


def contents(folder: Path) -> dict[str, str]:
    """Return every file of a folder with the hash of its bytes, but for what SQLite keeps for readers in memory."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.endswith("-shm")
    }


def test_nothing_is_left_of_a_draft(
    client: FlaskClient,
    sample_data: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    """Ten drafts, small and large, good and bad, as files and pasted: no file, no temporary file, no line of a log."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    caplog.set_level(logging.DEBUG)
    assert client.get("/figures").status_code == 200
    before = contents(sample_data)
    large = (f"2021年政府信息公开工作年度报告。{MARK}。\n" * 100 + " \n" * 800_000).encode()
    drafts = [
        file(FAULTY),
        file(large, "大.txt"),
        file(MARK.encode(), f"{MARK}.txt"),
        file(FAULTY[:5000]),
        file(b"\0" * 99),
    ]
    for one in drafts:
        send(client, file=one)
        send(client, headers=PAGE, text=MARK * 3)
    assert contents(sample_data) == before
    assert list(tmp_path.rglob("*")) == []
    said = capfd.readouterr()
    assert MARK not in caplog.text + said.out + said.err


def test_the_command_says_the_same_and_begins_no_record(tmp_path: Path, sample_data: Path) -> None:
    path, data = tmp_path / "草稿.docx", tmp_path / "data"
    path.write_bytes(FAULTY)
    alone = create_app({"DATA": data}).test_cli_runner().invoke(args=["check", str(path)])
    assert alone.exit_code == 1
    assert not data.exists()
    assert "空白" in alone.output
    beside = create_app({"DATA": sample_data}).test_cli_runner().invoke(args=["check", str(path), "--json"])
    assert '"hangzhoushi-kexuejishuju-2020"' in beside.output
    path.write_bytes(draft(agency="温州市科学技术局", year=2022, text="无。"))
    sound = create_app({"DATA": data}).test_cli_runner().invoke(args=["check", str(path), "--lang", "en"])
    assert (sound.exit_code, sound.output.strip().endswith("0 error, 0 warning, 0 notice")) == (0, True)
