"""What a report says stays text, whatever it looks like to a browser or a spreadsheet."""

from __future__ import annotations

import csv
import io

import pytest
from flask.testing import FlaskClient

from app import create_app
from index.sync import sync
from reports.model import SectionKind
from tests.factories import make_agency, make_original, make_report
from web.http.services import Services
from web.http.streams import FORMULA, safe
from web.resources.reports import attachment

NASTY = (
    '=HYPERLINK("http://x.example","公开")',
    "<script>alert(1)</script>公开",
    "+公开",
    "-公开",
    "@公开",
    "＝公开",
    "javascript:公开",
)
FILE = '../奇怪 "名字";\r\nX: 1.html'


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """A service whose one report says nasty things, in headings and texts, agency and file name."""
    app = create_app({"DATA": tmp_path_factory.mktemp("nasty")})
    services: Services = app.extensions["disclosure"]
    parts = [(1, "", text, SectionKind.OTHER, f"{text}\n") for text in NASTY]
    report = make_report(make_agency("=1+1局", "nasty", ()), parts=parts, file=FILE)
    data = b"<script>alert(1)</script>"
    services.record.save(report, make_original(report, services.originals.put(data)), parser="test")
    sync(services.record, services.text_index)
    return app.test_client()


@pytest.mark.parametrize("text", [*(f"{char}A1" for char in FORMULA), "=", "-1+1", '=cmd|"/c calc"!A0'])
def test_what_looks_like_a_formula_is_marked_as_text(text: str) -> None:
    assert safe(text) == f"'{text}"


@pytest.mark.parametrize("value", ["公开", "1-2", "'=1", "", 0.0, -3, 2017, "-7", "-0.5"])
def test_other_values_are_left_as_they_are(value: object) -> None:
    assert safe(value) == value


def test_no_cell_of_the_table_is_a_formula(client: FlaskClient) -> None:
    answer = client.get("/search?q=公开&format=csv")
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"), newline="")))
    assert len(rows) == len(NASTY)
    assert not [cell for row in rows for cell in row.values() if cell.startswith(FORMULA)]
    assert {row["heading"].removeprefix("'") for row in rows} == set(NASTY)
    assert {row["agency"] for row in rows} == {"'=1+1局"}


def test_json_says_what_the_report_says(client: FlaskClient) -> None:
    answer = client.get("/search?q=公开&limit=100")
    assert answer.mimetype == "application/json"
    assert {hit["section"]["heading"] for hit in answer.json["hits"]} == set(NASTY)


def test_the_original_is_saved_and_never_run(client: FlaskClient) -> None:
    answer = client.get("/reports/nasty-2017/source")
    assert answer.data == b"<script>alert(1)</script>"
    assert answer.mimetype == "text/plain"
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["Content-Security-Policy"].startswith("sandbox")
    assert "X" not in answer.headers


@pytest.mark.parametrize(
    ("file", "plain", "extended"),
    [
        ("report.pdf", "report.pdf", "report.pdf"),
        ("2017年报.pdf", "2017__.pdf", "2017%E5%B9%B4%E6%8A%A5.pdf"),
        ("a/b\\c d.txt", "c_d.txt", "c%20d.txt"),
        ('x"; y=1\r\n.txt', "x___y_1__.txt", "x%22%3B%20y%3D1%0D%0A.txt"),
        ("", "report", "report"),
    ],
)
def test_the_name_of_a_download_reaches_old_and_new_clients(file: str, plain: str, extended: str) -> None:
    assert attachment(file) == f"attachment; filename=\"{plain}\"; filename*=UTF-8''{extended}"
