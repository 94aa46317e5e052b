"""Leaves names of persons and ways to reach them out of what is shown (reports/contacts.py), looking only where needed.

Nearly all sections name nobody, and to look a text through costs more than to cut a snippet from it. Which sections
were found to name nobody is therefore kept, a bit for each, as long as the index stays as it is.
"""

from __future__ import annotations

from functools import lru_cache

from index.record.rows import HitRow
from reports import contacts

MOST_REVISIONS = 50_000
"""Reports of which is known what sections name nobody: some megabytes."""

short = lru_cache(8192)(contacts.without)
"""The same for headings, which reports have in common."""


class Omission:
    """Threads may share it: what it forgets is looked up anew."""

    def __init__(self) -> None:
        self._generation = ""
        self._plain: dict[int, int] = {}

    def text(self, row: HitRow, generation: str) -> str:
        """Return a section's text with `…` in the place of every name and number. A revision's text never changes."""
        if generation != self._generation or len(self._plain) > MOST_REVISIONS:
            self._generation, self._plain = generation, {}
        plain = self._plain
        if plain.get(row.revision, 0) >> row.position & 1:
            return row.text
        shown = contacts.without(row.text)
        if shown == row.text:
            plain[row.revision] = plain.get(row.revision, 0) | 1 << row.position
        return shown
