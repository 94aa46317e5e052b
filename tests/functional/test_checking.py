"""A record too large to be looked through before the start is looked through beside the workers, once for all."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

import pytest

from tests.web.test_services import wait_until

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = "import index.keeping\nindex.keeping.SMALL = {small}\nfrom web.serving.gunicorn import *\n"
SLOWLY = "from index.record import soundness\nlook = soundness.look\ndef slow(connection):\n    import time\n"
SLOWLY += "    time.sleep(600)\n    yield from look(connection)\nsoundness.look = slow\n"


class Server:
    """A server of two workers over data of its own."""

    def __init__(self, data: Path, settings: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        environment = {
            "HOST": "127.0.0.1",
            "PORT": str(self.port),
            "WEB_CONCURRENCY": "2",
            "DISCLOSURE_DATA": str(data),
        }
        command = [sys.executable, "-m", "gunicorn", "--config", str(settings), "app:create_app()"]
        log = (settings.with_name("log")).open("wb")
        with log:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env={**os.environ, **environment}, stdout=log, stderr=log
            )

    def get(self, path: str) -> tuple[int, dict[str, object]]:
        """Ask over a connection of its own, so that either worker may answer."""
        try:
            with urlopen(Request(f"http://127.0.0.1:{self.port}{path}"), timeout=20) as answer:
                return answer.status, json.load(answer)
        except HTTPError as error:
            return error.code, json.load(error)
        except (URLError, ConnectionError, TimeoutError):
            return 0, {}

    def children(self) -> set[int]:
        pid = self.process.pid
        with suppress(OSError):
            return {int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()}
        return set()


def started(data: Path, tmp_path: Path, settings: str) -> Iterator[Server]:
    file = tmp_path / "settings.py"
    file.write_text(settings)
    server = Server(data, file)
    try:
        wait_until(lambda: server.get("/readyz")[0] == 200, 60)
        yield server
    finally:
        if server.process.poll() is None:
            server.process.terminate()
        server.process.wait(30)


@pytest.fixture
def damaged(sample_data: Path, tmp_path: Path) -> tuple[Path, str]:
    """Data in which a letter of one report's title was changed without its sum, and the id of that report."""
    data = tmp_path / "data"
    shutil.copytree(sample_data, data)
    with sqlite3.connect(data / "record.db") as database:
        report, revision = database.execute(
            "SELECT report_id, revision FROM versions WHERE current = 1 LIMIT 1"
        ).fetchone()
        database.execute("UPDATE versions SET title = title || '改' WHERE revision = ?", (revision,))
    database.close()
    return data, str(report)


@pytest.fixture
def server(damaged: tuple[Path, str], tmp_path: Path) -> Iterator[Server]:
    yield from started(damaged[0], tmp_path, SETTINGS.format(small=0))


def test_every_worker_knows_what_one_process_found(server: Server, damaged: tuple[Path, str]) -> None:
    wait_until(lambda: server.get("/readyz")[1].get("checked") == 1, 60)
    wait_until(lambda: len(server.children()) == 2, 20)  # the process that looked has ended
    answers = [server.get(f"/reports/{damaged[1]}") for _ in range(30)]
    assert [status for status, _ in answers] == [503] * 30


@pytest.fixture
def endless(sample_data: Path, tmp_path: Path) -> Iterator[Server]:
    """A server whose look for damage does not end."""
    data = tmp_path / "data"
    shutil.copytree(sample_data, data)
    yield from started(data, tmp_path, SLOWLY + SETTINGS.format(small=0))


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_the_process_that_looks_ends_with_the_server(endless: Server, end: signal.Signals) -> None:
    wait_until(lambda: len(endless.children()) == 3, 20)
    children = endless.children()
    endless.process.send_signal(end)
    endless.process.wait(20)
    wait_until(lambda: not any(Path(f"/proc/{child}").exists() for child in children), 20)
    time.sleep(0.2)
    with socket.socket() as free:
        free.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        free.bind(("127.0.0.1", endless.port))


def test_workers_look_themselves_where_that_process_was_killed(endless: Server) -> None:
    """They would look without end too, so that only who looks can be seen: searches go on meanwhile."""
    wait_until(lambda: len(endless.children()) == 3, 20)
    looking = [pid for pid in endless.children() if _niceness(pid) == 10]
    assert len(looking) == 1
    os.kill(looking[0], signal.SIGKILL)
    wait_until(lambda: len(endless.children()) == 2, 20)
    assert endless.get("/search?q=%E5%85%AC%E5%BC%80")[0] == 200
    assert endless.get("/readyz")[1]["checked"] == 0


def _niceness(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[16])
