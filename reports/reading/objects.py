"""What a cell shows by other means than text: its sign, and the words that stand for it."""

from __future__ import annotations

OBJECT = "\ufffc"
"""OBJECT REPLACEMENT CHARACTER: a picture, an unticked box or another thing that shows something without being text.

A cell that holds it is neither blank nor a number.
"""


def shown(alternative: str | None) -> str:
    """Return what stands for a picture in a cell: its alternative text is no proof of a number that it shows."""
    return OBJECT + " ".join((alternative or "").split())


def ticked(is_ticked: bool) -> str:
    return "☑" if is_ticked else "☐"
