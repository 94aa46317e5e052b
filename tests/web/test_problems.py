"""What storage cannot do is a problem document that tells nobody where the server keeps its files; the log has it."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from index.originals.protocol import OriginalsError
from index.record.errors import RecordBusy, RecordClosed, RecordError
from index.text.protocol import (
    IndexBusy,
    IndexClosed,
    IndexDamaged,
    IndexFull,
    IndexMismatch,
    IndexMissing,
    IndexUnavailable,
)
from schemas.problems import PROBLEM_CODES
from web.http.problems import UNAVAILABLE
from web.http.services import Services
from web.http.wording import wording

PATH = "/srv/data/index/g1/MAIN_a.arr"


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (IndexMissing, "index_missing"),
        (IndexMismatch, "index_mismatch"),
        (IndexDamaged, "index_damaged"),
        (IndexBusy, "index_busy"),
        (IndexFull, "index_full"),
        (IndexClosed, "index_unavailable"),
        (IndexUnavailable, "index_unavailable"),
        (RecordBusy, "record_busy"),
        (RecordError, "record_unavailable"),
        (RecordClosed, "record_unavailable"),
        (OriginalsError, "storage_unavailable"),
    ],
)
def test_no_path_of_the_servers_disk_is_shown_and_the_log_has_it(
    app: Flask,
    client: FlaskClient,
    error: type[Exception],
    code: str,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    services: Services = app.extensions["disclosure"]

    def fail(*_: object, **__: object) -> None:
        raise error(f"{PATH} is at fault")

    monkeypatch.setattr(type(services.section_search), "answer", fail)
    answer = client.get(f"/search?q={code}")
    assert (answer.status_code, answer.json["code"]) == (503, code)
    assert answer.headers["Retry-After"]
    assert "/srv" not in answer.text
    assert PATH in caplog.text


def test_every_error_of_storage_is_explained() -> None:
    assert set(UNAVAILABLE.values()) <= PROBLEM_CODES.keys()


@pytest.mark.parametrize(
    ("path", "headers", "lang"),
    [
        ("/figures?field=none", {}, "en"),
        ("/figures?field=none", {"Accept-Language": "zh-CN,zh;q=0.9,en;q=0.8"}, "zh"),
        ("/figures?field=none", {"Accept-Language": "en-GB,zh;q=0.5"}, "en"),
        ("/agencies/none?lang=zh", {"Accept-Language": "en"}, "zh"),
        ("/agencies/none?lang=en", {"Accept-Language": "zh"}, "en"),
        ("/nothing", {"Accept-Language": "zh-TW"}, "zh"),
    ],
)
def test_title_and_detail_are_in_the_language_asked_for_and_codes_in_none(
    client: FlaskClient, path: str, headers: dict[str, str], lang: str
) -> None:
    answer = client.get(path, headers=headers)
    plain = client.get(path.partition("?lang")[0])
    assert answer.headers["Content-Language"] == {"zh": "zh-CN", "en": "en"}[lang]
    assert "Accept-Language" in answer.headers["Vary"]
    assert answer.json["code"] == plain.json["code"]
    assert [one["code"] for one in answer.json["errors"]] == [one["code"] for one in plain.json["errors"]]
    said = [answer.json["title"], answer.json["detail"], *(one["detail"] for one in answer.json["errors"])]
    assert all(any("\u4e00" <= char <= "\u9fff" for char in one) == (lang == "zh") for one in said)


def test_every_code_is_explained_in_chinese() -> None:
    assert set(PROBLEM_CODES) <= set(wording("zh")["problems"])
