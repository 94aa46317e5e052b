"""Old Word files, RTF and OpenDocument: what they show in a cell and what they hide, as Word's own format does.

The samples hold a row for each kind: its name, a unit and a value. They were written as Word files by the tests of that
format and saved in the others by LibreOffice; what it left out on the way (equations, new text boxes) is not asked for.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from reports.reading import read
from reports.reading.objects import OBJECT
from tests.reports.reading_tools import tables
from tests.reports.test_word_hidden import HIDDEN, SHOWN

FILES = Path(__file__).parent / "files"
KINDS = ("doc", "rtf", "odt")
CHANGED = {"only on the web", "white on a pattern", "what it was before", "no fill"}
"""What LibreOffice saved as something else, or not at all."""
TEXT = "12"
SAME = {
    **dict.fromkeys(["simple field", "form text", "sum", "nested", "content control", "hyperlink", "smart tag"], TEXT),
    **dict.fromkeys(["inserted", "moved here", "beside a picture"], TEXT),
    "unclear ten in Chinese": "十",
    "unclear words": "不适用",
    "unclear tick": "√",
    "unclear placeholder": "请输入",
    **dict.fromkeys([f"nothing {kind}" for kind in ("no text", "an index entry", "a bookmark", "an empty shape")], ""),
    **dict.fromkeys([f"nothing a watermark{kind}" for kind in ("", " askew")], ""),
}
OBJECTS = ["drop-down", "ticked box", "unticked box", "symbol font", "unclear picture", "unclear picture of a number"]
OBJECTS += ["unclear picture with words", "unclear tick of Wingdings", "unclear unknown symbol"]
OPEN_DOCUMENT = {"drop-down": "12", "ticked box": "☑", "unticked box": "☐"}


@cache
def rows(name: str) -> dict[str, str | None]:
    """Return the values of the sample's table by the kind that stands before them."""
    (table,) = tables(read((FILES / name).read_bytes(), name))
    return {str(label): value for label, _, value in table}


@pytest.mark.parametrize("kind", sorted(HIDDEN.keys() - CHANGED))
@pytest.mark.parametrize("form", KINDS)
def test_digits_that_nobody_sees_are_no_part_of_a_number(form: str, kind: str) -> None:
    assert rows(f"hidden-kinds.{form}")[kind] == "12"


@pytest.mark.parametrize("kind", sorted(HIDDEN.keys() - CHANGED))
@pytest.mark.parametrize("form", KINDS)
def test_digits_that_nobody_sees_are_no_part_of_a_sentence(form: str, kind: str) -> None:
    name = f"hidden-kinds.{form}"
    assert f"{kind}：公开12条。" in read((FILES / name).read_bytes(), name).text


@pytest.mark.parametrize("kind", sorted(SHOWN.keys() - CHANGED))
@pytest.mark.parametrize("form", KINDS)
def test_what_looks_hidden_and_is_shown_is_read(form: str, kind: str) -> None:
    assert rows(f"hidden-kinds.{form}")[f"shown: {kind}"] == "129"


@pytest.mark.parametrize("kind", SAME)
@pytest.mark.parametrize("form", KINDS)
def test_a_cell_holds_what_it_shows(form: str, kind: str) -> None:
    assert rows(f"shown-kinds.{form}")[kind] == SAME[kind]


@pytest.mark.parametrize("kind", OBJECTS)
@pytest.mark.parametrize("form", KINDS)
def test_what_shows_no_text_is_neither_blank_nor_a_number(form: str, kind: str) -> None:
    wanted = OPEN_DOCUMENT.get(kind, OBJECT) if form == "odt" else OBJECT
    assert rows(f"shown-kinds.{form}")[kind] == wanted


def rtf(cell: str, before: str = "", row: str = "") -> str:
    """Return an RTF file whose only row ends with `cell`; `row` are words of that cell's definition."""
    colours = r"{\colortbl;\red255\green255\blue255;\red0\green112\blue192;}"
    table = rf"\trowd\cellx2000\cellx3000{row}\cellx4000 a\intbl\cell b\cell {cell}\cell\row\pard"
    return rf"{{\rtf1\ansi\ansicpg936{colours}{before} x\par\pard {table} y\par}}"


def last_of(text: str, name: str = "x.rtf") -> str | None:
    return tables(read(text.encode("ascii"), name))[0][0][-1]


@pytest.mark.parametrize(
    "inner",
    [
        r"12{\cf1 9}",
        r"12{\fs2 9}",
        r"12{\fs1 9}",
        r"12{\v 9}",
        r"12{\cf2\highlight2 9}",
        r"12{\cf2\chcbpat2 9}",
        r"12{\cf2\cb2 9}",
        r"12{\strike 9}",
        r"12{\cf1\b 9}\b0",
        r"{\cf1 9}12{\plain\cf1 9}",
    ],
)
def test_rtf_hides_digits_by_colour_and_size(inner: str) -> None:
    assert last_of(rtf(inner)) == "12"


