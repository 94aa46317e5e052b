"""Which reader a file gets. A reader raises a ReportError that names the reason, or returns a Document with text."""

from __future__ import annotations

from reports.errors import EmptyFile
from reports.model import Document
from reports.reading.text import read_text


def read(data: bytes, file: str) -> Document:
    """Read a report's bytes; `file` is its name, for messages and to settle what the content leaves open.

    Raises a ReportError: EmptyFile, UnknownFormat, UndecodableText, DamagedFile, EncryptedFile, ScannedFile,
    ConverterMissing, TooLarge or NotAReport.
    """
    document = read_text(data, file)
    if not document.text.strip():
        raise EmptyFile(file, "the file holds no text")
    return document
