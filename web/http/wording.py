"""The words of the pages in each language; they stand in wording.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from index.text.registry import FACETS
from schemas.parameters import LANGUAGES

TAGS: Mapping[str, str] = {"zh": "zh-CN", "en": "en"}
"""What a page in each language declares; what is quoted from reports is zh-CN in all."""


@cache
def wording(lang: str) -> dict[str, Any]:
    """Return the words of a language.

    What facets and their values are called stands with them (index/text/facets.toml): `columns`, and `facets` by
    column, of which `kinds` and `forms` are two.
    """
    path = Path(__file__).parents[1] / "wording.toml"
    words: dict[str, Any] = tomllib.loads(path.read_text("utf-8"))[lang]
    facets = {name: {id_: value.label(lang) for id_, value in one.values.items()} for name, one in FACETS.items()}
    columns = {
        **words["columns"],
        **{name: label for one in FACETS.values() for name, label in one.labels(lang).items()},
    }
    ours = {"columns": columns, "facets": facets, "kinds": facets["kind"], "forms": facets["form"]}
    return {**words, **ours, "lang": lang, "tag": TAGS[lang]}


def asked_language(lang: str) -> str:
    """Return the query string by which an address asks for a language: none for the first, which is given unasked."""
    return "" if lang == LANGUAGES[0] else f"?lang={lang}"


__all__ = ["LANGUAGES", "TAGS", "asked_language", "wording"]
