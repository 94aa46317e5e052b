"""One folding for what is indexed and what is asked: compatibility forms, letter case and white space do not count.

White space between two digits does count, as one mark: the cells 1, 0 and 0 of a table are not the number 100.
Folding goes character by character, so any match in the folded text maps back to code points of the original.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

VERSION = 2
APART = "\u2423"
"""Stands in a folded text for white space between two digits."""
_BETWEEN_DIGITS = re.compile(r"(?<=\d)\s+(?=\d)")


class _Folds(dict[int, str]):
    """Code point → folded string, found when first met; white space folds to nothing."""

    def __missing__(self, point: int) -> str:
        char = chr(point)
        folded = "".join(unicodedata.normalize("NFKC", char).casefold().split())
        self[point] = folded
        return folded


class _SpacedFolds(_Folds):
    """The same, but white space stays, as a blank or a line end: words end there."""

    def __missing__(self, point: int) -> str:
        char = chr(point)
        folded = ("\n" if char in "\r\n\u2028\u2029" else " ") if char.isspace() else _FOLDS[point]
        self[point] = folded
        return folded


_FOLDS = _Folds()
_SPACED = _SpacedFolds()


def fold(text: str) -> str:
    """Fold each character to NFKC and lower case and drop white space but for APART."""
    return _marked(text).translate(_FOLDS)


def fold_spaced(text: str) -> str:
    """Fold like `fold` but keep white space, each as one blank or line end."""
    return text.translate(_SPACED)


def fold_with_map(text: str) -> tuple[str, Sequence[int]]:
    """Fold and tell for each folded character the index of the original character it comes from.

    A match `folded[a:b]` stands at `text[offsets[a] : offsets[b - 1] + 1]`.
    """
    folds, text = _FOLDS, _marked(text)
    odd = "".join(char for char in set(text) if len(folds[ord(char)]) != 1)
    if not odd:
        return text.translate(folds), range(len(text))
    offsets: list[int] = []
    after = 0
    for found in re.finditer(f"[{re.escape(odd)}]", text):
        offsets.extend(range(after, found.start()))
        offsets.extend([found.start()] * len(folds[ord(found[0])]))
        after = found.end()
    offsets.extend(range(after, len(text)))
    return text.translate(folds), offsets


def _marked(text: str) -> str:
    """Write APART for the first white space between two digits; the length stays."""
    return _BETWEEN_DIGITS.sub(lambda space: APART.ljust(len(space[0])), text)
