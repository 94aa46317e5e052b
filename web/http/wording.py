"""The words of the pages in each language; they stand in wording.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from reports.forms import FORMS, STATUTORY
from schemas.parameters import LANGUAGES

TAGS: Mapping[str, str] = {"zh": "zh-CN", "en": "en"}
"""What a page in each language declares; what is quoted from reports is zh-CN in all."""


@cache
def wording(lang: str) -> dict[str, Any]:
    """Return the words of a language; `facets` in it gives the labels of fixed values by column.

    The statutory forms are called what their files call them (reports/forms/).
    """
    path = Path(__file__).parents[1] / "wording.toml"
    words: dict[str, Any] = tomllib.loads(path.read_text("utf-8"))[lang]
    forms = {**{one: FORMS[one].name if lang == "zh" else FORMS[one].english for one in STATUTORY}, **words["forms"]}
    facets = {"kind": words["kinds"], "form": forms}
    return {**words, "lang": lang, "tag": TAGS[lang], "forms": forms, "facets": facets}


__all__ = ["LANGUAGES", "TAGS", "wording"]
