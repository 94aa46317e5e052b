import zlib
from io import BytesIO

import pytest
from PIL import Image

from reports.errors import DamagedFile, EncryptedFile, ScannedFile, TooLarge, UndecodableText
from reports.reading import read
from reports.reading.pdf import glyphs as page_glyphs
from reports.reading.pdf import read as pdf
from reports.reading.pdf.flow import join_tables
from reports.reading.pdf.frames import Glyph
from reports.reading.pdf.lines import GlyphLine, Segment, lines, without_marks
from reports.reading.pdf.settings import PdfSettings
from reports.reading.pdf.tables import RuledTable
from reports.reading.pieces import RawCell
from tests.corpora import corpus, needs
from tests.reports.reading_tools import (
    FILES,
    check_offsets,
    check_or_refuse,
    outline,
    paragraphs,
    read_file,
    tables,
)


def test_a_pdf_reads_as_the_page_it_was_made_from() -> None:
    document = read_file("2022-water-bureau.pdf")
    check_offsets(document)
    assert outline(document) == outline(read_file("2022-water-bureau.html"))


def test_no_text_of_a_table_is_repeated_in_paragraphs() -> None:
    document = read_file("2022-water-bureau.pdf")
    assert document.text.count("6.属于四类过程性信息") == 1


def test_an_owner_password_does_not_hinder_reading() -> None:
    assert outline(read_file("owner-password.pdf")) == outline(read_file("2022-water-bureau.pdf"))


def test_a_pdf_that_asks_for_a_password_is_named() -> None:
    with pytest.raises(EncryptedFile, match="password"):
        read_file("encrypted.pdf")


def test_words_in_columns_without_lines_are_a_table_with_its_blanks() -> None:
    document = read_file("2022-water-bureau-unruled.pdf")
    check_offsets(document)
    cover, requests, *_ = (
        [row[-width:] for row in table] for table, width in zip(tables(document), (4, 8), strict=False)
    )
    assert ["行政规范性文件", "1", "", "7"] in cover
    assert ["二、上年结转政府信息公开申请数量", "2", "2", "0", "0", "0", "0", "4"] in requests
    assert ["2.其他法律行政法规禁止公开", "6", "0", "0", "0", "0", "0", "6"] in requests
    assert "六、其他需要报告的事项" in paragraphs(document)


def test_a_scan_is_named() -> None:
    buffer = BytesIO()
    Image.new("L", (600, 800), 255).save(buffer, "PDF")
    with pytest.raises(ScannedFile, match="OCR"):
        read(buffer.getvalue(), "scan.pdf")


@pytest.mark.parametrize("cut", [40, 2000, 30000])
def test_a_cut_pdf_is_named(cut: int) -> None:
    with pytest.raises((DamagedFile, ScannedFile)):
        read((FILES / "2022-water-bureau.pdf").read_bytes()[:cut], "x.pdf")


def test_changed_bytes_give_a_document_or_a_named_error() -> None:
    data = bytearray((FILES / "2022-water-bureau.pdf").read_bytes())
    for at in range(len(data) - 3000, len(data), 197):
        spoiled = bytes(data[:at]) + b"\xff0" + bytes(data[at + 2 :])
        check_or_refuse(spoiled, "x.pdf")


def test_work_is_bounded_in_pages_and_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "SETTINGS", PdfSettings(pages=2))
    with pytest.raises(TooLarge, match="pages"):
        read_file("2022-water-bureau.pdf")
    monkeypatch.setattr(pdf, "SETTINGS", PdfSettings(seconds=-1.0))
    with pytest.raises(TooLarge, match="seconds"):
        read_file("2022-water-bureau.pdf")


def one_page(stream: bytes) -> bytes:
    """Return a PDF of one page that draws `stream` in Helvetica."""
    packed = zlib.compress(stream)
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
        b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(packed), packed),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    body = b"".join(b"%d 0 obj %s endobj\n" % (i, one) for i, one in enumerate(objects, 1))
    return b"%PDF-1.4\n" + body + b"trailer<</Root 1 0 R/Size 6>>\n%%EOF"


def words(*placed: tuple[float, float, str]) -> bytes:
    return b"".join(b"BT /F 10 Tf %f %f Td (%s) Tj ET\n" % (x, 800 - y, text.encode()) for x, y, text in placed)


def test_a_table_left_open_at_its_edges_keeps_its_outer_cells() -> None:
    inner = b"1 w 200 500 m 200 700 l S 100 600 m 400 600 l S\n"
    text = words((110, 150, "first label"), (210, 150, "12"), (110, 250, "second label"), (210, 250, "34"))
    assert tables(read(one_page(inner + text), "x.pdf")) == [[["first label", "12"], ["second label", "34"]]]


