"""One way of writing each character: radicals, full-width digits and letters, odd spaces, line ends.

Readers normalise what they read *before* any offset is taken, so offsets count the normalised text and need no map.
Chinese punctuation stays as written, and so do simplified and traditional characters.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from itertools import chain

from reports.data import toml

# Kangxi radicals and the compatibility ideographs: here NFKC gives the ordinary character.
_BY_NFKC = (range(0x2F00, 0x2FD6), range(0xF900, 0xFB00), range(0x2F800, 0x2FA20))
# Variation selectors (twice), the bullets of Wingdings and Symbol fonts, the swapped byte order mark.
_DROPPED = (range(0xFE00, 0xFE10), range(0xE0000, 0xE01F0), range(0xF000, 0xF100), range(0xFFFE, 0xFFFF))
_LINE_ENDS = re.compile(r"\r\n|[\r\x85\u2028\u2029]")
_DECIMAL_POINT = re.compile(r"(?<=[0-9])．(?=[0-9])")


@cache
def _table() -> dict[int, str | None]:
    """Return what `str.translate` needs; None drops the character."""
    data = toml("radicals.toml")
    table: dict[int, str | None] = {}
    for code in chain(range(0x3001), range(0xD800, 0x10000), range(0x2F800, 0x2FA20), range(0xE0000, 0xE01F0)):
        category = unicodedata.category(chr(code))
        if category == "Zs":
            table[code] = " "
        elif category in {"Cc", "Cf", "Cs"} or any(code in part for part in _DROPPED):
            table[code] = None
        elif any(code in part for part in _BY_NFKC):
            table[code] = unicodedata.normalize("NFKC", chr(code))
    for pair in (*data["supplement"].split(), *data["vertical"].split()):
        table[ord(pair[0])] = pair[1]
    for first, last in ("09", "AZ", "az"):
        for code in range(ord(first), ord(last) + 1):
            table[code + 0xFEE0] = chr(code)
    return {**table, ord("\t"): "\t", ord("\n"): "\n", 0x0B: "\n", 0x0C: "\n"}


def visible(text: str) -> str:
    """Return `text` without the characters that show nothing (zero width, marks of direction, variation selectors).

    Texts lose them at reading; a query pasted from a page may hold them. Controls stay, to be refused where they are.
    """
    return text.translate(_invisible())


@cache
def _invisible() -> dict[int, None]:
    return {
        code: None for code, to in _table().items() if to is None and unicodedata.category(chr(code)) in {"Cf", "Mn"}
    }


def normalise(text: str) -> str:
    """Return `text` with one form of each character; tabs stay, every kind of line end becomes a line feed."""
    return _DECIMAL_POINT.sub(".", _LINE_ENDS.sub("\n", text).translate(_table()))
