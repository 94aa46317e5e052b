"""The gunicorn worker: answers in the API's own form what gunicorn refuses before the application sees it.

A request line with raw UTF-8 (`?q=公开`, as many scripts send it) is no valid HTTP, but its meaning is plain, so it is
percent-encoded and goes on. What cannot be read at all is answered with a problem document, not with gunicorn's HTML.
"""

from __future__ import annotations

import json
import re
import time
from typing import Any

from gunicorn.http.message import Request  # type: ignore[import-untyped]
from gunicorn.http.parser import RequestParser  # type: ignore[import-untyped]
from gunicorn.workers.gthread import ThreadWorker  # type: ignore[import-untyped]

from schemas.problems import MEDIA_TYPE, problem
from web.services import Settings

NOT_ASCII = re.compile(rb"[\x80-\xff]")
STEP_ASIDE = 0.0005
"""Seconds for each connection held: longer than it takes to wake."""
MOST_STEPS = 8
STATUS = re.compile(rb"HTTP/1\.1 (\d{3}) ([^\r\n]*)")
CODES = {400: "bad_request", 414: "uri_too_long", 431: "headers_too_large", 500: "internal_error"}
DETAILS = {
    400: "the request is not HTTP/1.1 as it should be",
    414: "the request line is longer than the server takes",
    431: "the request's headers are larger than the server takes",
}


class LenientRequest(Request):  # type: ignore[misc]
    """A request whose target may hold raw bytes of any encoding."""

    def parse_request_line(self, line_bytes: bytes) -> None:
        super().parse_request_line(percent_encoded(line_bytes))


RequestParser.mesg_class = LenientRequest


class ProblemSocket:
    """Stands between gunicorn's error page and the client, and sends a problem document of the same status."""

    def __init__(self, client: Any) -> None:
        self._client = client

    def sendall(self, page: bytes) -> None:
        self._client.sendall(problem_response(page))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._client, name)


class Worker(ThreadWorker):  # type: ignore[misc]
    """gthread, with errors in the API's form and connections shared out evenly."""

    def accept(self, listener: Any) -> None:
        """Accept a connection; the more of them this worker holds, the longer it lets another one go first.

        All workers wake for a new connection and the first takes it: without this, one of two may hold fourteen of
        sixteen connections, and its core has to answer them while the other core idles.
        """
        time.sleep(min(self.nr_conns, MOST_STEPS) * STEP_ASIDE)
        super().accept(listener)

    def handle_error(self, req: Any, client: Any, addr: Any, exc: Exception) -> None:
        super().handle_error(req, ProblemSocket(client), addr, exc)


def percent_encoded(line: bytes) -> bytes:
    """Percent-encode what is not ASCII in a request line."""
    return NOT_ASCII.sub(lambda found: b"%%%02X" % found[0][0], line)


def problem_response(page: bytes) -> bytes:
    """Put a problem document in the place of an error page's HTML."""
    found = STATUS.match(page)
    status, reason = (int(found[1]), found[2].decode("latin-1")) if found else (400, "Bad Request")
    settings = Settings.read()
    detail = DETAILS.get(status, reason)
    body = json.dumps(
        problem(status, CODES.get(status, f"http_{status}"), reason, detail, (), settings.public_url or "")
    )
    headers = [
        f"HTTP/1.1 {status} {reason}",
        "Connection: close",
        f"Content-Type: {MEDIA_TYPE}",
        f"Content-Length: {len(body)}",
        "Cache-Control: no-store",
        *(["Access-Control-Allow-Origin: *"] if "*" in settings.cors_origins else []),
    ]
    return ("\r\n".join(headers) + "\r\n\r\n" + body).encode("latin-1")
