"""What codes mean in Chinese (reports/data/codes.toml)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path

LABELS: Mapping[str, Mapping[str, str]] = tomllib.loads(
    (Path(__file__).parent / "data" / "codes.toml").read_text("utf-8")
)


def meaning(kind: str, code: str | None) -> str:
    """Return what a code of this kind (status, form, …) means; "" for none, the code itself where it is not known."""
    return LABELS[kind].get(code, code) if code else ""
