"""A small report drawn as PDF, for tests that draw something over, under or beside it."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from reports.model import Document
from reports.reading import read

FONT = "STSong-Light"
WIDTH, HEIGHT = 595.0, 842.0
TITLE = "湖州市水利局2022年政府信息公开工作年度报告"
SENTENCES = [
    "根据《中华人民共和国政府信息公开条例》要求，编制本报告。",
    "一、总体情况",
    "2022年，我局主动公开政府信息350条，受理依申请公开12件。",
    "二、主动公开政府信息情况",
]
ROWS = [
    ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"],
    ["规章", "0", "1", "12"],
    ["行政规范性文件", "3", "0", "27"],
    ["行政许可", "150", "", "8"],
]
LEFT, TABLE_TOP, ROW, COLUMN = 60.0, 560.0, 24.0, 118.0
Draw = Callable[[Canvas], None]

pdfmetrics.registerFont(UnicodeCIDFont(FONT))


def write(canvas: Canvas, x: float, y: float, text: str, size: float = 11) -> None:
    canvas.setFont(FONT, size)
    canvas.drawString(x, y, text)


def cell(row: int, column: int) -> tuple[float, float]:
    """Return where the text of a cell begins."""
    return LEFT + column * COLUMN + 5, TABLE_TOP - (row + 1) * ROW + 8


def words(canvas: Canvas) -> None:
    write(canvas, 120, 770, TITLE, 16)
    for i, sentence in enumerate(SENTENCES):
        write(canvas, LEFT, 730 - 22 * i, sentence)
    for i, row in enumerate(ROWS):
        for j, text in enumerate(row):
            write(canvas, *cell(i, j), text)
    write(canvas, LEFT, 420, "三、存在的主要问题")
    write(canvas, LEFT, 398, "公开内容还不够全面，下一步将加强学习。")


def lines(canvas: Canvas) -> None:
    rows, columns = len(ROWS), len(ROWS[0])
    for i in range(rows + 1):
        canvas.line(LEFT, TABLE_TOP - i * ROW, LEFT + columns * COLUMN, TABLE_TOP - i * ROW)
    for j in range(columns + 1):
        canvas.line(LEFT + j * COLUMN, TABLE_TOP, LEFT + j * COLUMN, TABLE_TOP - rows * ROW)


def report(
    *, under: Draw | None = None, over: Draw | None = None, words: Draw = words, lines: Draw = lines, pages: int = 1
) -> bytes:
    """Return the report with something drawn under or over it, on as many equal pages."""
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=(WIDTH, HEIGHT))
    for _ in range(pages):
        for draw in (under, lines, words, over):
            if draw is not None:
                canvas.saveState()
                draw(canvas)
                canvas.restoreState()
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def read_pdf(data: bytes) -> Document:
    return read(data, "report.pdf")


def picture(shade: int) -> ImageReader:
    """Return a picture of one grey (0 is black, 255 white), to be drawn at any size."""
    buffer = BytesIO()
    Image.new("L", (8, 8), shade).save(buffer, "PNG")
    return ImageReader(BytesIO(buffer.getvalue()))
