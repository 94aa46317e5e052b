"""Ends and company: SIGTERM to an ingest and to a server with uploads, an ingest beside a server that is asked."""

from __future__ import annotations

import hashlib
import json
import os
import random
import signal
import subprocess
import time
import uuid
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from http.client import HTTPException
from pathlib import Path
from threading import Event
from typing import Any
from urllib.request import urlopen

import pytest

from tests.functional.test_crash import COMMAND, ROOT, SEED, disclosure
from tests.functional.test_crash import reports as many_reports
from tests.functional.test_hostile_office import gone, marked
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
    command = [*COMMAND, "ingest", str(folder), "--jobs", "1"]
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


def post(server: Server, data: bytes) -> int:
    """Send a file; 0 where the server went away before it answered."""
    try:
        return server.post(data)[0]
    except (HTTPException, OSError, json.JSONDecodeError):
        return 0


def _is_any_done(sent: Sequence[Future[Any]]) -> bool:
    return any(one.done() for one in sent)


@pytest.mark.parametrize("rounds", [1, pytest.param(20, marks=pytest.mark.slow)])
def test_a_server_killed_during_uploads_and_a_rebuild_leaves_nothing_and_loses_nothing(
    rounds: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The kernel's kill of the first process alone, or of its workers too; a start is all that mends it."""
    moment = random.Random(SEED)
    (tmp_path / "tmp").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))
    acknowledged: set[bytes] = set()
    for number in range(rounds):
        mark = f"mark-{uuid.uuid4().hex}"
        monkeypatch.setenv("TEST_MARK", mark)
        with serving(tmp_path) as server, ThreadPoolExecutor(10) as pool:
            files = reports(f"第{number}次。")
            sent = [pool.submit(post, server, data) for data in files]
            environment = os.environ | {"DISCLOSURE_DATA": str(server.data)}
            with subprocess.Popen([*COMMAND, "index", "rebuild"], cwd=ROOT, env=environment) as rebuild:
                wait_until(partial(_is_any_done, sent), 60)
                time.sleep(moment.random())
                for process in (*(server.workers() if number % 2 else ()), server.process.pid, rebuild.pid):
                    os.kill(process, signal.SIGKILL)
            statuses = [one.result() for one in sent]
        assert gone(mark, 30), marked(mark)
        assert set(statuses) <= {0, 201, 503}
        acknowledged |= {data for data, status in zip(files, statuses, strict=True) if status == 201}
        assert acknowledged
        with serving(tmp_path) as server:
            wait_until(server.agrees, 60)
            held = server.services().record.reports(limit=500).items
            kept = {version.sha256 for one in held for version in one.versions}
            assert {hashlib.sha256(data).hexdigest() for data in acknowledged} <= kept
    assert list((tmp_path / "tmp").iterdir()) == []


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
