"""Zip files, and WACZ files, which are zip files of WARC files."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from typing import IO

from index.ingest.archives.layout import Layout
from index.ingest.archives.manifest import MANIFEST, manifests
from index.ingest.archives.member import (
    ArchiveError,
    Blob,
    Budget,
    DamagedArchive,
    Member,
    Passed,
    TooManyMembers,
    read_member,
)
from index.ingest.archives.names import base_name, is_hidden, shown_name
from index.ingest.archives.told import Told
from index.ingest.outcome import Failure
from index.names import decoded
from reports.reading.read import MAX_BYTES

_WARC = (".warc", ".warc.gz")
_ARCHIVE = (".tar", ".tar.gz", ".tgz", ".zip")
_LOCKED, _UTF8 = 0x1, 0x800
_SIZE = 5
"""Where the record at a zip file's end, as zipfile reads it, has the bytes of the list of members."""
_MOST_DIRECTORY = 32 << 20
"""Bytes of a zip file's list of members, which is read as a whole: about 300,000 of them."""
_PACKAGE = frozenset({"[content_types].xml", "mimetype", "word/document.xml", "ofd.xml", "meta-inf/container.xml"})
"""Members that only files of one document have: Word, OpenDocument, OFD."""
_BROKEN = (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError, zlib.error)


def is_package(file: IO[bytes]) -> bool:
    """Tell a document that is kept as a zip file, and what cannot be opened, from an archive."""
    try:
        _must_be_short(file)
        with zipfile.ZipFile(file) as archive:
            return any(one.filename.replace("\\", "/").lower() in _PACKAGE for one in archive.infolist())
    except TooManyMembers:
        return False
    except (*_BROKEN, struct.error):
        file.seek(0)
        return b"word/" in file.read(1 << 16)  # a Word file that is cut short: its reader says so


def zip_members(blob: Blob, budget: Budget) -> Iterator[Member | Passed | Failure | Blob]:
    """Yield the files of a zip archive in its order. Raises TooManyMembers or DamagedArchive."""
    with blob.open() as file:
        try:
            _must_be_short(file)
            archive = zipfile.ZipFile(file)
        except (zipfile.BadZipFile, struct.error) as error:
            raise DamagedArchive("the zip archive is cut short or damaged") from error
        with archive:
            listed = [one for one in archive.infolist() if not one.is_dir()]
            said = manifests(
                (name_of(one), lambda one=one: _unpacked(archive, one, budget))  # type: ignore[misc]
                for one in listed
                if base_name(name_of(one)).lower() == MANIFEST and not is_hidden(name_of(one))
            )
            yield from said.failures(blob.name)
            told = Told(said, Layout() if said.has_any else _layout(archive, listed, blob))
            crawled = _is_wacz(map(name_of, listed))
            for one in listed:
                budget.count()
                if is_hidden(name_of(one)):
                    yield Passed(f"{blob.name}!{shown_name(name_of(one))}", "hidden_file")
                elif base_name(name_of(one)).lower() != MANIFEST:
                    yield _member(archive, one, blob, budget, told, crawled)


def _is_wacz(names: Iterable[str]) -> bool:
    """Tell a crawl's package: it has its WARC files in a folder of their own, and beside it what describes them."""
    held = set(names)
    return "datapackage.json" in held and any(name.startswith("archive/") for name in held)


def _member(
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo, blob: Blob, budget: Budget, told: Told, crawled: bool
) -> Member | Failure | Blob:
    name = name_of(entry)
    shown = f"{blob.name}!{shown_name(name)}"
    if entry.flag_bits & _LOCKED:
        return Failure(shown, "encrypted_file", "this member of the archive is protected by a password")
    if name.lower().endswith(_WARC) or (entry.file_size > MAX_BYTES and name.lower().endswith(_ARCHIVE)):
        return Blob(shown, entry.compress_size, lambda: _opened(blob, entry))
    try:
        with archive.open(entry) as file:
            data = read_member(file, budget)
    except _BROKEN as error:
        return Failure(shown, "damaged_file", f"this member of the archive is damaged: {error}")
    if data is None:
        return Failure(shown, "too_large", f"no report is larger than {MAX_BYTES >> 20} MB")
    return told.of(Member(shown, base_name(name), data, crawled=crawled), name, _raw_name(entry))


def _layout(archive: zipfile.ZipFile, entries: Iterable[zipfile.ZipInfo], blob: Blob) -> Layout:
    """Look for saved sites; the reading that counts tells what is wrong with the archive."""
    layout, budget = Layout(), Budget.of(blob.size)
    with suppress(ArchiveError):
        for one in entries:
            if not is_hidden(name_of(one)):
                layout.note(_raw_name(one), partial(_unpacked, archive, one, budget))
    return layout


@contextmanager
def _opened(blob: Blob, entry: zipfile.ZipInfo) -> Iterator[IO[bytes]]:
    """Open a member whenever it is wanted, also when the archive around it has been closed."""
    with blob.open() as file, zipfile.ZipFile(file) as archive, archive.open(entry) as member:
        yield member


def _unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, budget: Budget) -> bytes | None:
    try:
        with archive.open(entry) as file:
            return read_member(file, budget)
    except _BROKEN:
        return None


def name_of(entry: zipfile.ZipInfo) -> str:
    """Return a member's name. Without the mark of UTF-8 it is in the code page of who packed it."""
    if entry.flag_bits & _UTF8:
        return entry.filename
    try:
        return decoded(entry.filename.encode("cp437"))
    except UnicodeEncodeError:
        return entry.filename


def _raw_name(entry: zipfile.ZipInfo) -> bytes:
    """Return a member's name in the bytes it has in the archive."""
    try:
        return entry.filename.encode("utf-8" if entry.flag_bits & _UTF8 else "cp437")
    except UnicodeEncodeError:
        return entry.filename.encode("utf-8", "surrogateescape")


def _must_be_short(file: IO[bytes]) -> None:
    """Raise TooManyMembers where the list of members is longer than may be read at once, as zipfile will read it."""
    end = zipfile._EndRecData(file)  # type: ignore[attr-defined]  # what it goes by, and nothing public tells it
    file.seek(0)
    if end and end[_SIZE] > _MOST_DIRECTORY:
        raise TooManyMembers(f"its list of members has {end[_SIZE] >> 20} MB, more than is read at once; split it")
