"""How often a client may ask. Each server process counts for itself, unless all count in one store."""

from __future__ import annotations

import time
from threading import Lock

from flask import Flask, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from limits.errors import ConfigurationError
from limits.storage import Storage, storage_from_string

from web.http.settings import SettingError

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


def register(app: Flask, limit: str, storage: str | None = None) -> None:
    """Count the requests of each client over all routes but those for monitors, in the process or at a URL.

    Where a store does not answer, requests pass uncounted. Raises SettingError where its client is not installed.
    """
    must_be_usable(storage)
    Limiter(
        get_remote_address,
        app=app,
        application_limits=[limit],
        application_limits_exempt_when=lambda: request.method == "OPTIONS" or request.endpoint in UNLIMITED,
        headers_enabled=True,
        storage_uri=storage or "disclosure-counts://",
        storage_options=PATIENCE[storage.partition(":")[0]] if storage else {},
        swallow_errors=storage is not None,
    )
