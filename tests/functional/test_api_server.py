"""The service as `make run` starts it, spoken to over a bare socket."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from tests.web.test_services import wait_until
from web.serving.connections import refusal

ROOT = Path(__file__).resolve().parents[2]
END = b"\r\nHost: localhost\r\nConnection: close\r\n\r\n"
LONG = b"a" * 20_000


@pytest.fixture(scope="module")
def port(sample_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port of a server with two workers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        number: int = free.getsockname()[1]
    settings = {"HOST": "127.0.0.1", "PORT": str(number), "WEB_CONCURRENCY": "2", "DISCLOSURE_DATA": str(sample_data)}
    command = [sys.executable, "-m", "gunicorn", "--config", "web/serving/gunicorn.py", "app:create_app()"]
    log = tmp_path_factory.mktemp("gunicorn") / "log"
    with log.open("wb") as out:
        server = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **settings}, stdout=out, stderr=out)
        try:
            wait_until(lambda: ready(number), 60)
            yield number
        finally:
            server.terminate()
            server.wait(30)


def ready(port: int) -> bool:
    try:
        with urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5):
            return True
    except (URLError, ConnectionError, TimeoutError):
        return False


def send(port: int, request: bytes) -> tuple[int, dict[str, str], Any]:
    """Send bytes and return status, headers (lower-case names) and the JSON of the answer."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        connection.sendall(request)
        answer = b"".join(iter(lambda: connection.recv(65536), b""))
    head, _, body = answer.partition(b"\r\n\r\n")
    lines = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])}
    return int(lines[0].split()[1]), headers, json.loads(body)


def test_a_request_line_in_raw_utf8_is_understood(port: int) -> None:
    status, _, body = send(port, "GET /search?q=依申请公开&year=2017 HTTP/1.1".encode() + END)
    assert (status, body["query"]["q"]) == (200, "依申请公开")
    assert body["total"] > 0


def test_a_request_line_in_gbk_is_refused_by_name(port: int) -> None:
    status, _, body = send(port, "GET /search?q=公开 HTTP/1.1".encode("gbk") + END)
    assert (status, body["errors"][0]["code"]) == (422, "not_utf8")


@pytest.mark.parametrize(
    ("request_bytes", "status", "code"),
    [
        (b"GET /search?q=a b HTTP/1.1" + END, 400, "bad_request"),
        (b"GET /" + b"a" * 60_000, 414, "uri_too_long"),
        (b"GET / HTTP/1.1\r\nX: " + LONG * 3, 431, "headers_too_large"),
        (b"nonsense\r\n\r\n", 400, "bad_request"),
        (b"GET /\x01 HTTP/1.1" + END, 400, "bad_request"),
        (b"GET / HTTP/9.9" + END, 400, "bad_request"),
        (b"GET / HTTP/1.1\r\nbad header" + END, 400, "bad_request"),
        (b"GET /" + LONG + b" HTTP/1.1" + END, 414, "uri_too_long"),
        (b"GET / HTTP/1.1\r\nX: " + LONG * 2 + END, 431, "headers_too_large"),
        (b"GET /nothing HTTP/1.1" + END, 404, "unknown_path"),
        (b"POST /search HTTP/1.1\r\nContent-Length: 0" + END, 405, "method_not_allowed"),
    ],
)
def test_what_cannot_be_read_is_answered_with_a_problem_document(
    port: int, request_bytes: bytes, status: int, code: str
) -> None:
    found, headers, body = send(port, request_bytes)
    assert (found, body["status"], body["code"]) == (status, status, code)
    assert headers["content-type"] == "application/problem+json"
    assert headers["access-control-allow-origin"] == "*"


def test_the_workers_are_warm_from_the_start(port: int) -> None:
    assert all(send(port, b"GET /readyz HTTP/1.1" + END)[0] == 200 for _ in range(8))


def test_many_clients_get_the_same_answer(port: int) -> None:
    request = b"GET /search?q=%E5%85%AC%E5%BC%80 HTTP/1.1" + END
    with ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(lambda _: send(port, request), range(48)))
    assert {status for status, _, _ in answers} == {200}
    assert len({headers["etag"] for _, headers, _ in answers}) == 1
    assert all(body == answers[0][2] for _, _, body in answers)


def test_any_worker_tells_what_all_have_answered(port: int) -> None:
    line = re.compile(r'^disclosure_http_requests_total\{method="GET",route="/fields",status="200"\} (\S+)$', re.M)
    for _ in range(30):
        assert send(port, b"GET /fields HTTP/1.1" + END)[0] == 200
    with urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as answer:
        counted = line.search(answer.read().decode())
    assert counted is not None
    assert float(counted[1]) == 30


def test_a_refusal_is_a_problem_document_of_its_status() -> None:
    head, _, body = refusal(431).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 431 Request Header Fields Too Large\r\n")
    assert json.loads(body)["code"] == "headers_too_large"
