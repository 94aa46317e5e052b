"""Leaves names of persons and ways to reach them out of what is shown (reports/contacts.py), looking only where needed.

Nearly all sections name nobody, and to look a text through costs more than to cut a snippet from it. What was found is
therefore kept as long as the index stays as it is: a bit for each section that names nobody, and for others the places.
"""

from __future__ import annotations

from functools import lru_cache

from index.record.rows import HitRow
from reports import contacts

MOST_REVISIONS = 50_000
"""Reports of which is known what sections name nobody: some megabytes."""
MOST_NAMING = 8192
"""Sections of which is known where names and numbers stand: three megabytes."""

short = lru_cache(8192)(contacts.without)
"""The same for headings, which reports have in common."""


class Omission:
    """Threads may share it: what it forgets is looked up anew."""

    def __init__(self) -> None:
        self._generation = ""
        self._plain: dict[int, int] = {}
        self._naming: dict[tuple[int, int], tuple[contacts.Span, ...]] = {}

    def text(self, row: HitRow, generation: str) -> str:
        """Return a section's text with `…` in the place of every name and number. A revision's text never changes."""
        if generation != self._generation or len(self._plain) > MOST_REVISIONS:
            self._generation, self._plain, self._naming = generation, {}, {}
        revision, position, text = row.revision, row.position, row.text
        plain = self._plain
        if plain.get(revision, 0) >> position & 1:
            return text
        found = self._naming.get((revision, position)) or contacts.spans(text)
        if not found:
            plain[revision] = plain.get(revision, 0) | 1 << position
            return text
        if len(self._naming) >= MOST_NAMING:
            self._naming = {}
        self._naming[revision, position] = found
        return contacts.part_without(text, 0, len(text), found)
