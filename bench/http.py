"""Serves data with gunicorn and loads `/search` with wrk: requests a second, latencies, memory."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

WORKERS = 2
CONNECTIONS = 16
PATIENCE = 120
MOST_A_SECOND = 1500
UNITS = {"us": 0.001, "ms": 1.0, "s": 1000.0}
SERVICE = "app:create_app()"


@dataclass(frozen=True, slots=True)
class Served:
    """What is served: a tree of code, the Python that has what it needs, a data folder, and which application."""

    name: str
    root: Path
    python: Path
    data: Path
    application: str = SERVICE

    @property
    def _configuration(self) -> str:
        """Where the tree has the server's settings: earlier commits have them in web/ itself."""
        found = "web/serving/gunicorn.py"
        return found if (self.root / found).exists() else "web/gunicorn.py"

    @property
    def command(self) -> list[str]:
        """Return what starts the server, with the configuration that belongs to the service alone."""
        if self.application == SERVICE:
            return [str(self.python), "-m", "gunicorn", "--config", self._configuration, SERVICE]
        own = ["--worker-class", "gthread", "--threads", "4", "--preload", "--bind", "127.0.0.1:{port}"]
        return [str(self.python), "-m", "gunicorn", *own, self.application]


@dataclass(frozen=True, slots=True)
class Load:
    """What wrk saw in so many seconds; times in milliseconds, memory in MB, what its processes share counted once."""

    seconds: int
    rate: float
    p50: float
    p99: float
    errors: int
    memory: float


class NotServed(Exception):
    """The service did not come up, or wrk is not there."""


def load(side: Served, seconds: int, questions: Iterable[str]) -> Load:
    """Load one side for so many seconds with questions in their order. Raises NotServed."""
    if shutil.which("wrk") is None:
        raise NotServed("wrk is not installed: on Debian, apt-get install wrk")
    with _serve(side) as (base, server), tempfile.TemporaryDirectory() as folder:
        script = _script(Path(folder), islice(questions, seconds * MOST_A_SECOND))
        command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--latency", "-s", str(script), base]
        said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        return _read(said, seconds, sum(map(_own_memory, (server.pid, *_children(server.pid)))))


def _script(folder: Path, addresses: Iterable[str]) -> Path:
    """Write what wrk asks; after the last address it begins anew."""
    (folder / "addresses").write_text("\n".join(addresses), "utf-8")
    script = folder / "ask.lua"
    script.write_text(
        f"local path = '{folder / 'addresses'}'\nlocal next = io.lines(path)\n"
        "request = function()\n  local address = next()\n"
        "  if not address then next = io.lines(path); address = next() end\n"
        "  return wrk.format('GET', address)\nend\n"
    )
    return script


def _read(said: str, seconds: int, memory: float) -> Load:
    rate = re.search(r"Requests/sec:\s+([\d.]+)", said)
    latencies = {share: float(n) * UNITS[unit] for share, n, unit in re.findall(r"(\d+)%\s+([\d.]+)(us|ms|s)\b", said)}
    if rate is None or not {"50", "99"} <= latencies.keys():
        raise NotServed(f"wrk said nothing to read:\n{said}")
    errors = re.findall(r"Non-2xx or 3xx responses: (\d+)", said)
    errors += [count for line in re.findall(r"Socket errors: .*", said) for count in re.findall(r"\d+", line)]
    return Load(seconds, float(rate[1]), latencies["50"], latencies["99"], sum(map(int, errors)), memory)


@contextmanager
def _serve(side: Served) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = {"DISCLOSURE_DATA": str(side.data), "DISCLOSURE_RATE_LIMIT": "100000000 per minute"}
    environment = {**os.environ, **settings, "HOST": "127.0.0.1", "PORT": str(port), "WEB_CONCURRENCY": str(WORKERS)}
    command = [part.format(port=port) for part in side.command]
    with (side.data / "gunicorn.log").open("wb") as log:
        server = subprocess.Popen(command, env=environment, stdout=log, stderr=log, cwd=side.root)
        try:
            _wait(f"http://127.0.0.1:{port}", server)
            yield f"http://127.0.0.1:{port}", server
        finally:
            _end(server)


def _end(server: subprocess.Popen[bytes]) -> None:
    """End a server, at once where it does not in its own time."""
    workers = _children(server.pid) if server.poll() is None else []
    server.send_signal(signal.SIGTERM)
    try:
        server.wait(60)
    except subprocess.TimeoutExpired:
        for process in (server.pid, *workers):
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        server.wait()


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


def _own_memory(process: int) -> float:
    """Return the megabytes that are no pages of files; of those that processes share, each has its part."""
    rollup = Path(f"/proc/{process}/smaps_rollup").read_text()
    found = re.search(r"^Pss_Anon:\s+(\d+) kB", rollup, re.M)
    return int(found[1]) / 1024 if found else 0.0
