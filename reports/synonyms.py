"""What reports call by several names, and words that only make a question (reports/data/synonyms.toml)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Synonyms:
    """`also` gives for a name the others that stand for the same or for a part of it; `questions` are words."""

    also: Mapping[str, tuple[str, ...]]
    questions: frozenset[str]


@cache
def synonyms() -> Synonyms:
    """Return the table."""
    path = Path(__file__).parent / "data" / "synonyms.toml"
    data = tomllib.loads(path.read_text("utf-8"))
    also: dict[str, list[str]] = {}
    for group in data["same"]:
        for name in group:
            also.setdefault(name, []).extend(other for other in group if other != name)
    for line in data["wider"]:
        also.setdefault(line["word"], []).extend(line["also"])
    found = {name: tuple(dict.fromkeys(others)) for name, others in also.items()}
    return Synonyms(MappingProxyType(found), frozenset(data["questions"]["words"]))
