"""Originals in a folder, by the SHA-256 of their bytes: DATA/originals/ab/cdef… ."""

from __future__ import annotations

import fcntl
import hashlib
import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from index.disk import FULL
from index.originals.protocol import OriginalDamaged, OriginalMissing, OriginalsError, StorageFull


class FolderOriginals:
    """A folder of originals. A file is there whole or not at all: written beside, forced to disk, then renamed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._incoming = folder / "incoming"

    def path(self, sha256: str) -> Path:
        """Return where the original with this hash stands, or would stand."""
        return self.folder / sha256[:2] / sha256[2:]

    def put(self, data: bytes) -> str:
        """Keep the bytes and return their hash; what was lost or changed on disk is put right by it.

        Raises StorageFull, or OriginalsError where the folder refuses.
        """
        sha256 = hashlib.sha256(data).hexdigest()
        path = self.path(sha256)
        if not _holds(path, data):
            try:
                self._write(path, data)
            except OSError as error:
                raise self._refused(error, len(data)) from error
        return sha256

    def read(self, sha256: str) -> bytes:
        """Return the bytes. Raises OriginalMissing, or OriginalDamaged where they changed on disk."""
        try:
            data = self.path(sha256).read_bytes()
        except FileNotFoundError as error:
            raise OriginalMissing(f"original {sha256} is not in {self.folder}") from error
        except OSError as error:
            raise OriginalDamaged(f"original {sha256} in {self.folder} cannot be read: {error.strerror}") from error
        if hashlib.sha256(data).hexdigest() != sha256:
            raise OriginalDamaged(f"original {sha256} was changed or cut short on disk")
        return data

    def hashes(self) -> Iterator[str]:
        """Yield the hash of every original that is kept."""
        for path in sorted(self.folder.glob("[0-9a-f][0-9a-f]/*")):
            yield path.parent.name + path.name

    def tidy(self) -> int:
        """Remove what writes that were killed left behind, and return how many; a file being written is locked."""
        return sum(_left(path) for path in self._incoming.glob("*"))

    def _write(self, path: Path, data: bytes) -> None:
        self._incoming.mkdir(parents=True, exist_ok=True)
        path.parent.mkdir(exist_ok=True)
        with self._locked() as (beside, file):
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
            beside.rename(path)
        for folder in (path.parent, self.folder):  # a rename is only lasting once its folder is on disk
            descriptor = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)

    @contextmanager
    def _locked(self) -> Iterator[tuple[Path, BinaryIO]]:
        """Give a new file that nobody takes for left behind while the block lasts; what is still there goes with it."""
        while True:
            beside = self._incoming / uuid.uuid4().hex
            with beside.open("xb") as file:
                fcntl.flock(file, fcntl.LOCK_EX)
                if not beside.exists():  # somebody tidied up between the two
                    continue
                try:
                    yield beside, file
                finally:
                    beside.unlink(missing_ok=True)
                return

    def _refused(self, error: OSError, size: int) -> OriginalsError:
        if error.errno in FULL:
            return StorageFull(f"no space left in {self.folder} for a file of {size} bytes: {error.strerror}")
        return OriginalsError(f"{self.folder} cannot be written: {error.strerror}")


def _holds(path: Path, data: bytes) -> bool:
    """Tell whether a file is there and has just these bytes."""
    try:
        return path.stat().st_size == len(data) and path.read_bytes() == data
    except OSError:
        return False


def _left(path: Path) -> bool:
    """Remove a file unless somebody is writing it, and tell whether it was left behind. Its age tells nothing."""
    try:
        with path.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            path.unlink()
    except (BlockingIOError, FileNotFoundError):
        return False
    return True
