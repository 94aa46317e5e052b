"""How tests of writing send a form, and what they hold of every refusal."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from index.ingest.single import SingleIngest
from schemas.problems import PROBLEM_CODES, ProblemSchema
from web.http.services import Services

SAMPLES = Path(__file__).resolve().parents[3] / "samples"
WENZHOU = (SAMPLES / "2017-wenzhou-science-technology-bureau.txt").read_bytes()
KEY = {"Authorization": "Bearer 钥匙-k3y".encode().decode("latin-1")}
MEGABYTE = 1 << 20


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
