"""Traditional characters read as simplified ones, so that reprints name the same agencies. One character for one."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path

_DATA = Path(__file__).resolve().parent.parent / "data" / "traditional.toml"
_REPRINT = re.compile(r"公開|報告|年報|資訊")


@cache
def _table() -> dict[int, int]:
    with _DATA.open("rb") as file:
        data = tomllib.load(file)
    return str.maketrans(data["traditional"], data["simplified"])


def simplify(text: str) -> str:
    """Return a text set in traditional characters in simplified ones, of the same length; others unchanged."""
    return text.translate(_table()) if _REPRINT.search(text) else text
