"""The word lists of reports/data/words, read once.

A file of words is a slot (object, act, channel …), a heading `[kind]` or `[kind : matter]` begins the terms of one
kind, one term a line; {name} stands for the terms of a set (sets.txt), {a|b|} for a, b or nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import product

from reports.data import HERE

_HEAD = re.compile(r"(?m)^\[(\w+)(?: : (\w+))?\]$")
_NO_SLOTS = ("sets", "body")


@cache
def terms() -> Mapping[str, Mapping[str, str]]:
    """Return all terms with their kinds by slot; an object's matter is one."""
    sets = {name: lines for name, _, lines in kinds("sets")}
    found: dict[str, dict[str, str]] = {}
    for slot in sorted(path.stem for path in (HERE / "words").glob("*.txt") if path.stem not in _NO_SLOTS):
        for kind, matter, lines in kinds(slot):
            for term in (term for line in lines for term in _spelled(line, sets)):
                found.setdefault(term, {}).update({slot: kind, "matter": matter} if matter else {slot: kind})
    return found


@cache
def lengths() -> Mapping[str, Sequence[int]]:
    """Return how long the terms are that begin with two characters, the shortest first."""
    found: dict[str, set[int]] = {}
    for term in terms():
        found.setdefault(term[:2], set()).add(len(term))
    return {begun: sorted(several) for begun, several in found.items()}


def kinds(slot: str) -> Iterator[tuple[str, str, Sequence[str]]]:
    """Yield the kinds of a file of words, each with its matter and its lines."""
    _, *parts = _HEAD.split((HERE / "words" / f"{slot}.txt").read_text("utf-8"))
    for kind, matter, body in zip(parts[::3], parts[1::3], parts[2::3], strict=True):
        yield kind, matter or "", [line for line in body.splitlines() if line and not line.startswith("#")]


def _spelled(line: str, sets: Mapping[str, Sequence[str]]) -> Iterator[str]:
    parts = (part.split("|") if at % 2 else [part] for at, part in enumerate(re.split("[{}]", line)))
    return map("".join, product(*([term for one in part for term in sets.get(one, (one,))] for part in parts)))
