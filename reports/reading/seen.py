"""Whether text of a word processor's file can be told from what is behind it: its colour, its size, what is painted."""

from __future__ import annotations

import re

LEAST_SIZE = 1.0
"""Points: nobody reads text so small."""
UNCLEAR = "?"
"""Something is painted behind the text, and which colour it has cannot be told."""
_ALIKE = 6
"""Colours that differ by less in red, green and blue are seen as one."""
_PAPER = "ffffff"
_COLOUR = re.compile("[0-9a-f]{6}")


def is_lost(colour: str, behind: str) -> bool:
    """Tell text of the colour of what is behind it; both are six hexadecimal digits, "" where nothing is said.

    What says nothing is black on white paper.
    """
    one, other = _rgb(colour), _rgb(behind or _PAPER)
    return one is not None and other is not None and all(abs(a - b) < _ALIKE for a, b in zip(one, other, strict=True))


def _rgb(colour: str) -> tuple[int, int, int] | None:
    colour = colour.lower()
    if not _COLOUR.fullmatch(colour):
        return None
    return int(colour[:2], 16), int(colour[2:4], 16), int(colour[4:], 16)
