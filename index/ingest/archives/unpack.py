"""Which kind of archive a file is, told from its bytes, and its members whatever the kind."""

from __future__ import annotations

import bz2
import lzma
import os
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import IO

from index.ingest.archives.gzips import gzip_members
from index.ingest.archives.joining import as_document, as_page, note
from index.ingest.archives.member import DEEPEST, ArchiveError, Blob, Budget, Member, Passed, TooDeep
from index.ingest.archives.survey import Again, Survey
from index.ingest.archives.tars import tar_members
from index.ingest.archives.warcs import survey_warc, warc_documents, warc_pages
from index.ingest.archives.zips import is_package, zip_members
from index.ingest.outcome import Failure
from reports.reading.read import MAX_BYTES

_HEAD = 512
_BROKEN = (
    *(OSError, EOFError, ValueError, RuntimeError, OverflowError, zlib.error, lzma.LZMAError),
    *(zipfile.BadZipFile, tarfile.TarError, struct.error),
)
Part = Member | Passed | Failure | Blob
"""What taking apart gives; a Blob is large and may be an archive itself."""
_KINDS: Mapping[str, Callable[[Blob, Budget], Iterator[Part]]] = {
    "zip": zip_members,
    "tar": tar_members,
    "gzip": gzip_members,
}


@dataclass(frozen=True, slots=True)
class _Crawled:
    """An archive that was looked over and is read once all have been; how deep it stands in archives."""

    blob: Blob
    budget: Budget
    depth: int
    pages: Callable[[], Iterator[Part]]
    documents: Callable[[], Iterator[Part]]


def is_archive(path: Path) -> bool:
    """Tell whether a file is an archive that is taken apart; Word files and the like are zip files and are not."""
    try:
        return _kind(_blob(path)) is not None
    except (OSError, ValueError):
        return False  # whoever reads it next says why


def is_attached(path: Path) -> bool:
    """Tell whether an archive may be attached to a page: it is no crawl, and no larger than what is taken in."""
    try:
        blob = _blob(path)
        return blob.size <= MAX_BYTES and _kind(blob) in _KINDS
    except (OSError, ValueError):
        return False


@dataclass(slots=True)
class Archives:
    """Takes archives apart, archives within them as well. Those of a crawl are looked over first, all of them:

    after `members` of every archive come the `pages` of each, then its `documents`. Whatever is wrong with an archive
    ends in a Failure that names it; what could be read comes before.
    """

    survey: Survey = field(default_factory=Survey)
    _crawled: dict[Path, list[_Crawled]] = field(default_factory=dict)

    def members(self, path: Path, name: str) -> Iterator[Member | Passed | Failure]:
        """Yield what an archive holds, but for what its WARC files do and what it tells the addresses of."""
        blob = _blob(path, name)
        yield from self._apart(blob, Budget.of(blob.size), 1, self._crawled.setdefault(path, []))

    def pages(self, path: Path) -> Iterator[Member | Passed | Failure]:
        """Yield the pages of an archive whose addresses are known."""
        for one in self._crawled.get(path, ()):
            yield from self._read(one.pages(), one.blob, one.budget, one.depth, [], again=True)

    def documents(self, path: Path) -> Iterator[Member | Passed | Failure]:
        """Yield the documents of an archive whose addresses are known, each with the page that links to it."""
        for one in self._crawled.pop(path, ()):
            yield from self._read(one.documents(), one.blob, one.budget, one.depth, [], again=True)

    def within(self, member: Member) -> Iterator[Member | Passed | Failure]:
        """Yield a file, or what it holds where it is an archive itself, with its sources."""
        yield from self._read(iter([member]), _within(member), Budget.of(len(member.data)), 0, [])

    def unmet(self) -> Iterator[Again]:
        """Yield what was the same as something that none of the archives holds."""
        return self.survey.unmet()

    def _apart(
        self, blob: Blob, budget: Budget, depth: int, crawled: list[_Crawled]
    ) -> Iterator[Member | Passed | Failure]:
        yield from self._read(self._found(blob, budget, depth, crawled), blob, budget, depth, crawled)

    def _found(self, blob: Blob, budget: Budget, depth: int, crawled: list[_Crawled]) -> Iterator[Part]:
        kind = _kind(blob)
        if kind is None:
            yield Passed(blob.name, "too_large" if blob.size > MAX_BYTES else "unknown_format")
            return
        if depth > DEEPEST:
            raise TooDeep(f"archives stand in archives more than {DEEPEST} deep; unpack it first")
        if kind == "warc":
            yield from survey_warc(blob, budget, self.survey)
            own = _crawl(blob, budget, depth, self.survey)
        else:
            listed = yield from self._note_listed(kind, blob, budget)
            if not listed:
                return
            own = _list(kind, blob, budget, depth, self.survey)
        if blob.held:
            yield from own.pages()
            yield from own.documents()
        else:
            crawled.append(own)

    def _note_listed(self, kind: str, blob: Blob, budget: Budget) -> Generator[Part, None, bool]:
        """Note what a list, or the layout, gives addresses to, and yield the rest; return whether there was any."""
        listed = False
        try:
            for part in _KINDS[kind](blob, budget):
                if isinstance(part, Member) and part.sources:
                    note(part, self.survey)
                    listed = True
                else:
                    yield part
        except (ArchiveError, *_BROKEN) as error:
            yield _failure(blob, error)
        return listed

    def _read(
        self,
        parts: Iterator[Part],
        blob: Blob,
        budget: Budget,
        depth: int,
        crawled: list[_Crawled],
        *,
        again: bool = False,
    ) -> Iterator[Member | Passed | Failure]:
        """Yield what is found; read `again`, an archive says nothing new of what is wrong with it."""
        try:
            for one in parts:
                if isinstance(one, Blob):
                    yield from self._apart(one, budget, depth + 1, crawled)
                elif isinstance(one, Member) and _kind(inner := _within(one)) is not None:
                    for part in self._apart(inner, budget, depth + 1, crawled):
                        yield _from(one, part)
                else:
                    yield one
        except (ArchiveError, *_BROKEN) as error:
            if not again:
                yield _failure(blob, error)


