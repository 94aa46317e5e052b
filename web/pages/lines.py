"""Where the lines of several series lie in one drawing with one axis; templates draw them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from web.pages.chart import Dot, Tick, levels, lines_of, spread, written, years_labelled

WIDTH, HEIGHT = 800, 420
LEFT, RIGHT, TOP, BOTTOM = 84, 24, 84, 56
LEGEND = 24
"""Height of a line of the legend, which stands below the drawing."""


@dataclass(frozen=True, slots=True)
class Line:
    """A series: `parts` are the dots to be joined, `dots` all of them. `number` picks colour and mark."""

    number: int
    name: str
    dots: tuple[Dot, ...]
    parts: tuple[tuple[Dot, ...], ...]


@dataclass(frozen=True, slots=True)
class Lines:
    """The whole drawing, `height` with its legend."""

    lines: tuple[Line, ...]
    years: tuple[Tick, ...]
    values: tuple[Tick, ...]
    breaks: tuple[float, ...]
    height: int


def draw(series: Sequence[tuple[str, Mapping[int, Decimal], Collection[int]]]) -> Lines | None:
    """Lay series out: each its name, its values by year and the years from which on they do not compare."""
    every = [(year, value) for _, points, _ in series for year, value in points.items()]
    if not every:
        return None
    first, last = min(year for year, _ in every), max(year for year, _ in every)
    axis = levels(min(value for _, value in every), max(value for _, value in every))
    low, high = axis[0], axis[-1]

    def across(year: float) -> float:
        return spread(year, first, last, LEFT, WIDTH - RIGHT)

    def down(value: Decimal) -> float:
        share = float((value - low) / (high - low))
        return round(HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM), 1)

    lines = []
    for number, (name, points, breaks) in enumerate(series):
        dots = tuple(Dot(across(year), down(value), year, value) for year, value in sorted(points.items()))
        lines.append(Line(number, name, dots, tuple(lines_of(dots, breaks)) if dots else ()))
    broken = {year for _, _, breaks in series for year in breaks if first < year <= last}
    return Lines(
        lines=tuple(lines),
        years=tuple(Tick(across(year), str(year)) for year in years_labelled(first, last)),
        values=tuple(Tick(down(level), written(level)) for level in axis),
        breaks=tuple(across(year - 0.5) for year in sorted(broken)),
        height=HEIGHT + LEGEND * len(lines) + 12,
    )
