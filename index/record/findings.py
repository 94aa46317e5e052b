"""What a look through the record found, in memory that forked processes share: one of them looks, all of them know.

One process writes, and what it writes is complete before the number that announces it: a reader sees a finding whole or
not at all.
"""

from __future__ import annotations

import mmap
import struct

_SHARE = struct.Struct("=d")
_COUNT = struct.Struct("=q")
_AT_COUNT, _AT_LENGTH, _AT_SAID, _AT_REVISIONS = 8, 16, 24, 4096
_SIZE = 64 << 10
_LONGEST = _AT_REVISIONS - _AT_SAID
MOST_REVISIONS = (_SIZE - _AT_REVISIONS) // _COUNT.size
"""Damaged versions that are named one by one; where there are more the whole record is out of service."""


class Findings:
    """How far the look is (`share`, 0 to 1), what is wrong with the whole record, and which revisions are damaged."""

    def __init__(self) -> None:
        self._memory = mmap.mmap(-1, _SIZE)
        self._revisions: frozenset[int] = frozenset()

    @property
    def share(self) -> float:
        return float(_SHARE.unpack_from(self._memory, 0)[0])

    @share.setter
    def share(self, share: float) -> None:
        _SHARE.pack_into(self._memory, 0, share)

    @property
    def harm(self) -> str | None:
        """What takes the whole record out of service, None where nothing does."""
        length = self._number(_AT_LENGTH)
        return self._memory[_AT_SAID : _AT_SAID + length].decode("utf-8", "ignore") if length else None

    @harm.setter
    def harm(self, said: str) -> None:
        written = (said or "damaged").encode()[:_LONGEST]
        self._memory[_AT_SAID : _AT_SAID + len(written)] = written
        _COUNT.pack_into(self._memory, _AT_LENGTH, len(written))

    @property
    def revisions(self) -> frozenset[int]:
        """The damaged revisions."""
        count = self._number(_AT_COUNT)
        if count != len(self._revisions):
            end = _AT_REVISIONS + count * _COUNT.size
            self._revisions = frozenset(one for (one,) in _COUNT.iter_unpack(self._memory[_AT_REVISIONS:end]))
        return self._revisions

    def add(self, revision: int) -> None:
        """Note a damaged revision."""
        count = self._number(_AT_COUNT)
        if revision in self.revisions:
            return
        if count == MOST_REVISIONS:
            self.harm = f"more than {MOST_REVISIONS} versions differ from what was written"
            return
        _COUNT.pack_into(self._memory, _AT_REVISIONS + count * _COUNT.size, revision)
        _COUNT.pack_into(self._memory, _AT_COUNT, count + 1)

    @property
    def mark(self) -> tuple[int, int]:
        """Something that changes with every finding."""
        return self._number(_AT_LENGTH), self._number(_AT_COUNT)

    def _number(self, at: int) -> int:
        return int(_COUNT.unpack_from(self._memory, at)[0])
