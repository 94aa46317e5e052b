"""What stands in deploy/, tried with the real programs; a program that is not installed skips its test."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import ssl
import subprocess
import sys
from collections.abc import Iterator
from email.message import Message
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from tests.functional.slow_clients import KINDS, ask, attack
from tests.functional.test_api_server import ready
from tests.web.test_services import wait_until

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
PREFIX = "/reports-search"
NGINX = shutil.which("nginx") or "/usr/sbin/nginx"
UNVERIFIED = ssl._create_unverified_context()


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def configuration(folder: Path, behind: int, plain: int, tls: int) -> str:
    """Return deploy/nginx.conf, whole but for addresses and files, inside the least main configuration."""
    site = (DEPLOY / "nginx.conf").read_text()
    site = site.replace("127.0.0.1:8000", f"127.0.0.1:{behind}")
    site = re.sub(r"listen \[::\]:.*\n", "", site)
    site = site.replace("listen 80;", f"listen 127.0.0.1:{plain};").replace("listen 443 ", f"listen 127.0.0.1:{tls} ")
    site = site.replace("/etc/ssl/reports.example", str(folder / "site"))
    site = site.replace("rate=50r/s", "rate=100000r/s")
    paths = "".join(f"{kind}_temp_path {folder};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    return f"""daemon off; pid {folder}/pid; error_log {folder}/error.log warn; worker_processes 1;
worker_rlimit_nofile 16384;
events {{ worker_connections 8192; }}
http {{ access_log off; {paths} {site} }}"""


@pytest.fixture(scope="module")
def front(sample_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port of nginx with TLS, before a server with one process."""
    if not (Path(NGINX).exists() and shutil.which("openssl")):
        pytest.skip("no nginx with openssl")
    folder = tmp_path_factory.mktemp("nginx")
    key = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=reports.example"]
    command = [*key, "-keyout", str(folder / "site.key"), "-out", str(folder / "site.pem")]
    subprocess.run(command, check=True, capture_output=True)
    behind, plain, tls = free_port(), free_port(), free_port()
    (folder / "nginx.conf").write_text(configuration(folder, behind, plain, tls))
    settings = {"HOST": "127.0.0.1", "PORT": str(behind), "WEB_CONCURRENCY": "1", "DISCLOSURE_DATA": str(sample_data)}
    settings |= {"DISCLOSURE_TRUSTED_PROXIES": "127.0.0.1", "DISCLOSURE_RATE_LIMIT": "100000 per minute"}
    server = [sys.executable, "-m", "gunicorn", "--config", "web/serving/gunicorn.py", "app:create_app()"]
    with (folder / "log").open("wb") as out:
        running = [
            subprocess.Popen(server, cwd=ROOT, env={**os.environ, **settings}, stdout=out, stderr=out),
            subprocess.Popen([NGINX, "-c", str(folder / "nginx.conf"), "-e", str(folder / "error.log")], stderr=out),
        ]
        try:
            wait_until(lambda: ready(behind), 120)
            wait_until(lambda: _listens(tls), 20)
            yield tls
        finally:
            for process in reversed(running):
                process.terminate()
                process.wait(60)


def _listens(port: int) -> bool:
    with socket.socket() as tried:
        return tried.connect_ex(("127.0.0.1", port)) == 0


def _lower(headers: Message) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


def get(port: int, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    named = {"Host": "reports.example", **{name.replace("_", "-"): value for name, value in headers.items()}}
    try:
        with urlopen(Request(f"https://127.0.0.1:{port}{path}", headers=named), context=UNVERIFIED, timeout=60) as got:
            return got.status, _lower(got.headers), got.read()
    except HTTPError as error:
        return error.code, _lower(error.headers), error.read()


def test_links_lead_back_through_nginx(front: int) -> None:
    status, _, body = get(front, f"{PREFIX}/search?q=%E5%85%AC%E5%BC%80&limit=1", X_Forwarded_Prefix="/evil")
    found = json.loads(body)
    assert status == 200
    for link in (found["links"]["next"], found["hits"][0]["report"]["url"]):
        assert link.startswith(f"{PREFIX}/")
        assert get(front, link)[0] == 200
    feed = json.loads(get(front, f"{PREFIX}/feed.json", X_Forwarded_Host="evil.example")[2])
    assert feed["feed_url"] == f"https://reports.example{PREFIX}/feed.json"


def test_nginx_tells_clients_apart_whatever_they_claim(front: int) -> None:
    first = int(get(front, f"{PREFIX}/reports/none")[1]["x-ratelimit-remaining"])
    claimed = get(front, f"{PREFIX}/reports/none", X_Forwarded_For="192.0.2.1")
    assert int(claimed[1]["x-ratelimit-remaining"]) == first - 1


def test_compressed_answers_pass_with_their_tags(front: int) -> None:
    path = f"{PREFIX}/search?q=%E5%85%AC%E5%BC%80"
    status, headers, _ = get(front, path, Accept_Encoding="gzip")
    assert (status, headers["content-encoding"]) == (200, "gzip")
    assert get(front, path, Accept_Encoding="gzip", If_None_Match=headers["etag"])[0] == 304


def test_metrics_are_for_the_house(front: int) -> None:
    status, _, body = get(front, f"{PREFIX}/metrics")
    assert (status, b"disclosure_http_requests_total" in body) == (200, True)


def test_the_unit_is_sound(tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("no systemd-analyze")
    unit = (DEPLOY / "disclosure-reports.service").read_text()
    program = tmp_path / ".venv/bin/python"
    program.parent.mkdir(parents=True)
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    (tmp_path / "docs").mkdir()
    (tmp_path / "disclosure-reports.service").write_text(unit.replace("/opt/disclosure-reports", str(tmp_path)))
    command = ["systemd-analyze", "verify", "--man=no", str(tmp_path / "disclosure-reports.service")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, "disclosure-reports" in done.stderr) == (0, False), done.stderr


def test_slow_clients_of_nginx_keep_nobody_from_an_answer(front: int) -> None:
    url = f"https://127.0.0.1:{front}{PREFIX}"
    with attack(url, 400, KINDS):
        seen = ask(url, 1.5)
    assert seen.seconds
    assert seen.wrong.keys() <= {"429"}, "what asks faster than nginx allows is told so, and at once"
