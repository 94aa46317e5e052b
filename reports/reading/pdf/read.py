"""From the bytes of a PDF to a Document. A scan is refused; reading letters out of pictures is not done here."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import pypdfium2

from reports.errors import DamagedFile, EncryptedFile, ScannedFile, TooLarge, UndecodableText
from reports.model import PAGE_UNREAD, Document
from reports.reading.pdf.align import aligned_tables
from reports.reading.pdf.content import Content, RawGlyph
from reports.reading.pdf.flow import Margins, join_tables, margins, paragraphs, table_pieces
from reports.reading.pdf.frames import Frame, Glyph, Stroke, frames
from reports.reading.pdf.glyphs import UNMAPPED
from reports.reading.pdf.lines import GlyphLine, lines, without_marks
from reports.reading.pdf.native import content_of, opened, page_of
from reports.reading.pdf.overprint import without_overprint
from reports.reading.pdf.settings import SETTINGS
from reports.reading.pdf.tables import RuledTable, ruled_tables
from reports.reading.pdf.visible import visible
from reports.reading.pieces import Notice, Piece, assemble

_LEAST_GLYPHS = 20
_MAX_UNMAPPED = 0.02
_MAX_PICTURED = 0.4
"""Share of pages that may be pictures, such as a cover and a chart; beyond it tables and text are missing."""
_MOSTLY = 0.6
_OUTLINES = 200
"""Filled shapes without text beyond which a page holds its letters as drawings."""


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A page's frames. `unread` says why its text is missing, "" where it is there; `from_picture` that it is what
    text recognition left behind a picture."""

    number: int
    frames: tuple[Frame, ...]
    unread: str
    from_picture: bool


@dataclass(frozen=True, slots=True)
class _Page:
    """A page, or half of a sheet that shows two, in reading order."""

    number: int
    height: float
    lines: Sequence[GlyphLine]
    tables: Sequence[RuledTable]
    notices: Sequence[Notice]


def read_pdf(data: bytes, file: str) -> Document:
    """Read text and tables of a PDF. Raises EncryptedFile, DamagedFile, ScannedFile, UndecodableText or TooLarge."""
    try:
        with opened(data) as document:
            if len(document) > SETTINGS.pages:
                raise TooLarge(file, f"{len(document)} pages are more than a report can have")
            sheets = list(_sheets(document, file))
    except pypdfium2.PdfiumError as error:
        raise _refusal(error, file) from error
    sheets = _without_overprint(sheets)
    _refuse_unreadable(file, sheets)
    pages = [page for sheet in sheets for page in _pages(sheet)]
    return assemble(file, "pdf", _pieces(pages), {})


def _refuse_unreadable(file: str, sheets: Sequence[_Sheet]) -> None:
    """Raise ScannedFile for pictures of pages, UndecodableText for fonts that do not say which characters they draw."""
    advice = "run it through text recognition (OCR) first"
    glyphs = [glyph for sheet in sheets for frame in sheet.frames for glyph in frame.glyphs if glyph.text.strip()]
    if len(glyphs) < _LEAST_GLYPHS * len(sheets):
        raise ScannedFile(file, f"the PDF holds pictures of pages and no text; {advice}")
    bare = [str(sheet.number) for sheet in sheets if sheet.unread]
    if len(bare) > _MAX_PICTURED * len(sheets):
        raise ScannedFile(file, f"pages {', '.join(bare)} of the PDF are pictures without text; {advice}")
    if sum(glyph.text == UNMAPPED for glyph in glyphs) > _MAX_UNMAPPED * len(glyphs):
        raise UndecodableText(
            file, f"the fonts of the PDF do not say which characters they draw; print it anew, or {advice}"
        )


def _refusal(error: Exception, file: str) -> DamagedFile | EncryptedFile:
    if "password" in str(error).lower() or "security" in str(error).lower():
        return EncryptedFile(file, "the PDF is protected by a password; save it without one")
    return DamagedFile(file, "the PDF is cut short or damaged and cannot be read")


def _sheets(document: pypdfium2.PdfDocument, file: str) -> Iterator[_Sheet]:
    started = time.monotonic()
    for index in range(len(document)):
        if time.monotonic() - started > SETTINGS.seconds:
            raise TooLarge(file, f"reading took longer than {SETTINGS.seconds:.0f} seconds, at page {index + 1}")
        try:
            with page_of(document, index) as (page, ticks):
                content = content_of(page, ticks)
                seen = visible(page, content)
        except OverflowError as error:
            raise TooLarge(file, f"page {index + 1} has more glyphs than a page can show") from error
        yield _sheet(index + 1, content, seen)


def _sheet(number: int, content: Content, seen: list[tuple[RawGlyph, float]]) -> _Sheet:
    pictured = _is_pictured(content)
    from_picture = False
    if pictured and len(seen) < _LEAST_GLYPHS:
        # Text recognition puts what it read invisibly over the picture.
        hidden = [(glyph, 1.0) for text in content.texts.values() if text.invisible for glyph in text.glyphs]
        from_picture = len(hidden) >= _LEAST_GLYPHS
        seen = hidden if from_picture else seen
    found = tuple(frames(number, content, seen))
    count = sum(1 for frame in found for glyph in frame.glyphs if glyph.text.strip())
    return _Sheet(number, found, _missing(content, seen, count, pictured), from_picture)


