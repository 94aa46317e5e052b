"""How often a client may ask. Each server process counts for itself, unless all count in one store."""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from threading import Lock
from typing import TYPE_CHECKING

from flask import Flask, Response, g
from limits import RateLimitItem, parse_many
from limits.errors import ConfigurationError
from limits.storage import Storage, storage_from_string
from limits.strategies import FixedWindowRateLimiter, RateLimiter
from werkzeug.exceptions import TooManyRequests

from web.http.current import current_request
from web.http.settings import SettingError

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

log = logging.getLogger(__name__)
HEADERS = ("X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset")
REACHED = "disclosure.limit_reached"
"""Where the environment says that a request was counted already, and which limit it reached."""

UNLIMITED = {"health.healthz", "health.readyz", "metrics.metrics"}
PURGE_AT = 10_000
_REDIS: dict[str, str | int] = {"socket_connect_timeout": 1, "socket_timeout": 1}
PATIENCE: dict[str, dict[str, str | int]] = {
    "redis": _REDIS,
    "rediss": _REDIS,
    "memcached": {"connect_timeout": 1, "timeout": 1},
}
"""Seconds to wait for a store, as each client calls them."""


class Counts(Storage):
    """Fixed-window counters in memory.

    The memory storage that comes with limits starts a thread at nearly every request to forget what has expired, which
    costs more than a search. Here expired counters go when there are many.
    """

    STORAGE_SCHEME = ["disclosure-counts"]  # noqa: RUF012

    @property
    def base_exceptions(self) -> tuple[type[Exception], ...]:
        return ()

    def __init__(self, uri: str | None = None, wrap_exceptions: bool = False, **_: str) -> None:
        super().__init__(uri, wrap_exceptions)
        self._lock = Lock()
        self._counters: dict[str, tuple[int, float]] = {}

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Count, and begin a window of `expiry` seconds where there is none."""
        with self._lock:
            now = time.time()
            count, end = self._counters.get(key, (0, 0.0))
            if end <= now:
                self._purge(now)
                count, end = 0, now + expiry
            self._counters[key] = count + amount, end
            return count + amount

    def get(self, key: str) -> int:
        count, end = self._counters.get(key, (0, 0.0))
        return count if end > time.time() else 0

    def get_expiry(self, key: str) -> float:
        return self._counters.get(key, (0, time.time()))[1]

    def check(self) -> bool:
        return True

    def reset(self) -> int | None:
        with self._lock:
            held = len(self._counters)
            self._counters.clear()
        return held

    def clear(self, key: str) -> None:
        with self._lock:
            self._counters.pop(key, None)

    def _purge(self, now: float) -> None:
        if len(self._counters) >= PURGE_AT:
            self._counters = {key: held for key, held in self._counters.items() if held[1] > now}


def must_be_usable(storage: str | None) -> None:
    """Raise SettingError where the client of a store is not installed."""
    if storage is None:
        return
    try:
        storage_from_string(storage, **PATIENCE[storage.partition(":")[0]])
    except ConfigurationError as error:
        client = "pymemcache" if storage.startswith("memcached") else "redis"
        raise SettingError("RATE_LIMIT_STORAGE", f"{storage} needs a client: pip install {client}") from error


class LimitReached(TooManyRequests):
    """A client sent more requests than a limit allows; `description` is the limit."""

    def __init__(self, limit: RateLimitItem) -> None:
        super().__init__(str(limit))
        self.limit = limit


class Limits:
    """Counts the requests of each client; those for monitors and about origins are free."""

    def __init__(self, limits: Sequence[RateLimitItem], limiter: RateLimiter, swallow: bool) -> None:
        self._limits, self._limiter, self._swallow = sorted(limits), limiter, swallow

    @property
    def are_here(self) -> bool:
        """Whether requests are counted in the process, so that counting never waits."""
        return not self._swallow

    def reached(self, address: str) -> RateLimitItem | None:
        """Count a request, and return the limit that it goes beyond."""
        try:
            beyond = [one for one in self._limits if not self._limiter.hit(one, address, "global")]
        except Exception:
            if not self._swallow:
                raise
            log.exception("a request was not counted")
            return None
        return beyond[0] if beyond else None

    def count(self) -> None:
        """Count the request at hand. Raises LimitReached."""
        request = current_request()
        endpoint, environ = request.endpoint, request.environ
        if endpoint is None or endpoint in UNLIMITED or request.method == "OPTIONS":
            return
        limit = environ.get(REACHED) or self.reached(client(environ))
        g.counted = limit or self._limits[0]
        if limit is not None:
            raise LimitReached(limit)

    def tell(self, response: Response) -> None:
        """Say in headers how many requests are left, and when the window ends."""
        limit: RateLimitItem | None = g.get("counted")
        if limit is None:
            return
        try:
            window = self._limiter.get_window_stats(limit, client(), "global")
        except Exception:
            if not self._swallow:
                raise
            log.exception("what is left is not told")
            return
        reset = int(window.reset_time + 1)
        for name, number in zip(HEADERS, (limit.amount, window.remaining, reset), strict=True):
            response.headers[name] = str(number)
        if response.status_code == 429:
            response.headers.setdefault("Retry-After", str(int(reset - time.time())))


def client(environ: WSGIEnvironment | None = None) -> str:
    """Return the address that requests are counted by."""
    found = current_request().environ if environ is None else environ
    return str(found.get("REMOTE_ADDR") or "127.0.0.1")


def register(app: Flask, limit: str, storage: str | None = None) -> Limits:
    """Count the requests of each client over all routes but those for monitors, in the process or at a URL.

    Where a store does not answer, requests pass uncounted. Raises SettingError where its client is not installed.
    """
    must_be_usable(storage)
    options = PATIENCE[storage.partition(":")[0]] if storage else {}
    counts = storage_from_string(storage or "disclosure-counts://", **options)
    limits = Limits(parse_many(limit), FixedWindowRateLimiter(counts), storage is not None)
    app.before_request(limits.count)
    return limits
