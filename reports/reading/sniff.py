"""What a file is, told from its bytes. The suffix may lie; it settles only what the bytes leave open."""

from __future__ import annotations

import codecs
import re
import struct
import zipfile
from functools import cache
from io import BytesIO

import olefile

from reports.data import toml
from reports.errors import DamagedFile, EmptyFile, EncryptedFile, UnknownFormat

_UNOPENED = (OSError, ValueError, IndexError, TypeError, AttributeError, KeyError, struct.error, RecursionError)
"""What olefile runs into where a file is not what its first bytes say."""
_FREE = 0xFFFFFFFF
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_OLE_STREAMS = (
    ("EncryptedPackage", "encrypted"),
    ("WordDocument", "doc"),
    ("Workbook", "an Excel workbook"),
    ("Book", "an Excel workbook"),
    ("PowerPoint Document", "a PowerPoint presentation"),
    ("__properties_version1.0", "an Outlook message"),
    ("1Table", "damaged"),
    ("0Table", "damaged"),
)
"""What the names in a compound file's top folder tell. Word's tables without its text are what a cut file has left."""
_ZIP_MEMBERS = (
    ("word/document.xml", "docx"),
    ("xl/workbook.xml", "an Excel workbook"),
    ("xl/workbook.bin", "an Excel workbook"),
    ("ppt/presentation.xml", "a PowerPoint presentation"),
    ("OFD.xml", "an OFD document"),
    ("META-INF/container.xml", "an e-book"),
)
_TAG = re.compile(
    rb"<!doctype\s+html|<(?:html|head|body|meta|title|table|div|p|span|br|h[1-6]|section|article|center|font|td)\b[^<]*>",
    re.I,
)
_CLOSING = re.compile(rb"</(?:html|head|body|title|table|div|p|span|h[1-6]|section|article|td)\s*>", re.I)
_ROOT = re.compile(rb"<!doctype\s+html|<html\b|<body\b", re.I)
_ANY_TAG = re.compile(rb"<[^>]*>")
_JUNK = 8
"""Bytes before a page's first tag: the length of a chunk, a stray mark. More is text that holds a page's tags."""
_MHTML = re.compile(rb"^(?:[A-Za-z-]+:[^\n]*\r?\n(?:[ \t][^\n]*\r?\n)*)*?content-type:\s*multipart/related", re.I)
_WORD_TYPE = re.compile(
    rb"wordprocessingml\.(?:document|template)\.main\+xml|ms-word\.(?:document|template)\.macroEnabled"
)
_LONGEST_TYPES = 1 << 20
_LOCKED = 0x1
"""The flag of a member of a zip archive that needs a password."""
_WORD_XML = re.compile(rb"<\?mso-application\s+progid=.Word\.Document|<w:wordDocument")
_FLAT_WORD = re.compile(rb"<pkg:package\b")
_FLAT_ODF = re.compile(rb"<office:document\s[^>]*office:mimetype=.application/vnd\.oasis\.opendocument\.text")


def sniff(data: bytes, file: str) -> str:
    """Return `pdf`, `docx`, `doc`, `odt`, `rtf`, `mhtml`, `html` or `text`.

    Raises EmptyFile, EncryptedFile, DamagedFile or UnknownFormat, which names what the file is.
    """
    head = data[:1024]
    if not data.strip(b" \t\r\n\0\xef\xbb\xbf"):
        raise EmptyFile(file, "the file is empty")
    if b"%PDF-" in head:
        return "pdf"
    if data.startswith(b"PK"):
        return _zip(data, file)
    if data.startswith(_OLE):
        return _ole(data, file)
    if data.startswith(b"{\\rtf"):
        return "rtf"
    if name := _signature(data):
        raise UnknownFormat(file, f"this is {name}, not a report; take the report out of it first")
    return _markup(_readable(data[:65536]), file)


