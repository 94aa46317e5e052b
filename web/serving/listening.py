"""Where the server listens, with how many processes and threads: HOST, PORT, WEB_CONCURRENCY, WEB_THREADS."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from web.http.settings import SettingError

HIGHEST_PORT = 65535
MOST_PROCESSES = MOST_THREADS = 512
PATIENCE = 3.0
"""Seconds for which an address may still be held by a server that is ending."""


@dataclass(frozen=True, slots=True)
class Listening:
    host: str
    port: int
    processes: int
    threads: int

    @classmethod
    def read(cls, environ: Mapping[str, str] = os.environ) -> Self:
        """Take each from the environment, else its default. Raises SettingError."""
        return cls(
            host=environ.get("HOST", "").strip() or "127.0.0.1",
            port=_number(environ, "PORT", 8000, HIGHEST_PORT),
            processes=_number(environ, "WEB_CONCURRENCY", min(os.cpu_count() or 1, 4), MOST_PROCESSES),
            threads=_number(environ, "WEB_THREADS", 2, MOST_THREADS),
        )

    @property
    def bind(self) -> str:
        """The address as gunicorn wants it."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    def must_be_free(self, patience: float = PATIENCE) -> None:
        """Raise SettingError where nobody can listen there; what another server holds may become free for a while."""
        try:
            kind, _, _, _, address = socket.getaddrinfo(self.host, self.port, type=socket.SOCK_STREAM)[0]
        except (OSError, UnicodeError) as error:
            raise SettingError("HOST", f"{self.host!r} is no address and no name of one", "") from error
        deadline = time.monotonic() + patience
        while (refused := _refused(kind, address)) is not None:
            if time.monotonic() >= deadline:
                raise SettingError("HOST, PORT", f"nobody can listen at {self.bind}: {refused}", "")
            time.sleep(0.1)


def _refused(kind: int, address: tuple[object, ...]) -> str | None:
    try:
        with socket.socket(kind, socket.SOCK_STREAM) as tried:
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            tried.bind(address)
            tried.listen()
    except OSError as error:
        return error.strerror or str(error)
    return None


def _number(environ: Mapping[str, str], name: str, default: int, most: int) -> int:
    text = environ.get(name, "").strip() or str(default)
    if not (text.isascii() and text.isdecimal() and 1 <= int(text) <= most):
        raise SettingError(name, f"{text!r} is no whole number from 1 to {most}", "")
    return int(text)
