"""What a server process does beside serving: it looks for damage and brings the text index up to the record."""

from __future__ import annotations

from contextlib import suppress
from threading import Lock
from time import monotonic

from index.originals.protocol import Store
from index.pace import Rest, no_rest
from index.passages import Passages
from index.record.errors import RecordDamaged
from index.record.store import Record
from index.sync import Synced, compare, heal
from index.text.protocol import TextIndex

SMALL = 64 << 20
"""Bytes of a record that is looked through before anything is served: about a second."""
PATIENCE = 60.0
"""Seconds that the text index may be behind before this process catches up: an ingest writes it every 30 seconds."""


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
