"""Serves the benchmark's corpus with gunicorn and loads it with wrk: requests a second, latencies, memory."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import urlopen

WORKERS = 2
CONNECTIONS = 16
PATIENCE = 120
UNITS = {"us": 0.001, "ms": 1.0, "s": 1000.0}
QUERIES: tuple[dict[str, str], ...] = (
    {"q": "公开"},
    {"q": "依申请公开"},
    {"q": "公开 申请", "year": "2017"},
    {"q": '"依申请公开"'},
    {"q": "专利"},
    {"q": "微信 复议", "match": "any"},
    {"q": "信息公开 收费", "sort": "-year"},
    {"q": "行政复议 -诉讼", "year": "2015..2018"},
    {"q": ""},
    {"q": "公开", "kind": "requests", "group_by": "report"},
)


@dataclass(frozen=True, slots=True)
class Load:
    """What wrk saw in so many seconds; times in milliseconds, memory in MB of the larger worker's own pages."""

    seconds: int
    rate: float
    p50: float
    p99: float
    errors: int
    memory: float


class NotServed(Exception):
    """The service did not come up, or wrk is not there."""


def measure(data: Path, seconds: int) -> Load:
    """Load `/search` with facets and snippets for so many seconds. Raises NotServed."""
    if shutil.which("wrk") is None:
        raise NotServed("wrk is not installed: on Debian, apt-get install wrk")
    with _serve(data) as (base, server):
        script = data / "mix.lua"
        script.write_text(_script(), "utf-8")
        command = ["wrk", "-t2", f"-c{CONNECTIONS}", f"-d{seconds}s", "--latency", "-s", str(script), base]
        subprocess.run([*command[:3], "-d3s", *command[4:]], check=True, capture_output=True)
        said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        return _read(said, seconds, max(_own_pages(worker) for worker in _children(server.pid)))


def _script() -> str:
    """Ask the queries in turn, each thread from another one on."""
    paths = ",".join(f'"/search?{urlencode(query)}"' for query in QUERIES)
    return (
        f"local paths = {{{paths}}}\nlocal turn = math.random(#paths)\n"
        "request = function() turn = turn % #paths + 1; return wrk.format('GET', paths[turn]) end\n"
    )


def _read(said: str, seconds: int, memory: float) -> Load:
    rate = re.search(r"Requests/sec:\s+([\d.]+)", said)
    latencies = {share: float(n) * UNITS[unit] for share, n, unit in re.findall(r"(\d+)%\s+([\d.]+)(us|ms|s)\b", said)}
    if rate is None or not {"50", "99"} <= latencies.keys():
        raise NotServed(f"wrk said nothing to read:\n{said}")
    errors = re.findall(r"Non-2xx or 3xx responses: (\d+)", said)
    errors += [count for line in re.findall(r"Socket errors: .*", said) for count in re.findall(r"\d+", line)]
    return Load(seconds, float(rate[1]), latencies["50"], latencies["99"], sum(map(int, errors)), memory)


@contextmanager
def _serve(data: Path) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = {"DISCLOSURE_DATA": str(data), "DISCLOSURE_RATE_LIMIT": "100000000 per minute"}
    environment = {**os.environ, **settings, "HOST": "127.0.0.1", "PORT": str(port), "WEB_CONCURRENCY": str(WORKERS)}
    command = [sys.executable, "-m", "gunicorn", "--config", "web/gunicorn.py", "app:create_app()"]
    with (data / "gunicorn.log").open("wb") as log:
        server = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
        try:
            _wait(f"http://127.0.0.1:{port}", server)
            yield f"http://127.0.0.1:{port}", server
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(30)


def _wait(base: str, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urlopen(f"{base}/readyz", timeout=5):
                return
        except (URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    raise NotServed(f"{base} did not answer; see gunicorn.log in the benchmark's data")


def _children(parent: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{parent}/task/{parent}/children").read_text().split()]


def _own_pages(process: int) -> float:
    """Return the megabytes that are the process's own: neither shared with others nor pages of mapped files."""
    rollup = Path(f"/proc/{process}/smaps_rollup").read_text()
    found = re.search(r"^Anonymous:\s+(\d+) kB", rollup, re.M)
    return int(found[1]) / 1024 if found else 0.0
