"""What is drawn over a page and is none of its text: watermarks set level, stamps, glyphs printed twice.

Slanted text never gets here (`frames`). A level mark is told by several signs together, because each alone also belongs
to honest text: a title is large, a note pale, a heading repeated, a number wider than its cell.
"""

from __future__ import annotations

import re
import statistics
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, replace

from reports.reading.pdf.frames import Frame, Glyph, Stroke
from reports.reading.pdf.geometry import Box
from reports.reading.pdf.settings import SETTINGS

_TELLING = re.compile("[\u4e00-\u9fffA-Za-z]")
_BUCKET = 24.0
_FAR = 3.0
"""Ems between two glyphs of one baseline beyond which they are of two runs."""


@dataclass(frozen=True, slots=True)
class _Run:
    """Glyphs of one look on one baseline."""

    text: str
    glyphs: tuple[Glyph, ...]

    @property
    def first(self) -> Glyph:
        return self.glyphs[0]

    @property
    def look(self) -> tuple[str, str, float]:
        return self.text, self.first.font, round(self.first.size)


def without_overprint(frames: Sequence[Frame]) -> list[Frame]:
    """Return the frames without marks and without glyphs printed twice."""
    single = [replace(frame, glyphs=_single(frame.glyphs)) for frame in frames]
    every = [glyph for frame in single for glyph in frame.glyphs if glyph.text.strip()]
    if not every:
        return single
    size = statistics.median(glyph.size for glyph in every)
    contrast = statistics.median(glyph.contrast for glyph in every)
    runs = [_runs(frame.glyphs) for frame in single]
    places = Counter(place for page in runs for place in {_place(run) for run in page})
    return [
        replace(frame, glyphs=_unmarked(frame, page, size, contrast, places, len({one.number for one in frames})))
        for frame, page in zip(single, runs, strict=True)
    ]


def _single(glyphs: Iterable[Glyph]) -> tuple[Glyph, ...]:
    """Drop a glyph that is printed again within a point: so bold is made of plain type."""
    kept: list[Glyph] = []
    taken: set[tuple[str, int, int]] = set()
    for glyph in glyphs:
        column, row = round(glyph.ink[0]), round(glyph.ink[1])
        near = ((glyph.text, column + x, row + y) for x in (-1, 0, 1) for y in (-1, 0, 1))
        if glyph.text.strip() and any(place in taken for place in near):
            continue
        taken.add((glyph.text, column, row))
        kept.append(glyph)
    return tuple(kept)


def _runs(glyphs: Iterable[Glyph]) -> list[_Run]:
    looks: dict[tuple[int, int, str, int], list[Glyph]] = defaultdict(list)
    for glyph in glyphs:
        if glyph.text.strip():
            looks[round(glyph.bottom), round(glyph.size), glyph.font, round(10 * glyph.contrast)].append(glyph)
    return [run for row in looks.values() for run in _parted(sorted(row, key=lambda glyph: glyph.x0))]


def _parted(row: Sequence[Glyph]) -> Iterable[_Run]:
    start = 0
    for at in range(1, len(row) + 1):
        if at == len(row) or row[at].x0 - row[at - 1].x1 > _FAR * row[at].size:
            part = tuple(row[start:at])
            yield _Run("".join(glyph.text for glyph in part), part)
            start = at


def _place(run: _Run) -> tuple[str, int, int]:
    near = SETTINGS.same_place
    return run.text, round(run.first.x0 / near), round(run.first.top / near)


def _unmarked(
    frame: Frame, runs: Sequence[_Run], size: float, contrast: float, places: Counter[tuple[str, int, int]], pages: int
) -> tuple[Glyph, ...]:
    """Return the glyphs of a frame that no mark draws. `size` and `contrast` are those of the document's text."""
    here = Counter(run.look for run in runs)
    groups: dict[tuple[str, str, float], list[_Run]] = defaultdict(list)
    for run in runs:
        groups[run.look].append(run)
    grid = _buckets(frame.glyphs)
    marks: set[int] = set()
    ranked = [(_signs(group, here, size, contrast, places, pages), group) for group in groups.values()]
    # The likeliest first: a title that a mark is drawn over is not over anything itself.
    for signs, group in sorted(ranked, key=lambda one: -sum(one[0])):
        if any(signs) and (all(signs) or any(_is_over(run, grid, frame.strokes, marks) for run in group)):
            marks |= {id(glyph) for run in group for glyph in run.glyphs}
    return tuple(glyph for glyph in frame.glyphs if id(glyph) not in marks)


def _signs(
    group: Sequence[_Run],
    here: Counter[tuple[str, str, float]],
    size: float,
    contrast: float,
    places: Counter[tuple[str, int, int]],
    pages: int,
) -> tuple[bool, bool, bool]:
    """Say whether equal runs of a page are pale, larger than the text, repeated."""
    first = group[0].first
    on_pages = any(places[_place(run)] >= max(2, pages / 2) for run in group)
    repeated = here[group[0].look] >= SETTINGS.repeated or on_pages
    return (
        first.contrast <= SETTINGS.pale * contrast,
        first.size >= SETTINGS.large * size,
        repeated and _TELLING.search(group[0].text) is not None,
    )


def _buckets(glyphs: Iterable[Glyph]) -> dict[tuple[int, int], list[Glyph]]:
    grid: dict[tuple[int, int], list[Glyph]] = defaultdict(list)
    for glyph in glyphs:
        if glyph.text.strip():
            for place in _around(glyph.ink):
                grid[place].append(glyph)
    return grid


def _around(ink: Box) -> Iterable[tuple[int, int]]:
    columns = range(int(ink[0] // _BUCKET), int(ink[2] // _BUCKET) + 1)
    rows = range(int(ink[1] // _BUCKET), int(ink[3] // _BUCKET) + 1)
    return ((i, j) for i in columns[:40] for j in rows[:40])


def _is_over(run: _Run, grid: dict[tuple[int, int], list[Glyph]], strokes: Iterable[Stroke], marks: Set[int]) -> bool:
    """Tell whether the run lies over other text or across ruling lines, which no text of a cell does."""
    left_out = marks | {id(glyph) for glyph in run.glyphs}
    others = (
        (glyph, other) for glyph in run.glyphs for place in _around(glyph.ink) for other in grid[place]
        if id(other) not in left_out
    )  # fmt: skip
    return any(_overlap(one.ink, other.ink) for one, other in others) or any(
        _crosses(stroke, glyph.ink) for stroke in strokes for glyph in run.glyphs
    )


def _overlap(one: Box, other: Box) -> bool:
    wide = min(one[2], other[2]) - max(one[0], other[0])
    high = min(one[3], other[3]) - max(one[1], other[1])
    if wide <= 0 or high <= 0:
        return False
    smaller = min((box[2] - box[0]) * (box[3] - box[1]) for box in (one, other))
    return wide * high >= SETTINGS.overlap * max(smaller, 0.1)


def _crosses(stroke: Stroke, ink: Box) -> bool:
    """Tell a line through a glyph from one that touches it from under or beside."""
    along, across = (ink[1::2], ink[::2]) if stroke.upright else (ink[::2], ink[1::2])
    margin = SETTINGS.touch * (across[1] - across[0])
    through = across[0] + margin < stroke.at < across[1] - margin
    return through and stroke.start < along[1] and stroke.end > along[0]
