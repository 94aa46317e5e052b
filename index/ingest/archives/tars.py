"""Tar files, also compressed with gzip, bzip2 or xz, read as a stream."""

from __future__ import annotations

import bz2
import gzip
import lzma
import tarfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import IO, Any, Self

from index.ingest.archives.layout import Layout
from index.ingest.archives.manifest import MANIFEST, manifests
from index.ingest.archives.member import Blob, Budget, DamagedArchive, Member, Passed, read_member
from index.ingest.archives.names import base_name, is_hidden, shown_name
from index.ingest.archives.told import Told
from index.ingest.outcome import Failure
from index.names import decoded
from reports.reading.read import MAX_BYTES

_BROKEN = (tarfile.TarError, zlib.error, lzma.LZMAError, EOFError, gzip.BadGzipFile)
_EndMark: type[Exception] = tarfile.EOFHeaderError  # type: ignore[attr-defined]
_NoMember: type[Exception] = tarfile.InvalidHeaderError  # type: ignore[attr-defined]
_NOISE = 512
"""Bytes of a member's header and padding: members of no length take time as well."""


def tar_members(blob: Blob, budget: Budget) -> Iterator[Member | Passed | Failure]:
    """Yield the files of a tar archive in its order. Links and devices are passed over: they lead anywhere."""
    told = _told(blob, Budget.of(blob.size))
    yield from told.lists.failures(blob.name)
    for archive, entry in _each(blob, budget):
        name = _name(entry)
        shown = f"{blob.name}!{shown_name(name)}"
        if not entry.isreg():
            if not entry.isdir():
                yield Passed(shown, "no_regular_file")
        elif is_hidden(name):
            yield Passed(shown, "hidden_file")
        elif entry.size > MAX_BYTES:
            budget.take(entry.size)
            yield Failure(shown, "too_large", f"no report is larger than {MAX_BYTES >> 20} MB")
        elif base_name(name).lower() != MANIFEST:
            yield _member(archive, entry, shown, budget, told)


def _member(archive: tarfile.TarFile, one: tarfile.TarInfo, shown: str, budget: Budget, told: Told) -> Member:
    data = _data(archive, one, budget)
    name = _name(one)
    return told.of(Member(shown, base_name(name), data, crawled=False), name, _raw_name(one))


def _each(blob: Blob, budget: Budget) -> Iterator[tuple[tarfile.TarFile, tarfile.TarInfo]]:
    """Yield the members, also of archives that were put one behind another. Raises DamagedArchive, at last."""
    with blob.open() as file:
        try:
            with (
                _unpacked(file) as stream,
                tarfile.open(
                    fileobj=stream,
                    mode="r|",
                    encoding="utf-8",
                    errors="surrogateescape",
                    tarinfo=_Entry,
                    ignore_zeros=True,
                ) as archive,
            ):
                while (one := archive.next()) is not None:
                    archive.members = []  # type: ignore[attr-defined]  # it would keep every one
                    budget.count()
                    budget.take(_NOISE)
                    yield archive, one
                if not getattr(archive, "whole", False):
                    raise DamagedArchive("the tar archive is cut short: it has no end mark")
                if getattr(archive, "damaged", False):
                    raise DamagedArchive("the tar archive is damaged; what could be found in it was looked at")
        except _BROKEN as error:
            raise DamagedArchive(f"the tar archive is cut short or damaged: {error}") from error


@contextmanager
def _unpacked(file: IO[bytes]) -> Iterator[Any]:
    """Open what may be compressed, all parts of it; tarfile reads the first alone."""
    head = file.read(6)
    file.seek(0)
    if head.startswith(b"\x1f\x8b"):
        with gzip.open(file) as plain:
            yield plain
    elif head.startswith(b"BZh"):
        with bz2.open(file) as plain:
            yield plain
    elif head.startswith(b"\xfd7zXZ"):
        with lzma.open(file) as plain:
            yield plain
    else:
        yield file


class _Entry(tarfile.TarInfo):
    """Notes whether the end mark was met, and what stood in the place of a member.

    Without it tarfile ends as quietly where an archive is cut off. What stands behind the end is let be if no member.
    """

    @classmethod
    def fromtarfile(cls, tarfile: tarfile.TarFile) -> Self:  # the name of the parameter is the base's
        archive: Any = tarfile
        try:
            found = super().fromtarfile(tarfile)
        except _EndMark:
            archive.whole = True
            raise
        except _NoMember:
            archive.damaged = getattr(archive, "damaged", False) or not getattr(archive, "whole", False)
            raise
        archive.whole = False
        return found


def _data(archive: tarfile.TarFile, entry: tarfile.TarInfo, budget: Budget) -> bytes:
    file = archive.extractfile(entry)
    try:
        data = b"" if file is None else read_member(file, budget) or b""
    except _BROKEN as error:
        raise DamagedArchive(f"the archive ends within {shown_name(_name(entry))}: {error}") from error
    if len(data) != entry.size:
        raise DamagedArchive(f"the archive ends within {shown_name(_name(entry))}")
    return data


def _told(blob: Blob, budget: Budget) -> Told:
    """Find lists and saved sites by a reading of their own: they may stand behind what they speak of."""
    found: list[tuple[str, bytes]] = []
    layout = Layout()
    try:
        for archive, one in _each(blob, budget):
            if not one.isreg() or one.size > MAX_BYTES or is_hidden(_name(one)):
                continue
            if base_name(_name(one)).lower() == MANIFEST:
                found.append((_name(one), _data(archive, one, budget)))
            else:
                layout.note(_raw_name(one), partial(_data, archive, one, budget))
    except Exception:  # the reading that counts tells what is wrong
        pass
    return Told(manifests((name, lambda data=data: data) for name, data in found), layout)  # type: ignore[misc]


def _raw_name(one: tarfile.TarInfo) -> bytes:
    return one.name.encode("utf-8", "surrogateescape")


def _name(one: tarfile.TarInfo) -> str:
    return decoded(_raw_name(one))