def test_white_boxes_are_no_lines() -> None:
    boxes = b"".join(b"1 1 1 rg 100 %d 300 20 re f 0 g\n" % y for y in range(500, 700, 20))
    text = words(*[(110, y, f"a line of running text, number {y}.") for y in range(110, 300, 20)])
    assert tables(read(one_page(boxes + text), "x.pdf")) == []


def test_letters_printed_twice_are_read_once() -> None:
    text = words((100, 100, "bold heading printed twice"), (100.4, 100, "bold heading printed twice"))
    assert read(one_page(text), "x.pdf").text == "bold heading printed twice"


def test_a_page_of_too_many_glyphs_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_glyphs, "SETTINGS", PdfSettings(glyphs=10))
    with pytest.raises(TooLarge, match="glyphs"):
        read(one_page(words((100, 100, "more than ten"))), "x.pdf")


def glyph(text: str, x: float, top: float, width: float, size: float = 12, font: str = "F") -> Glyph:
    return Glyph(text, x, top, x + width, top + size, size, font, (x, top, x + width, top + size))


def glyphs(text: str, x: float, top: float, size: float = 12, gap: float = 0) -> list[Glyph]:
    width = [size if ord(char) > 255 else size / 2 for char in text]
    starts = [x + sum(width[:i]) + gap * i for i in range(len(text))]
    return [glyph(char, start, top, w, size) for char, start, w in zip(text, starts, width, strict=True)]


def test_justified_text_has_no_spaces_and_radicals_are_folded() -> None:
    (line,) = lines(glyphs("⼈⺠政府", 70, 100, gap=5), 1)
    assert line.text == "人民政府"


def test_numbers_at_a_lines_end_are_cells_of_their_own() -> None:
    row = [*glyphs("申请数量", 70, 100), *glyphs("12", 119, 100), *glyphs("0", 150, 100), *glyphs("7", 180, 100)]
    (line,) = lines(row, 1)
    assert [segment.text for segment in line.segments] == ["申请数量", "12", "0", "7"]


def line(text: str, top: float) -> GlyphLine:
    return GlyphLine((Segment(text, 70, 200),), top, top + 12, 12, False, 1)


@pytest.mark.parametrize("mark", ["— 3 —", "- 3 -", "第3页", "3"])
def test_page_marks_at_the_edge_go_and_numbers_in_the_text_stay(mark: str) -> None:
    (kept,) = without_marks([(800, [line("正文", 300), line("3", 400), line(mark, 770)])])
    assert [one.text for one in kept] == ["正文", "3"]


def test_running_headers_go() -> None:
    pages = [(800.0, [line(f"清江县年报 第{n}期", 20), line(f"正文{n}", 300)]) for n in range(4)]
    assert [[one.text for one in page] for page in without_marks(pages)] == [[f"正文{n}"] for n in range(4)]


HEADER = (RawCell("信息内容", 0, 0), RawCell("数量", 0, 1))


def ruled(*cells: RawCell) -> RuledTable:
    return RuledTable((70, 80, 500, 700), (70, 300, 500), cells, 1 + max(one.row + one.row_span for one in cells) - 1)


def test_a_table_over_a_page_break_is_one_and_its_header_comes_once() -> None:
    first = ruled(*HEADER, RawCell("规章", 1, 0), RawCell("0", 1, 1))
    second = ruled(*HEADER, RawCell("文件", 1, 0), RawCell("3", 1, 1))
    joined = join_tables(first, second)
    assert joined is not None
    assert [cell.text for cell in joined.cells] == ["信息内容", "数量", "规章", "0", "文件", "3"]
    assert joined.rows == 3


def test_a_label_cut_by_a_page_break_is_put_together() -> None:
    first = ruled(*HEADER, RawCell("三、本年度", 1, 0, 2), RawCell("0", 1, 1), RawCell("1", 2, 1))
    second = ruled(RawCell("办理结果", 0, 0, 2), RawCell("2", 0, 1), RawCell("3", 1, 1))
    joined = join_tables(first, second)
    assert joined is not None
    assert RawCell("三、本年度办理结果", 1, 0, 4) in joined.cells


def test_a_label_without_an_ordinal_is_not_the_rest_of_another() -> None:
    first = ruled(*HEADER, RawCell("申请情况", 1, 0, 2), RawCell("0", 1, 1), RawCell("1", 2, 1))
    second = ruled(RawCell("答复情况", 0, 0, 2), RawCell("2", 0, 1), RawCell("3", 1, 1))
    joined = join_tables(first, second)
    assert joined is not None
    assert [cell.text for cell in joined.cells if cell.column == 0] == ["信息内容", "申请情况", "答复情况"]


def test_a_table_over_three_pages_with_its_header_on_each() -> None:
    document = read_file("2022-water-bureau-short-pages.pdf")
    check_offsets(document)
    assert tables(document)[1] == tables(read_file("2022-water-bureau.pdf"))[1]


