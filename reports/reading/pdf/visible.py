"""Which glyphs of a page can be seen.

What the file says settles most: drawn invisibly, outside the page, without size. Where it leaves a doubt (light on
light, under a shape or picture, clipped, on a layer that may be off) the page is drawn with and without the text, and
what makes no difference to the picture is not there for a reader.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy
from numpy.typing import NDArray

from reports.reading.pdf.content import Content, RawGlyph, TextObject
from reports.reading.pdf.geometry import Box
from reports.reading.pdf.native import drawn, show
from reports.reading.pdf.objects import on_white
from reports.reading.pdf.settings import SETTINGS

Contrast = float
"""Difference in brightness between a glyph and what lies under it, 0 to 1."""
Pixels = NDArray[numpy.uint8]


def visible(page: Any, content: Content) -> list[tuple[RawGlyph, Contrast]]:
    """Return the glyphs that a reader of the printed page sees, each with its contrast, in the order of drawing."""
    texts = [text for text in content.texts.values() if text.glyphs and not text.invisible]
    for text in content.texts.values():
        show(text, False)
    paper, scale = drawn(page, content.box)
    seen: dict[int, list[tuple[RawGlyph, Contrast]]] = {}
    doubtful: list[TextObject] = []
    covers = _covers(content)
    for text in texts:
        glyphs = [one for one in text.glyphs if one.size >= SETTINGS.least_size and _shows_in(one.ink, content.box)]
        contrasts = [(one, _contrast(text, _under(one, paper, content.box, scale))) for one in glyphs]
        seen[text.order] = contrasts
        if contrasts and _is_doubtful(text, contrasts, covers):
            doubtful.append(text)
    for text, shown in _drawn_alone(page, content, paper, scale, doubtful):
        seen[text.order] = [one for one in seen[text.order] if one[0] in shown]
    return [*(one for order in sorted(seen) for one in seen[order]), *((tick, 1.0) for tick in content.ticks)]


def _covers(content: Content) -> tuple[NDArray[numpy.float64], NDArray[numpy.int64]]:
    """Return boxes and drawing order of what may hide text drawn before it."""
    shapes = [shape for shape in content.shapes if shape.filled is not None]
    boxes = [*(_box_of(shape.subpaths) for shape in shapes), *(picture.box for picture in content.pictures)]
    orders = [*(shape.order for shape in shapes), *(picture.order for picture in content.pictures)]
    return numpy.array(boxes, dtype=float).reshape(-1, 4), numpy.array(orders, dtype=numpy.int64)


def _box_of(subpaths: Sequence[Sequence[tuple[float, float]]]) -> Box:
    xs = [x for path in subpaths for x, _ in path] or [0.0]
    ys = [y for path in subpaths for _, y in path] or [0.0]
    return min(xs), min(ys), max(xs), max(ys)


def _shows_in(ink: Box, box: Box) -> bool:
    """Tell whether enough of a glyph lies in the box; a glyph without ink is a space and is judged by its place."""
    wide = max(ink[2] - ink[0], 0.01)
    high = max(ink[3] - ink[1], 0.01)
    width = min(ink[2], box[2]) - max(ink[0], box[0])
    height = min(ink[3], box[3]) - max(ink[1], box[1])
    return width >= SETTINGS.outside * wide - 0.01 and height >= SETTINGS.outside * high - 0.01


def _under(glyph: RawGlyph, paper: Pixels, box: Box, scale: float) -> float:
    """Return the brightness of the page under the middle of a glyph."""
    x = ((glyph.ink[0] + glyph.ink[2]) / 2 - box[0]) * scale
    y = (box[3] - (glyph.ink[1] + glyph.ink[3]) / 2) * scale
    row = min(max(int(y), 0), paper.shape[0] - 1)
    column = min(max(int(x), 0), paper.shape[1] - 1)
    return float(paper[row, column]) / 255


def _contrast(text: TextObject, under: float) -> Contrast:
    if text.fill is None:
        return 1.0
    *colour, alpha = text.fill
    own = on_white(colour[0], colour[1], colour[2], 255)
    return abs(own - under) * alpha / 255


def _is_doubtful(
    text: TextObject,
    contrasts: Iterable[tuple[RawGlyph, Contrast]],
    covers: tuple[NDArray[numpy.float64], NDArray[numpy.int64]],
) -> bool:
    if text.layered or text.fill is None:
        return True
    boxes, orders = covers
    later = boxes[orders > text.order]
    inks = numpy.array([glyph.ink for glyph, _ in contrasts])
    around = (inks[:, 0].min(), inks[:, 1].min(), inks[:, 2].max(), inks[:, 3].max())
    covered = (
        (later[:, 0] < around[2]) & (later[:, 2] > around[0]) & (later[:, 1] < around[3]) & (later[:, 3] > around[1])
    )
    clipped = text.clip is not None and not all(_shows_in(glyph.ink, text.clip) for glyph, _ in contrasts)
    return bool(covered.any()) or clipped or any(contrast < SETTINGS.faint for _, contrast in contrasts)


def _drawn_alone(
    page: Any, content: Content, paper: Pixels, scale: float, doubtful: Sequence[TextObject]
) -> Iterator[tuple[TextObject, set[RawGlyph]]]:
    """Draw doubtful texts without any other and yield which of their glyphs leave ink on the paper."""
    step = max(1, -(-len(doubtful) // SETTINGS.alone))
    for first in range(0, len(doubtful), step):
        group = doubtful[first : first + step]
        for text in group:
            show(text, True)
        with_text, _ = drawn(page, content.box)
        for text in group:
            show(text, False)
        changed = numpy.abs(with_text.astype(numpy.int16) - paper) > SETTINGS.faint * 255
        for text in group:
            yield text, {one for one in text.glyphs if _has_ink(one, changed, content.box, scale)}


def _has_ink(glyph: RawGlyph, changed: NDArray[numpy.bool_], box: Box, scale: float) -> bool:
    left, right = (glyph.ink[0] - box[0]) * scale, (glyph.ink[2] - box[0]) * scale
    top, bottom = (box[3] - glyph.ink[3]) * scale, (box[3] - glyph.ink[1]) * scale
    rows = slice(max(0, int(top)), max(0, int(bottom) + 1))
    columns = slice(max(0, int(left)), max(0, int(right) + 1))
    without_ink = not glyph.text.strip() or min(glyph.ink[2] - glyph.ink[0], glyph.ink[3] - glyph.ink[1]) <= 0
    return without_ink or bool(changed[rows, columns].any())
