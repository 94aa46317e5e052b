"""Runs the application, which is WSGI, under an ASGI server: waiting for clients holds no thread.

A body is read from the network before the application is called, and only where it will be used: whoever has no key is
answered at once. A long answer is made piece by piece, each when the client has taken the one before. So threads work
only, and a client that does not send or does not read holds a connection and a few kilobytes.
"""

from __future__ import annotations

import asyncio
import re
import sys
from collections.abc import Awaitable, Callable, Iterable, Iterator, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from contextvars import Context, copy_context
from dataclasses import dataclass, field
from functools import partial
from io import BytesIO
from time import monotonic, perf_counter
from typing import IO, TYPE_CHECKING, Any
from urllib.parse import unquote_to_bytes

from web.http.bodies import REFUSAL, Bodies, is_open
from web.http.kept_answers import KeptAnswer
from web.resources.metrics import BEGAN
from web.serving import accesslog

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication, WSGIEnvironment

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

FindKept = Callable[["WSGIEnvironment"], KeptAnswer | None]
"""Finds what was answered before, without waiting for anything."""
PIECE = 64 * 1024
"""Bytes of a long answer that are made at a time."""
MUCH = re.compile(r"(?:^|&)(?:format=(?!json)|limit=(?:[3-9]\d|\d{3}))")
TABLES = re.compile("text/csv|x-ndjson")
LONG_PATHS = {"/openapi.json", "/docs"}
"""Queries for much more than a page of twenty."""
STEPS, STEP_SECONDS = 20, 0.01
"""How often, and after how many seconds each, something long looks whether anything short is asked for."""
QUIET_SECONDS = 0.01
"""For so long nothing short may have been asked for: what is answered at once never waits, and comes in a row."""
WRITERS = 4
"""Requests of those who hold the key at a time, in each process; most of it they wait for the process that reads."""
CHECKERS = 2
"""Drafts at a time, in each process; whoever sends them keeps no place of those who hold the key."""
LINGER_SECONDS = 10
"""How long a refused client may go on sending: hung up on, many see a broken connection and no answer."""


@dataclass(slots=True)
class WsgiAnswer:
    """What the application answers: its head, and the rest of its body where that is long."""

    status: int = 500
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    length: int | None = None
    """Bytes of the body, where the head says it."""
    made: int = 0
    first: bytes = b""
    rest: Iterator[bytes] | None = None
    close: Callable[[], None] = lambda: None
    context: Context | None = None
    """In which all of it is made, whichever thread does it."""
    sent: int = 0

    @classmethod
    def of(cls, kept: KeptAnswer) -> WsgiAnswer:
        """Return what was answered before."""
        answer = cls(first=kept.body)
        answer.begin(kept.status, kept.headers)
        return answer

    def begin(self, status: str, headers: Iterable[tuple[str, str]], _: object = None) -> Callable[[bytes], object]:
        """Take the head, as the application says it."""
        self.status = int(status[:3])
        self.headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]
        length = dict(self.headers).get(b"content-length")
        self.length = None if length is None else int(length)
        return lambda _: None

    def piece(self) -> bytes:
        """Return what comes next, of about PIECE bytes; `rest` is None after the last.

        Where the head says how long the body is, its client knows the last piece too and may ask on at once, over the
        same connection: what came next would wait for an empty piece to be made.
        """
        parts: list[bytes] = []
        size = 0
        for chunk in self.rest or ():
            parts.append(chunk)
            size += len(chunk)
            if size >= PIECE:
                break
        else:
            self.rest = None
        self.made += size
        if self.made == self.length:
            self.rest = None
        return b"".join(parts)


