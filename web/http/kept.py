"""Gives answers of one state of index and record again before the application is asked: portals ask the same few
questions again and again. An answer is kept from the second time on that it is asked for.

A request that differs in nothing that shapes an answer gets it as it went out, compressed and with its headers. It is
still counted, by client and by route, and logged.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from typing import TYPE_CHECKING

from web.http.kept_answers import ROUTE, KeptAnswer
from web.http.limits import REACHED, Limits, client
from web.http.services import Services

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

LONGEST_KEY = 2000
PATHS: set[str] = set()
"""Paths whose answers in JSON are kept."""
SHAPING = (
    *("PATH_INFO", "QUERY_STRING", "SCRIPT_NAME", "HTTP_HOST", "wsgi.url_scheme"),
    *("SERVER_PROTOCOL", "SERVER_NAME", "SERVER_PORT"),
    *("HTTP_ACCEPT", "HTTP_ACCEPT_ENCODING", "HTTP_IF_NONE_MATCH", "HTTP_ORIGIN"),
    "HTTP_ACCESS_CONTROL_REQUEST_PRIVATE_NETWORK",
)
"""What of a request shapes an answer that is kept, headers included."""
GENERATION = "disclosure.generation"
"""Where the environment keeps the text index's state when the request was looked at."""
KEY = "disclosure.key"
"""Where the environment keeps what shapes the answer, once it was looked for."""
AT_ONCE = "disclosure_at_once"
"""The extension of the application that returns a kept answer where there is one without waiting."""
Count = Callable[["WSGIEnvironment", str, int], None]
"""Counts a request by its route and the status it was answered with."""


class Kept:
    """Middleware that gives answers again."""

    def __init__(self, application: WSGIApplication, services: Services, limits: Limits, count: Count) -> None:
        self._application, self._services, self._limits, self._count = application, services, limits, count

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        key = None if REACHED in environ else environ.get(KEY) or self._key(environ)
        if key is None:
            return self._application(environ, start_response)
        kept = self._services.answers.get(key)
        if kept is None:
            return self._made(environ, start_response, key)
        if not self._is_within_limit(environ, kept):
            return self._application(environ, start_response)
        start_response(kept.status, list(kept.headers))
        return (kept.body,)

    def at_once(self, environ: WSGIEnvironment) -> KeptAnswer | None:
        """Return an answer that is there without waiting: only memory is looked at, and what `stat` tells of files.

        None where there is none, or who asks has reached a limit: then the application is called as ever.
        """
        if not self._limits.are_here or not self._services.warm:
            return None
        key = environ[KEY] = self._key(environ, waits=False)
        kept = None if key is None else self._services.answers.get(key)
        return kept if kept is not None and self._is_within_limit(environ, kept) else None

    def _key(self, environ: WSGIEnvironment, waits: bool = True) -> Hashable | None:
        """Return everything that shapes an answer; None for what is too long to be asked often, or has no answer.

        Where it may not wait, also None for what is known elsewhere.
        """
        if environ["PATH_INFO"] not in PATHS or environ["REQUEST_METHOD"] != "GET":
            return None
        asked = tuple(map(environ.get, SHAPING))
        if sum(len(part) for part in asked if part) > LONGEST_KEY:
            return None
        found = self._services
        try:
            generation = found.section_search.generation() if waits else found.text_index.known_generation()
            record = found.record.stamp() if waits else found.record.files_stamp()
        except Exception:  # the application says what is wrong
            return None
        if generation is None or record is None:
            return None
        environ[GENERATION] = generation
        return (generation, record, found.passages.stamp(), asked)

    def _is_within_limit(self, environ: WSGIEnvironment, kept: KeptAnswer) -> bool:
        """Count a request for a kept answer, and note what is logged of it."""
        self._services.pace.asked()
        if (reached := self._limits.reached(client(environ))) is not None:
            environ[REACHED] = reached
            return False
        environ[ROUTE] = (*kept.route, environ.get("REMOTE_ADDR"))
        self._count(environ, environ["PATH_INFO"], int(kept.status[:3]))
        return True

    def _made(self, environ: WSGIEnvironment, start_response: StartResponse, key: Hashable) -> Iterable[bytes]:
        """Let the application answer, and keep what is good for everybody."""
        said: list[tuple[str, list[tuple[str, str]]]] = []

        def start(status: str, headers: list[tuple[str, str]], failed: object = None) -> Callable[[bytes], object]:
            said[:] = [(status, headers)]
            return start_response(status, headers, failed)  # type: ignore[arg-type]

        parts = self._application(environ, start)
        ((status, headers),) = said
        if not is_kept(status, headers) or not self._services.answers.wants(key):
            return parts
        try:
            body = b"".join(parts)
        finally:
            getattr(parts, "close", bool)()
        kept = KeptAnswer(status, tuple(headers), body, environ[ROUTE][:2])
        self._services.answers.put(key, kept, kept.size)
        return (body,)


def is_kept(status: str, headers: Iterable[tuple[str, str]]) -> bool:
    """Tell whether an answer is whole, JSON or none at all, and good for everybody who asks the same."""
    told = dict(headers)
    whole = "Content-Length" in told and told["Content-Type"].startswith("application/json")
    public = told.get("Cache-Control", "").startswith("public")
    return public and (status.startswith("304") or (status.startswith("200") and whole))