def _crawl(blob: Blob, budget: Budget, depth: int, survey: Survey) -> _Crawled:
    return _Crawled(blob, budget, depth, partial(warc_pages, blob, survey), partial(warc_documents, blob, survey))


def _list(kind: str, blob: Blob, budget: Budget, depth: int, survey: Survey) -> _Crawled:
    return _Crawled(
        *(blob, budget, depth),
        partial(_read_again, as_page, kind, blob, survey),
        partial(_read_again, as_document, kind, blob, survey),
    )


def _read_again(
    read: Callable[[Member, Survey], Member | Passed | None], kind: str, blob: Blob, survey: Survey
) -> Iterator[Part]:
    """Read once more the members whose addresses are known; what is wrong with the archive has been said."""
    with suppress(ArchiveError, *_BROKEN):
        for part in _KINDS[kind](blob, Budget.of(blob.size)):
            if isinstance(part, Member) and part.sources and (found := read(part, survey)) is not None:
                yield found


def members(path: Path, name: str) -> Iterator[Member | Passed | Failure]:
    """Yield what a single archive holds."""
    archives = Archives()
    yield from archives.members(path, name)
    yield from archives.pages(path)
    yield from archives.documents(path)


def _failure(blob: Blob, error: Exception) -> Failure:
    if isinstance(error, ArchiveError):
        return Failure(blob.name, error.code, error.detail)
    return Failure(blob.name, "damaged_archive", f"it cannot be read on: {error or type(error).__name__}")


def _from(outer: Member, found: Member | Passed | Failure) -> Member | Passed | Failure:
    """Give what stood in an attached archive the sources of the archive."""
    if not isinstance(found, Member) or found.sources:
        return found
    return replace(found, sources=outer.sources, crawled=outer.crawled, published_as=outer.published_as)


def _blob(path: Path, name: str = "") -> Blob:
    return Blob(name or path.name, path.stat().st_size, lambda: open(path, "rb", opener=_regular))


def _regular(path: str, flags: int) -> int:
    """Open without waiting: what was a file a moment ago may be a pipe now."""
    return os.open(path, flags | os.O_NONBLOCK)


def _within(member: Member) -> Blob:
    return Blob(member.name, len(member.data), lambda: BytesIO(member.data), held=True)


def _kind(blob: Blob) -> str | None:
    with blob.open() as file:
        head = file.read(_HEAD)
        if head.startswith(b"PK"):
            return None if is_package(file) else "zip"
        plain = _unpacked(head, file)
    if plain.startswith((b"WARC/1.", b"WARC/0.")):
        return "warc"
    if plain[257:262] == b"ustar":
        return "tar"
    return "gzip" if head.startswith(b"\x1f\x8b\x08") else None


def _unpacked(head: bytes, file: IO[bytes]) -> bytes:
    """Return the first bytes of what is compressed, or the bytes as they are."""
    try:
        if head.startswith(b"\x1f\x8b\x08"):
            return zlib.decompressobj(31).decompress(head + file.read(1 << 16), _HEAD)
        if head.startswith(b"BZh"):
            return bz2.BZ2Decompressor().decompress(head + file.read(1 << 20), _HEAD)
        if head.startswith(b"\xfd7zXZ\0"):
            return lzma.LZMADecompressor(memlimit=256 << 20).decompress(head + file.read(1 << 16), _HEAD)
    except (zlib.error, OSError, EOFError, lzma.LZMAError):
        return b""
    return head
