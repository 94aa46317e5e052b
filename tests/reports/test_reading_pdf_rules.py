"""The ruling lines of a table, drawn in the ways that programs draw them: the cells are the same."""

from __future__ import annotations

import math
from collections.abc import Iterator

import pytest
from reportlab.pdfgen.canvas import Canvas

from tests.reports.pdf_sheets import COLUMN, LEFT, ROW, ROWS, TABLE_TOP, Draw, lines, read_pdf, report
from tests.reports.reading_tools import tables

ACROSS, DOWN = len(ROWS[0]), len(ROWS)
RIGHT, BOTTOM = LEFT + ACROSS * COLUMN, TABLE_TOP - DOWN * ROW
Stroke = tuple[float, float, float, float]


def strokes() -> Iterator[Stroke]:
    for i in range(DOWN + 1):
        yield LEFT, TABLE_TOP - i * ROW, RIGHT, TABLE_TOP - i * ROW
    for j in range(ACROSS + 1):
        yield LEFT + j * COLUMN, TABLE_TOP, LEFT + j * COLUMN, BOTTOM


def pieces() -> Iterator[Stroke]:
    """The sides of each cell, one by one."""
    for i in range(DOWN):
        for j in range(ACROSS):
            left, top = LEFT + j * COLUMN, TABLE_TOP - i * ROW
            yield left, top, left + COLUMN, top
            yield left, top - ROW, left + COLUMN, top - ROW
            yield left, top, left, top - ROW
            yield left + COLUMN, top, left + COLUMN, top - ROW


def styled(width: float = 1, grey: float = 0, dash: tuple[float, ...] = (), of: str = "strokes") -> Draw:
    def draw(canvas: Canvas) -> None:
        canvas.setLineWidth(width)
        canvas.setStrokeGray(grey)
        canvas.setDash(*([list(dash)] if dash else []))
        for stroke in (strokes if of == "strokes" else pieces)():
            canvas.line(*stroke)

    return draw


def bars(canvas: Canvas) -> None:
    """Filled shapes as thin as a line."""
    for x1, y1, x2, y2 in strokes():
        canvas.rect(x1, y2, max(x2 - x1, 0.7), max(y1 - y2, 0.7), stroke=0, fill=1)


def boxes(canvas: Canvas) -> None:
    for i in range(DOWN):
        for j in range(ACROSS):
            canvas.rect(LEFT + j * COLUMN, TABLE_TOP - (i + 1) * ROW, COLUMN, ROW)


def boxes_apart(canvas: Canvas) -> None:
    """Each cell with a border of its own, a point and a half from its neighbour's."""
    for i in range(DOWN):
        for j in range(ACROSS):
            canvas.rect(LEFT + j * COLUMN + 0.75, TABLE_TOP - (i + 1) * ROW + 0.75, COLUMN - 1.5, ROW - 1.5)


def doubled(canvas: Canvas) -> None:
    for x1, y1, x2, y2 in strokes():
        canvas.line(x1, y1, x2, y2)
        canvas.line(x1 + 1.5 * (x1 == x2), y1 - 1.5 * (y1 == y2), x2 + 1.5 * (x1 == x2), y2 - 1.5 * (y1 == y2))


def leaning(canvas: Canvas) -> None:
    canvas.translate(LEFT, TABLE_TOP)
    canvas.rotate(math.degrees(0.004))
    canvas.translate(-LEFT, -TABLE_TOP)
    lines(canvas)


def backwards(canvas: Canvas) -> None:
    for x1, y1, x2, y2 in strokes():
        canvas.line(x2, y2, x1, y1)


def scaled(canvas: Canvas) -> None:
    canvas.scale(0.1, 0.1)
    canvas.setLineWidth(8)
    for stroke in strokes():
        canvas.line(*(10 * place for place in stroke))


def short_of_corners(canvas: Canvas) -> None:
    for x1, y1, x2, y2 in strokes():
        canvas.line(x1 + (x1 != x2), y1 - (y1 != y2), x2 - (x1 != x2), y2 + (y1 != y2))


def one_path(canvas: Canvas) -> None:
    path = canvas.beginPath()
    for x1, y1, x2, y2 in strokes():
        path.moveTo(x1, y1)
        path.lineTo(x2, y2)
    canvas.drawPath(path)


WAYS: dict[str, Draw] = {
    "hair": styled(width=0.1),
    "thick": styled(width=2.5),
    "grey": styled(grey=0.6),
    "dashed": styled(dash=(3, 2)),
    "dotted": styled(dash=(1, 1)),
    "cell by cell": styled(of="pieces"),
    "cell by cell, dashed": styled(dash=(2, 1), of="pieces"),
    **{way.__name__: way for way in (bars, boxes, boxes_apart, doubled, leaning, backwards, scaled)},
    **{way.__name__: way for way in (short_of_corners, one_path)},
}


@pytest.mark.parametrize("way", WAYS)
def test_cells_are_the_same_however_their_lines_are_drawn(way: str) -> None:
    assert tables(read_pdf(report(lines=WAYS[way]))) == tables(read_pdf(report()))
    assert len(tables(read_pdf(report()))[0]) == DOWN


@pytest.mark.parametrize("way", [styled(grey=1), styled(grey=0.97)], ids=["white", "all but white"])
def test_lines_that_nobody_sees_make_no_cells(way: Draw) -> None:
    assert read_pdf(report(lines=way)).text == read_pdf(report(lines=lambda canvas: None)).text
