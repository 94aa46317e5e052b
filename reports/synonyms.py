"""What reports call by several names, and words that only make a question (reports/data/synonyms.toml).

The names of offices are those of agency_names.toml, by which reports are identified as well.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from reports.data import toml
from reports.identity.tables import names


@dataclass(frozen=True, slots=True)
class Synonyms:
    """`also` gives for a name the others that stand for the same or for a part of it; `questions` are words."""

    also: Mapping[str, tuple[str, ...]]
    questions: frozenset[str]


def _offices() -> Iterator[tuple[str, ...]]:
    """Yield the names of each office. Those that hold one another (街道办, 街道办事处) find each other as it is."""
    for full, short in names().stems.items():
        apart = tuple(form for form in short if form not in full)
        if apart:
            yield full, *apart


@cache
def synonyms() -> Synonyms:
    """Return the table."""
    data = toml("synonyms.toml")
    also: dict[str, list[str]] = {}
    for group in (*data["same"], *_offices()):
        for name in group:
            also.setdefault(name, []).extend(other for other in group if other != name)
    for line in data["wider"]:
        also.setdefault(line["word"], []).extend(line["also"])
    found = {name: tuple(dict.fromkeys(others)) for name, others in also.items()}
    return Synonyms(MappingProxyType(found), frozenset(data["questions"]["words"]))
