"""What a server process does beside serving: it looks for damage and brings the text index up to the record."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from contextlib import suppress
from threading import Lock
from time import monotonic
from typing import NoReturn

from index.originals.protocol import Store
from index.pace import Rest, no_rest
from index.passages import Passages
from index.passages.errors import PassagesError
from index.record.errors import RecordDamaged, RecordError
from index.record.store import Record
from index.sync import Synced, compare, heal
from index.text.protocol import TextIndex

log = logging.getLogger(__name__)
SMALL = 64 << 20
"""Bytes of a record that is looked through before anything is served: about a second."""
PATIENCE = 60.0
"""Seconds that the text index may be behind before this process catches up: an ingest writes it every 30 seconds."""
STILL_SECONDS = 10.0
"""For so long files that were changed have to be left alone before they are looked through again."""
LOOKING_SHARE = 10
"""Looking through again and again takes one part in so many of a processor's time at most."""


class Keeper:
    """Knows how far record and text index are apart; threads may share it."""

    def __init__(self, record: Record, originals: Store, text_index: TextIndex, passages: Passages) -> None:
        self._record, self._originals, self._text_index, self._passages = record, originals, text_index, passages
        self._known: tuple[tuple[str, str], int] = (("", ""), 0)
        self._since: float | None = None
        self._busy = Lock()

    def check(self, rest: Rest = no_rest) -> None:
        """Look through the index of passages, which is made anew where it is damaged, and through the record.

        Once damage of the record is found it answers nothing more. Raises RecordDamaged.
        """
        self._passages.check(rest)
        self._record.check(rest)

    def watch(self, sleep: Callable[[float], object] = time.sleep) -> NoReturn:
        """Look for damage, and again whenever a file was changed and then left alone for a while.

        A disk, or somebody, may change a letter while the service runs. Sums tell that, and reading everything: what
        else writes there does so through SQLite. For a process that does nothing else.
        """
        looked = seen = self._files()
        if not self.is_settled:
            self._look()
        while True:
            sleep(STILL_SECONDS)
            before, seen = seen, self._files()
            if seen == before != looked:
                looked, began = seen, monotonic()
                self._look()
                sleep((monotonic() - began) * (LOOKING_SHARE - 1))

    def _look(self) -> None:
        try:
            self._record.bytes_on_disk()  # a file that is gone would be begun anew by whoever opens it
            anew = self._passages.check()
            self._record.check(again=self.is_settled)
            if anew:
                self._passages.sync(self._record)
        except (RecordError, PassagesError, OSError) as error:
            log.warning("%s", error)

    def _files(self) -> tuple[object, object]:
        """Return what changes with the record's file and with that of the passages."""
        return self._record.files_stamp(), self._passages.stamp()

    def check_if_small(self) -> None:
        """Look through a record that takes no more than a moment; damage is known before the first answer then."""
        if self._record.bytes_on_disk() <= SMALL:
            with suppress(RecordDamaged):  # its own part of the service says so
                self.check()

    @property
    def is_settled(self) -> bool:
        """Whether nothing is left for `check` to look for."""
        return self._record.is_settled

    def heal(self) -> Synced:
        """Finish what a killed process left. Raises TextIndexError, RecordError, OriginalsError."""
        with self._busy:
            self._originals.tidy()
            return heal(self._record, self._text_index)

    def behind(self) -> int:
        """Return in how many reports text index and record differ. Raises TextIndexError or RecordError."""
        state = self._record.generation(), self._text_index.generation()
        if self._known[0] != state:
            found = compare(self._record, self._text_index)
            self._known = state, len(found.missing) + len(found.outdated) + len(found.gone)
        if not self._known[1]:
            self._since = None
        elif self._since is None:
            self._since = monotonic()
        return self._known[1]

    def is_overdue(self) -> bool:
        """Tell whether the difference has stood so long that no living writer will close it, and nobody is at it."""
        return self._since is not None and monotonic() - self._since > PATIENCE and not self._busy.locked()
