"""Reads files that others put into folders: only regular ones, never more than was asked for, never waiting."""

from __future__ import annotations

import os
import stat
from pathlib import Path

_PIECE = 1 << 20


class NotRegular(Exception):
    """A folder, a pipe, a socket or a device, of which no end is known."""


class TooLong(Exception):
    """The file holds more bytes than were asked for."""


def read_regular(path: Path, most: int) -> bytes:
    """Return the file's bytes. Raises NotRegular, TooLong beyond `most` bytes, or OSError.

    What stands at the path is looked at once it is open: it may have become a pipe, or grow, while it is read.
    """
    with open(os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC), "rb", buffering=0) as file:  # noqa: PTH123
        status = os.fstat(file.fileno())
        if not stat.S_ISREG(status.st_mode):
            raise NotRegular
        if status.st_size > most:
            raise TooLong
        pieces: list[bytes] = []
        left = most + 1
        while left > 0 and (piece := file.read(min(left, _PIECE))):
            pieces.append(piece)
            left -= len(piece)
    if left <= 0:
        raise TooLong
    return b"".join(pieces)