class Bridge:
    """An ASGI application that answers by a WSGI application, in so many threads; what `kept` finds needs none.

    Long answers share a thread of their own, so that they do not keep short ones waiting, and so do those who write.
    """

    def __init__(
        self, application: WSGIApplication, threads: int, bodies: Bodies, kept: FindKept = lambda _: None
    ) -> None:
        self._application, self._bodies, self._kept = application, bodies, kept
        self._reading = ThreadPoolExecutor(threads, "reading")
        self._long = ThreadPoolExecutor(1, "long")
        self._writing = ThreadPoolExecutor(WRITERS, "writing")
        self._checking = ThreadPoolExecutor(CHECKERS, "checking")
        self._short, self._turn, self._asked = 0, asyncio.Lock(), 0.0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        environ = environment(scope)
        unread = "HTTP_TRANSFER_ENCODING" in environ or environ.get("CONTENT_LENGTH", "0") != "0"
        used = self._bodies.wants(environ)
        with BytesIO() as empty:
            body: IO[bytes] = empty
            if unread and used:
                body = await self._bodies.receive(environ, receive)
                unread = REFUSAL in environ
            environ["wsgi.input"] = body
            kept = None if used else self._kept(environ)
            if kept is not None:
                self._asked = monotonic()
            answer = await self._made(environ, used) if kept is None else WsgiAnswer.of(kept)
            with body:
                await self._send(environ, answer, unread, receive, send)

    async def _made(self, environ: WSGIEnvironment, used: bool) -> WsgiAnswer:
        """Call the application in a thread; `used` says whether it has a body to work on."""
        context = copy_context()
        call = partial(context.run, self._answer, environ)
        answer: WsgiAnswer
        if used:
            answer = await self._in(self._checking if is_open(environ) else self._writing, call)
        elif _asks_much(environ):
            answer = await self._after_others(call)
        else:
            answer = await self._before_others(call)
        answer.context = context
        return answer

    def _answer(self, environ: WSGIEnvironment) -> WsgiAnswer:
        """Call the application and make the first piece of its answer."""
        answer = WsgiAnswer()
        found = self._application(environ, answer.begin)
        answer.close = getattr(found, "close", answer.close)
        answer.rest = iter(found)
        try:
            answer.first = answer.piece()
        except BaseException:
            answer.close()
            raise
        if answer.rest is None:
            answer.close()
        return answer

    async def _send(
        self, environ: WSGIEnvironment, answer: WsgiAnswer, unread: bool, receive: Receive, send: Send
    ) -> None:
        headers, whole = answer.headers, answer.rest is None
        if unread:
            headers.append((b"connection", b"close"))
        if whole and answer.length is None:
            headers.append((b"content-length", str(len(answer.first)).encode()))
        try:
            await send({"type": "http.response.start", "status": answer.status, "headers": headers})
            if not whole:
                whole = await self._stream(answer, receive, send)
                return
            answer.sent = len(answer.first)
            if unread and "HTTP_EXPECT" not in environ:
                await send({"type": "http.response.body", "body": answer.first, "more_body": True})
                await linger(receive)
                answer.first = b""
            await send({"type": "http.response.body", "body": answer.first, "more_body": False})
        finally:
            accesslog.write(environ, answer.status, answer.sent, whole)

    async def _stream(self, answer: WsgiAnswer, receive: Receive, send: Send) -> bool:
        """Send a long answer, and tell whether it went out whole: a client may leave in the middle.

        An error in the middle is raised, so that the connection breaks and nobody takes the answer for whole.
        """
        left = asyncio.ensure_future(_gone(receive))
        context = answer.context or copy_context()
        piece = answer.first
        try:
            while not left.done():
                more = answer.rest is not None
                await send({"type": "http.response.body", "body": piece, "more_body": more})
                answer.sent += len(piece)
                if not more:
                    return True
                piece = await self._after_others(partial(context.run, answer.piece))
            return False
        finally:
            left.cancel()
            self._long.submit(context.run, answer.close)

    async def _before_others(self, call: Callable[[], Any]) -> Any:
        """Run what is short."""
        self._short, self._asked = self._short + 1, monotonic()
        try:
            return await self._in(self._reading, call)
        finally:
            self._short -= 1

    async def _after_others(self, call: Callable[[], Any]) -> Any:
        """Run what is long, one at a time and while nothing short is asked for; under load, in its turn."""
        async with self._turn:
            for _ in range(STEPS):
                if not self._short and monotonic() - self._asked >= QUIET_SECONDS:
                    break
                await asyncio.sleep(STEP_SECONDS)
            return await self._in(self._long, call)

    @staticmethod
    async def _in(pool: ThreadPoolExecutor, call: Callable[[], Any]) -> Any:
        return await asyncio.get_running_loop().run_in_executor(pool, call)


async def linger(receive: Receive) -> None:
    """Take in what a client is still sending, for a while."""
    with suppress(TimeoutError):
        async with asyncio.timeout(LINGER_SECONDS):
            while (await receive()).get("more_body"):
                pass


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def environment(scope: Scope) -> WSGIEnvironment:
    """Return the WSGI environment of a request, without its body.

    A header with a low line in its name is left out: in the environment it would pass for one with a hyphen, which
    a proxy may have taken care to set itself.
    """
    server, client = scope.get("server") or ("localhost", 80), scope.get("client") or ("", 0)
    environ: WSGIEnvironment = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(scope["raw_path"]).decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "SERVER_NAME": server[0],
        "SERVER_PORT": str(server[1]),
        "REMOTE_ADDR": client[0],
        BEGAN: perf_counter(),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope["scheme"],
        "wsgi.errors": sys.stderr,
        "wsgi.input_terminated": True,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for name, value in _joined(scope["headers"]):
        environ[name] = f"{environ[name]}{'; ' if name == 'HTTP_COOKIE' else ','}{value}" if name in environ else value
    return environ


def _asks_much(environ: WSGIEnvironment) -> bool:
    """Tell whether an answer is long, so that short ones go before it."""
    tables = TABLES.search(environ.get("HTTP_ACCEPT", ""))
    path = environ["PATH_INFO"]
    return bool(MUCH.search(environ["QUERY_STRING"]) or tables or path in LONG_PATHS or path.startswith("/download/"))


def _joined(headers: Iterable[tuple[bytes, bytes]]) -> Iterator[tuple[str, str]]:
    for name, value in headers:
        if b"_" in name:
            continue
        key = name.decode("latin-1").upper().replace("-", "_")
        prefix = "" if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else "HTTP_"
        yield f"{prefix}{key}", value.decode("latin-1")
