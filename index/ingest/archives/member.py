"""What comes out of an archive, and how much of it may."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import IO, Protocol

from index.record.rows import Source
from reports.reading.read import MAX_BYTES

MOST_MEMBERS = 1_000_000
"""Members of one archive, those of archives within it included."""
MOST_UNPACKED = 4 << 30
"""Bytes that any archive may unpack to. Beyond that it may grow by `RATIO`."""
RATIO = 200
"""Pages compress to a tenth, tables of blanks to a hundredth; a bomb to a thousandth and less."""
DEEPEST = 3
"""Archives within archives: a WACZ is a zip of gzip files, and an attachment in it may be a zip."""


class Readable(Protocol):
    """What bytes are read from: files, and what unpacks them."""

    def read(self, size: int, /) -> bytes: ...


class ArchiveError(Exception):
    """Why an archive, or the rest of it, cannot be taken apart: a stable code and a sentence."""

    code = "damaged_archive"

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail


class DamagedArchive(ArchiveError):
    """It is cut short, or its parts do not fit each other."""


class ArchiveBomb(ArchiveError):
    """It unpacks to far more than its size allows."""

    code = "archive_bomb"


class TooManyMembers(ArchiveError):
    code = "too_many_members"


class TooDeep(ArchiveError):
    code = "archive_too_deep"


@dataclass(frozen=True, slots=True)
class Member:
    """A file out of an archive: `name` is shown, `file` its name without folders.

    `crawled`: it came with whatever else a crawl met, so that not being a report is no failure. `published_as` is the
    title that the page which links to it, or a manifest, gives it. `aliases` are addresses that links lead to it by
    within a saved copy.
    """

    name: str
    file: str
    data: bytes
    sources: tuple[Source, ...] = ()
    crawled: bool = True
    published_as: str = ""
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Passed:
    """A member that is looked at no further, and why: a code as failures have."""

    name: str
    code: str


@dataclass(frozen=True, slots=True)
class Blob:
    """Bytes that can be read from the beginning as often as needed; `size` counts them.

    `held`: they take memory, and are not to be kept until other archives have been looked at.
    """

    name: str
    size: int
    open: Callable[[], AbstractContextManager[IO[bytes]]]
    held: bool = False


@dataclass(slots=True)
class Budget:
    """What is left of what an archive may take. It is shared with the archives within it."""

    unpacked: int
    members: int = MOST_MEMBERS

    @classmethod
    def of(cls, size: int) -> Budget:
        return cls(max(MOST_UNPACKED, size * RATIO))

    def count(self) -> None:
        """Take one member. Raises TooManyMembers."""
        self.members -= 1
        if self.members < 0:
            raise TooManyMembers(f"it has more than {MOST_MEMBERS} members; what came before them was looked at")

    def take(self, size: int) -> None:
        """Take bytes that were unpacked. Raises ArchiveBomb."""
        self.unpacked -= size
        if self.unpacked < 0:
            raise ArchiveBomb(f"it unpacks to more than {RATIO} times its size; what came before was looked at")


def read_member(stream: Readable, budget: Budget) -> bytes | None:
    """Read all of a stream, None where it is longer than any file that is taken in."""
    data = stream.read(MAX_BYTES + 1)
    budget.take(len(data))
    return None if len(data) > MAX_BYTES else data
