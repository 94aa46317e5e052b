"""Rows of a table written one cell a line, where an empty line is an empty cell: else the row has a cell too few."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from reports.reading.pieces import Grid, grid
from reports.text.wording import patterns

_VALUE = patterns("carrier_patterns.toml")("value_line")
_SENTENCE = re.compile("[。！？；，]")
_LONGEST_LABEL = 60
_MOST_CELLS = 20
_FEWEST_BESIDE = 6
"""So many values right below another say that the text has a cell a line and no empty lines between cells."""


class Stacked:
    """A text's lines, and whether its empty lines are cells."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._lines = [line.strip() for line in lines]
        kinds = [_kind(line) for line in self._lines]
        beside = sum(pair == ("value", "value") for pair in pairwise(kinds))
        threes = list(zip(kinds, kinds[1:], kinds[2:], strict=False))
        self._are_cells = beside >= _FEWEST_BESIDE and beside > 2 * threes.count(("value", "", "value"))
        self._part_texts = threes.count(("text", "", "text")) > 1

    def row(self, at: int) -> tuple[Grid, int] | None:
        """Read the row whose label stands in line `at`, if a cell of it is empty; return it and the line after it."""
        lines = self._lines
        if not self._are_cells or at + 1 >= len(lines) or not _is_label(lines[at]):
            return None
        end = at + 1
        while end < len(lines) and end - at <= _MOST_CELLS and _kind(lines[end]) != "text":
            end += 1
        if end == len(lines) and not lines[-1]:
            end -= 1
        cells = lines[at + 1 : end]
        if end - at > _MOST_CELLS or not any(cells) or all(cells):
            return None
        # Where texts stand apart by empty lines, the last one may part the table from what follows.
        if self._part_texts and not cells[-1]:
            return None
        return grid([[lines[at], *cells]]), end


def _kind(line: str) -> str:
    return "" if not line else "value" if _VALUE.fullmatch(line) else "text"


def _is_label(line: str) -> bool:
    return 0 < len(line) <= _LONGEST_LABEL and _kind(line) == "text" and not _SENTENCE.search(line)
