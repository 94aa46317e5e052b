"""Ends and company: SIGTERM to an ingest and to a server with uploads, an ingest beside a server that is asked."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event
from urllib.request import urlopen

import pytest

from tests.functional.test_crash import COMMAND, ROOT, disclosure
from tests.functional.test_crash import reports as many_reports
from tests.functional.test_uploads_server import Server, reports, serving
from tests.web.test_services import wait_until


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    with serving(tmp_path) as running:
        yield running


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Forty short reports."""
    folder = tmp_path_factory.mktemp("files")
    for name, text in list(many_reports())[::5]:
        (folder / name).write_text(text)
    return folder


def start_ingest(folder: Path, data: Path) -> subprocess.Popen[str]:
    environment = os.environ | {"DISCLOSURE_DATA": str(data)}
    command = [*COMMAND, "ingest", folder, "--jobs", "1"]
    return subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )


def total(server: Server, path: str) -> int:
    with urlopen(f"http://127.0.0.1:{server.port}{path}", timeout=20) as answer:
        found: int = json.load(answer)["total"]
    return found


def test_an_ingest_beside_a_server_is_seen_and_its_end_loses_nothing(server: Server, folder: Path) -> None:
    done = Event()

    def ask() -> list[int]:
        seen = []
        while not done.is_set():
            seen.append(total(server, "/search?q=%E5%85%AC%E5%BC%80&limit=1"))
            time.sleep(0.05)
        return seen

    with ThreadPoolExecutor(1) as pool:
        asking = pool.submit(ask)
        try:
            ended = start_ingest(folder, server.data)
            wait_until(lambda: total(server, "/reports?limit=1") >= 3, 60)
            ended.send_signal(signal.SIGTERM)
            said, _ = ended.communicate(timeout=60)
            assert ended.returncode == 1, said
            assert "interrupted. Nothing is lost: run it again to go on." in said
            assert server.agrees(), "without a sync"
            recorded = total(server, "/reports?limit=1")
            assert 3 <= recorded < 40
            two = [start_ingest(folder, server.data) for _ in range(2)]
            uploaded = server.post(reports()[0])
            assert [process.wait(120) for process in two] == [0, 0], [process.communicate() for process in two]
            for process in two:
                process.communicate()
        finally:
            done.set()
        seen = asking.result()
    assert uploaded[0] == 201
    assert total(server, "/reports?limit=1") == 41
    assert seen == sorted(seen), "what was once found stays"
    assert seen[-1] > seen[0]
    assert disclosure(server.data, "verify").returncode == 0


def test_a_server_that_is_ended_finishes_the_uploads_it_has(server: Server) -> None:
    with ThreadPoolExecutor(4) as pool:
        sent = [pool.submit(server.post, data) for data in reports()[:2]]
        wait_until(lambda: any((server.data / "originals").rglob("*")) or any(one.done() for one in sent), 30)
        server.process.terminate()
        answers = [one.result() for one in sent]
    assert server.process.wait(60) == 0
    assert [status for status, _ in answers] == [201, 201]
    assert server.services().record.counts().reports == 2
    assert server.agrees()
