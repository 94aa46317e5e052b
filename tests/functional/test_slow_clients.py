"""Many slow and idle clients against the real server: what others ask is answered all the while."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.functional.slow_clients import KINDS, ask, attack
from tests.functional.test_api_server import ready
from tests.web.test_services import wait_until

ROOT = Path(__file__).resolve().parents[2]
KEY = "k3y"
CONNECTIONS = 200
SECONDS = 1.5
"""Of asking, once all are connected: one of them that is held up is waited for, and counts."""
pytestmark = pytest.mark.xdist_group("slow clients")  # of one server


@pytest.fixture(scope="module")
def url(sample_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where a server with one process and the default number of threads listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    settings = {"HOST": "127.0.0.1", "PORT": str(port), "WEB_CONCURRENCY": "1", "DISCLOSURE_DATA": str(sample_data)}
    settings |= {"DISCLOSURE_ADMIN_KEY": KEY}
    command = [sys.executable, "-m", "gunicorn", "--config", "web/serving/gunicorn.py", "app:create_app()"]
    with (tmp_path_factory.mktemp("slow") / "log").open("wb") as out:
        server = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **settings}, stdout=out, stderr=out)
        try:
            wait_until(lambda: ready(port), 120)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(60)


@pytest.mark.parametrize("kind", KINDS)
def test_clients_of_one_kind_keep_nobody_from_an_answer(url: str, kind: str) -> None:
    with attack(url, CONNECTIONS, (kind,)):
        seen = ask(url, SECONDS)
    assert seen.seconds
    assert not seen.wrong


def test_those_who_hold_the_key_and_send_no_body_keep_nobody_from_an_answer(url: str) -> None:
    with attack(url, CONNECTIONS, ("body",), KEY):
        seen = ask(url, SECONDS)
    assert seen.seconds
    assert not seen.wrong
