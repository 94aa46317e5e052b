"""The word lists of reports/data/words and the patterns of reports/data/prose.toml, read once.

A file of words is a slot (object, act, channel …), a heading `[kind]` or `[kind : matter]` begins the terms of one
kind, one term a line.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from reports.data import HERE, toml

_HEAD = re.compile(r"\[(\w+)(?: : (\w+))?\]$")


@dataclass(frozen=True, slots=True)
class Lists:
    """All terms with their kinds by slot (an object's matter is one), their lengths by their first two characters.

    `bodies` are the terms of names (body.txt) by kind, `denials` the terms without which a sentence denies nothing.
    """

    terms: Mapping[str, Mapping[str, str]]
    lengths: Mapping[str, Sequence[int]]
    bodies: Mapping[str, tuple[str, ...]]
    denials: tuple[str, ...]


@cache
def lists() -> Lists:
    """Read the lists once."""
    terms: dict[str, dict[str, str]] = {}
    matters: dict[str, str] = {}
    bodies: dict[str, tuple[str, ...]] = {}
    for path in sorted((HERE / "words").glob("*.txt")):
        kind = ""
        for line in path.read_text("utf-8").splitlines():
            if head := _HEAD.match(line):
                kind = head[1]
                matters[kind] = head[2] or matters.get(kind, "")
            elif line and not line.startswith("#") and path.stem == "body":
                bodies[kind] = (*bodies.get(kind, ()), line)
            elif line and not line.startswith("#"):
                terms.setdefault(line, {})[path.stem] = kind
                if matters[kind]:
                    terms[line]["matter"] = matters[kind]
    lengths: dict[str, set[int]] = {}
    for term in terms:
        lengths.setdefault(term[:2], set()).add(len(term))
    denials = {t for t, kinds in terms.items() if kinds.get("modality") == "neg" or kinds.get("object") == "free"}
    least = tuple(t for t in denials if not any(other != t and other in t for other in denials))
    return Lists(terms, {begun: sorted(several) for begun, several in lengths.items()}, bodies, least)


@cache
def _patterns() -> Mapping[str, str]:
    return toml("prose.toml")


@cache
def pattern(name: str) -> re.Pattern[str]:
    """Return a pattern of prose.toml; there spaces and line ends count for nothing."""
    return re.compile(_patterns()[name], re.VERBOSE)
