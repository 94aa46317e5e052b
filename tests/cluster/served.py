"""The service as it runs in earnest, in processes of its own, and clients that look at every answer."""

from __future__ import annotations

import http.client
import json
import os
import random
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

from tests.cluster.nodes import free_ports

ROOT = Path(__file__).resolve().parents[2]
FLASK = Path(sys.executable).parent / "flask"
KEY = "a-key-for-tests"
Answer = tuple[int, Any, Mapping[str, str]]


@dataclass
class Served:
    """A service at a port of this machine."""

    port: int
    process: subprocess.Popen[bytes]

    def ask(self, path: str, method: str = "GET", body: bytes | None = None, **headers: str) -> Answer:
        """Return status, JSON and headers; status 0 where no answer came."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        try:
            connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
            answer = connection.getresponse()
            data = answer.read()
            return (
                answer.status,
                json.loads(data or b"null"),
                {name.lower(): value for name, value in answer.getheaders()},
            )
        except (OSError, http.client.HTTPException):
            return 0, None, {}
        finally:
            connection.close()

    def upload(self, name: str, text: str) -> int:
        """Send a report and return the status."""
        boundary = "----report"
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
        body = f"{head}{text}\r\n--{boundary}--\r\n".encode()
        kind = f"multipart/form-data; boundary={boundary}"
        return self.ask("/reports", "POST", body, Authorization=f"Bearer {KEY}", Content_Type=kind)[0]

    def wait(self, seconds: float = 240) -> None:
        """Wait until it answers searches and nothing it recorded is missing from them."""
        until = time.monotonic() + seconds
        said: object = None
        while time.monotonic() < until:
            assert self.process.poll() is None, "the service ended"
            status, said, _ = self.ask("/readyz")
            if status == 200 and said["behind"] == 0:
                return
            time.sleep(0.5)
        raise TimeoutError(f"the service is not ready: {said}")


def environment(data: Path, **settings: str) -> dict[str, str]:
    return os.environ | {f"DISCLOSURE_{name}": value for name, value in {"DATA": str(data), **settings}.items()}


@contextmanager
def serving(data: Path, **settings: str) -> Iterator[Served]:
    """Serve with two processes; the output goes to a file in the data folder."""
    (port,) = free_ports(1)
    environ = environment(data, ADMIN_KEY=KEY, ACCESS_LOG="off", **settings)
    environ |= {"HOST": "127.0.0.1", "PORT": str(port), "WEB_CONCURRENCY": "2"}
    data.mkdir(parents=True, exist_ok=True)
    with (data / "served.log").open("ab") as log:
        process = subprocess.Popen([str(FLASK), "--app", "app", "serve"], cwd=ROOT, env=environ, stdout=log, stderr=log)
    served = Served(port, process)
    try:
        served.wait()
        yield served
    finally:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(60)
        process.kill()
        process.wait()


@dataclass
class Watch:
    """Clients that ask the same few questions over and over, and what came of it."""

    served: Served
    questions: Mapping[str, Any]
    """The questions' paths and what each answer has to be."""
    statuses: Counter[int] = field(default_factory=Counter)
    wrong: list[tuple[str, Any]] = field(default_factory=list)
    slowest: float = 0.0
    retry_after: set[str | None] = field(default_factory=set)

    @contextmanager
    def looking(self, clients: int = 16) -> Iterator[None]:
        """Let so many clients ask while the block runs."""
        done = threading.Event()
        threads = [threading.Thread(target=self._look, args=(done, seed)) for seed in range(clients)]
        for one in threads:
            one.start()
        try:
            yield
        finally:
            done.set()
            for one in threads:
                one.join()

    def _look(self, done: threading.Event, seed: int) -> None:
        chance, paths = random.Random(seed), sorted(self.questions)
        while not done.is_set():
            path = chance.choice(paths)
            began = time.monotonic()
            # A parameter that changes nothing of what is compared keeps answers from being given twice.
            status, body, headers = self.served.ask(f"{path}&snippet_chars={chance.randrange(40, 400)}")
            self.slowest = max(self.slowest, time.monotonic() - began)
            self.statuses[status] += 1
            if status == 200 and told(body) != self.questions[path]:
                self.wrong.append((path, told(body)))
            elif status == 503:
                self.retry_after.add(headers.get("retry-after"))


def told(body: Any) -> Any:
    """Return what of an answer may not depend on anything: how many, which, in which counts."""
    options = {name: facet["options"] for name, facet in body["facets"].items()}
    facets = {name: [(one["value"], one["count"]) for one in some] for name, some in options.items()}
    return body["total"], [hit["id"] for hit in body["hits"]], facets


def questions(served: Served) -> dict[str, Any]:
    """Ask everything once, while all is well."""
    asked = ("公开", "依申请公开", '"政府信息公开"', "", "收费 行政复议", '"开情况"')
    paths = [f"/search?q={quote(q)}&sort={sort}" for q in asked for sort in ("agency", "-year")]
    paths += [f"/search?q={quote(q)}&sort=agency&group_by=report" for q in asked]
    found = {}
    for path in paths:
        status, body, _ = served.ask(path)
        assert status == 200, (path, status, body)
        found[path] = told(body)
    return found
