"""What a cell shows by other means than text: its sign, and the words that stand for it."""

from __future__ import annotations

import re

_SYMBOLS = re.compile("[\uf000-\uf0ff]")
OBJECT = "\ufffc"
"""OBJECT REPLACEMENT CHARACTER: a picture, an unticked box or another thing that shows something without being text.

A cell that holds it is neither blank nor a number.
"""


def shown(alternative: str | None) -> str:
    """Return what stands for a picture in a cell: its alternative text is no proof of a number that it shows."""
    return OBJECT + " ".join((alternative or "").split())


def is_symbol(text: str) -> bool:
    """Tell text of a symbol font (Wingdings, Symbol), whose signs stand at places that mean nothing elsewhere."""
    return _SYMBOLS.search(text) is not None


def has_letters(text: str) -> bool:
    """Tell text that shows more than blanks and signs of a symbol font."""
    return bool(_SYMBOLS.sub("", text).strip())


def ticked(is_ticked: bool) -> str:
    return "☑" if is_ticked else "☐"
