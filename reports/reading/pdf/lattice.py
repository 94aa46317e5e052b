"""Cells between ruling lines: lines that touch make one table, whose outer lines are drawn where they are missing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy

from reports.reading.pdf.frames import Stroke
from reports.reading.pdf.settings import SETTINGS

Box = tuple[float, float, float, float]
"""x0, top, x1, bottom in points."""
Span = tuple[int, int, int, int]
"""First row, first column, row after the last, column after the last."""


@dataclass(frozen=True, slots=True)
class Lattice:
    """A ruled table: the places of its upright and level lines, and its cells as spans between them.

    `loose` are single places that no lines close off into a rectangle.
    """

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    cells: tuple[Span, ...]
    loose: tuple[Span, ...]


def lattices(strokes: Iterable[Stroke]) -> list[Lattice]:
    """Return the tables that the lines of a page draw."""
    merged = _merged(strokes)[: SETTINGS.strokes]
    return [grid for group in _touching(merged) if (grid := _grid(group)) is not None]


def _merged(strokes: Iterable[Stroke]) -> list[Stroke]:
    """Put lines that double or continue each other together; the longer say where they stand."""
    merged: list[Stroke] = []
    for upright in (True, False):
        ordered = sorted((one for one in strokes if one.upright == upright), key=lambda one: one.at)
        for row in _near(ordered):
            longest = max(row, key=lambda one: one.end - one.start)
            merged += _joined(replace(one, at=longest.at) for one in sorted(row, key=lambda one: one.start))
    return sorted(merged, key=lambda one: one.start - one.end)


def _near(ordered: Sequence[Stroke]) -> Iterable[list[Stroke]]:
    row: list[Stroke] = []
    for one in ordered:
        if row and one.at - row[0].at > SETTINGS.snap:
            yield row
            row = []
        row.append(one)
    if row:
        yield row


def _joined(row: Iterable[Stroke]) -> list[Stroke]:
    joined: list[Stroke] = []
    for one in row:
        if joined and one.start - joined[-1].end <= SETTINGS.snap:
            joined[-1] = replace(joined[-1], end=max(joined[-1].end, one.end))
        else:
            joined.append(one)
    return joined


def _touching(strokes: Sequence[Stroke]) -> list[list[Stroke]]:
    """Part the lines into groups that cross or meet each other."""
    ups, levels = [one for one in strokes if one.upright], [one for one in strokes if not one.upright]
    if not ups or not levels:
        return []
    up = numpy.array([(one.at, one.start, one.end) for one in ups])
    level = numpy.array([(one.at, one.start, one.end) for one in levels])
    near = SETTINGS.snap
    meets = (
        (up[:, None, 0] >= level[None, :, 1] - near)
        & (up[:, None, 0] <= level[None, :, 2] + near)
        & (level[None, :, 0] >= up[:, None, 1] - near)
        & (level[None, :, 0] <= up[:, None, 2] + near)
    )
    groups = _Groups(len(ups) + len(levels))
    for i, j in zip(*numpy.nonzero(meets), strict=True):
        groups.join(int(i), len(ups) + int(j))
    return groups.of([*ups, *levels])


class _Groups:
    """Sets of numbers that are joined two by two (union–find)."""

    def __init__(self, count: int) -> None:
        self._above = list(range(count))

    def root(self, one: int) -> int:
        while self._above[one] != one:
            self._above[one] = self._above[self._above[one]]
            one = self._above[one]
        return one

    def join(self, one: int, other: int) -> None:
        self._above[self.root(one)] = self.root(other)

    def of(self, members: Sequence[Stroke]) -> list[list[Stroke]]:
        sets: dict[int, list[Stroke]] = defaultdict(list)
        for i, member in enumerate(members):
            sets[self.root(i)].append(member)
        return list(sets.values())


def _grid(strokes: Sequence[Stroke]) -> Lattice | None:
    ups, levels = [one for one in strokes if one.upright], [one for one in strokes if not one.upright]
    xs = _places([*(one.at for one in ups), *(x for one in levels for x in (one.start, one.end))])
    ys = _places([*(one.at for one in levels), *(y for one in ups for y in (one.start, one.end))])
    if xs[-1] - xs[0] <= SETTINGS.table_width or ys[-1] - ys[0] <= SETTINGS.table_height:
        return None
    areas = _areas(xs, ys, ups, levels)
    cells = sorted(_around(area) for area in areas if _is_rectangle(area))
    loose = sorted((i, j, i + 1, j + 1) for area in areas if not _is_rectangle(area) for i, j in area)
    return Lattice(tuple(xs), tuple(ys), tuple(cells), tuple(loose))


def _places(edges: Iterable[float]) -> list[float]:
    places: list[float] = []
    for edge in sorted(edges):
        if not places or edge - places[-1] > SETTINGS.snap:
            places.append(edge)
    return places


def _areas(
    xs: Sequence[float], ys: Sequence[float], ups: Iterable[Stroke], levels: Iterable[Stroke]
) -> list[list[tuple[int, int]]]:
    """Join the grid's places, given as row and column, where no line parts them."""
    rows, columns = len(ys) - 1, len(xs) - 1
    right, below = _walls(xs, ys, ups), _walls(ys, xs, levels)
    groups = _Groups(rows * columns)
    for i in range(rows):
        for j in range(columns):
            if j + 1 < columns and not right[j + 1][i]:
                groups.join(i * columns + j, i * columns + j + 1)
            if i + 1 < rows and not below[i + 1][j]:
                groups.join(i * columns + j, (i + 1) * columns + j)
    members: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for i in range(rows):
        for j in range(columns):
            members[groups.root(i * columns + j)].append((i, j))
    return list(members.values())


def _walls(across: Sequence[float], along: Sequence[float], strokes: Iterable[Stroke]) -> list[list[bool]]:
    """Return for each place across whether a line fills the stretches along it."""
    walls = [[False] * (len(along) - 1) for _ in across]
    for one in strokes:
        wall = walls[min(range(len(across)), key=lambda i: abs(across[i] - one.at))]
        for i in range(len(along) - 1):
            middle = (along[i] + along[i + 1]) / 2
            wall[i] = wall[i] or one.start <= middle <= one.end
    return walls


def _around(area: Sequence[tuple[int, int]]) -> Span:
    rows, columns = [i for i, _ in area], [j for _, j in area]
    return min(rows), min(columns), max(rows) + 1, max(columns) + 1


def _is_rectangle(area: Sequence[tuple[int, int]]) -> bool:
    top, left, bottom, right = _around(area)
    return len(area) == (bottom - top) * (right - left)
