"""Every Word file that Word opens is read, or refused for a reason that a person can act on."""

import base64
import shutil
import zipfile
from io import BytesIO

import pytest

from reports.errors import DamagedFile, EncryptedFile, ReportError, TooLarge, UnknownFormat
from reports.reading import read
from tests.reports.reading_tools import outline, paragraphs, tables
from tests.reports.word_files import (
    DECLARED,
    MAIN,
    OFFICE,
    beside,
    cell,
    document,
    packed,
    paragraph,
    relations,
    row,
    run,
    table,
    types,
    word,
)

BODY = paragraph(run("二、主动公开政府信息情况")) + beside(run("12"))
READ = ["二、主动公开政府信息情况", [["受理", "件", "12"], ["答复", "件", "3"]]]
WORD = "application/vnd.ms-word"
OPEN = "application/vnd.openxmlformats-officedocument.wordprocessingml"
STRICT = {
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main": "http://purl.oclc.org/ooxml/wordprocessingml/main",
    "http://schemas.openxmlformats.org/officeDocument/2006/": "http://purl.oclc.org/ooxml/officeDocument/",
    "http://schemas.openxmlformats.org/drawingml/2006/": "http://purl.oclc.org/ooxml/drawingml/",
}


def renamed(data: bytes, names: dict[str, str]) -> bytes:
    """Return the archive with members renamed."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return packed({names.get(name, name): archive.read(name) for name in archive.namelist()})


def strict(data: bytes) -> bytes:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    for usual, own in STRICT.items():
        parts = {name: text.replace(usual, own) for name, text in parts.items()}
    return packed(dict(parts))


def flat() -> bytes:
    """Return the file as one XML file, as `Word XML Document` is saved."""
    rels = relations(("r", f"{OFFICE}/officeDocument", "word/document.xml"))
    listing = "application/vnd.openxmlformats-package.relationships+xml"
    part = "<pkg:part pkg:name='{}' pkg:contentType='{}'><pkg:xmlData>{}</pkg:xmlData></pkg:part>"
    text = document(BODY).split("?>", 1)[1]
    return (
        '<?xml version="1.0" standalone="yes"?><?mso-application progid="Word.Document"?>'
        '<pkg:package xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage">'
        f"{part.format('/_rels/.rels', listing, rels)}{part.format('/word/document.xml', MAIN, text)}</pkg:package>"
    ).encode()


KINDS = {
    "docx": word(BODY),
    "docm": word(BODY, main=f"{WORD}.document.macroEnabled.main+xml"),
    "dotx": word(BODY, main=f"{OPEN}.template.main+xml"),
    "dotm": word(BODY, main=f"{WORD}.template.macroEnabledTemplate.main+xml"),
    "strict": strict(word(BODY)),
    "word online": word(BODY, name="word/document2.xml"),
    "another folder": word(BODY, name="doc/main.xml"),
    "absolute target": word(BODY, target="/word/document.xml"),
    "backslashes in a target": word(BODY, target="word\\document.xml"),
    "target in another case": word(BODY, target="Word/Document.xml"),
    "escaped target": word(BODY, target="word/%64ocument.xml"),
    "dots in a target": word(BODY, target="word/../word/./document.xml"),
    "backslashes in names": renamed(
        word(BODY), {"word/document.xml": "word\\document.xml", "_rels/.rels": "_rels\\.rels"}
    ),
    "no relationships": renamed(word(BODY), {"_rels/.rels": "other"}),
    "utf-16": packed(
        {
            "[Content_Types].xml": types({"word/document.xml": MAIN}),
            "word/document.xml": document(BODY).replace("UTF-8", "UTF-16").encode("utf-16"),
        }
    ),
    "a control character": word(BODY.replace("主动", "主\x0b动")),
    "a reference to one": word(BODY.replace("主动", "主&#x2;动")),
    "one xml file": flat(),
    "everything in content controls": word(f"<w:sdt><w:sdtPr/><w:sdtContent>{BODY}</w:sdtContent></w:sdt>"),
    "custom xml around it": word(f'<w:customXml w:element="x">{BODY}</w:customXml>'),
}


@pytest.mark.parametrize("data", KINDS.values(), ids=KINDS.keys())
@pytest.mark.parametrize("name", ["x.docx", "x.docm", "x"])
def test_every_kind_of_word_file_is_read(data: bytes, name: str) -> None:
    assert outline(read(data, name)) == READ


@pytest.mark.parametrize("mark", ["w:sdt><w:sdtContent", "w:customXml><w:customXml"])
def test_rows_and_cells_in_controls_are_read(mark: str) -> None:
    outer, inner = mark.split("><")
    for tag in ("w:tr", "w:tc", "w:r"):
        body = BODY.replace(f"<{tag}>", f"<{outer}><{inner}><{tag}>").replace(
            f"</{tag}>", f"</{tag}></{inner}></{outer}>"
        )
        assert outline(read(word(body), "x.docx")) == READ


def chunk(name: str, content: str | bytes) -> bytes:
    return word(
        paragraph(run("一、概述")) + '<w:altChunk r:id="c1"/>' + paragraph(run("三、其他")), chunks={name: content}
    )


PAGE = "<table><tr><td>受理</td><td>12</td></tr><tr><td>答复</td><td>3</td></tr></table>"
MAIL = (
    'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="b"\r\n\r\n--b\r\nContent-Type: text/html; '
    'charset="utf-8"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
    + base64.encodebytes(f"<html><body>{PAGE}</body></html>".encode()).decode()
    + "\r\n--b--\r\n"
)
ROWS = [["受理", "12"], ["答复", "3"]]
CHUNKS = {
    "a page": ("a.htm", f"<html><body>{PAGE}</body></html>"),
    "a page in GB18030": ("a.html", f"<html><meta charset=gb2312><body>{PAGE}</body></html>".encode("gb18030")),
    "a part of a page": ("a.xhtml", PAGE),
    "a page after white space": ("b.htm", f"\n\n <html><head></head><body>{PAGE}</body></html>"),
    "a saved page": ("a.mht", MAIL),
    "tab text": ("a.txt", "受理\t12\n答复\t3\n"),
    "a Word file": ("a.docx", word(table(*(row(*(cell(run(text)) for text in texts)) for texts in ROWS)))),
}


@pytest.mark.parametrize(("name", "content"), CHUNKS.values(), ids=CHUNKS.keys())
def test_embedded_chunks_are_read_where_they_stand(name: str, content: str | bytes) -> None:
    assert outline(read(chunk(name, content), "x.docx")) == ["一、概述", ROWS, "三、其他"]


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_an_embedded_rtf_chunk_is_read() -> None:
    rtf = "{\\rtf1\\ansi\\uc1 \\u21463?\\u29702? 12\\par}"
    assert paragraphs(read(chunk("a.rtf", rtf), "x.docx")) == ["一、概述", "受理 12", "三、其他"]


def test_a_chunk_in_a_cell_is_the_cell_s_text() -> None:
    data = word(beside('<w:altChunk r:id="c1"/><w:p/>'), chunks={"a.htm": "<html><body><p>12</p></body></html>"})
    assert tables(read(data, "x.docx"))[0][0] == ["受理", "件", "12"]


@pytest.mark.parametrize(
    ("data", "error", "said"),
    [
        (chunk("a.xlsx", packed({"xl/workbook.xml": "<a/>"})), UnknownFormat, "Excel"),
        (chunk("a.pdf", b"%PDF-1.7\n%%EOF"), UnknownFormat, "a.pdf"),
        (word(paragraph(run("一、概述")) + '<w:altChunk r:id="gone"/>'), DamagedFile, "refers to"),
        (word(paragraph("")).replace(b"word/document.xml", b"word/documenu.xml"), DamagedFile, "damaged"),
        (packed({"[Content_Types].xml": types({"word/document.xml": MAIN}), "a": "b"}), DamagedFile, "missing"),
        (packed({"word/document.xml": "<a>"}), DamagedFile, "not well-formed"),
        (packed({"word/document.xml": "<a/>"}), DamagedFile, "holds no text"),
        (word(BODY)[:900], DamagedFile, "cut short"),
        (word("<w:p/>" * 8_000_000), TooLarge, "more than a report"),
    ],
    ids=["workbook", "pdf", "no chunk", "names differ", "no text part", "no xml", "no body", "cut", "large"],
)
def test_what_cannot_be_read_is_refused_by_its_real_reason(data: bytes, error: type[ReportError], said: str) -> None:
    with pytest.raises(error, match=said) as raised:
        read(data, "x.docx")
    assert " object at 0x" not in str(raised.value)


def test_an_encrypted_archive_is_called_so() -> None:
    data = bytearray(word(BODY))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = data.find(mark)
        while place >= 0:
            data[place + at] |= 1
            place = data.find(mark, place + 4)
    with pytest.raises(EncryptedFile):
        read(bytes(data), "x.docx")


def test_word_files_in_word_files_end_somewhere() -> None:
    data = word(paragraph(run("底")))
    for _ in range(8):
        data = word('<w:altChunk r:id="c1"/>', chunks={"a.docx": data})
    with pytest.raises(DamagedFile):
        read(data, "x.docx")


def test_namespaces_may_have_any_prefix() -> None:
    data = packed(
        {
            "[Content_Types].xml": types({"word/document.xml": MAIN}),
            "word/document.xml": document(BODY)
            .replace(DECLARED, DECLARED.replace("xmlns:w=", "xmlns:n=", 1))
            .replace("w:", "n:"),
        }
    )
    assert outline(read(data, "x.docx")) == READ