def _zip(data: bytes, file: str) -> str:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            members = {name.replace("\\", "/") for name in archive.namelist()}
            kind = archive.read("mimetype")[:80] if "mimetype" in members else b""
            locked = any(member.flag_bits & _LOCKED for member in archive.infolist())
            types = b"" if locked else _content_types(archive)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError) as error:
        raise DamagedFile(file, "the file begins as a zip archive or Word file and is cut short or damaged") from error
    if kind.startswith(b"application/vnd.oasis.opendocument."):
        if kind.startswith(b"application/vnd.oasis.opendocument.text"):
            return "odt"
        what = kind.removeprefix(b"application/vnd.oasis.opendocument.").decode("ascii", "replace")
        raise UnknownFormat(file, f"this is an OpenDocument {what}, not a report; save the report as text, PDF or Word")
    if locked and any(name.startswith("word/") for name in members):
        raise EncryptedFile(file, "the Word file is protected by a password; save it without one")
    if _WORD_TYPE.search(types):
        return "docx"
    name = next((name for member, name in _ZIP_MEMBERS if member in members), "a zip archive")
    if name != "docx":
        raise UnknownFormat(file, f"this is {name}, not a report; take the report out of it or save it as PDF or Word")
    return name


def _content_types(archive: zipfile.ZipFile) -> bytes:
    """Return the list of what the parts of an Office file are, b"" in another archive."""
    listing = next((m for m in archive.infolist() if m.filename.lower().lstrip("/\\") == "[content_types].xml"), None)
    if listing is None:
        return b""
    with archive.open(listing) as types:
        return types.read(_LONGEST_TYPES)


def _ole(data: bytes, file: str) -> str:
    try:
        with olefile.OleFileIO(BytesIO(data)) as ole:
            there = {path[0] for path in ole.listdir()}
            used = max((number for number, following in enumerate(ole.fat) if following != _FREE), default=-1)
            is_cut = (used + 2) * ole.sectorsize > len(data)  # the header comes before the first
    except _UNOPENED as error:
        raise DamagedFile(file, "the file begins as an old Word or Office file and is cut short or damaged") from error
    name = next((name for stream, name in _OLE_STREAMS if stream in there), "an unknown OLE file")
    if name == "damaged" or (is_cut and name != "doc"):
        raise DamagedFile(file, "the file begins as an old Word or Office file and is cut short or damaged")
    if name == "encrypted":
        raise EncryptedFile(file, "the Word file is protected by a password; save it without one")
    if name != "doc":
        raise UnknownFormat(file, f"this is {name}, not a report; save the report as PDF or Word")
    return name


@cache
def _signatures() -> list[tuple[bytes, int, str, bool]]:
    entries = toml("signatures.toml")["signature"]
    return [(bytes.fromhex(e["hex"]), e.get("offset", 0), e["name"], e.get("binary", False)) for e in entries]


def _signature(data: bytes) -> str | None:
    """Return what the first bytes say. Two letters alone may open a text, so those need a NUL as well."""
    binary = b"\0" in data[:64]
    found = (
        name
        for magic, offset, name, short in _signatures()
        if data[offset : offset + len(magic)] == magic and (binary or not short)
    )
    return next(found, None)


def _readable(head: bytes) -> bytes:
    """Return the start of the file with UTF-16 undone, so that tags can be looked for as bytes."""
    if (
        head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        or head[1:8:2] == b"\0" * 4
        or head[:8:2] == b"\0" * 4
    ):
        return head.replace(b"\0", b"")
    return head


def _markup(head: bytes, file: str) -> str:
    if _MHTML.match(head[:8192]):
        return "mhtml"
    if _FLAT_WORD.search(head[:4096]):
        return "docx"
    if _WORD_XML.search(head[:4096]):
        raise UnknownFormat(file, "this is Word 2003 XML, which is not read; save it as docx")
    if _FLAT_ODF.search(head[:16384]):
        return "odt"
    start = head.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if (root := _ROOT.search(start)) and len(_ANY_TAG.sub(b"", start[: root.start()]).strip()) <= _JUNK:
        return "html"
    tags, closing = len(_TAG.findall(head)), len(_CLOSING.findall(head))
    # Markdown may hold a few tags or a table in HTML; a page's fragment opens with one.
    opens = start.startswith(b"<") and _TAG.match(start) is not None
    return "html" if (opens and tags >= 1 and closing >= 1) else "text"
