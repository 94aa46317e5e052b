"""What files have in common wherever they are: what a disk refuses, sums, and locks between processes."""

from __future__ import annotations

import errno
import fcntl
import time
import zlib
from pathlib import Path
from typing import IO, NamedTuple

FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
CLOSED = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})
"""Error numbers of a disk that is full, and of one that is not to be written by this user."""
_CHUNK = 1 << 20
_RETRY_SECONDS = 0.02


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


def try_lock(descriptor: int, seconds: float, how: int = fcntl.LOCK_EX) -> bool:
    """Try for so many seconds to lock an open file for this process; tell whether that was possible.

    The system frees the lock of a process that dies.
    """
    deadline = time.monotonic() + seconds
    while True:
        try:
            fcntl.flock(descriptor, how | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                return False
            time.sleep(_RETRY_SECONDS)
        else:
            return True
