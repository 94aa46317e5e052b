"""What a page draws, as plain values: characters, runs of text, paths, pictures."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from reports.reading.pdf.geometry import Box, Point


@dataclass(frozen=True, slots=True)
class RawGlyph:
    """A character in the page's own space, y upwards. `turn` is its text's direction in degrees, counterclockwise.

    `owner` names the text object that draws it; `ink` is what its outline covers, `advance` the place it takes.
    """

    text: str
    origin: Point
    ink: Box
    advance: Box
    turn: float
    size: float
    font: str
    owner: int


@dataclass(slots=True)
class TextObject:
    """One run of text as drawn: its place in the drawing order, and what may keep it from being seen."""

    handle: Any
    order: int
    clip: Box | None
    layered: bool
    invisible: bool
    fill: tuple[int, int, int, int] | None
    glyphs: list[RawGlyph] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Shape:
    """A drawn path in page space: its corners by subpath, its brightness (0 black, 1 white) where drawn."""

    order: int
    subpaths: tuple[tuple[Point, ...], ...]
    filled: float | None
    stroked: float | None


@dataclass(frozen=True, slots=True)
class Picture:
    order: int
    box: Box


@dataclass(slots=True)
class Content:
    """What a page draws, in page space."""

    box: Box
    texts: dict[int, TextObject]
    shapes: list[Shape]
    pictures: list[Picture]
    ticks: list[RawGlyph]
