"""Writing over HTTP: who may, what is taken, what is refused by name."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app import create_app
from index.ingest.single import SingleIngest
from index.ingest.workers import Limits
from index.originals import StorageFull
from index.record.errors import RecordFull
from index.text.analyser import Analyser
from index.verify import verify
from schemas.problems import PROBLEM_CODES, ProblemSchema
from schemas.writing import TakenReportSchema
from tests.index.stubs import read
from tests.web.hostile import FILES, outside_entity
from web.http.services import Services
from web.http.uploads import clean_name
from web.resources.writing import WRONG_KEYS

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
WENZHOU = (SAMPLES / "2017-wenzhou-science-technology-bureau.txt").read_bytes()
KEY = {"Authorization": "Bearer 钥匙-k3y".encode().decode("latin-1")}
ORIGIN = {"Origin": "https://portal.example"}
MEGABYTE = 1 << 20
NAMED = b"--x\r\nContent-Disposition: form-data%b\r\n\r\na\r\n--x--\r\n"


@pytest.fixture(scope="module")
def analyser(tmp_path_factory: pytest.TempPathFactory) -> Analyser:
    """One dictionary for all services: loading it takes longer than a test."""
    return Analyser(Path(tmp_path_factory.getbasetemp().parent) / "tokeniser")


@pytest.fixture
def client(tmp_path: Path, analyser: Analyser) -> FlaskClient:
    app = create_app({"DATA": tmp_path, "ADMIN_KEY": "钥匙-k3y", "MAX_UPLOAD_MB": 1})
    app.extensions["disclosure"].__dict__["analyser"] = analyser
    return app.test_client()


@pytest.fixture
def services(client: FlaskClient) -> Services:
    found: Services = client.application.extensions["disclosure"]
    return found


def use(services: Services, **others: Any) -> None:
    """Give the service another way of taking uploads in."""
    services.__dict__["single_ingest"] = SingleIngest(
        services.record, services.originals, services.text_index, **others
    )


def send(client: FlaskClient, data: bytes, file: str = "report.txt", **fields: object) -> TestResponse:
    """Send a form written by hand: werkzeug's client leaves temporary files of large ones open."""
    parts = [f'Content-Disposition: form-data; name="{name}"\r\n\r\n{value}'.encode() for name, value in fields.items()]
    name = file.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
    parts.append(f'Content-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'.encode() + data)
    body = b"".join(b"--limit\r\n" + part + b"\r\n" for part in parts) + b"--limit--\r\n"
    return client.post("/reports", data=body, headers=KEY, content_type="multipart/form-data; boundary=limit")


def assert_problem(answer: TestResponse, status: int, code: str) -> None:
    assert (answer.status_code, answer.json["code"]) == (status, code), answer.text
    assert answer.mimetype == "application/problem+json"
    ProblemSchema().load(answer.get_json())
    assert code in PROBLEM_CODES
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def agreed(services: Services) -> bool:
    return list(verify(services.record, services.originals, services.text_index)) == []


def test_a_report_is_taken_in_found_and_deleted(client: FlaskClient, services: Services) -> None:
    answer = send(client, WENZHOU)
    assert answer.status_code == 201
    TakenReportSchema().load(answer.get_json())
    assert answer.headers["Location"] == "/reports/wenzhoushi-kexuejishuju-2017"
    assert answer.headers["Cache-Control"] == "no-store"
    assert (answer.json["outcome"], answer.json["version"]) == ("new", 1)
    assert answer.json["figures"] > 0
    assert answer.json["checks"]["total"] == sum(n for name, n in answer.json["checks"].items() if name != "total") > 0
    read_back = client.get(answer.headers["Location"]).json
    assert read_back == {name: answer.json[name] for name in read_back}
    assert client.get("/search?q=依申请公开").json["total"] > 0
    assert agreed(services)
    gone = client.delete("/reports/wenzhoushi-kexuejishuju-2017", headers=KEY)
    assert (gone.status_code, gone.data) == (204, b"")
    assert client.get(answer.headers["Location"]).status_code == 404
    assert client.get("/search?q=依申请公开").json["total"] == 0
    assert agreed(services)
    assert_problem(client.delete("/reports/wenzhoushi-kexuejishuju-2017", headers=KEY), 404, "unknown_report")


def test_the_same_bytes_again_are_200_and_other_bytes_a_version(client: FlaskClient, services: Services) -> None:
    assert send(client, WENZHOU).status_code == 201
    again = send(client, WENZHOU, "other name.txt")
    assert (again.status_code, again.json["outcome"], again.json["file"]) == (200, "unchanged", "report.txt")
    assert "Location" not in again.headers
    version = send(client, WENZHOU + "\n补充。".encode())
    assert (version.status_code, version.json["outcome"], version.json["version"]) == (201, "version", 2)
    first = client.get("/reports/wenzhoushi-kexuejishuju-2017?version=1").json
    assert not first["current"]
    assert agreed(services)


def test_what_is_said_of_agency_and_year_counts(client: FlaskClient) -> None:
    answer = send(client, WENZHOU, agency="温州市教育局", year=2016)
    assert answer.status_code == 201
    assert (answer.json["agency"]["name"], answer.json["year"]) == ("温州市教育局", 2016)
    moved = send(client, WENZHOU, agency="温州市科学技术局", year=2017)
    assert (moved.status_code, moved.json["moved_from"]) == (201, answer.json["id"])
    assert client.get(f"/reports/{answer.json['id']}").status_code == 404


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


def test_markup_in_a_report_stays_text(client: FlaskClient) -> None:
    extra = '\n三、其他\n<script>alert(1)</script>javascript:alert(2)\n=HYPERLINK("http://x","y")\n'.encode()
    answer = send(client, WENZHOU + extra, "<img src=x onerror=1>.txt")
    assert answer.status_code == 201
    for path in ("/?q=script", f"{answer.headers['Location']}?q=script", "/embed/search?q=script"):
        page = client.get(path, headers={"Accept": "text/html"}).text
        assert "<script>alert" not in page
        assert "<img src=x" not in page


@pytest.mark.parametrize("error", [StorageFull("no space"), RecordFull("no space")])
def test_a_full_disk_is_named(client: FlaskClient, services: Services, error: Exception) -> None:
    class Full:
        def take_in(self, *_: object) -> None:
            raise error

    services.__dict__["single_ingest"] = Full()
    assert_problem(send(client, WENZHOU), 507, "storage_full")


def test_uploads_that_find_no_reader_are_told_to_come_back(client: FlaskClient, services: Services) -> None:
    use(services, patience=0.05, readers=1)
    assert services.single_ingest._places.acquire(timeout=1)
    answer = send(client, WENZHOU)
    assert_problem(answer, 503, "uploads_busy")
    assert int(answer.headers["Retry-After"]) > 0
    services.single_ingest._places.release()
    assert send(client, WENZHOU).status_code == 201


def test_what_was_recorded_and_not_indexed_is_found_after_sending_it_again(
    client: FlaskClient, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("index.ingest.run.refresh", lambda *_: None)
        patch.setattr("index.sync.refresh", lambda *_: None)
        assert send(client, WENZHOU).status_code == 201
        assert not agreed(services)
    assert send(client, WENZHOU).status_code == 200
    assert agreed(services)


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


def test_a_client_that_takes_no_json_is_told_before_anything_is_read(client: FlaskClient, services: Services) -> None:
    answer = client.post("/reports", headers={**KEY, "Accept": "image/png"}, data={"file": (io.BytesIO(WENZHOU), "a")})
    assert_problem(answer, 406, "not_acceptable")
    assert services.record.counts().reports == 0
