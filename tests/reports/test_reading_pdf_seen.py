"""What is printed on a page is read, and nothing else: each kind of fault with variants of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from reportlab.lib.colors import Color
from reportlab.pdfgen.canvas import Canvas

from tests.reports import pdf_sheets as sheet
from tests.reports.pdf_sheets import FONT, LEFT, WIDTH, cell, picture, read_pdf, report, write
from tests.reports.reading_tools import check_offsets, outline, tables

Draw = Callable[[Canvas], None]
PLAIN = outline(read_pdf(report()))


def test_the_sheet_is_read_as_it_is_drawn() -> None:
    document = read_pdf(report())
    check_offsets(document)
    assert tables(document) == [sheet.ROWS]
    assert document.text.startswith(sheet.TITLE)
    assert document.notices == ()


# What cannot be seen


def in_blank_cell(text: str = "999") -> tuple[float, float, str]:
    return (*cell(3, 2), text)


def white(canvas: Canvas) -> None:
    canvas.setFillColorRGB(1, 1, 1)
    write(canvas, *in_blank_cell())


def nearly_white(canvas: Canvas) -> None:
    canvas.setFillColorRGB(0.985, 0.985, 0.98)
    write(canvas, *in_blank_cell())


def transparent(canvas: Canvas) -> None:
    canvas.setFillColor(Color(0, 0, 0, alpha=0))
    write(canvas, *in_blank_cell())


def invisible_mode(canvas: Canvas) -> None:
    text = canvas.beginText(*in_blank_cell()[:2])
    text.setFont(FONT, 11)
    text.setTextRenderMode(3)
    text.textOut("999")
    canvas.drawText(text)


def without_size(canvas: Canvas) -> None:
    write(canvas, *in_blank_cell(), size=0.2)


def scaled_to_nothing(canvas: Canvas) -> None:
    canvas.translate(*in_blank_cell()[:2])
    canvas.scale(0.01, 0.01)
    write(canvas, 0, 0, "999")


def outside_the_page(canvas: Canvas) -> None:
    write(canvas, WIDTH + 30, 600, "一百二十三")
    write(canvas, LEFT, -40, "四百五十六")


def clipped_away(canvas: Canvas) -> None:
    path = canvas.beginPath()
    path.rect(0, 0, 20, 20)
    canvas.clipPath(path, stroke=0)
    write(canvas, *in_blank_cell())


def under_a_white_box(canvas: Canvas) -> None:
    x, y, text = in_blank_cell()
    write(canvas, x, y, text)
    canvas.setFillColorRGB(1, 1, 1)
    canvas.rect(x - 2, y - 4, 60, 16, stroke=0, fill=1)


def under_a_picture(canvas: Canvas) -> None:
    x, y, text = in_blank_cell()
    write(canvas, x, y, text)
    canvas.drawImage(picture(255), x - 2, y - 4, 60, 16)


def same_colour_as_shading(canvas: Canvas) -> None:
    x, y, text = in_blank_cell()
    canvas.setFillColorRGB(0.8, 0.9, 1)
    canvas.rect(x - 3, y - 5, 100, 18, stroke=0, fill=1)
    write(canvas, x, y, text)


def white_in_a_form(canvas: Canvas) -> None:
    canvas.beginForm("hidden")
    canvas.setFillColorRGB(1, 1, 1)
    write(canvas, *in_blank_cell())
    canvas.endForm()
    canvas.doForm("hidden")


HIDDEN = [
    *(white, nearly_white, transparent, invisible_mode, without_size, scaled_to_nothing, outside_the_page),
    *(clipped_away, under_a_white_box, under_a_picture, same_colour_as_shading, white_in_a_form),
]


@pytest.mark.parametrize("draw", HIDDEN, ids=lambda draw: draw.__name__)
def test_what_cannot_be_seen_is_not_read(draw: Draw) -> None:
    assert outline(read_pdf(report(over=draw))) == PLAIN


def white_on_dark(canvas: Canvas) -> None:
    x, y, text = in_blank_cell("77")
    canvas.setFillColorRGB(0.1, 0.2, 0.5)
    canvas.rect(x - 3, y - 5, 100, 18, stroke=0, fill=1)
    canvas.setFillColorRGB(1, 1, 1)
    write(canvas, x, y, text)


def grey(canvas: Canvas) -> None:
    canvas.setFillColorRGB(0.75, 0.75, 0.75)
    write(canvas, *in_blank_cell("77"))


def yellow(canvas: Canvas) -> None:
    canvas.setFillColorRGB(0.9, 0.8, 0)
    write(canvas, *in_blank_cell("77"))


def outlined(canvas: Canvas) -> None:
    text = canvas.beginText(*in_blank_cell()[:2])
    text.setFont(FONT, 11)
    text.setTextRenderMode(1)
    text.textOut("77")
    canvas.drawText(text)


def in_a_form(canvas: Canvas) -> None:
    canvas.beginForm("shown")
    write(canvas, *in_blank_cell("77"))
    canvas.endForm()
    canvas.doForm("shown")


def in_a_clip(canvas: Canvas) -> None:
    x, y, text = in_blank_cell("77")
    path = canvas.beginPath()
    path.rect(x - 2, y - 5, 90, 20)
    canvas.clipPath(path, stroke=0)
    write(canvas, x, y, text)


def before_a_frame(canvas: Canvas) -> None:
    x, y, text = in_blank_cell("77")
    write(canvas, x, y, text)
    canvas.rect(x - 3, y - 5, 100, 18, stroke=0, fill=0)


def under_a_veil(canvas: Canvas) -> None:
    x, y, text = in_blank_cell("77")
    write(canvas, x, y, text)
    canvas.setFillColor(Color(1, 1, 0, alpha=0.3))
    canvas.rect(x - 3, y - 5, 100, 18, stroke=0, fill=1)


SEEN = [white_on_dark, grey, yellow, outlined, in_a_form, in_a_clip, before_a_frame, under_a_veil]


@pytest.mark.parametrize("draw", SEEN, ids=lambda draw: draw.__name__)
def test_what_can_be_seen_is_read_however_it_is_drawn(draw: Draw) -> None:
    (table,) = tables(read_pdf(report(over=draw)))
    assert table[3] == ["行政许可", "150", "77", "8"]


def layers(*, shown: bool, nested: bool = False) -> bytes:
    """Return the report with 77 in the blank cell on a layer that is on or off."""
    x, y, _ = in_blank_cell()
    marks = f"/OC /L BDC BT /F1 11 Tf {x} {y} Td (77) Tj ET EMC"
    data = report(over=lambda canvas: canvas._code.append(marks))
    state = b"/ON[]" if shown else b"/OFF[90 0 R]"
    layer = b"90 0 obj <</Type/OCG/Name(draft)>> endobj\n"
    data = data.replace(b"/Type /Catalog", b"/OCProperties<</OCGs[90 0 R]/D<<" + state + b">>>>/Type /Catalog")
    data = data.replace(b"/Font 1 0 R", b"/Properties<</L 90 0 R>>/Font 1 0 R")
    at = data.index(b"\nxref") + 1
    return data[:at] + layer + b"trailer" + data[at:].split(b"trailer", 1)[1].split(b"startxref")[0] + b"%%EOF"


def test_a_layer_that_is_off_is_not_read_and_one_that_is_on_is() -> None:
    assert tables(read_pdf(layers(shown=False)))[0][3] == ["行政许可", "150", "", "8"]
    assert tables(read_pdf(layers(shown=True)))[0][3] == ["行政许可", "150", "77", "8"]


def test_a_text_for_those_who_copy_is_not_what_is_printed() -> None:
    x, y, _ = in_blank_cell()
    code = f"/Span <</ActualText (999)>> BDC BT /F1 11 Tf {x} {y} Td (77) Tj ET EMC"
    (table,) = tables(read_pdf(report(over=lambda canvas: canvas._code.append(code))))
    assert table[3] == ["行政许可", "150", "77", "8"]


def test_text_outside_the_crop_box_is_not_read() -> None:
    data = report(over=lambda canvas: write(canvas, LEFT, 20, "页边的一百二十三条信息"))
    cropped = data.replace(b"/MediaBox", b"/CropBox [ 0 60 595 842 ] /MediaBox")
    assert outline(read_pdf(cropped)) == PLAIN


# What is drawn over the page


def mark(
    text: str, *, angle: float, grey: float, size: float, places: Sequence[tuple[float, float]], alpha: float = 1
) -> Draw:
    def draw(canvas: Canvas) -> None:
        canvas.setFillColor(Color(grey, grey, grey, alpha=alpha))
        for x, y in places:
            canvas.saveState()
            canvas.translate(x, y)
            canvas.rotate(angle)
            write(canvas, 0, 0, text, size)
            canvas.restoreState()

    return draw


TILES = [(x, y) for x in (60, 260, 440) for y in (100, 300, 480, 510, 540, 690)]
OVER_TABLE = [(200, 480)]
MARKS = {
    "slanted large pale": mark("内部资料2022", angle=45, grey=0.8, size=40, places=[(150, 420)]),
    "slanted tiles": mark("李四 2023", angle=30, grey=0.85, size=12, places=TILES),
    "slanted the other way": mark("仅供查阅", angle=-35, grey=0.7, size=30, places=[(150, 560)]),
    "slanted dark": mark("作废", angle=20, grey=0.1, size=30, places=OVER_TABLE),
    "level large pale": mark("内部资料", angle=0, grey=0.8, size=40, places=OVER_TABLE),
    "level small tiles": mark("李四2023", angle=0, grey=0.8, size=10, places=TILES),
    "level transparent": mark("样本", angle=0, grey=0, size=60, places=OVER_TABLE, alpha=0.15),
    "level digits": mark("2022", angle=0, grey=0.85, size=50, places=OVER_TABLE),
    "upright pale": mark("内部资料", angle=90, grey=0.8, size=40, places=[(330, 440)]),
    "upside down": mark("内部资料", angle=180, grey=0.8, size=40, places=[(400, 500)]),
    "over the title": mark("内部资料", angle=0, grey=0.8, size=40, places=[(200, 760)]),
    "large and dark over the text": mark("已公开", angle=0, grey=0.2, size=60, places=[(150, 690)]),
}


@pytest.mark.parametrize("name", MARKS)
@pytest.mark.parametrize("side", ["under", "over"])
def test_a_mark_drawn_over_the_page_is_no_content(name: str, side: str) -> None:
    data = report(under=MARKS[name]) if side == "under" else report(over=MARKS[name])
    assert outline(read_pdf(data)) == PLAIN


@pytest.mark.parametrize("name", MARKS)
def test_a_mark_on_every_page_leaves_each_as_it_is(name: str) -> None:
    assert outline(read_pdf(report(over=MARKS[name], pages=3))) == outline(read_pdf(report(pages=3)))


def test_a_grey_note_and_grey_zeros_are_content() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFillColorRGB(0.6, 0.6, 0.6)
        write(canvas, *in_blank_cell("0"))
        write(canvas, LEFT, 360, "注：表中数据截至2022年12月31日。")

    document = read_pdf(report(over=draw))
    assert tables(document)[0][3] == ["行政许可", "150", "0", "8"]
    assert "注：表中数据截至2022年12月31日。" in document.text


# Pages turned, pages that cannot be read
