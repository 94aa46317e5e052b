"""Traditional characters of a query made simplified ones, as nearly all reports are written. Texts are left alone."""

from __future__ import annotations

from functools import cache, lru_cache

from opencc import OpenCC

_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}


def half_width(text: str) -> str:
    """Return full-width letters, digits and signs as plain ones, character for character."""
    return text.translate(_WIDE)


@lru_cache(1024)
def simplified(text: str) -> str:
    """Return a text in simplified characters.

    What is written with characters of GB 2312 alone is simplified already and stays: 乾县 is no 干县.
    """
    if _is_simplified(text) or _is_simplified("".join([char for char in text if "\u3400" <= char <= "\u9fff"])):
        return text
    return str(_converter().convert(text))


def _is_simplified(text: str) -> bool:
    try:
        text.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


@cache
def _converter() -> OpenCC:
    """One converter for all threads: it only reads its tables."""
    return OpenCC("t2s")
