"""Which answers are kept, and what of each: all that went out, and what the access log says of it."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

from index.text.cache import ByteBoundedCache

ROUTE = "disclosure.route"
"""Where the environment keeps what may be logged: a known route's path, the names of its parameters, who asked."""
MOST_REMEMBERED = 10_000
"""Questions of which is known that they were asked: some two megabytes."""
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


class KeptAnswers(ByteBoundedCache[KeptAnswer]):
    """Holds answers to what was asked before, in so many bytes; of what is asked once only that it was.

    Most questions are never asked again. Their answers would push out those that portals ask for every minute.
    """

    def __init__(self, limit: int) -> None:
        super().__init__(limit)
        self._asked = ByteBoundedCache[bool](MOST_REMEMBERED)

    def wants(self, key: Hashable) -> bool:
        """Tell whether an answer is to be held, and remember that it was asked for."""
        mark = hash(key)
        if self._asked.get(mark):
            return True
        self._asked.put(mark, True, 1)
        return False
