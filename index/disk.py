"""What a disk refuses, told apart by its error numbers: it is full, or it is not to be written by this user."""

from __future__ import annotations

import errno
import zlib
from pathlib import Path
from typing import IO, NamedTuple

FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
CLOSED = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})
_CHUNK = 1 << 20


class Sum(NamedTuple):
    """The bytes of a file and their CRC-32: enough to find what a disk has lost or changed."""

    size: int
    crc: int


def summed(path: Path) -> Sum:
    """Read a file through and return its sum."""
    with path.open("rb") as file:
        return sum_of(file)


def sum_of(file: IO[bytes]) -> Sum:
    """Read an open file from where it stands to its end and return the sum of that."""
    size = crc = 0
    while chunk := file.read(_CHUNK):
        size, crc = size + len(chunk), zlib.crc32(chunk, crc)
    return Sum(size, crc)
