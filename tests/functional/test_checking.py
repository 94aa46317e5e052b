"""One process looks for damage for all workers: of a large record at the start, of any when its file was changed."""

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
from contextlib import closing, suppress
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

import pytest

from tests.web.test_services import wait_until

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = "import index.keeping\nindex.keeping.SMALL = {small}\nindex.keeping.STILL_SECONDS = 0.5\n"
SETTINGS += "from web.serving.gunicorn import *\n"
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
    answers = [server.get(f"/reports/{damaged[1]}") for _ in range(30)]
    assert [status for status, _ in answers] == [503] * 30


@pytest.fixture
def sound(sample_data: Path, tmp_path: Path) -> Iterator[tuple[Server, Path]]:
    """A server over sound data of its own, which was looked through before it served."""
    data = tmp_path / "data"
    shutil.copytree(sample_data, data)
    for server in started(data, tmp_path, SETTINGS.format(small=1 << 30)):
        yield server, data


def overwrite(file: Path, old: str) -> None:
    """Write a word backwards where it stands, as a disk may change letters."""
    with sqlite3.connect(file) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    with file.open("r+b") as open_file:
        open_file.seek(open_file.read().index(old.encode()))
        open_file.write(old[::-1].encode())


def test_a_letter_changed_while_the_service_runs_is_found(sound: tuple[Server, Path]) -> None:
    server, data = sound
    with sqlite3.connect(f"file:{data / 'record.db'}?mode=ro", uri=True) as database:
        query = "SELECT report_id, title FROM versions WHERE current = 1 ORDER BY report_id"
        (harmed, title), (other, _) = database.execute(query).fetchall()[:2]
    database.close()
    assert server.get(f"/reports/{harmed}")[0] == 200
    overwrite(data / "record.db", title)
    wait_until(lambda: server.get(f"/reports/{harmed}")[0] == 503, 60)
    answers = [server.get(f"/reports/{harmed}")[0] for _ in range(20)]
    answers += [server.get(f"/reports/{other}")[0] for _ in range(20)]
    assert answers == [503] * 20 + [200] * 20


def test_passages_changed_while_the_service_runs_are_taken_in_anew(sound: tuple[Server, Path]) -> None:
    server, data = sound
    file = data / "passages.db"
    wait_until(file.exists, 60)

    def held() -> list[tuple[str, str]]:
        with suppress(sqlite3.OperationalError), closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as database:
            return database.execute("SELECT report, agency FROM held ORDER BY report").fetchall()
        return []  # it is just being begun anew

    wait_until(lambda: len(held()) == server.get("/reports?limit=1")[1]["total"], 60)
    before = held()
    overwrite(file, before[0][1])
    assert held() != before
    wait_until(lambda: held() == before, 60)


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
