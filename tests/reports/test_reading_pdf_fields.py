"""A cell shows what its form field or annotation shows, and no annotation that is only stuck on is content."""

from __future__ import annotations

import pytest
from reportlab.pdfgen.canvas import Canvas

from tests.reports.pdf_sheets import Draw, cell, read_pdf, report
from tests.reports.reading_tools import outline, tables

PLAIN = outline(read_pdf(report()))
X, Y = cell(3, 2)


def last_row(data: bytes) -> list[str | None]:
    return tables(read_pdf(data))[0][3]


def text_field(value: str, **options: object) -> Draw:
    def draw(canvas: Canvas) -> None:
        canvas.acroForm.textfield(value=value, x=X, y=Y - 4, width=60, height=14, fontSize=9, name="a", **options)

    return draw


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"borderWidth": 0},
        {"fieldFlags": "readOnly"},
        {"fieldFlags": "required"},
        {"maxlen": 12},
        {"tooltip": "件数"},
    ],
    ids=str,
)
def test_a_text_field_shows_its_value(options: dict[str, object]) -> None:
    assert last_row(report(over=text_field("77", **options))) == ["行政许可", "150", "77", "8"]


def test_a_text_field_that_is_empty_is_a_blank_cell() -> None:
    assert last_row(report(over=text_field(""))) == ["行政许可", "150", "", "8"]


@pytest.mark.parametrize("kind", ["choice", "listbox"])
def test_a_choice_shows_what_is_chosen(kind: str) -> None:
    def draw(canvas: Canvas) -> None:
        add = getattr(canvas.acroForm, kind)
        add(value="77", options=["77", "88"], x=X, y=Y - 4, width=60, height=16, fontSize=9, name="c")

    assert "77" in (last_row(report(over=draw))[2] or "")


def test_a_ticked_box_is_no_number_and_not_blank() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.acroForm.checkbox(checked=True, x=X, y=Y - 4, size=14, name="b", buttonStyle="check")

    text = last_row(report(over=draw))[2] or ""
    assert text.strip()
    assert not any(char.isdigit() for char in text)


def annotation(kind: str, extra: str, appearance: str = "") -> bytes:
    """Return the report with an annotation whose appearance draws 77 in the blank cell."""
    drawn = f"BT /F1 11 Tf 2 4 Td ({appearance}) Tj ET".encode()

    def draw(canvas: Canvas) -> None:
        canvas.textAnnotation("", Rect=[X, Y - 4, X + 60, Y + 12], addtopage=1)

    data = report(over=draw)
    start = data.index(b"/Subtype /Text")
    first, end = data.rindex(b"<<", 0, start), data.index(b">>", start) + 2
    form = b"/AP<</N 95 0 R>>" if appearance else b""
    box = f"[{X} {Y - 4} {X + 60} {Y + 12}]".encode()
    own = b"<</Type/Annot/Subtype/%s/Rect%s %s %s>>" % (kind.encode(), box, extra.encode(), form)
    stream = b"95 0 obj<</Type/XObject/Subtype/Form/BBox[0 0 60 16]/Resources<</Font<</F1<</Type/Font/Subtype/Type1"
    stream += b"/BaseFont/Helvetica>>>>>>/Length %d>>stream\n%s\nendstream endobj\n" % (len(drawn), drawn)
    data = data[:first] + own + data[end:]
    at = data.index(b"\nxref") + 1
    return data[:at] + stream + b"trailer" + data[at:].split(b"trailer", 1)[1].split(b"startxref")[0] + b"%%EOF"


@pytest.mark.parametrize("kind", ["FreeText", "Square", "Ink"])
def test_what_an_annotation_writes_on_the_page_is_read(kind: str) -> None:
    assert last_row(annotation(kind, "/F 4", "77")) == ["行政许可", "150", "77", "8"]


@pytest.mark.parametrize("kind", ["Stamp", "Watermark", "Text", "Popup", "Link"])
def test_stamps_and_notes_stuck_on_the_page_are_no_content(kind: str) -> None:
    assert outline(read_pdf(annotation(kind, "/F 4", "77"))) == PLAIN


@pytest.mark.parametrize("flag", [2, 32])
def test_an_annotation_that_is_not_shown_is_not_read(flag: int) -> None:
    assert outline(read_pdf(annotation("FreeText", f"/F {flag}", "77"))) == PLAIN


def test_a_field_without_an_appearance_of_its_own_shows_its_value() -> None:
    field = "/FT/Tx/T(q)/V(77)/DA(/Helv 9 Tf 0 g)/F 4"
    data = annotation("Widget", field)
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
    form = b"/AcroForm<</Fields[]/NeedAppearances true/DR<</Font<</Helv" + font + b">>>>>>"
    assert last_row(data.replace(b"/Type /Catalog", form + b"/Type /Catalog")) == ["行政许可", "150", "77", "8"]
