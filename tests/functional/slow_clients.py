"""An attack with slow and idle clients, and what other clients notice: `python -m tests.functional.slow_clients URL`.

Four kinds of connections, each opened again when the server closes it: one whose headers never end, one whose body
never comes (with a length, or in chunks), one that says nothing, one that asks for a long answer and does not read it.
"""

from __future__ import annotations

import argparse
import asyncio
import multiprocessing
import random
import socket
import ssl
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from itertools import cycle, islice
from multiprocessing.synchronize import Event
from statistics import quantiles
from urllib.parse import quote, urlsplit

KINDS = ("header", "body", "silent", "unread")
HEAD = "{method} {path} HTTP/1.1\r\nHost: {host}\r\n"
LONG_ANSWERS = (
    "/search?format=csv",
    "/search?format=ndjson&sort=-year",
    "/search?limit=100&snippet_chars=400",
    "/openapi.json",
)
PATHS = tuple(f"/search?q={quote(words)}" for words in ("公开", "依申请公开", "公开 申请", "复议", '"主动公开"'))
PIPELINED = 8
"""Requests in a row on a connection whose answers are not read: more than the buffers between the two take."""
OPENED_WITHIN = 60.0
"""Seconds until all connections of an attack have to be open."""
AGAIN = 0.5
"""Seconds until a connection that the server closed is opened again."""


@dataclass(frozen=True, slots=True)
class Server:
    """Where a server listens, by its address; with `https:` whatever certificate it shows is taken."""

    host: str
    port: int
    prefix: str
    tls: ssl.SSLContext | None

    @classmethod
    def of(cls, url: str) -> Server:
        """Return the server of an address such as `https://127.0.0.1:8443/sub-path`."""
        parts = urlsplit(url)
        tls = ssl._create_unverified_context() if parts.scheme == "https" else None
        return cls(parts.hostname or "127.0.0.1", parts.port or (443 if tls else 80), parts.path.rstrip("/"), tls)

    def connection(self, timeout: float) -> HTTPConnection:
        """Return a connection that is not opened yet."""
        if self.tls is None:
            return HTTPConnection(self.host, self.port, timeout=timeout)
        return HTTPSConnection(self.host, self.port, timeout=timeout, context=self.tls)


@dataclass(slots=True)
class Seen:
    """What well-behaved clients saw: seconds of each answer, and how often there was none that counts."""

    seconds: list[float] = field(default_factory=list)
    wrong: Counter[str] = field(default_factory=Counter)

    def p(self, percent: int) -> float:
        """Return a percentile in milliseconds."""
        return quantiles(self.seconds, n=100, method="inclusive")[percent - 1] * 1000 if len(self.seconds) > 1 else 0.0

    def __str__(self) -> str:
        middle, high, worst = self.p(50), self.p(99), max(self.seconds, default=0.0) * 1000
        said = f"{len(self.seconds)} answers, p50 {middle:.1f} ms, p99 {high:.1f} ms, longest {worst:.0f} ms"
        return f"{said}, {sum(self.wrong.values())} failures {dict(self.wrong) or ''}".rstrip()


def what_is_sent(kind: str, number: int, host: str, key: str | None = None, prefix: str = "") -> bytes:
    """Return the bytes that a connection of a kind begins with; `key` makes its bodies those of a writer."""
    if kind == "silent":
        return b""
    if kind == "header":
        return (HEAD.format(method="GET", path=f"{prefix}/search?q=a", host=host) + f"X-{number}: ").encode()
    if kind == "body":
        size = ("Content-Length: 100000\r\n", "Transfer-Encoding: chunked\r\n")[number % 2]
        method, path = (("POST", "/reports"), ("GET", "/search"), ("POST", "/search"), ("PUT", "/none"))[
            number // 2 % 4
        ]
        form = "Content-Type: multipart/form-data; boundary=b\r\n"
        allowed = f"Authorization: Bearer {key}\r\n" if key else ""
        begun = ("--b", "10\r\n--b")[number % 2]
        head = HEAD.format(method=method, path=prefix + path, host=host)
        return (head + form + allowed + size + "\r\n" + begun).encode()
    path = prefix + LONG_ANSWERS[number % len(LONG_ANSWERS)]
    asked = HEAD.format(method="GET", path=path, host=host) + "\r\n"
    return (asked * PIPELINED).encode()


