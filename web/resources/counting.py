"""Counters that all processes of the service share, so that any of them can tell the sum.

The memory is made before workers fork. Each process adds to a block of its own, so nothing is lost and nobody waits; a
worker that takes the place of one that died goes on with its block, so sums never fall.
"""

from __future__ import annotations

import fcntl
import mmap
import os
import tempfile
import weakref
from collections.abc import Iterator, Sequence
from threading import Lock

PROCESSES = 128
"""Blocks there are. Processes beyond share the last one, where counts may then be lost."""
_BYTES = 8


class SharedCounts:
    """A row of whole numbers, from 0 up, summed over the processes that were forked from the one that made it."""

    def __init__(self, size: int, processes: int = PROCESSES) -> None:
        self._size, self._processes = size, processes
        self._cells = memoryview(mmap.mmap(-1, (1 + size) * processes * _BYTES)).cast("Q")
        self._claims = tempfile.TemporaryFile()  # noqa: SIM115  its lock lets one process at a time claim a block
        weakref.finalize(self, self._claims.close)
        self._lock, self._pid, self._start = Lock(), 0, 0

    def add(self, *amounts: tuple[int, int]) -> None:
        """Add to places, given as (place, amount)."""
        with self._lock:
            if self._pid != os.getpid():
                self._claim()
            for place, amount in amounts:
                self._cells[self._start + place] += amount

    def sums(self) -> Sequence[int]:
        """Return the sum of each place over all processes, those that have ended too."""
        used = [start for owner, start in self._blocks() if self._cells[owner]]
        return [sum(self._cells[start + place] for start in used) for place in range(self._size)]

    def _blocks(self) -> Iterator[tuple[int, int]]:
        """Yield for each block where its owner's process id stands, and where its numbers begin."""
        return ((block, self._processes + block * self._size) for block in range(self._processes))

    def _claim(self) -> None:
        """Take the first block that nobody has, or whose owner is gone."""
        self._pid = os.getpid()
        fcntl.lockf(self._claims, fcntl.LOCK_EX)
        try:
            for owner, start in self._blocks():
                self._start = start
                if not _lives(self._cells[owner]):
                    self._cells[owner] = self._pid
                    return
        finally:
            fcntl.lockf(self._claims, fcntl.LOCK_UN)


def _lives(pid: int) -> bool:
    if not pid:
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
