"""Which reader a file gets. A reader raises a ReportError that names the reason, or returns a Document with text."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from reports.errors import EmptyFile, TooLarge
from reports.model import Document
from reports.reading.docx import read_docx
from reports.reading.html import read_html
from reports.reading.mhtml import read_mhtml
from reports.reading.msword import read_doc
from reports.reading.odt import read_odt
from reports.reading.pdf import read_pdf
from reports.reading.rtf import read_rtf
from reports.reading.sniff import sniff
from reports.reading.text import read_text

MAX_BYTES = 50 * 1024 * 1024
MAX_TEXT = 20 * 1024 * 1024
"""Text without pictures is never so long; beyond it only time is lost."""
_READERS: Mapping[str, Callable[[bytes, str], Document]] = {
    "pdf": read_pdf,
    "docx": read_docx,
    "doc": read_doc,
    "odt": read_odt,
    "rtf": read_rtf,
    "html": read_html,
    "mhtml": read_mhtml,
    "text": read_text,
}


def read(data: bytes, file: str) -> Document:
    """Read a report's bytes; `file` is its name, for messages and to settle what the content leaves open.

    Raises a ReportError: EmptyFile, UnknownFormat, UndecodableText, DamagedFile, EncryptedFile, ScannedFile, TooLarge
    or NotAReport.
    """
    kind = sniff(data, file)
    if len(data) > (MAX_TEXT if kind in {"html", "text"} else MAX_BYTES):
        raise TooLarge(file, f"{len(data) // 1024 // 1024} MB is more than a report can be")
    document = _READERS[kind](data, file)
    if not document.text.strip():
        raise EmptyFile(file, "the file holds no text")
    return document
