"""One connection of a client: how long it may take for what, and what is answered where it speaks no HTTP.

A request line with raw UTF-8 (`?q=公开`, as many scripts send it) is no valid HTTP, but its meaning is plain, so it is
percent-encoded and goes on. What cannot be read at all is answered with a problem document.
"""

from __future__ import annotations

import asyncio
import json
import re
from http import HTTPStatus
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from schemas.problems import MEDIA_TYPE, problem
from web.http.settings import Settings

IDLE_SECONDS = 75
"""How long a connection may say nothing between requests: longer than proxies keep theirs open."""
HEAD_SECONDS = 20
"""How long a request's head may take from its first byte."""
UNREAD_SECONDS = 60
"""How long a client may take nothing of an answer that is there for it."""
MOST_LINE = 8190
MOST_HEAD = 32 * 1024
CODES = {400: "bad_request", 414: "uri_too_long", 431: "headers_too_large"}
DETAILS = {
    400: "the request is not HTTP/1.1 as it should be",
    414: f"the request line is longer than {MOST_LINE} bytes",
    431: f"the request's headers are larger than {MOST_HEAD} bytes",
}
NOT_ASCII = re.compile(rb"[\x80-\xff]")


class Connection(HttpToolsProtocol):
    """uvicorn's connection with deadlines and limits.

    A process holds `most` connections. When there are more, the one that has waited longest for its next request goes.
    """

    most = 10_000
    waiting: dict[Connection, None] = {}  # noqa: RUF012  of all connections of the process, longest waiting first

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self._timer: asyncio.TimerHandle | None = None
        self._refused = 400
        self._head, self._in_line = 0, True
        self._asked, self.app = self.app, self._answer
        self._answering: RequestResponseCycle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        transport.set_write_buffer_limits(0)
        self._wait(IDLE_SECONDS)
        if len(self.connections) > self.most and self.waiting:
            next(iter(self.waiting)).transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        self._go_on()
        if self._answering is not None:  # uvicorn itself tells only the last of several requests in a row
            self._answering.disconnected = True
            self._answering.message_event.set()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Parse what came, its request line made ASCII; a head that grows beyond its limit is refused."""
        if self.transport.is_closing():
            return
        self._head += len(data)
        if self._in_line:
            line, end, rest = data.partition(b"\n")
            self._in_line = not end
            data = NOT_ASCII.sub(lambda found: b"%%%02X" % found[0][0], line) + end + rest
        super().data_received(data)
        if self in self.waiting and self._head > MOST_HEAD and not self.transport.is_closing():
            self._refused = 414 if len(self.url) > MOST_LINE else 431
            self.send_400_response("")

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._wait(HEAD_SECONDS)

    def on_headers_complete(self) -> None:
        """Begin to answer; what is raised here refuses the request."""
        self._go_on()
        self._head = 0
        if len(self.url) > MOST_LINE:
            self._refused = 414
            raise ValueError("request line")
        if sum(len(name) + len(value) for name, value in self.headers) > MOST_HEAD:
            self._refused = 431
            raise ValueError("headers")
        super().on_headers_complete()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        self._head, self._in_line = 0, True
        if not self.transport.is_closing() and self.cycle.response_complete:
            self._wait(IDLE_SECONDS)

    def pause_writing(self) -> None:
        super().pause_writing()
        self._set(UNREAD_SECONDS, self.transport.abort)

    def resume_writing(self) -> None:
        super().resume_writing()
        self._unset()

    def send_400_response(self, _: str) -> None:
        """Refuse what is no request; a request before it on the connection is no longer answered."""
        self.transport.write(refusal(self._refused))
        self.transport.close()

    async def _answer(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer a request once the client has taken the answer before, however many it sends in a row."""
        self._answering = send.__self__
        await self.flow.drain()
        await self._asked(scope, receive, send)

    def _wait(self, seconds: float) -> None:
        self.waiting.pop(self, None)
        self.waiting[self] = None
        self._set(seconds, self._too_long)

    def _go_on(self) -> None:
        self.waiting.pop(self, None)
        self._unset()

    def _too_long(self) -> None:
        if self.cycle is not None and not self.cycle.response_complete:
            self._unset()  # the next request begins while one is being answered
        else:
            self.transport.close()

    def _set(self, seconds: float, call: Any) -> None:
        self._unset()
        self._timer = self.loop.call_later(seconds, call)

    def _unset(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


def refusal(status: int) -> bytes:
    """Return a whole answer that refuses what came before any route could be told."""
    settings, reason = Settings.read(), HTTPStatus(status).phrase
    body = json.dumps(problem(status, CODES[status], reason, DETAILS[status], (), settings.public_url or ""))
    headers = [
        f"HTTP/1.1 {status} {reason}",
        "Connection: close",
        f"Content-Type: {MEDIA_TYPE}",
        f"Content-Length: {len(body)}",
        "Cache-Control: no-store",
        "X-Content-Type-Options: nosniff",
        *(["Access-Control-Allow-Origin: *"] if "*" in settings.cors_origins else []),
    ]
    return ("\r\n".join(headers) + "\r\n\r\n" + body).encode("latin-1")
