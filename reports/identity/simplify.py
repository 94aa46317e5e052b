"""Traditional characters read as simplified ones, so that reprints name the same agencies. One character for one."""

from __future__ import annotations

import re
from functools import cache

from reports.data import toml

_REPRINT = re.compile(r"公開|報告|年報|資訊")


@cache
def _table() -> dict[int, int]:
    data = toml("traditional.toml")
    return str.maketrans(data["traditional"], data["simplified"])


def simplify(text: str) -> str:
    """Return a text set in traditional characters in simplified ones, of the same length; others unchanged."""
    return text.translate(_table()) if _REPRINT.search(text) else text
