"""Reads drafts that are checked and not kept: each in a process of its own that ends with it, within limits."""

from __future__ import annotations

from threading import BoundedSemaphore
from typing import Any

from index.ingest.outcome import Failure
from index.ingest.workers import Limits, Parse, Task, Workers
from reports.selfcheck import Draft, read_draft

READERS = 1
"""Drafts read at a time in each process: anybody may send one."""
LIMITS = Limits(seconds=45, memory_mb=2048)
PATIENCE = 30.0
"""Seconds to wait for a free place."""


class DraftsBusy(Exception):
    """Other drafts kept every reading process longer than the time allowed."""


class Drafts:
    """Reads single drafts; threads may share it. Nothing of them is written anywhere."""

    def __init__(
        self, *, readers: int = READERS, limits: Limits = LIMITS, patience: float = PATIENCE, read: Parse | None = None
    ) -> None:
        self._limits, self._patience, self._read = limits, patience, read or parse_draft
        self._places = BoundedSemaphore(readers)

    def read(self, data: bytes, file: str, agency: str | None = None, year: int | None = None) -> Draft | Failure:
        """Read one draft, or say why it cannot be read. Raises DraftsBusy before anything is read."""
        if not self._places.acquire(timeout=self._patience):
            raise DraftsBusy(f"other drafts kept the reader for {self._patience:g} seconds; try again later")
        try:
            with Workers(self._read, 1, self._limits) as workers:
                ((_, result),) = workers.run([Task(data, file, agency, year)])
        finally:
            self._places.release()
        found: Draft | Failure | Any = result
        if isinstance(found, Draft | Failure):
            return found
        raise TypeError(f"a draft was read as {type(found).__name__}")


def parse_draft(data: bytes, file: str, agency: str | None = None, year: int | None = None, _: str = "") -> Any:
    """Read a draft where Workers expect a report."""
    return read_draft(data, file, agency, year)
