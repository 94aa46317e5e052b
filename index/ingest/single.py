"""Takes in files that come one by one from many threads, as uploads do; index/ingest/run.py takes whole folders.

Each file is read in a process of its own that ends with it, so nothing a file does outlives it. At most so many are
read at a time; the others wait, and are sent away when that takes too long.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

from index.ingest.outcome import Failure
from index.ingest.run import Intake, remove, take_in
from index.ingest.workers import Limits, Parse, Workers
from index.originals.protocol import Store
from index.record.rows import Saved
from index.record.store import Record
from index.sync import sync
from index.text.protocol import TextIndex
from reports.parse import parse

READERS = 2
"""Files read at a time. With one file's limit this bounds what uploads can take of a machine."""
LIMITS = Limits(seconds=60, memory_mb=2048)
PATIENCE = 45.0
"""Seconds to wait for a free place: longer than many files take, shorter than clients and proxies wait."""


class IngestBusy(Exception):
    """Other files kept every reading process longer than the time allowed."""


class SingleIngest:
    """Takes in and removes single reports; threads may share it."""

    def __init__(
        self,
        record: Record,
        originals: Store,
        text_index: TextIndex,
        *,
        readers: int = READERS,
        limits: Limits = LIMITS,
        patience: float = PATIENCE,
        read: Parse = parse,
    ) -> None:
        self._record, self._originals, self._text_index = record, originals, text_index
        self._read, self._limits, self._patience = read, limits, patience
        self._places = BoundedSemaphore(readers)

    def take_in(self, data: bytes, file: str, agency: str | None = None, year: int | None = None) -> Saved | Failure:
        """Read one file, record it and make it findable. `agency` and `year` overrule what the file says.

        Raises IngestBusy before anything is read; OriginalsError, RecordError or TextIndexError where it was read but
        could not be kept.
        """
        intake = Intake(self._record, self._originals, self._text_index)
        with self._place(), Workers(self._read, 1, self._limits) as workers:
            saved = take_in(data, file, intake, workers, agency=agency, year=year)
        if not isinstance(saved, Failure):
            sync(self._record, self._text_index)  # also what others recorded who were killed before it could be found
        return saved

    def remove(self, report_id: str) -> bool:
        """Delete a report with all its versions; False where there is none. Raises RecordError or TextIndexError."""
        known = remove(report_id, self._record, self._text_index)
        if known:
            sync(self._record, self._text_index)
        return known

    @contextmanager
    def _place(self) -> Iterator[None]:
        if not self._places.acquire(timeout=self._patience):
            raise IngestBusy(f"other uploads kept every reader for {self._patience:g} seconds; try again later")
        try:
            yield
        finally:
            self._places.release()
