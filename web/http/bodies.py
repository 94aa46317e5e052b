"""Receives the bodies of requests that may have one, within limits of size, time and number."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, MutableMapping
from tempfile import SpooledTemporaryFile
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

REFUSAL = "disclosure.body_refused"
"""Where the environment says why a body was not read to its end: `too_large`, `too_slow` or `cut_short`."""
OPEN_PATH = "/check"
"""Where anybody may send a body: a draft, which is not kept."""
OPEN_AT_ONCE = 8
"""Bodies of such requests received at a time in each process; they keep nobody waiting who holds the key."""
MOST_AT_ONCE = 16
"""Bodies received at a time in each process; the next ones wait for their turn."""
SECONDS = 20
"""Time every body has, whatever its size."""
BYTES_PER_SECOND = 16 * 1024
"""The slowest a larger body may come: 50 MB within an hour."""
IN_MEMORY = 1 << 20


class Bodies:
    """Tells which requests' bodies are wanted, by the bytes each may have, and receives them."""

    def __init__(self, allowed: Callable[[WSGIEnvironment], int]) -> None:
        self._allowed = allowed
        self._places = asyncio.Semaphore(MOST_AT_ONCE)
        self._open = asyncio.Semaphore(OPEN_AT_ONCE)

    def wants(self, environ: WSGIEnvironment) -> bool:
        """Tell whether the application will use a body that comes with this request."""
        return self._allowed(environ) > 0

    async def receive(
        self, environ: WSGIEnvironment, receive: Callable[[], Awaitable[MutableMapping[str, Any]]]
    ) -> IO[bytes]:
        """Return the body, and put its length into `environ`, or why it was refused. The caller closes it."""
        most, size, began = self._allowed(environ), 0, time.monotonic()
        body: IO[bytes] = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115
        if _length(environ) > most:
            environ[REFUSAL] = "too_large"
            return body
        try:
            async with self._open if is_open(environ) else self._places:
                began = time.monotonic()
                more = True
                while more:
                    async with asyncio.timeout(began + SECONDS + size / BYTES_PER_SECOND - time.monotonic()):
                        message = await receive()
                    if message["type"] != "http.request":
                        environ[REFUSAL] = "cut_short"
                        break
                    more = message.get("more_body", False)
                    size += body.write(message.get("body", b""))
                    if size > most:
                        environ[REFUSAL] = "too_large"
                        break
        except TimeoutError:
            environ[REFUSAL] = "too_slow"
        environ["CONTENT_LENGTH"] = str(size)
        environ.pop("HTTP_TRANSFER_ENCODING", None)
        body.seek(0)
        return body


def is_open(environ: WSGIEnvironment) -> bool:
    """Tell whether anybody may send a body with this request, key or none."""
    return bool(environ["REQUEST_METHOD"] == "POST" and environ["PATH_INFO"] == OPEN_PATH)


def _length(environ: WSGIEnvironment) -> int:
    said = environ.get("CONTENT_LENGTH", "")
    return int(said) if said.isdecimal() else 0
