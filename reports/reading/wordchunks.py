"""Embedded chunks of a Word file (`w:altChunk`): text in another format that Word takes in when it opens the file."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from reports.errors import UnknownFormat
from reports.normalise import normalise
from reports.reading.decode import decode
from reports.reading.html import page_pieces
from reports.reading.mhtml import pages
from reports.reading.msword import read_doc
from reports.reading.odt import read_odt
from reports.reading.pieces import Grid, Paragraph, Piece, RawCell
from reports.reading.rtf import read_rtf
from reports.reading.sniff import sniff
from reports.reading.text import text_pieces


def read_chunk(
    data: bytes, kind: str, name: str, file: str, read_word: Callable[[bytes], list[Piece]]
) -> Sequence[Piece]:
    """Return the pieces of a chunk of media type `kind`. Raises a ReportError where it cannot be read."""
    form = _form(data, kind, name)
    if form == "docx":
        return read_word(data)
    if form == "html":
        return page_pieces(data, file)
    if form == "mhtml":
        return [piece for page in pages(data) for piece in page_pieces(page, file)]
    if form == "text":
        return text_pieces(normalise(decode(data, file)).split("\n"))
    if form in {"rtf", "doc", "odt"}:
        return _other(data, form, file)
    raise UnknownFormat(
        file, f"a part of its text is embedded as {kind or form} ({name}), which is not read; save it as one file"
    )


def _form(data: bytes, kind: str, name: str) -> str:
    """Tell what a chunk is by its bytes; where they leave it open, by what the package says."""
    form = sniff(data, name)
    stated = f"{kind} {name}".lower()
    return "html" if form == "text" and ("html" in stated or name.endswith((".htm", ".xht"))) else form


def _other(data: bytes, form: str, file: str) -> list[Piece]:
    document = {"rtf": read_rtf, "doc": read_doc, "odt": read_odt}[form](data, file)
    pieces: list[Piece] = []
    for block in document.blocks:
        if block.table is None:
            pieces.append(Paragraph(document.text[block.start : block.end], block.level, block.bold))
        else:
            cells = block.table.cells
            raw = (RawCell(c.text, c.row, c.column, c.row_span, c.column_span, c.header) for c in cells)
            pieces.append(Grid(tuple(raw), block.table.basis))
    return pieces
