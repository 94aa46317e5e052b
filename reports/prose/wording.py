"""The word lists of reports/data/words, read once.

A file of words is a slot (object, act, channel …), a heading `[kind]` or `[kind : matter]` begins the terms of one
kind, one term a line; {name} stands for the terms of a set (sets.txt), {a|b|} for a, b or nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product

from reports.data import HERE

_HEAD = re.compile(r"\[(\w+)(?: : (\w+))?\]$")


@dataclass(frozen=True, slots=True)
class Lists:
    """All terms with their kinds by slot (an object's matter is one), their lengths by their first two characters.

    `bodies` are the terms of names (body.txt) by kind.
    """

    terms: Mapping[str, Mapping[str, str]]
    lengths: Mapping[str, Sequence[int]]
    bodies: Mapping[str, tuple[str, ...]]


@cache
def lists() -> Lists:
    """Read the lists once."""
    terms: dict[str, dict[str, str]] = {}
    matters: dict[str, str] = {}
    apart: dict[str, dict[str, tuple[str, ...]]] = {"sets": {}, "body": {}}
    for path in sorted((HERE / "words").glob("*.txt"), key=lambda path: path.stem not in apart):
        kind = ""
        for line in path.read_text("utf-8").splitlines():
            if head := _HEAD.match(line):
                kind = head[1]
                matters[kind] = head[2] or matters.get(kind, "")
            elif line and not line.startswith("#") and path.stem in apart:
                apart[path.stem][kind] = (*apart[path.stem].get(kind, ()), line)
            elif line and not line.startswith("#"):
                for term in _spelled(line, apart["sets"]):
                    terms.setdefault(term, {})[path.stem] = kind
                    if matters[kind]:
                        terms[term]["matter"] = matters[kind]
    lengths: dict[str, set[int]] = {}
    for term in terms:
        lengths.setdefault(term[:2], set()).add(len(term))
    return Lists(terms, {begun: sorted(several) for begun, several in lengths.items()}, apart["body"])


def _spelled(line: str, sets: Mapping[str, Sequence[str]]) -> Iterator[str]:
    parts = (part.split("|") if at % 2 else [part] for at, part in enumerate(re.split("[{}]", line)))
    return map("".join, product(*([term for one in part for term in sets.get(one, (one,))] for part in parts)))
