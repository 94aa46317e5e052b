"""Groups of neighbouring characters, by which texts without blanks between words are compared."""

from __future__ import annotations

from collections.abc import Iterator


def grams(text: str, size: int) -> Iterator[str]:
    """Yield every group of `size` characters of a text, in order; none where it is shorter."""
    return (text[at : at + size] for at in range(len(text) - size + 1))