def _missing(content: Content, seen: Sequence[tuple[RawGlyph, float]], count: int, pictured: bool) -> str:
    """Say why a page's text cannot be read, "" where it can or where there is none."""
    if count >= _LEAST_GLYPHS:
        return ""
    if pictured:
        return "is a picture without text"
    if len(content.shapes) > _OUTLINES:
        return "holds its letters as drawings"
    return "is set slanting" if len(seen) - count >= _LEAST_GLYPHS else ""


def _is_pictured(content: Content) -> bool:
    left, bottom, right, top = content.box
    covered = sum((one.box[2] - one.box[0]) * (one.box[3] - one.box[1]) for one in content.pictures)
    return covered > (right - left) * (top - bottom) / 2


def _without_overprint(sheets: Sequence[_Sheet]) -> list[_Sheet]:
    cleaned = iter(without_overprint([frame for sheet in sheets for frame in sheet.frames]))
    return [replace(sheet, frames=tuple(next(cleaned) for _ in sheet.frames)) for sheet in sheets]


def _notices(sheet: _Sheet) -> list[Notice]:
    if sheet.unread:
        return [Notice(PAGE_UNREAD, f"page {sheet.number} {sheet.unread}")]
    detail = f"page {sheet.number} is a picture; its text was made by text recognition and nothing vouches for it"
    return [Notice("text_of_picture", detail)] if sheet.from_picture else []


def _pages(sheet: _Sheet) -> Iterator[_Page]:
    notices = _notices(sheet)
    for frame in sheet.frames:
        for part in _columns(frame):
            yield _page(part, notices)
            notices = []


def _columns(frame: Frame) -> list[Frame]:
    """Return the halves of a sheet that shows two pages side by side, else the page itself."""
    middle = frame.width / 2
    crossing = any(glyph.x0 < middle + 6 and glyph.x1 > middle - 6 for glyph in frame.glyphs)
    ruled = any(not one.upright and one.start < middle - 6 and one.end > middle + 6 for one in frame.strokes)
    left = tuple(glyph for glyph in frame.glyphs if glyph.x1 < middle)
    right = tuple(glyph for glyph in frame.glyphs if glyph.x0 > middle)
    if frame.width < frame.height or crossing or ruled or min(len(left), len(right)) < 80:
        return [frame]
    sides = [tuple(one for one in frame.strokes if (_middle(one) > middle) == side) for side in (False, True)]
    return [replace(frame, glyphs=left, strokes=sides[0]), replace(frame, glyphs=right, strokes=sides[1])]


def _middle(stroke: Stroke) -> float:
    return stroke.at if stroke.upright else (stroke.start + stroke.end) / 2


def _page(frame: Frame, notices: Sequence[Notice]) -> _Page:
    tables = ruled_tables(frame)
    rest = [glyph for glyph in frame.glyphs if not any(_within(glyph, table) for table in tables)]
    return _Page(frame.number, frame.height, lines(rest, frame.number), tables, notices)


def _within(glyph: Glyph, table: RuledTable) -> bool:
    x, y = (glyph.x0 + glyph.x1) / 2, (glyph.top + glyph.bottom) / 2
    x0, top, x1, bottom = table.box
    return x0 <= x <= x1 and top <= y <= bottom


def _pieces(pages: Sequence[_Page]) -> list[Piece | Notice]:
    """Return paragraphs and tables in reading order, each put together over page breaks."""
    cleaned = without_marks([(page.height, page.lines) for page in pages])
    if sum(line.bold for page in cleaned for line in page) > _MOSTLY * sum(map(len, cleaned)):
        # A text set in 黑体 throughout: its fonts say nothing about headings.
        cleaned = [[replace(line, bold=False) for line in page] for page in cleaned]
    bounds = margins([line for page in cleaned for line in page])
    pieces: list[Piece | Notice] = []
    running: list[GlyphLine | RuledTable | Notice] = []
    for page, kept in zip(pages, cleaned, strict=True):
        things: list[GlyphLine | RuledTable] = sorted([*kept, *page.tables], key=_top)
        if things and running and isinstance(things[0], RuledTable) and isinstance(running[-1], RuledTable):
            whole = join_tables(running[-1], things[0])
            if whole is not None:
                running[-1:] = [whole]
                things = things[1:]
        running += [*page.notices, *things]
    text: list[GlyphLine] = []
    for thing in running:
        if isinstance(thing, GlyphLine):
            text.append(thing)
            continue
        pieces += [*_prose(text, bounds), *([thing] if isinstance(thing, Notice) else table_pieces(thing))]
        text = []
    return [*pieces, *_prose(text, bounds)]


def _top(thing: GlyphLine | RuledTable) -> float:
    return thing.top if isinstance(thing, GlyphLine) else thing.box[1]


def _prose(text: Sequence[GlyphLine], bounds: Margins) -> list[Piece]:
    pieces: list[Piece] = []
    for part in aligned_tables(text):
        pieces += paragraphs(part, bounds) if isinstance(part, list) else [part]
    return pieces
