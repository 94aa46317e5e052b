"""Drafts sent to the real server: nothing of them is left, and who sends them slowly keeps nobody else waiting."""

from __future__ import annotations

import hashlib
import json
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from http.client import HTTPConnection
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.draft_files import draft
from tests.functional.test_uploads_server import Server, reports, serving

pytestmark = pytest.mark.xdist_group("drafts")  # to one server
MARK = "此句为草稿独有之标记"
SLOW = 40
"""More than the server receives at a time in both its processes."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("drafts")) as running:
        yield running


def check(port: int, data: bytes, name: str = "draft.docx") -> tuple[int, dict[str, object]]:
    """Send a draft without a key and return status and answer."""
    part = f'--limit\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'.encode()
    body = part + data + b"\r\n--limit--\r\n"
    headers = {"Content-Type": "multipart/form-data; boundary=limit"}
    connection = HTTPConnection("127.0.0.1", port, timeout=120)
    try:
        connection.request("POST", "/check", body, headers)
        answer = connection.getresponse()
        return answer.status, json.load(answer)
    finally:
        connection.close()


def contents(folder: Path) -> dict[str, str]:
    """Return the sum of each file; what repeats is looked for anew in the record at each start, beside the answers."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.endswith(("-shm", "-wal")) and not path.name.startswith("passages.db")
    }


def knowing(folder: Path, mark: str) -> list[Path]:
    """Return the files that hold the mark, those of databases at work included."""
    return [path for path in folder.rglob("*") if path.is_file() and mark.encode() in path.read_bytes()]


def test_neither_data_nor_log_know_of_a_draft(server: Server) -> None:
    before = contents(server.data)
    status, found = check(server.port, draft(text=f"全年收到政府信息公开申请15件。{MARK}。"), f"{MARK}.docx")
    assert (status, MARK in str(found["text"])) == (200, True)
    line = f"2021年政府信息公开工作年度报告。{MARK}。\n"
    padded = line.encode() * 100 + b" \n" * 400_000  # more than is received in memory
    assert check(server.port, padded, "draft.txt")[0] == 200
    assert check(server.port, MARK.encode(), "draft.txt")[0] == 422
    assert contents(server.data) == before
    assert knowing(server.data, MARK) == []
    log = (server.data.parent / "log").read_text("utf-8")
    asked = [json.loads(line) for line in log.splitlines() if line.startswith("{")]
    assert [line["status"] for line in asked if line["path"] == "/check"] == [200, 200, 422]
    assert MARK not in log
    assert "\\u6b64\\u53e5" not in log


def test_slow_senders_of_drafts_keep_nobody_waiting_who_holds_the_key(server: Server) -> None:
    kind = b"Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 2000000\r\n\r\n"
    head = b"POST /check HTTP/1.1\r\nHost: a\r\n" + kind
    with ExitStack() as opened:
        for _ in range(SLOW):
            slow = opened.enter_context(socket.create_connection(("127.0.0.1", server.port), timeout=30))
            slow.sendall(head + b"--x\r\n")
        statuses = [server.post(data)[0] for data in reports()[:4]]
        with urlopen(f"http://127.0.0.1:{server.port}/figures", timeout=60) as answer:
            assert json.load(answer)["total"] > 0
    assert statuses == [201] * 4
