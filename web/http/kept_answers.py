"""What is kept of an answer: all that went out, and what the access log says of it."""

from __future__ import annotations

from dataclasses import dataclass

from index.text.cache import ByteBoundedCache

ROUTE = "disclosure.route"
"""Where the environment keeps what may be logged: a known route's path, the names of its parameters, who asked."""
OVERHEAD = 2000
"""Bytes an entry takes beside body and headers: key, objects."""


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """An answer as it was given; `route` is what is logged of its request, without who asked."""

    status: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    route: tuple[object, ...]

    @property
    def size(self) -> int:
        """Bytes that it takes."""
        return len(self.body) + sum(len(name) + len(value) for name, value in self.headers) + OVERHEAD


KeptAnswers = ByteBoundedCache[KeptAnswer]
