"""What may have been meant by a word that is not known."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def did_you_mean(text: str, known: Iterable[str], n: int = 3) -> tuple[str, ...]:
    """Return up to `n` of the known words that look like `text`, the likest first."""
    by_folded = {word.casefold(): word for word in known}
    close = get_close_matches(text.casefold(), by_folded, n=n, cutoff=0.5)
    return tuple(by_folded[word] for word in close)
