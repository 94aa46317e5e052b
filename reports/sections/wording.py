"""What reports/data/headings.toml says about the wording of headings, compiled once. Facts live there, not here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from reports.data import toml
from reports.model import SectionKind
from reports.text.script import simplify
from reports.text.wording import any_pattern


@dataclass(frozen=True, slots=True)
class Wording:
    """The table of headings. Patterns read text without spaces."""

    weights: Mapping[str, float]
    ends: Mapping[str, float]
    last: frozenset[str]
    surest: tuple[str, ...]
    pair: re.Pattern[str]
    starts: tuple[tuple[re.Pattern[str], float], ...]
    known: tuple[re.Pattern[str], ...]
    form: re.Pattern[str]
    alone: tuple[tuple[re.Pattern[str], int], ...]
    statistics: re.Pattern[str]
    opening: re.Pattern[str]
    attached: re.Pattern[str]
    cell: re.Pattern[str]
    value: re.Pattern[str]
    marker: re.Pattern[str]
    statement: re.Pattern[str]
    predicate: tuple[str, ...]
    conjunction: re.Pattern[str]
    kinds: tuple[tuple[SectionKind, str, float], ...]
    inherited: frozenset[SectionKind]
    own: frozenset[tuple[SectionKind, SectionKind]]

    def known_end(self, text: str) -> int:
        """Return where the longest known wording at the start of `text` ends, 0 where none stands there."""
        return max((m.end() for pattern in self.known if (m := pattern.match(text))), default=0)

    def end_weight(self, heading: str) -> float:
        """Return how surely a heading ends as this text does; 0 says nothing is known."""
        if heading[-1:] not in self.last:
            return 0.0
        return max(self.ends.get(heading[-size:], 0.0) for size in range(1, 6))

    def start_weight(self, text: str, position: int) -> float:
        """Return how surely a sentence starts at `position`."""
        return next((weight for pattern, weight in self.starts if pattern.match(text, position)), 0.0)

    def kind(self, heading: str) -> SectionKind | None:
        """Return what the heading says its section is about, None where it says nothing."""
        heading = simplify(heading)
        best: tuple[float, int, SectionKind] | None = None
        for kind, phrase, weight in self.kinds:
            at = heading.find(phrase)
            if at >= 0 and (best is None or (weight, -at) > best[:2]):
                best = (weight, -at, kind)
        return best[2] if best else None


@cache
def wording() -> Wording:
    """Read the table; it is the same for the life of the process."""
    table = toml("headings.toml")
    weights = table["weights"]
    alone = table["alone"]
    return Wording(
        weights=weights,
        last=frozenset(word[-1] for rank in ("middle", "heavy") for word in table["ends"][rank]),
        surest=tuple(table["ends"]["surest"]),
        ends={word: weights[f"end_{rank}"] for rank in ("middle", "heavy") for word in table["ends"][rank]},
        pair=_pair(table["ends"]["calls"]),
        starts=tuple(
            (any_pattern(table["starts"][rank]), weights[f"start_{rank}"]) for rank in ("heavy", "middle", "light")
        ),
        known=tuple(re.compile(pattern) for pattern in table["known"]["patterns"]),
        form=any_pattern(table["known"]["form"]),
        alone=((any_pattern(alone["first"]), 1), (any_pattern(alone["second"]), 2)),
        statistics=any_pattern(alone["statistics"]),
        opening=any_pattern(alone["opening"]),
        attached=any_pattern(alone["attached"]),
        cell=re.compile(f"(?:{any_pattern(table['cells']['labels']).pattern})(?!{table['cells']['unless']})"),
        value=any_pattern(table["cells"]["values"]),
        marker=any_pattern(table["cells"]["markers"]),
        statement=any_pattern(table["sentence"]["words"]),
        predicate=tuple(table["sentence"]["predicates"]),
        conjunction=any_pattern(table["sentence"]["conjunctions"]),
        kinds=tuple(_kinds(table["kinds"]["phrases"])),
        inherited=frozenset(map(SectionKind, table["kinds"]["inherited"])),
        own=frozenset(
            (SectionKind(above), SectionKind(own)) for above, kinds in table["kinds"]["own"].items() for own in kinds
        ),
    )


def _pair(calls: Iterable[str]) -> re.Pattern[str]:
    """Match two clauses that each begin with one of the calls."""
    clause = f"(?:{'|'.join(calls)})[\u4e00-\u9fff]{{2,6}}"
    return re.compile(f"({clause})[，,、]({clause})")


def _kinds(phrases: Mapping[str, Any]) -> Iterable[tuple[SectionKind, str, float]]:
    for kind, weighed in phrases.items():
        for weight, alike in weighed.items():
            yield from ((SectionKind(kind), phrase, float(weight)) for phrase in alike)
