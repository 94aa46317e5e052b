"""What codes mean in Chinese (reports/data/codes.toml); statutory forms are called what their own files call them."""

from __future__ import annotations

from collections.abc import Mapping

from reports.data import toml
from reports.forms import FORMS, STATUTORY

_FILED: Mapping[str, Mapping[str, str]] = toml("codes.toml")
LABELS: Mapping[str, Mapping[str, str]] = {
    **_FILED,
    "form": {**{form: FORMS[form].name for form in STATUTORY}, **_FILED["form"]},
}


def meaning(kind: str, code: str | None) -> str:
    """Return what a code of this kind (status, form, …) means; "" for none, the code itself where it is not known."""
    return LABELS[kind].get(code, code) if code else ""