def test_a_number_is_never_taken_for_the_rest_of_the_number_above() -> None:
    first = ruled(*HEADER, RawCell("规章", 1, 0), RawCell("", 1, 1))
    second = ruled(RawCell("文件", 0, 0), RawCell("", 0, 1))
    joined = join_tables(first, second)
    assert joined is not None
    assert RawCell("", 2, 1) in joined.cells


def test_tables_of_other_width_stay_apart() -> None:
    other = RuledTable((150, 80, 420, 700), (150, 300, 420), HEADER, 1)
    assert join_tables(ruled(*HEADER), other) is None


@needs("reports")
def test_the_real_report() -> None:
    document = read((corpus("reports") / "2023-huaian-hongze-district.pdf").read_bytes(), "x.pdf")
    check_offsets(document)
    first, second, third = tables(document)
    assert first[-1] == ["行政事业性收费", "7730.28", "7730.28", "7730.28"]
    assert first[8][0] == "信息内容"
    assert [row[3:] for row in second if row[2] == "2.没有现成信息需要另行制作"] == [
        ["3", "0", "0", "0", "0", "0", "3"]
    ]
    assert {row[0] for row in second[5:25]} == {"三、本年度办理结果"}
    assert third[-1] == ["10", "1", "0", "0", "0", "0", "0", "0", "0", "0", "5", "0", "0", "0", "0"]
    assert "- 3 -" not in document.text
    assert "邮编：223100，电话：0517-87222589" in document.text


def shuffled_font(text: str) -> bytes:
    """Return a PDF whose font numbers its glyphs and does not say which characters they are."""
    font = (
        b"<</Type/Font/Subtype/Type0/BaseFont/Song/Encoding/Identity-H/DescendantFonts[<</Type/Font"
        b"/Subtype/CIDFontType2/BaseFont/Song/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>>>]>>"
    )
    glyphs = "".join(f"{number:04x}" for number in range(300, 300 + len(text)))
    drawn = one_page(f"BT /F 10 Tf 50 700 Td <{glyphs}> Tj ET".encode())
    return drawn.replace(b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>", font)


def test_fonts_that_hide_their_characters_are_named() -> None:
    with pytest.raises(UndecodableText, match="fonts"):
        read(shuffled_font("一、总体情况。全年主动公开政府信息一百二十条，收到申请三件。"), "x.pdf")


def pictured_pages(*texts: str) -> bytes:
    """Return a PDF with a page for each text; a page without text is a picture of one."""
    picture = b"<</Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8/Length 1>>"
    kids = b" ".join(b"%d 0 R" % (10 + 2 * i) for i in range(len(texts)))
    objects = {
        1: b"<</Type/Catalog/Pages 2 0 R>>",
        2: b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, len(texts)),
        3: b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        4: picture + b"stream\n0\nendstream",
    }
    for i, text in enumerate(texts):
        draws = words((50, 100, text)) if text else b"q 600 0 0 800 0 0 cm /I Do Q"
        number = 10 + 2 * i
        objects[number] = (
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents %d 0 R"
            b"/Resources<</Font<</F 3 0 R>>/XObject<</I 4 0 R>>>>>>" % (number + 1)
        )
        objects[number + 1] = b"<</Length %d>>stream\n%s\nendstream" % (len(draws), draws)
    body = b"".join(b"%d 0 obj %s endobj\n" % item for item in objects.items())
    return b"%PDF-1.4\n" + body + b"trailer<</Root 1 0 R/Size 90>>\n%%EOF"


LINE = "Part one of the report says a hundred and twenty items were disclosed in the year 2022"


def test_pages_of_pictures_among_pages_of_text_are_named() -> None:
    with pytest.raises(ScannedFile, match="pages 2, 3 of the PDF are pictures"):
        read(pictured_pages(LINE, "", "", LINE), "x.pdf")


def test_a_cover_that_is_a_picture_does_no_harm() -> None:
    assert read(pictured_pages("", LINE, LINE), "x.pdf").text.count(LINE) == 2


@pytest.mark.parametrize(
    ("han", "bold"),
    [
        ("SimHei", True),
        ("ABCDEF+SimHei", True),
        ("MicrosoftYaHei", False),
        ("MicrosoftYaHei-Bold", True),
        ("SimSun", False),
    ],
)
def test_the_font_of_the_characters_tells_headings_not_that_of_the_digits(han: str, bold: bool) -> None:
    text = [("全", han), ("年", han), ("1", "TimesNewRoman"), ("2", "TimesNewRoman")]
    chars = [glyph(char, 10 * i, 0, 10, 10, font) for i, (char, font) in enumerate(text)]
    assert [line.bold for line in lines(chars, 1)] == [bold]
