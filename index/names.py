"""Names that come from outside: which of them are addresses, and what of one can be seen."""

from __future__ import annotations

import unicodedata
from urllib.parse import urlsplit

_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Kinds of characters that a name is shown without: controls, marks of direction, halves of characters, line ends."""


def is_address(text: str) -> bool:
    """Tell whether a text is the address of something on the web."""
    try:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def without_unseen(name: str) -> str:
    """Return a name without what cannot be seen."""
    return "".join(char for char in name if unicodedata.category(char) not in _UNSEEN)


def decoded(raw: bytes) -> str:
    """Return a name's text: UTF-8, else GB18030, in which Chinese systems write names."""
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("utf-8", "replace")
