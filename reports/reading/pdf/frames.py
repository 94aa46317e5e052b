"""Turning a page so that its text stands upright, whatever its /Rotate or the text's own direction say.

A frame counts x to the right and y downwards, as one reads. Most pages have one; a page with a table set sideways under
an upright heading has two, which are read one after the other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from reports.reading.pdf.content import Content, RawGlyph, Shape
from reports.reading.pdf.geometry import Box, Point
from reports.reading.pdf.settings import SETTINGS

_ASCENT, _DESCENT = 0.88, 0.12
"""Shares of the em above and below the baseline in Chinese fonts; one for all keeps the glyphs of a line level."""


@dataclass(frozen=True, slots=True)
class Glyph:
    """A character in reading position. `ink` is what its outline covers, `owner` its run of text."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    size: float
    font: str
    ink: Box
    owner: int = 0
    contrast: float = 1.0


@dataclass(frozen=True, slots=True)
class Stroke:
    """A ruling line, upright or level; `at` is its place across its direction, `start` and `end` along it."""

    upright: bool
    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Frame:
    """A page as read in one direction; `number` counts pages from 1."""

    number: int
    width: float
    height: float
    glyphs: tuple[Glyph, ...]
    strokes: tuple[Stroke, ...]


def quarter(turn: float) -> int | None:
    """Return in how many quarter turns a text stands, None where it is slanted."""
    nearest = round(turn / 90)
    return nearest % 4 if abs(turn - 90 * nearest) <= SETTINGS.upright else None


def frames(number: int, content: Content, seen: Sequence[tuple[RawGlyph, float]]) -> list[Frame]:
    """Return the page's frames, the one with most text first. Slanted text is in none."""
    counts = Counter(turn for glyph, _ in seen if glyph.text.strip() and (turn := quarter(glyph.turn)) is not None)
    main = counts.most_common(1)[0][0] if counts else 0
    turns = [main, *(turn for turn, count in counts.items() if turn != main and count >= SETTINGS.turned_glyphs)]
    return [_frame(number, turn, content, seen) for turn in turns]


def _frame(number: int, turn: int, content: Content, seen: Sequence[tuple[RawGlyph, float]]) -> Frame:
    left, bottom, right, top = content.box
    size = (right - left, top - bottom)
    width, height = size if turn % 2 == 0 else size[::-1]
    glyphs = tuple(_glyph(one, contrast, turn, content.box) for one, contrast in seen if quarter(one.turn) == turn)
    return Frame(number, width, height, glyphs, tuple(_strokes(content.shapes, turn, content.box)))


def _glyph(raw: RawGlyph, contrast: float, turn: int, box: Box) -> Glyph:
    x0, _, x1, _ = _turned_box(raw.advance, turn, box)
    _, baseline = _turned(raw.origin, turn, box)
    ink = _turned_box(raw.ink, turn, box)
    top, bottom = baseline - _ASCENT * raw.size, baseline + _DESCENT * raw.size
    return Glyph(raw.text, x0, top, x1, bottom, raw.size, raw.font, ink, raw.owner, contrast)


def _turned(point: Point, turn: int, box: Box) -> Point:
    x, y = point
    left, bottom, right, top = box
    return [(x - left, top - y), (y - bottom, x - left), (right - x, y - bottom), (top - y, right - x)][turn]


def _turned_box(one: Box, turn: int, box: Box) -> Box:
    (ax, ay), (bx, by) = _turned(one[:2], turn, box), _turned(one[2:], turn, box)
    return min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)


def _strokes(shapes: Iterable[Shape], turn: int, box: Box) -> Iterable[Stroke]:
    for shape in shapes:
        for path in shape.subpaths:
            corners = [_turned(point, turn, box) for point in path]
            if shape.stroked is not None and shape.stroked <= SETTINGS.light:
                for one, other in pairwise(corners):
                    yield from _line(one, other)
            if shape.filled is not None and shape.filled <= SETTINGS.light:
                yield from _thin(corners)


def _line(one: Point, other: Point) -> Iterable[Stroke]:
    """Yield the stroke between two corners if it is upright or level within the tolerance and no mere tick."""
    across, along = abs(one[0] - other[0]), abs(one[1] - other[1])
    short, long = sorted((across, along))
    if long < SETTINGS.shortest or short > max(SETTINGS.lean * long, SETTINGS.lean_least):
        return
    place = 0 if across < along else 1
    start, end = sorted((one[1 - place], other[1 - place]))
    yield Stroke(place == 0, (one[place] + other[place]) / 2, start, end)


def _thin(corners: Sequence[Point]) -> Iterable[Stroke]:
    """Yield the line that a thin filled shape draws."""
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    x0, x1, y0, y1 = min(xs), max(xs), min(ys), max(ys)
    wide, high = x1 - x0, y1 - y0
    if min(wide, high) < SETTINGS.thin and max(wide, high) >= SETTINGS.shortest:
        upright = wide < high
        yield Stroke(upright, (x0 + x1) / 2 if upright else (y0 + y1) / 2, *((y0, y1) if upright else (x0, x1)))
