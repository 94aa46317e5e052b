"""Ruled tables of a PDF page: cells between visible lines, also where a page break left a table open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from reports.reading.draft import Field
from reports.reading.pdflines import text_of

_NEAR = 3.0
_THIN = 3.0
_MAX_EDGES = 4_000
_LEAST = 15.0
_SETTINGS = {"snap_tolerance": _NEAR, "join_tolerance": _NEAR, "intersection_tolerance": _NEAR}

Box = tuple[float, float, float, float]
"""x0, top, x1, bottom in points."""


@dataclass(frozen=True, slots=True)
class RuledTable:
    """A table on one page: its box, the places of its lines, and its cells at rows and columns."""

    box: Box
    xs: tuple[float, ...]
    fields: tuple[Field, ...]
    rows: int


def ruled_tables(page: Any) -> list[RuledTable]:
    """Return the page's tables from top to bottom; frames around text are none."""
    visible = page.filter(_is_visible)
    found: dict[tuple[int, ...], RuledTable] = {}
    for region in _regions(visible.edges):
        for cells in _cells(visible, region):
            table = _table(cells, page.chars)
            if table is not None:
                found.setdefault(tuple(round(edge / 4) for edge in table.box), table)
    return sorted(found.values(), key=lambda table: table.box[1])


def _is_visible(thing: Any) -> bool:
    """Drop shading and the white boxes Word files leave behind glyphs: only drawn lines bound a cell."""
    if thing["object_type"] != "rect":
        return True
    if thing["stroke"]:
        return not _is_light(thing["stroking_color"])
    return min(thing["width"], thing["height"]) < _THIN and not _is_light(thing["non_stroking_color"])


def _is_light(colour: Any) -> bool:
    parts = colour if isinstance(colour, list | tuple) else (colour,)
    numbers = [part for part in parts if isinstance(part, int | float)]
    if not numbers:
        return False
    return max(numbers) < 0.1 if len(numbers) == 4 else min(numbers) > 0.93


def _regions(edges: Sequence[Any]) -> list[Box]:
    """Return boxes of edges that touch each other and are large enough for two cells."""
    boxes: list[Box] = [(edge["x0"], edge["top"], edge["x1"], edge["bottom"]) for edge in edges[:_MAX_EDGES]]
    merged: list[Box] = []
    for box in sorted(boxes, key=lambda box: box[1]):
        grown = box
        while touching := [other for other in merged if _touch(grown, other)]:
            merged = [other for other in merged if other not in touching]
            every = [grown, *touching]
            grown = (
                min(one[0] for one in every),
                min(one[1] for one in every),
                max(one[2] for one in every),
                max(one[3] for one in every),
            )
        merged.append(grown)
    return [box for box in merged if box[2] - box[0] > 2 * _LEAST and box[3] - box[1] > _LEAST]


def _touch(one: Box, other: Box) -> bool:
    return (
        one[0] <= other[2] + _NEAR
        and other[0] <= one[2] + _NEAR
        and one[1] <= other[3] + _NEAR
        and other[1] <= one[3] + _NEAR
    )


def _cells(page: Any, region: Box) -> list[list[Box]]:
    """Return the cells of each table in the region, whose outer lines are drawn where they are missing."""
    x0, top, x1, bottom = region
    px0, ptop, px1, pbottom = page.bbox
    inner = page.crop((max(px0, x0 - 1), max(ptop, top - 1), min(px1, x1 + 1), min(pbottom, bottom + 1)), strict=False)
    lines = {"explicit_vertical_lines": [x0, x1], "explicit_horizontal_lines": [top, bottom]}
    return [[*table.cells] for table in inner.find_tables({**_SETTINGS, **lines})]


def _table(cells: Sequence[Box], chars: Sequence[Any]) -> RuledTable | None:
    """Place cells in a grid; a place no cell covers becomes one where glyphs stand in it."""
    xs, ys = (
        _places(edge for cell in cells for edge in cell[::2]),
        _places(edge for cell in cells for edge in cell[1::2]),
    )
    if len(xs) < 3 or len(ys) < 2:
        return None
    boxes: dict[tuple[int, int, int, int], Box] = {}
    taken: set[tuple[int, int]] = set()
    for cell in cells:
        place = (_nearest(ys, cell[1]), _nearest(xs, cell[0]), _nearest(ys, cell[3]), _nearest(xs, cell[2]))
        covered = {(i, j) for i in range(place[0], place[2]) for j in range(place[1], place[3])}
        if covered and not covered & taken:
            taken |= covered
            boxes[place] = cell
    for i in range(len(ys) - 1):
        for j in range(len(xs) - 1):
            if (i, j) not in taken:
                boxes[i, j, i + 1, j + 1] = (xs[j], ys[i], xs[j + 1], ys[i + 1])
    within = _chars_by_box(list(boxes.values()), chars)
    fields = [
        Field(text_of(within[box], box[2] - box[0]), i, j, below - i, right - j)
        for (i, j, below, right), box in sorted(boxes.items())
        if within[box] or (i, j) in taken
    ]
    return RuledTable((xs[0], ys[0], xs[-1], ys[-1]), tuple(xs), tuple(fields), len(ys) - 1)


def _places(edges: Any) -> list[float]:
    places: list[float] = []
    for edge in sorted(edges):
        if not places or edge - places[-1] > _NEAR:
            places.append(edge)
    return places


def _nearest(places: Sequence[float], edge: float) -> int:
    return min(range(len(places)), key=lambda i: abs(places[i] - edge))


def _chars_by_box(boxes: Sequence[Box], chars: Sequence[Any]) -> dict[Box, list[Any]]:
    within: dict[Box, list[Any]] = {box: [] for box in boxes}
    for char in chars:
        x, y = (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2
        home = next((box for box in boxes if box[0] <= x <= box[2] and box[1] <= y <= box[3]), None)
        if home is not None:
            within[home].append(char)
    return within
