"""Facts that an expert may edit: labels, wordings, regions, rules. Each file says at its head what it holds."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


def toml(name: str) -> dict[str, Any]:
    """Read a file of facts anew: callers keep what they make of it."""
    return tomllib.loads((HERE / name).read_text("utf-8"))
