import zipfile
from io import BytesIO

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from reports.errors import DamagedFile, EncryptedFile, TooLarge, UnknownFormat
from reports.reading import read
from reports.reading.sniff import sniff
from tests.reports.compound import compound
from tests.reports.reading_tools import FILES, check_or_refuse


def archive(*members: str) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as new:
        for member in members:
            new.writestr(member, "x")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (archive("a.txt"), "zip archive"),
        (archive("[Content_Types].xml", "xl/workbook.xml"), "Excel"),
        (archive("ppt/presentation.xml"), "PowerPoint"),
        (archive("OFD.xml", "Doc_0/Document.xml"), "OFD"),
        (b"Rar!\x1a\x07\x01\x00" + b"\0" * 50, "RAR"),
        (b"7z\xbc\xaf\x27\x1c" + b"\0" * 50, "7-Zip"),
        (b"\x1f\x8b\x08\0" + b"\0" * 50, "gzip"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "PNG"),
        (b"\xff\xd8\xff\xe0" + b"\0" * 50, "JPEG"),
        (b"GIF89a" + b"\0" * 50, "GIF"),
        (b"BM\x36\0\0\0\0" + b"\0" * 50, "BMP"),
        (b"MZ\x90\0\x03\0" + b"\0" * 50, "Windows program"),
        (compound("Workbook"), "Excel"),
        (compound("PowerPoint Document", "Current User"), "PowerPoint"),
        (compound("__properties_version1.0"), "Outlook"),
        (compound("Contents"), "unknown OLE"),
    ],
)
def test_what_is_no_report_is_called_by_its_name(data: bytes, name: str) -> None:
    with pytest.raises(UnknownFormat, match=name):
        read(data, "report.pdf")


def test_a_text_that_begins_like_a_program_is_text() -> None:
    assert sniff("BM公司2010年信息公开年度报告".encode(), "x.txt") == "text"


def test_an_encrypted_word_file_is_named() -> None:
    whole = bytearray((FILES / "2022-water-bureau.doc").read_bytes())
    whole[whole.index(b"\xec\xa5\x01\x01") + 11] |= 1
    for data in (compound("EncryptedPackage", "EncryptionInfo"), bytes(whole)):
        with pytest.raises(EncryptedFile, match="password"):
            read(data, "x.docx")


def test_a_spreadsheet_inside_a_word_file_does_not_make_it_one() -> None:
    assert sniff(compound("WordDocument", "1Table", below="Workbook"), "x") == "doc"


@pytest.mark.parametrize("share", [1, 10, 30, 50, 70, 90, 95, 99])
def test_an_old_word_file_cut_anywhere_is_damaged_and_nothing_else(share: int) -> None:
    whole = (FILES / "2022-water-bureau.doc").read_bytes()
    with pytest.raises(DamagedFile, match="cut short or damaged"):
        read(whole[: len(whole) * share // 100], "x.doc")


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("2022-water-bureau.html", "html"),
        ("2022-water-bureau.pdf", "pdf"),
        ("2022-water-bureau.docx", "docx"),
        ("2022-water-bureau.doc", "doc"),
        ("2022-water-bureau.odt", "odt"),
    ],
)
@pytest.mark.parametrize("suffix", [".txt", ".html", ".pdf", ""])
def test_the_content_decides_not_the_suffix(name: str, kind: str, suffix: str) -> None:
    assert sniff((FILES / name).read_bytes(), "report" + suffix) == kind


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("  <!DOCTYPE html><p>公开</p>", "html"),
        ("\ufeff<div><p>公开</p></div>", "html"),
        ("<!-- x -->\n<html><body>公开", "html"),
        ("1f40\r\n<html><body>公开", "html"),
        ("# 一、概述\n<div>公开</div>\n<html>", "text"),
        ("一、概述<br>公开", "text"),
        ("{\\rtf1 公开}", "rtf"),
    ],
)
def test_pages_are_told_from_text_with_a_few_tags(text: str, kind: str) -> None:
    assert sniff(text.encode(), "x") == kind


def test_utf16_pages_are_pages() -> None:
    assert sniff("<html><body>公开</body></html>".encode("utf-16"), "x") == "html"


def test_a_cut_zip_is_damaged() -> None:
    with pytest.raises(DamagedFile):
        read(archive("word/document.xml")[:60], "x.docx")


def test_what_no_report_weighs_is_refused() -> None:
    with pytest.raises(TooLarge, match="MB"):
        read("公开".encode() * 4_000_000, "x.txt")


HEADS = [b"", b"%PDF-1.4\n", b"PK\x03\x04", b"<html><body>", b"MIME-Version: 1.0\nContent-Type: multipart/related\n\n"]


@given(st.sampled_from(HEADS), st.binary(max_size=400))
@example(b"<html><body>", b"<table><tr><td colspan=9>")
@settings(max_examples=300, deadline=None)
def test_any_bytes_give_a_document_or_a_named_error(head: bytes, tail: bytes) -> None:
    check_or_refuse(head + tail, "x")


TEXTS = [
    "一、概述",
    "\n",
    "\n\n",
    "\t",
    " ",
    "|",
    "|---|---|",
    "#",
    "## ",
    "**",
    "0",
    "12",
    "规章",
    "。",
    "（一）",
    "\\",
]
TAGS = [
    "<table>",
    "<tr>",
    "<td rowspan=3>",
    "<td colspan='7'>",
    "</td>",
    "</tr>",
    "</table>",
    "<p>",
    "<pre>",
    "<br>",
    "-->",
]
PARTS = st.sampled_from([*TEXTS, *TAGS, "\u3000", "公开信息条。"])


@given(st.lists(PARTS, max_size=60).map("".join))
@settings(max_examples=400, deadline=None)
def test_offsets_are_true_for_any_text(text: str) -> None:
    check_or_refuse(text.encode(), "x.md")


@given(st.lists(PARTS, max_size=60).map("".join))
@settings(max_examples=400, deadline=None)
def test_offsets_are_true_for_any_page(text: str) -> None:
    check_or_refuse(f"<html><body><div id='zoom'>政府信息公开，条例。{text}".encode(), "x.html")
