"""PDF pages as a whole: turned, askew, or pictures that cannot be read, which are named."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from reports.errors import ScannedFile, TooLarge
from reports.reading import read
from tests.reports import pdf_sheets as sheet
from tests.reports.pdf_sheets import FONT, HEIGHT, LEFT, WIDTH, picture, read_pdf, report, write
from tests.reports.reading_tools import outline, tables

Draw = Callable[[Canvas], None]
PLAIN = outline(read_pdf(report()))


def turned(quarters: int, rotate: int = 0) -> bytes:
    """Return the report drawn `quarters` quarter turns counterclockwise on a page with /Rotate."""
    buffer = BytesIO()
    size = (WIDTH, HEIGHT) if quarters % 2 == 0 else (HEIGHT, WIDTH)
    canvas = Canvas(buffer, pagesize=size)
    canvas.translate(*[(0, 0), (HEIGHT, 0), (WIDTH, HEIGHT), (0, WIDTH)][quarters])
    canvas.rotate(90 * quarters)
    sheet.lines(canvas)
    sheet.words(canvas)
    canvas.showPage()
    canvas.save()
    return buffer.getvalue().replace(b"/Rotate 0", b"/Rotate %d" % rotate)


@pytest.mark.parametrize("quarters", range(4))
@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_a_page_is_read_as_its_text_stands(quarters: int, rotate: int) -> None:
    assert outline(read_pdf(turned(quarters, rotate))) == PLAIN


@pytest.mark.parametrize("degrees", [-3, -1, -0.5, 0.5, 1, 3])
def test_a_page_a_little_askew_keeps_its_text(degrees: float) -> None:
    def askew(canvas: Canvas) -> None:
        canvas.rotate(degrees)
        sheet.words(canvas)

    text = read_pdf(report(words=askew, lines=lambda canvas: None)).text
    assert all(sentence in text for sentence in sheet.SENTENCES)


def test_a_table_set_sideways_under_an_upright_text_is_read_too() -> None:
    def draw(canvas: Canvas) -> None:
        for i, sentence in enumerate(sheet.SENTENCES * 3):
            write(canvas, LEFT, 780 - 22 * i, sentence)
        canvas.translate(300, 20)
        canvas.rotate(90)
        for i in range(6):
            write(canvas, 0, -16 * i, f"侧放的第{i}行，公开政府信息{i}条。")

    text = read_pdf(report(words=draw, lines=lambda canvas: None)).text
    assert all(f"侧放的第{i}行，公开政府信息{i}条。" in text for i in range(6))


def picture_page(canvas: Canvas) -> None:
    canvas.drawImage(picture(200), 0, 0, WIDTH, HEIGHT)


def tiled_picture(canvas: Canvas) -> None:
    for i in range(10):
        canvas.drawImage(picture(200 - i), 0, i * HEIGHT / 10, WIDTH, HEIGHT / 10)


def picture_with_page_number(canvas: Canvas) -> None:
    picture_page(canvas)
    write(canvas, 290, 20, "— 2 —")


def slanted_page(canvas: Canvas) -> None:
    canvas.translate(100, 100)
    canvas.rotate(45)
    for i in range(6):
        write(canvas, 0, 20 * i, "斜放的一行文字，公开政府信息一百条。")


def drawn_letters(canvas: Canvas) -> None:
    for i in range(300):
        path = canvas.beginPath()
        x, y = 60 + i % 30 * 15, 700 - i // 30 * 20
        path.moveTo(x, y)
        path.curveTo(x + 9, y, x + 9, y + 9, x, y + 9)
        path.close()
        canvas.drawPath(path, stroke=0, fill=1)


def picture_in_a_form(canvas: Canvas) -> None:
    canvas.beginForm("scan")
    picture_page(canvas)
    canvas.endForm()
    canvas.doForm("scan")


def picture_over_text(canvas: Canvas) -> None:
    sheet.words(canvas)
    picture_page(canvas)


def colour_picture(canvas: Canvas) -> None:
    buffer = BytesIO()
    Image.new("RGB", (40, 60), (250, 240, 230)).save(buffer, "JPEG")
    canvas.drawImage(ImageReader(BytesIO(buffer.getvalue())), 30, 30, WIDTH - 60, HEIGHT - 60)


UNREAD = [
    *(picture_page, tiled_picture, picture_with_page_number, slanted_page),
    *(drawn_letters, picture_in_a_form, picture_over_text, colour_picture),
]


def with_page(draw: Draw, place: int, pages: int = 3) -> bytes:
    """Return the report over `pages` pages, of which the one at `place` (from 1) is drawn by `draw`."""
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=(WIDTH, HEIGHT))
    for number in range(1, pages + 1):
        if number == place:
            draw(canvas)
        else:
            sheet.lines(canvas)
            sheet.words(canvas)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


@pytest.mark.parametrize("draw", UNREAD, ids=lambda draw: draw.__name__)
@pytest.mark.parametrize("place", [1, 2, 3])
def test_a_page_that_cannot_be_read_is_named(draw: Draw, place: int) -> None:
    document = read_pdf(with_page(draw, place))
    assert [(one.code, one.detail.split()[1]) for one in document.notices] == [("page_unread", str(place))]
    assert len(tables(document)) >= 1


def test_a_blank_page_is_missing_nothing() -> None:
    assert read_pdf(with_page(lambda canvas: None, 2)).notices == ()


def test_the_text_that_recognition_left_behind_a_picture_is_read_and_told() -> None:
    def recognised(canvas: Canvas) -> None:
        picture_page(canvas)
        text = canvas.beginText(LEFT, 700)
        text.setTextRenderMode(3)
        text.setFont(FONT, 12)
        for sentence in sheet.SENTENCES:
            text.textLine(sentence)
        canvas.drawText(text)

    document = read_pdf(with_page(recognised, 2))
    assert [one.code for one in document.notices] == ["text_of_picture"]
    assert document.text.count(sheet.SENTENCES[2]) == 3


def test_a_report_of_pictures_is_refused() -> None:
    with pytest.raises(ScannedFile):
        read_pdf(report(words=picture_page, lines=lambda canvas: None, pages=2))


def test_endless_glyphs_are_refused() -> None:
    def draw(canvas: Canvas) -> None:
        for i in range(280):
            write(canvas, 0, 3 * i, f"{i:03d}" * 80, 2)

    with pytest.raises(TooLarge, match="glyphs"):
        read(report(over=draw), "x.pdf")
