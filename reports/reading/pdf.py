"""PDF files with a text layer. A scan has none and is refused; reading letters out of pictures is not done here."""

from __future__ import annotations

import logging
import re
import struct
import time
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect
from pdfminer.pdfexceptions import PDFException
from pdfminer.psexceptions import PSException
from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException

from reports.errors import DamagedFile, EncryptedFile, ScannedFile, TooLarge, UndecodableText
from reports.model import Document
from reports.reading.draft import Piece, assemble
from reports.reading.pdfalign import aligned_tables
from reports.reading.pdfflow import Margins, join_tables, margins, paragraphs, table_pieces
from reports.reading.pdflines import Line, lines, without_marks
from reports.reading.pdftables import RuledTable, ruled_tables

# The parser complains about every odd object of a file that it then reads all the same.
logging.getLogger("pdfminer").setLevel(logging.ERROR)

_MAX_PAGES = 300
_MAX_SECONDS = 120.0
_MAX_GLYPHS = 60_000
"""On one page; a full page of Chinese text has 1,200."""
_LEAST_GLYPHS = 20
_UNMAPPED = re.compile(r"\(cid:\d+\)|[\ufffd\ue000-\uefff]")
_MAX_UNMAPPED = 0.02
_MAX_PICTURED = 0.4
"""Share of pages that may be pictures, such as a cover and a chart; beyond it tables and text are missing."""
_MOSTLY = 0.6
_MALFORMED = (
    PDFException,
    PSException,
    PdfminerException,
    MalformedPDFException,
    # What the parser's own code runs into on bytes that are no valid PDF.
    *(KeyError, TypeError, ValueError, IndexError, AttributeError, AssertionError, ArithmeticError, RecursionError),
    *(struct.error, zlib.error, NotImplementedError, EOFError),
)


@dataclass(frozen=True, slots=True)
class _Page:
    """`pictured`: an image covers most of it. `unmapped` counts glyphs whose characters the font does not tell."""

    number: int
    height: float
    pictured: bool
    unmapped: int
    lines: Sequence[Line]
    tables: Sequence[RuledTable]


def read_pdf(data: bytes, file: str) -> Document:
    """Read text and tables of a PDF. Raises EncryptedFile, DamagedFile, ScannedFile, UndecodableText or TooLarge."""
    try:
        with pdfplumber.open(BytesIO(data)) as document:
            if len(document.pages) > _MAX_PAGES:
                raise TooLarge(file, f"{len(document.pages)} pages are more than a report can have")
            pages = list(_pages(document.pages, file))
    except _MALFORMED as error:
        raise _refusal(error, file) from error
    _refuse_unreadable(file, pages)
    return assemble(file, "pdf", _pieces(pages), {})


def _refuse_unreadable(file: str, pages: Sequence[_Page]) -> None:
    """Raise ScannedFile for pictures of pages, UndecodableText for fonts that do not say which characters they draw."""
    advice = "run it through text recognition (OCR) first"
    glyphs = [sum(len(line.text) for line in page.lines) + _table_glyphs(page) for page in pages]
    if sum(glyphs) < _LEAST_GLYPHS * len(pages):
        raise ScannedFile(file, f"the PDF holds pictures of pages and no text; {advice}")
    bare = [
        str(page.number) for page, count in zip(pages, glyphs, strict=True) if page.pictured and count < _LEAST_GLYPHS
    ]
    if len(bare) > _MAX_PICTURED * len(pages):
        raise ScannedFile(file, f"pages {', '.join(bare)} of the PDF are pictures without text; {advice}")
    if sum(page.unmapped for page in pages) > _MAX_UNMAPPED * sum(glyphs):
        raise UndecodableText(
            file, f"the fonts of the PDF do not say which characters they draw; print it anew, or {advice}"
        )


def _refusal(error: Exception, file: str) -> DamagedFile | EncryptedFile:
    """Name the reason; the parser's errors come wrapped."""
    reasons = {type(one) for one in (error, error.__cause__, *error.args)}
    if reasons & {PDFPasswordIncorrect, PDFEncryptionError}:
        return EncryptedFile(file, "the PDF is protected by a password; save it without one")
    return DamagedFile(file, f"the PDF cannot be read: {error or type(error).__name__}")