@pytest.mark.parametrize(
    ("inner", "row"),
    [
        (r"12{\cf2 9}", ""),
        (r"12{\cf1\highlight2 9}", ""),
        (r"12{\cf1\chcbpat2 9}", ""),
        (r"12{\cf1 9}", r"\clcbpat2"),
        (r"\cbpat2 12{\cf1 9}", ""),
        (r"12{\cf0 9}", ""),
        (r"12{\cf7 9}", ""),
        (r"12{\cf1\cf2 9}", ""),
        (r"12{\fs10 9}", ""),
        (r"\cf1\plain 129", ""),
    ],
)
def test_rtf_shows_what_stands_out(inner: str, row: str) -> None:
    assert last_of(rtf(inner, row=row)) == "129"


def fodt(cell: str, style: str, cell_style: str = "", paragraph: str = "") -> str:
    """Return a flat OpenDocument text whose only row ends with `cell`, in which the style T is used."""
    names = {
        "office": "office:1.0",
        "style": "style:1.0",
        "text": "text:1.0",
        "table": "table:1.0",
        "draw": "drawing:1.0",
        "fo": "xsl-fo-compatible:1.0",
    }
    spaces = " ".join(f'xmlns:{key}="urn:oasis:names:tc:opendocument:xmlns:{name}"' for key, name in names.items())
    made = "".join(
        f'<style:style style:name="{name}" style:family="{family}">{properties}</style:style>'
        for name, family, properties in (
            ("T", "text", style),
            ("C", "table-cell", cell_style),
            ("P", "paragraph", paragraph),
        )
    )
    cells = "".join(
        f'<table:table-cell table:style-name="C"><text:p text:style-name="P">{inner}</text:p></table:table-cell>'
        for inner in ("a", "b", cell)
    )
    return (
        f'<?xml version="1.0"?><office:document {spaces} office:mimetype="application/vnd.oasis.opendocument.text">'
        f"<office:automatic-styles>{made}</office:automatic-styles><office:body><office:text><text:p>x</text:p>"
        f"<table:table><table:table-row>{cells}</table:table-row></table:table></office:text></office:body></office:document>"
    )


SPAN = '12<text:span text:style-name="T">9</text:span>'


@pytest.mark.parametrize(
    "said",
    [
        'text:display="none"',
        'fo:color="#ffffff"',
        'fo:color="#FDFDFD"',
        'fo:font-size="1pt"',
        'fo:font-size="0.3mm"',
        'style:text-line-through-style="solid"',
        'fo:color="#0070c0" fo:background-color="#0070c0"',
        'fo:color="#ffffff" fo:background-color="transparent"',
        'style:text-position="super 58%"',
    ],
)
def test_opendocument_hides_digits_by_any_property(said: str) -> None:
    assert last_of(fodt(SPAN, f"<style:text-properties {said}/>"), "x.fodt") == "12"


@pytest.mark.parametrize(
    ("said", "cell", "paragraph"),
    [
        ('fo:color="#ff0000"', "", ""),
        ('fo:color="#ffffff" fo:background-color="#0070c0"', "", ""),
        ('fo:color="#ffffff"', '<style:table-cell-properties fo:background-color="#0070c0"/>', ""),
        ('fo:color="#ffffff"', "", '<style:paragraph-properties fo:background-color="#0070c0"/>'),
        ('fo:color="#ffffff" style:use-window-font-color="true"', "", ""),
        ('fo:font-size="5pt"', "", ""),
        ('fo:font-size="50%"', "", ""),
        ('text:display="true"', "", ""),
    ],
)
def test_opendocument_shows_what_stands_out(said: str, cell: str, paragraph: str) -> None:
    assert last_of(fodt(SPAN, f"<style:text-properties {said}/>", cell, paragraph), "x.fodt") == "129"


@pytest.mark.parametrize(
    ("inner", "shown"),
    [
        ("<draw:frame><draw:object/></draw:frame>", OBJECT),
        ("<draw:frame><draw:image/></draw:frame>", OBJECT),
        ("<draw:frame><draw:text-box><text:p>12</text:p></draw:text-box></draw:frame>", "12"),
        ('<text:span text:style-name="T">\uf0fc</text:span>', OBJECT),
        ("<text:s/><text:s/>", ""),
        ("<text:text-input>12</text:text-input>", "12"),
        ('<text:drop-down><text:label text:value="7"/>12</text:drop-down>', "12"),
        ("<text:user-defined>12</text:user-defined>", "12"),
        ("12<text:note><text:note-body><text:p>9</text:p></text:note-body></text:note>", "12"),
        ('<text:hidden-text text:is-hidden="true">9</text:hidden-text>12', "12"),
    ],
)
def test_a_cell_of_opendocument_holds_what_it_shows(inner: str, shown: str) -> None:
    text = fodt(inner, "")
    assert tables(read(text.encode(), "x.fodt"))[0][0][-1] == shown
