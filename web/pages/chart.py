"""Where the points, lines and ticks of a series lie in a drawing; the template draws them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

WIDTH, HEIGHT = 640, 240
LEFT, RIGHT, TOP, BOTTOM = 64, 24, 24, 32
_STEPS = (Decimal(1), Decimal(2), Decimal(5), Decimal(10))
_TICKS = 4


@dataclass(frozen=True, slots=True)
class Dot:
    x: float
    y: float
    year: int
    value: Decimal


@dataclass(frozen=True, slots=True)
class Tick:
    """A labelled place on an axis, in pixels from the drawing's upper left."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Chart:
    """`lines` hold the dots to be joined: a line ends where a year has no value or values stop to compare."""

    dots: tuple[Dot, ...]
    lines: tuple[tuple[Dot, ...], ...]
    years: tuple[Tick, ...]
    values: tuple[Tick, ...]
    breaks: tuple[float, ...]


def chart(points: Sequence[tuple[int, Decimal]], breaks: Collection[int]) -> Chart | None:
    """Lay a series out, its points sorted by year; `breaks` are years from which on values do not compare."""
    if not points:
        return None
    first, last = points[0][0], points[-1][0]
    axis = levels(min(value for _, value in points), max(value for _, value in points))
    low, high = axis[0], axis[-1]
    dots = tuple(
        Dot(_across(year, first, last), _down(float((value - low) / (high - low))), year, value)
        for year, value in points
    )
    return Chart(
        dots=dots,
        lines=tuple(lines_of(dots, breaks)),
        years=tuple(Tick(_across(year, first, last), str(year)) for year in years_labelled(first, last)),
        values=tuple(Tick(_down(float((level - low) / (high - low))), written(level)) for level in axis),
        breaks=tuple(_across(year - 0.5, first, last) for year in sorted(breaks) if first < year <= last),
    )


def written(value: Decimal) -> str:
    """Write a value for people: exact, with thousands apart."""
    whole = value == value.to_integral_value()
    return f"{int(value):,}" if whole else f"{value.normalize():,f}"


def lines_of(dots: Sequence[Dot], breaks: Collection[int]) -> list[tuple[Dot, ...]]:
    """Return the runs of dots to be joined: neighbouring years that compare."""
    lines: list[list[Dot]] = [[dots[0]]]
    for before, after in pairwise(dots):
        if after.year == before.year + 1 and after.year not in breaks:
            lines[-1].append(after)
        else:
            lines.append([after])
    return [tuple(line) for line in lines if len(line) > 1]


def levels(least: Decimal, most: Decimal) -> list[Decimal]:
    """Return round values from zero or below to the greatest or above."""
    least, most = min(least, Decimal(0)), max(most, Decimal(0))
    rough = (most - least) / _TICKS or Decimal(1)
    unit = Decimal(10) ** rough.adjusted()
    step = next(step * unit for step in _STEPS if step * unit >= rough)
    lowest = (least / step).to_integral_value(rounding="ROUND_FLOOR") * step
    count = int(((most - lowest) / step).to_integral_value(rounding="ROUND_CEILING")) or 1
    return [lowest + step * place for place in range(count + 1)]


def years_labelled(first: int, last: int) -> range:
    """Return the years to label: all, or every second and so on where they would touch."""
    return range(first, last + 1, max(1, (last - first) // 10 + 1 if last - first > 11 else 1))


def _across(year: float, first: int, last: int) -> float:
    return spread(year, first, last, LEFT, WIDTH - RIGHT)


def spread(year: float, first: int, last: int, left: float, right: float) -> float:
    """Return where a year lies between two edges; one year alone lies in the middle."""
    room = right - left
    return round(left + (room / 2 if first == last else room * (year - first) / (last - first)), 1)


def _down(share: float) -> float:
    return round(HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM), 1)
