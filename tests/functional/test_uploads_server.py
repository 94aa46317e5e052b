"""Uploads to the real server: many at once, too large without saying so, and a worker killed in the middle."""

from __future__ import annotations

import http.client
import json
import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from index.verify import verify
from tests.functional.test_api_server import ready
from tests.web.test_services import wait_until
from web.http.services import Services
from web.http.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
WENZHOU = (ROOT / "samples" / "2017-wenzhou-science-technology-bureau.txt").read_text("utf-8")
CITIES = ("温州市", "宁波市", "嘉兴市", "湖州市", "绍兴市", "金华市", "衢州市", "舟山市", "台州市", "丽水市")
KEY = "k3y"
LIMIT = 3 << 20
pytestmark = pytest.mark.xdist_group("uploads")  # to one server


@dataclass(frozen=True)
class Server:
    port: int
    process: subprocess.Popen[bytes]
    data: Path

    def post(self, data: bytes, key: str = KEY, chunked: bool = False) -> tuple[int, Any]:
        """Send a file; return status and body."""
        form = (
            b'--limit\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n%s\r\n--limit--\r\n'
            % data
        )
        headers = {"Authorization": f"Bearer {key}", "Content-Type": "multipart/form-data; boundary=limit"}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        try:
            pieces = iter([form[at : at + 65536] for at in range(0, len(form), 65536)])
            connection.request("POST", "/reports", pieces if chunked else form, headers, encode_chunked=chunked)
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read())
        finally:
            connection.close()

    def delete(self, report: str) -> int:
        """Remove a report; return the status."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        try:
            connection.request("DELETE", f"/reports/{report}", headers={"Authorization": f"Bearer {KEY}"})
            return connection.getresponse().status
        finally:
            connection.close()

    def services(self) -> Services:
        return Services(Settings.read({"DATA": self.data}, {}))

    def agrees(self) -> bool:
        services = self.services()
        return list(verify(services.record, services.originals, services.text_index)) == []

    def workers(self) -> list[int]:
        """Return the process ids of the server's workers."""
        command = ["ps", "-o", "pid=,args=", "--ppid", str(self.process.pid)]
        listed = subprocess.run(command, capture_output=True, text=True, check=False).stdout
        return [int(line.split()[0]) for line in listed.splitlines() if "gunicorn" in line]


def reports(said: str = "") -> list[bytes]:
    """Return a report of each city; one more sentence makes its bytes new to a store of originals."""
    return [(WENZHOU.replace("温州市", city) + said).encode() for city in CITIES]


@contextmanager
def serving(folder: Path) -> Iterator[Server]:
    """Run a server with two workers and files of up to 3 MB; its record is empty at first, its log lies beside it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    data = folder / "data"
    settings = {"HOST": "127.0.0.1", "PORT": str(port), "WEB_CONCURRENCY": "2", "DISCLOSURE_DATA": str(data)}
    settings |= {"DISCLOSURE_ADMIN_KEY": KEY, "DISCLOSURE_MAX_UPLOAD_MB": str(LIMIT >> 20)}
    if not data.exists():
        Services(Settings.read({"DATA": data}, {})).text_index.apply()
    command = [sys.executable, "-m", "gunicorn", "--config", "web/serving/gunicorn.py", "app:create_app()"]
    with (folder / "log").open("wb") as out:
        process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **settings}, stdout=out, stderr=out)
        try:
            wait_until(lambda: ready(port), 90)
            yield Server(port, process, data)
        finally:
            process.terminate()
            process.wait(60)


@pytest.fixture(scope="module")
def only(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("uploads")) as server:
        yield server


@pytest.fixture
def server(only: Server) -> Server:
    """The module's server with an empty record."""
    for report in only.services().record.revisions():
        assert only.delete(report) == 204
    assert only.services().record.counts().versions == 0
    return only


def test_twenty_uploads_at_once_of_ten_files_leave_ten_reports(server: Server) -> None:
    files = reports("同时报送。") * 2
    random.Random(5).shuffle(files)
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(server.post, files))
    assert Counter(status for status, _ in answers) == {201: 10, 200: 10}
    assert len({body["id"] for _, body in answers}) == 10
    services = server.services()
    assert services.record.counts().reports == services.record.counts().versions == 10
    assert server.agrees()
    assert {body["agency"]["name"] for _, body in answers} == {f"{city}科学技术局" for city in CITIES}


def test_a_refused_body_is_answered_whether_it_says_its_size_or_not(server: Server) -> None:
    for chunked in (False, True):
        for size in (LIMIT, LIMIT + 70_000, 2 * LIMIT):
            status, body = server.post(b" " * size, chunked=chunked)
            assert (status, body["code"]) == ((422, "empty_file") if size == LIMIT else (413, "too_large"))
            assert size == LIMIT or "3 MB" in body["detail"]
        assert server.post(b" " * LIMIT, "wrong", chunked)[0] == 401
        assert server.post(reports("不超过。")[chunked], chunked=chunked)[0] == 201


@pytest.mark.parametrize("chunked", [False, True])
def test_files_of_many_pieces_and_lines_are_taken_in(server: Server, chunked: bool) -> None:
    moment = random.Random(7)
    for size in (120_000, 131_000, 1 << 20, LIMIT - len(WENZHOU.encode())):
        lines = b"".join(b" " * moment.randrange(200) + moment.choice((b"\n", b"\r\n")) for _ in range(size // 90))
        status, body = server.post(WENZHOU.encode() + lines[:size], chunked=chunked)
        assert status in (200, 201), body


def test_a_worker_killed_during_uploads_leaves_nothing_half(server: Server) -> None:
    moment = random.Random(2017)

    def post(data: bytes) -> int:
        try:
            return server.post(data)[0]
        except (http.client.HTTPException, ConnectionError, json.JSONDecodeError):
            return 0

    with ThreadPoolExecutor(10) as pool:
        sent = [pool.submit(post, data) for data in reports("中断。")]
        for _ in range(3):
            time.sleep(0.4 + moment.random())
            for worker in server.workers()[:1]:
                os.kill(worker, signal.SIGKILL)
        statuses = [one.result() for one in sent]
    assert set(statuses) <= {0, 201, 503}
    wait_until(lambda: ready(server.port), 60)
    wait_until(server.agrees, 60)
    again = [server.post(data) for data in reports("中断。")]
    assert {status for status, _ in again} <= {200, 201}
    assert server.services().record.counts().reports == 10
    assert server.agrees()
