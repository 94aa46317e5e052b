"""A report with a page that cannot be read says so wherever it is shown."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from app import create_app
from tests.reports import pdf_sheets as sheet


def with_a_picture_of_a_page() -> bytes:
    buffer, pixels = BytesIO(), BytesIO()
    Image.new("L", (8, 8), 200).save(pixels, "PNG")
    canvas = Canvas(buffer, pagesize=(sheet.WIDTH, sheet.HEIGHT))
    for number in (1, 2, 3):
        if number == 2:
            canvas.drawImage(ImageReader(BytesIO(pixels.getvalue())), 0, 0, sheet.WIDTH, sheet.HEIGHT)
        else:
            sheet.lines(canvas)
            sheet.words(canvas)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    folder = tmp_path_factory.mktemp("incomplete")
    (folder / "part.pdf").write_bytes(with_a_picture_of_a_page())
    app = create_app({"DATA": folder / "data"})
    result = app.test_cli_runner().invoke(args=["ingest", str(folder / "part.pdf")])
    assert result.exit_code == 0, result.output
    return app.test_client()


def report_of(client: FlaskClient) -> dict[str, Any]:
    (card,) = client.get("/reports").json["reports"]
    found: dict[str, Any] = client.get(card["url"]).get_json()
    return found


def test_the_answer_names_the_page_and_calls_the_report_incomplete(client: FlaskClient) -> None:
    report = report_of(client)
    assert report["incomplete"] is True
    assert [one["detail"] for one in report["repairs"] if one["code"] == "page_unread"] == [
        "page 2 is a picture without text"
    ]


def test_the_page_says_it_above_the_text(client: FlaskClient) -> None:
    page = client.get(f"/reports/{report_of(client)['id']}", headers={"Accept": "text/html"}).text
    assert page.index("不完整") < page.index("page 2 is a picture") < page.index("一、总体情况")


def test_parse_says_it_too(tmp_path: Path) -> None:
    (tmp_path / "part.pdf").write_bytes(with_a_picture_of_a_page())
    (tmp_path / "whole.pdf").write_bytes(sheet.report())
    output = create_app({"DATA": tmp_path / "data"}).test_cli_runner().invoke(args=["parse", str(tmp_path)]).output
    told = {Path(one["file"]).name: one["incomplete"] for one in map(json.loads, output.splitlines())}
    assert told == {"part.pdf": True, "whole.pdf": False}
