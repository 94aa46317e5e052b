"""What keeps original files offers, whatever it keeps them in, and how it refuses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol


class OriginalsError(Exception):
    """An original that cannot be kept or given back; the message names it."""


class OriginalMissing(OriginalsError):
    """The store holds no such file."""


class OriginalDamaged(OriginalsError):
    """The bytes kept no longer have the hash they are kept under, or the disk does not give them back."""


class StorageFull(OriginalsError):
    """The disk took no more; nothing of the file was kept."""


@dataclass(frozen=True, slots=True)
class Original:
    """A file as it came: `file` is its name without folders, `size` its bytes, `format` what reading took it for."""

    sha256: str
    size: int
    file: str
    format: str


class Store(Protocol):
    """Keeps files by the hash of their bytes; several hosts may share one. Threads may share it."""

    def put(self, data: bytes) -> str:
        """Keep the bytes and return their hash. Raises StorageFull or OriginalsError."""
        ...

    def read(self, sha256: str) -> bytes:
        """Return the bytes. Raises OriginalMissing, OriginalDamaged or OriginalsError."""
        ...

    def hashes(self) -> Iterator[str]:
        """Yield the hash of every original that is kept."""
        ...

    def tidy(self) -> int:
        """Remove what writes that were killed left behind, and return how many."""
        ...
