"""Counts the items of lists as word processors do; for formats whose lists are not read by `numbering`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from reports.reading.numbering import written

_PLACE = re.compile(r"%(\d)")


@dataclass(frozen=True, slots=True)
class Level:
    """`form` is a number format of ECMA-376, `text` what is shown, with %1 for the first level's number."""

    start: int
    form: str
    text: str


class Counter:
    """Lists by their key; those with the same `shared` key count on together."""

    def __init__(self, levels: Mapping[str, Mapping[int, Level]], shared: Mapping[str, str]) -> None:
        self._levels, self._shared = levels, shared
        self._counts: dict[str, dict[int, int]] = {}

    def start_at(self, key: str, depth: int, number: int) -> None:
        """Let the next item at this depth have this number."""
        self._counts.setdefault(self._shared.get(key, key), {})[depth] = number - 1

    def label(self, key: str, depth: int) -> str:
        """Return the number shown before the next item at this depth, '' where it has none."""
        levels = self._levels.get(key, {})
        if depth not in levels:
            return ""
        counts = self._counts.setdefault(self._shared.get(key, key), {})
        counts[depth] = counts.get(depth, levels[depth].start - 1) + 1
        for deeper in [level for level in counts if level > depth]:
            del counts[deeper]

        def number(match: re.Match[str]) -> str:
            level = int(match[1]) - 1
            if level not in levels:
                return ""
            return written(counts.get(level, levels[level].start), levels[level].form)

        if levels[depth].form in {"bullet", "none"}:
            return ""
        return _PLACE.sub(number, levels[depth].text)