async def _hold(kind: str, number: int, server: Server, key: str | None, opened: Callable[[], None]) -> None:
    """Keep one such connection; one byte more of a header every few seconds, as slow clients send."""
    while True:
        connection = socket.socket(socket.AF_INET6 if ":" in server.host else socket.AF_INET)
        connection.setblocking(False)
        if kind == "unread":
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        try:
            await asyncio.get_running_loop().sock_connect(connection, (server.host, server.port))
            opened()
            await _speak(kind, number, server, connection, key)
        except OSError:
            pass
        finally:
            connection.close()
        await asyncio.sleep(AGAIN)


async def _speak(kind: str, number: int, server: Server, connection: socket.socket, key: str | None) -> None:
    """Say what a connection of a kind says until the server hangs up; of the silent, half do not even shake hands."""
    if kind == "silent" and number % 2:
        await asyncio.get_running_loop().sock_recv(connection, 1)
        return
    name = server.host if server.tls else None
    reader, writer = await asyncio.open_connection(sock=connection, ssl=server.tls, server_hostname=name, limit=1024)
    try:
        writer.write(what_is_sent(kind, number, f"{server.host}:{server.port}", key, server.prefix))
        while kind in ("unread", "header") and not reader.at_eof():
            await writer.drain()
            await asyncio.sleep(2 + random.random())
            writer.write(b"a" if kind == "header" else b"\r\n")
        while await reader.read(65536):
            pass
    finally:
        writer.transport.abort()


def _attack(url: str, numbers: dict[str, int], key: str | None, all_open: Event) -> None:
    server, left = Server.of(url), sum(numbers.values())

    def opened() -> None:
        nonlocal left
        left -= 1
        if left <= 0:
            all_open.set()

    async def run() -> None:
        held = (_hold(kind, one, server, key, opened) for kind, many in numbers.items() for one in range(many))
        await asyncio.gather(*held)

    asyncio.run(run())


@contextmanager
def attack(url: str, connections: int, kinds: tuple[str, ...] = KINDS, key: str | None = None) -> Iterator[None]:
    """Hold so many connections, of all kinds alike, from a process of its own; begin when that many were opened."""
    numbers = {kind: connections // len(kinds) for kind in kinds}
    spawn = multiprocessing.get_context("spawn")
    all_open = spawn.Event()
    process = spawn.Process(target=_attack, args=(url, numbers, key, all_open), daemon=True)
    process.start()
    try:
        if not all_open.wait(OPENED_WITHIN):
            raise TimeoutError(f"not all of {connections} connections were taken within {OPENED_WITHIN:g} seconds")
        yield
    finally:
        process.kill()
        process.join()


def ask(url: str, seconds: float, clients: int = 4, timeout: float = 60) -> Seen:
    """Ask from so many clients at once, each on a connection that it keeps, for so long."""
    seen, lock, deadline, server = Seen(), threading.Lock(), time.monotonic() + seconds, Server.of(url)

    def client(first: int) -> None:
        connection = server.connection(timeout)
        for path in islice(cycle(PATHS), first, None):
            if time.monotonic() >= deadline:
                break
            began = time.perf_counter()
            try:
                connection.request("GET", server.prefix + path)
                answer = connection.getresponse()
                answer.read()
                outcome = "" if answer.status == 200 else str(answer.status)
            except (HTTPException, OSError) as error:
                outcome = type(error).__name__
                connection.close()
            with lock:
                seen.seconds.append(time.perf_counter() - began)
                if outcome:
                    seen.wrong[outcome] += 1
        connection.close()

    threads = [threading.Thread(target=client, args=(number,)) for number in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return seen


def main() -> None:
    """Print, for each round, what clients saw without and with the attack, and the ratio of their p99."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("url")
    parser.add_argument("--connections", type=int, default=1000)
    parser.add_argument("--seconds", type=float, default=15)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--clients", type=int, default=4)
    parser.add_argument("--kinds", default=",".join(KINDS))
    parser.add_argument("--key", help="send the bodies with this admin key")
    asked = parser.parse_args()
    for _ in range(asked.rounds):
        without = ask(asked.url, asked.seconds, asked.clients)
        print("without:", without, flush=True)
        with attack(asked.url, asked.connections, tuple(asked.kinds.split(",")), asked.key):
            time.sleep(5)
            during = ask(asked.url, asked.seconds, asked.clients)
        print("with:   ", during, flush=True)
        print(f"p99 ratio: {during.p(99) / without.p(99):.2f}", flush=True)


if __name__ == "__main__":
    main()
