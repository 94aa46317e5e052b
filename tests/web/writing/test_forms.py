"""The form of an upload: what is refused field by field, sizes, names of files."""

from __future__ import annotations

import io
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.index.stubs import read
from tests.web.writing.sending import KEY, MEGABYTE, WENZHOU, assert_problem, send, use
from web.http.services import Services
from web.http.uploads import clean_name

NAMED = b"--x\r\nContent-Disposition: form-data%b\r\n\r\na\r\n--x--\r\n"


@pytest.mark.parametrize(
    ("fields", "parameter", "code"),
    [
        ({}, "file", "missing"),
        ({"file": "text"}, "file", "no_file"),
        ({"file": [(io.BytesIO(b"a"), "a"), (io.BytesIO(b"b"), "b")]}, "file", "repeated"),
        ({"file": (io.BytesIO(b"a"), "a"), "year": "20017"}, "year", "out_of_range"),
        ({"file": (io.BytesIO(b"a"), "a"), "year": "last"}, "year", "not_a_number"),
        ({"file": (io.BytesIO(b"a"), "a"), "year": ""}, "year", "empty_value"),
        ({"file": (io.BytesIO(b"a"), "a"), "year": ["2017", "2018"]}, "year", "repeated"),
        ({"file": (io.BytesIO(b"a"), "a"), "agency": " "}, "agency", "empty_value"),
        ({"file": (io.BytesIO(b"a"), "a"), "agency": "局" * 101}, "agency", "too_long"),
        ({"file": (io.BytesIO(b"a"), "a"), "agency": "某\u202e局"}, "agency", "control_characters"),
        ({"file": (io.BytesIO(b"a"), "a"), "agancy": "某局"}, "agancy", "unknown_parameter"),
        ({"file": (io.BytesIO(b"a"), "a"), "more": (io.BytesIO(b"a"), "a")}, "more", "unknown_parameter"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_form_that_cannot_be_used_is_refused_field_by_field(
    client: FlaskClient, fields: dict[str, Any], parameter: str, code: str
) -> None:
    answer = client.post("/reports", data=fields, headers=KEY, content_type="multipart/form-data")
    assert_problem(answer, 422, "bad_parameters")
    assert (parameter, code) in [(one["parameter"], one["code"]) for one in answer.json["errors"]]


def test_the_query_string_takes_nothing(client: FlaskClient) -> None:
    assert_problem(client.post("/reports?year=2017", headers=KEY), 422, "bad_parameters")
    assert_problem(client.delete("/reports/x?version=1", headers=KEY), 422, "bad_parameters")


@pytest.mark.parametrize(
    ("content_type", "data", "status", "code"),
    [
        ("application/json", b"{}", 415, "unsupported_media_type"),
        ("application/x-www-form-urlencoded", b"file=a", 415, "unsupported_media_type"),
        ("multipart/form-data", b"--x\r\n\r\n--x--", 400, "bad_request"),
        ("multipart/form-data; boundary=x", b"", 422, "bad_parameters"),
        ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="file"', 400, "bad_request"),
        ("multipart/form-data; boundary=\u00e9", b"--x--", 400, "bad_request"),
        ("multipart/form-data; boundary=x", b"--x\r\nnonsense\r\n\r\na\r\n--x--\r\n", 400, "bad_request"),
        ("multipart/form-data; boundary=x", NAMED % b"", 400, "bad_request"),
        ("multipart/form-data; boundary=x", NAMED % b'; name="\n"', 400, "bad_request"),
        ("multipart/form-data; boundary=x", NAMED % b'; filename="a.txt"', 400, "bad_request"),
    ],
)
def test_what_is_no_form_is_refused(
    client: FlaskClient, content_type: str, data: bytes, status: int, code: str
) -> None:
    assert_problem(client.post("/reports", headers=KEY, content_type=content_type, data=data), status, code)


@pytest.mark.parametrize("size", [MEGABYTE + 1, 3 * MEGABYTE])
def test_what_is_too_large_is_refused_before_it_is_read(client: FlaskClient, services: Services, size: int) -> None:
    services.__dict__["single_ingest"] = None  # nobody is to be asked to read it
    refused = send(client, b" " * size)
    assert_problem(refused, 413, "too_large")
    assert "1 MB" in refused.json["detail"]


@pytest.mark.parametrize("line", [b"\n", b"\r\n", b"\r", b" \n", b" " * 71 + b"\n", b" " * 65_535 + b"\n"])
def test_a_file_below_the_limit_is_taken_wherever_its_lines_end(
    client: FlaskClient, services: Services, line: bytes
) -> None:
    use(services, read=read)
    for size in (64 << 10, 130_000, 131_072, 300_000, MEGABYTE - 100):
        data = "温州市科学技术局;2017;".encode() + (line * (size // len(line) + 1))[:size]
        answer = send(client, data)
        assert answer.status_code == 201, answer.text
        assert client.get(f"{answer.headers['Location']}/source").data == data


@pytest.mark.parametrize(
    "fields",
    [
        {f"f{n}": "x" for n in range(40)},
        {"agency": "x" * 70_000},
        {"agency": "x" * 700_000},
        {"agency": "x\n" * 100_000},
        {"agency": "局" * 12_000, "year": "1" * 40_000},
    ],
    ids=["many", "long", "very long", "many lines", "long together"],
)
def test_many_fields_and_long_fields_are_refused(client: FlaskClient, fields: dict[str, str]) -> None:
    answer = send(client, b"a", **fields)
    assert_problem(answer, 413, "too_large")
    assert "64 KB" in answer.json["detail"]
    assert "1 MB" in answer.json["detail"]


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\reports\\2017.pdf", "2017.pdf"),
        ("a\u202efdp.exe", "afdp.exe"),
        ("a\r\nSet-Cookie: x=y.txt", "aSet-Cookie: x=y.txt"),
        ("年报\x00.txt", "年报.txt"),
        ("\u200b\ufeff", "report"),
        ("...", "report"),
        ("a  b\u3000c.txt", "a b c.txt"),
        ("报" * 200 + ".docx", "报" * 83 + ".docx"),
        ("<script>.html", "<script>.html"),
    ],
)
def test_names_of_files_are_never_paths_and_fit_to_be_shown(given: str, shown: str) -> None:
    assert clean_name(given) == shown
    assert len(clean_name(given).encode()) <= 255


def test_a_name_is_kept_clean_through_to_the_download(client: FlaskClient) -> None:
    answer = send(client, WENZHOU, "../\u202e温州\u2028X: y.txt")
    assert answer.json["file"] == "温州X: y.txt"
    source = client.get(answer.json["links"]["source"])
    assert source.data == WENZHOU
    assert "X" not in source.headers
    assert ".." not in source.headers["Content-Disposition"]
