"""Traditional script read as simplified, character for character, so that wordings need to be known in one only."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from reports.data import toml
from reports.text.wording import patterns

_REPRINT = patterns("traditional.toml")("reprint")


@cache
def _table() -> tuple[tuple[tuple[str, str], ...], Mapping[int, int]]:
    data = toml("traditional.toml")
    words = tuple((written, read) for written, read in data["words"])
    return words, str.maketrans(data["traditional"], data["simplified"])


def simplify(text: str) -> str:
    """Return `text` in simplified script, and Taiwan's word for information as the mainland's."""
    words, characters = _table()
    for written, read in words:
        text = text.replace(written, read)
    return text.translate(characters)


def simplify_reprint(text: str) -> str:
    """Return a text set in traditional script in simplified; others unchanged, whose names may keep such characters."""
    return simplify(text) if _REPRINT.search(text) else text
