"""What is kept of an answer: its body and the headers that say what it is."""

from __future__ import annotations

from dataclasses import dataclass

from index.text.cache import ByteBoundedCache

OVERHEAD = 1000
"""Bytes an entry takes beside its body: key, headers, objects."""


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """An answer as it was given: `tag` without its quotes."""

    tag: str
    body: bytes
    headers: tuple[tuple[str, str], ...]

    @property
    def size(self) -> int:
        """Bytes that it takes."""
        return len(self.body) + OVERHEAD


KeptAnswers = ByteBoundedCache[KeptAnswer]
