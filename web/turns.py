"""Lets few requests at a time be answered, however many threads wait for slow clients.

Python runs one thread at a time. Where four take turns inside their requests, each answer comes as late as the last
of them; where two do, one works while the other waits for the disk.
"""

from __future__ import annotations

from collections.abc import Iterable
from threading import BoundedSemaphore
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

AT_ONCE = 2
READING = frozenset({"GET", "HEAD", "OPTIONS"})


class Turns:
    """Middleware: reading requests are answered `at_once` at a time; their bodies are sent outside, and uploads wait
    for the process that reads them outside, too."""

    def __init__(self, application: WSGIApplication, at_once: int = AT_ONCE) -> None:
        self._application = application
        self._turn = BoundedSemaphore(at_once)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] not in READING:
            return self._application(environ, start_response)
        with self._turn:
            return self._application(environ, start_response)
