"""What codes mean in Chinese (reports/data/codes.toml)."""

from __future__ import annotations

from collections.abc import Mapping

from reports.data import toml

LABELS: Mapping[str, Mapping[str, str]] = toml("codes.toml")


def meaning(kind: str, code: str | None) -> str:
    """Return what a code of this kind (status, form, …) means; "" for none, the code itself where it is not known."""
    return LABELS[kind].get(code, code) if code else ""
