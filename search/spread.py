"""How the values of a field are spread: over places, and over agencies by size."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

from index.record.comparison import Comparison, Values
from index.record.figures import VALUED, FigureFilter
from search.comparison import Distribution, distribution

_STEPS = (Decimal(1), Decimal(2), Decimal(5))
CLASSES = 5
"""Shades of a map."""


@dataclass(frozen=True, slots=True)
class Bin:
    """How many agencies have a value from `low` up to but not including `high`; None is open."""

    low: Decimal | None
    high: Decimal | None
    agencies: int

    def holds(self, value: Decimal) -> bool:
        return (self.low is None or self.low <= value) and (self.high is None or value < self.high)


def by_place(comparison: Comparison, criteria: FigureFilter, codes: Sequence[str]) -> dict[str, Distribution]:
    """Summarise the values of agencies in each place that has any."""
    found = comparison.values_by_region(replace(criteria, statuses=VALUED), codes)
    return {code: told for code, values in found.items() if (told := distribution(values))}


def bins(values: Values) -> tuple[Bin, ...]:
    """Part values by size: none, then 1, 2-4, 5-9, 10-19 and so on, since most agencies have few and some very many.

    Values below nought and between nought and one have a bin each where there are any.
    """
    if not values:
        return ()
    edges: list[Decimal | None] = [None] if values[0][0] < 0 else []
    edges.append(Decimal(0))
    if any(0 < value < 1 for value, _ in values):
        edges.append(Decimal("1e-9"))
    unit, most = Decimal(1), values[-1][0]
    while True:
        edges += [step * unit for step in _STEPS]
        if edges[-1] is not None and edges[-1] > most:
            break
        unit *= 10
    while len(edges) > 2 and edges[-2] is not None and edges[-2] > most:
        edges.pop()
    parts = pairwise(edges)
    empty = [Bin(low, high, 0) for low, high in parts]
    return tuple(replace(one, agencies=sum(count for value, count in values if one.holds(value))) for one in empty)


def shade_edges(values: Sequence[Decimal]) -> tuple[Decimal, ...]:
    """Return from which values on a map's next shade begins, so that about as many places have each."""
    ordered = sorted(set(values))
    if len(ordered) <= CLASSES:
        return tuple(ordered[1:])
    return tuple(ordered[len(ordered) * place // CLASSES] for place in range(1, CLASSES))


def shade(value: Decimal, edges: Sequence[Decimal]) -> int:
    """Return a value's shade, 0 the lightest."""
    return sum(value >= edge for edge in edges)