def _table_glyphs(page: _Page) -> int:
    return sum(len(field.text) for table in page.tables for field in table.fields)


def _pages(pages: Sequence[Any], file: str) -> Iterator[_Page]:
    started = time.monotonic()
    for page in pages:
        if time.monotonic() - started > _MAX_SECONDS:
            raise TooLarge(file, f"reading took longer than {_MAX_SECONDS:.0f} seconds, at page {page.page_number}")
        if len(page.chars) > _MAX_GLYPHS:
            raise TooLarge(file, f"page {page.page_number} has more glyphs than a page can show")
        for part in _columns(page):
            yield _page(part)
        page.close()


def _columns(page: Any) -> list[Any]:
    """Return the halves of a sheet that shows two pages side by side, else the page itself."""
    middle = page.width / 2
    crossing = any(char["x0"] < middle + 6 and char["x1"] > middle - 6 for char in page.chars)
    ruled = any(edge["x0"] < middle - 6 and edge["x1"] > middle + 6 for edge in page.edges)
    sides = [sum(char["x1"] < middle for char in page.chars), sum(char["x0"] > middle for char in page.chars)]
    if page.width < page.height or crossing or ruled or min(sides) < 80:
        return [page]
    x0, top, x1, bottom = page.bbox
    centre = (x0 + x1) / 2
    return [page.crop((x0, top, centre, bottom)), page.crop((centre, top, x1, bottom))]


def _page(page: Any) -> _Page:
    page = page.dedupe_chars(tolerance=1).filter(lambda thing: thing.get("upright", True))
    unmapped = [char for char in page.chars if _UNMAPPED.search(char["text"])]
    for char in unmapped:
        char["text"] = "\ufffd"
    tables = [table for table in ruled_tables(page) if len(table.fields) > 1]
    rest = [char for char in page.chars if not any(_within(char, table) for table in tables)]
    height, number = float(page.height), page.page_number
    return _Page(number, height, _is_pictured(page), len(unmapped), lines(rest, number), tables)


def _is_pictured(page: Any) -> bool:
    covered = sum((image["x1"] - image["x0"]) * (image["bottom"] - image["top"]) for image in page.images)
    return bool(covered > page.width * page.height / 2)


def _within(char: Any, table: RuledTable) -> bool:
    x, y = (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2
    x0, top, x1, bottom = table.box
    return bool(x0 <= x <= x1 and top <= y <= bottom)


def _pieces(pages: Sequence[_Page]) -> list[Piece]:
    """Return paragraphs and tables in reading order, each put together over page breaks."""
    cleaned = without_marks([(page.height, page.lines) for page in pages])
    if sum(line.bold for page in cleaned for line in page) > _MOSTLY * sum(map(len, cleaned)):
        # A text set in 黑体 throughout: its fonts say nothing about headings.
        cleaned = [[replace(line, bold=False) for line in page] for page in cleaned]
    bounds = margins([line for page in cleaned for line in page])
    pieces: list[Piece] = []
    running: list[Line | RuledTable] = []
    for page, kept in zip(pages, cleaned, strict=True):
        things: list[Line | RuledTable] = sorted([*kept, *page.tables], key=_top)
        if things and running and isinstance(things[0], RuledTable) and isinstance(running[-1], RuledTable):
            whole = join_tables(running[-1], things[0])
            if whole is not None:
                running[-1:] = [whole]
                things = things[1:]
        running += things
    text: list[Line] = []
    for thing in running:
        if isinstance(thing, Line):
            text.append(thing)
            continue
        pieces += [*_prose(text, bounds), *table_pieces(thing)]
        text = []
    return [*pieces, *_prose(text, bounds)]


def _top(thing: Line | RuledTable) -> float:
    return thing.top if isinstance(thing, Line) else thing.box[1]


def _prose(text: Sequence[Line], bounds: Margins) -> list[Piece]:
    pieces: list[Piece] = []
    for part in aligned_tables(text):
        pieces += paragraphs(part, bounds) if isinstance(part, list) else [part]
    return pieces
