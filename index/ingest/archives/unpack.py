"""Which kind of archive a file is, told from its bytes, and its members whatever the kind."""

from __future__ import annotations

import bz2
import lzma
import os
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import IO

from index.ingest.archives.gzips import gzip_members
from index.ingest.archives.member import DEEPEST, ArchiveError, Blob, Budget, Member, Passed, TooDeep
from index.ingest.archives.tars import tar_members
from index.ingest.archives.warcs import warc_members
from index.ingest.archives.zips import is_package, zip_members
from index.ingest.outcome import Failure

_HEAD = 512
_BROKEN = (
    *(OSError, EOFError, ValueError, RuntimeError, OverflowError, zlib.error, lzma.LZMAError),
    *(zipfile.BadZipFile, tarfile.TarError, struct.error),
)
Found = Member | Passed | Failure | Blob
"""What taking apart gives; a Blob is large and may be an archive itself."""
_KINDS: Mapping[str, Callable[[Blob, Budget], Iterator[Found]]] = {
    "warc": warc_members,
    "zip": zip_members,
    "tar": tar_members,
    "gzip": gzip_members,
}


def is_archive(path: Path) -> bool:
    """Tell whether a file is an archive that is taken apart; Word files and the like are zip files and are not."""
    try:
        return _kind(_blob(path)) is not None
    except (OSError, ValueError):
        return False  # whoever reads it next says why


def members(path: Path, name: str) -> Iterator[Member | Passed | Failure]:
    """Yield what an archive holds, archives within it taken apart as well.

    Whatever is wrong with it ends in a Failure that names it; what could be read comes before.
    """
    blob = _blob(path, name)
    yield from _apart(blob, Budget.of(blob.size), 1)


def _apart(blob: Blob, budget: Budget, depth: int) -> Iterator[Member | Passed | Failure]:
    try:
        kind = _kind(blob)
        if kind is None:
            yield Passed(blob.name, "too_large")
            return
        if depth > DEEPEST:
            raise TooDeep(f"archives stand in archives more than {DEEPEST} deep; unpack it first")
        for found in _KINDS[kind](blob, budget):
            if isinstance(found, Blob):
                yield from _apart(found, budget, depth + 1)
            elif isinstance(found, Member) and _kind(inner := _within(found)) is not None:
                for one in _apart(inner, budget, depth + 1):
                    yield _from(found, one)
            else:
                yield found
    except ArchiveError as error:
        yield Failure(blob.name, error.code, error.detail)
    except _BROKEN as error:
        yield Failure(blob.name, "damaged_archive", f"it cannot be read on: {error or type(error).__name__}")


def _from(outer: Member, found: Member | Passed | Failure) -> Member | Passed | Failure:
    """Give what stood in an attached archive the sources of the archive."""
    if not isinstance(found, Member) or found.sources:
        return found
    return Member(found.name, found.file, found.data, outer.sources, outer.crawled)


def _blob(path: Path, name: str = "") -> Blob:
    return Blob(name or path.name, path.stat().st_size, lambda: open(path, "rb", opener=_regular))


def _regular(path: str, flags: int) -> int:
    """Open without waiting: what was a file a moment ago may be a pipe now."""
    return os.open(path, flags | os.O_NONBLOCK)


def _within(member: Member) -> Blob:
    return Blob(member.name, len(member.data), lambda: BytesIO(member.data))


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
