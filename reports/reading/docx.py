"""Word files: paragraphs and tables in document order, with the numbers of automatic lists."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import count, islice
from typing import Any

from reports.errors import DamagedFile, TooLarge
from reports.model import Document
from reports.reading.noise import is_page_mark
from reports.reading.numbering import Numbering
from reports.reading.pieces import MAX_SPAN, Grid, Paragraph, Piece, RawCell, assemble
from reports.reading.wordchunks import read_chunk
from reports.reading.wordmarkup import BOX, is_on, resolve_markup
from reports.reading.wordpackage import Package, inside, open_package, w
from reports.reading.wordstyles import Styles
from reports.reading.wordtext import ParagraphText, cell_text
from reports.reading.wordvisible import JOINED, keep_visible
from reports.text.wording import patterns

_HEADING = patterns("carrier_patterns.toml")("heading_style")
_LONG_CELL = 400
_MAX_CHUNKS = 4
"""How deep embedded Word files may hold others."""
_MOST_CHUNKS = 50
_MOST = (("tc", 30_000, "cells"), ("r", 300_000, "runs of text"), ("p", 100_000, "paragraphs"))
"""Far more than any report has, and little enough that reading them stays within the time allowed."""
_CHUNK = w("altChunk")
_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def read_docx(data: bytes, file: str) -> Document:
    """Read a Word file, a template, one with macros, one of Strict Open XML or one in a single XML file.

    Raises DamagedFile, EncryptedFile, TooLarge where it unpacks to more than any report, or what an embedded chunk's
    reader raises.
    """
    # The title property is left alone: it is that of the file somebody began from, often last year's report.
    return assemble(file, "docx", _pieces(data, file, 0, count()), {})


def _pieces(data: bytes, file: str, depth: int, chunks: Iterator[int]) -> list[Piece]:
    """Return the pieces of a file that stands in `depth` others; `chunks` counts what all of them embed."""
    package = open_package(data, file)
    main = package.main()
    root = package.root(main)
    body = root.find(w("body"))
    if body is None:
        raise DamagedFile(file, f"the Word file is damaged: {main} holds no text")
    _refuse_the_endless(body, file)
    page = root.find(w("background"))
    styles = package.related(main, "styles")
    resolve_markup(body)
    keep_visible(body, Styles(styles), page.get(w("color"), "") if page is not None else "")
    numbering = Numbering(package.related(main, "numbering"), styles)
    return list(_Reader(numbering, styles, _chunks(package, main, file, depth, chunks)).flow(body))


def _refuse_the_endless(body: Any, file: str) -> None:
    for tag, most, what in _MOST:
        if next(islice(body.iter(w(tag)), most, None), None) is not None:
            raise TooLarge(file, f"the Word file has more than {most:,} {what}, which no report has")


def _chunks(package: Package, main: str, file: str, depth: int, chunks: Iterator[int]) -> Callable[[Any], list[Piece]]:
    """Return what reads an embedded chunk, once the text comes to it."""
    relations = {one.id: one for one in package.relations(main)}

    def read(element: Any) -> list[Piece]:
        relation = relations.get(element.get(_ID, ""))
        if relation is None or relation.external or relation.target not in package or depth >= _MAX_CHUNKS:
            raise DamagedFile(file, "a part of the text stands in another file that the Word file only refers to")
        if next(chunks) >= _MOST_CHUNKS:
            raise TooLarge(file, f"the Word file embeds more than {_MOST_CHUNKS} others")
        data, kind = package.data(relation.target), package.type_of(relation.target)
        return list(
            read_chunk(data, kind, relation.target, file, lambda inner: _pieces(inner, file, depth + 1, chunks))
        )

    return read


class _Reader:
    """Walks the body once; lists count as they are met."""

    def __init__(self, numbering: Numbering, styles: Any | None, chunks: Callable[[Any], list[Piece]]) -> None:
        self._numbering, self._chunks = numbering, chunks
        self._levels = {
            style.get(w("styleId")): level
            for style in (styles.iter(w("style")) if styles is not None else ())
            if (level := _style_level(style)) is not None
        }

    def flow(self, parent: Any) -> Iterator[Piece]:
        """Yield the pieces of a story or of a cell that frames paragraphs."""
        before: list[str] = []
        for child in parent:
            if child.tag == w("p"):
                yield from self._paragraph(child, before)
                continue
            if before:
                yield Paragraph("".join(before))
                before = []
            if child.tag == w("tbl"):
                yield from self._table(child)
            elif child.tag == _CHUNK:
                yield from self._chunks(child)
            elif len(child) and child.tag != w("sectPr"):
                yield from self.flow(child)
        if before:
            yield Paragraph("".join(before))

    def _paragraph(self, element: Any, before: list[str]) -> Iterator[Piece]:
        """Yield a paragraph and the boxes at it; where its end is not seen its text is added to `before` the next."""
        label, line = self._line(element)
        before.append(label + line.text)
        if not element.get(JOINED) or not any(before):
            text = "".join(before)
            before.clear()
            if not is_page_mark(text):
                level, bold = self._level(element), _is_bold(element)
                yield from (Paragraph(one, level, bold) for one in text.replace("\t", " ").split("\n"))
        for box in element.iter(BOX):
            yield from self.flow(box)

    def _line(self, paragraph: Any, in_cell: bool = False) -> tuple[str, ParagraphText]:
        """Return a paragraph's list number and its text; a paragraph that is not seen does not count."""
        line = ParagraphText(in_cell)
        line.read(paragraph)
        unseen = paragraph.get(JOINED) and not line.text.strip()
        return "" if unseen else self._numbering.label(paragraph), line

    def _level(self, element: Any) -> int | None:
        outline = element.find(f"{w('pPr')}/{w('outlineLvl')}")
        if outline is not None and outline.get(w("val"), "9") in "012345678":
            return int(outline.get(w("val"))) + 1
        style = element.find(f"{w('pPr')}/{w('pStyle')}")
        return self._levels.get(style.get(w("val"))) if style is not None else None

    def _table(self, element: Any) -> Iterator[Piece]:
        """Yield a table of data as a grid; one of a single cell or of long texts only frames paragraphs."""
        rows = [(row, list(inside(row, w("tc")))) for row in inside(element, w("tr"))]
        cells = [cell for _, row in rows for cell in row]
        if max((len(row) for _, row in rows), default=0) < 2 or any(map(_frames, cells)):
            for cell in cells:
                yield from self.flow(cell)
        elif cells:
            yield self._grid(rows)

    def _grid(self, rows: list[tuple[Any, list[Any]]]) -> Grid:
        """Lay cells out by `gridSpan`, `hMerge` and `vMerge`; a continued merge lengthens the cell before or above."""
        placed: dict[tuple[int, int], RawCell] = {}
        open_at: dict[int, tuple[int, int]] = {}
        for i, (row, cells) in enumerate(rows):
            column, last, header = _skipped(row), None, _is_header(row)
            for cell in cells:
                width = _number(cell, "gridSpan", 1)
                above = open_at.get(column)
                if _merge(cell, "hMerge") == "continue" and last is not None:
                    grown = placed[last]
                    placed[last] = replace(grown, column_span=grown.column_span + width)
                elif (
                    _merge(cell, "vMerge") == "continue"
                    and above is not None
                    and above[0] + placed[above].row_span == i
                ):
                    grown, last = placed[above], None
                    placed[above] = replace(grown, row_span=grown.row_span + 1)
                else:
                    last = i, column
                    placed[last] = RawCell(self._cell_text(cell), i, column, 1, width, header)
                    open_at[column] = last
                column += width
        return Grid(tuple(placed.values()))

    def _cell_text(self, cell: Any) -> str:
        lines: list[tuple[str, ParagraphText]] = []
        joined: ParagraphText | None = None
        for paragraph in cell.iter(w("p"), _CHUNK):
            if paragraph.tag == _CHUNK:
                line = ParagraphText()
                line.add("\n".join(piece.text for piece in self._chunks(paragraph) if isinstance(piece, Paragraph)))
                lines.append(("", line))
            elif next(paragraph.iterancestors(BOX, w("tc"))).tag != BOX:
                label, line = self._line(paragraph, in_cell=True)
                if joined is None:
                    joined = line
                    lines.append((label, line))
                else:
                    joined.add(label + line.text)
                    joined.objects += line.objects
                joined = joined if paragraph.get(JOINED) is not None else None
        return cell_text(lines)


def _frames(cell: Any) -> bool:
    """Tell a cell that holds a table or a long text, and so is part of a layout."""
    if next(cell.iter(w("tbl")), None) is not None:
        return True
    length = 0
    for text in cell.iter(w("t")):
        length += len(text.text or "")
        if length > _LONG_CELL:
            return True
    return False


def _is_bold(element: Any) -> bool:
    runs = [run for run in element.iter(w("r")) if "".join(run.itertext(w("t"))).strip()]
    return bool(runs) and all(is_on(run.find(f"{w('rPr')}/{w('b')}")) for run in runs)


def _style_level(style: Any) -> int | None:
    outline = style.find(f"{w('pPr')}/{w('outlineLvl')}")
    if outline is not None and outline.get(w("val"), "9") in "012345678":
        return int(outline.get(w("val"))) + 1
    name = style.find(w("name"))
    match = _HEADING.fullmatch(name.get(w("val"), "")) if name is not None else None
    return int(match[1]) if match else None


def _number(cell: Any, name: str, otherwise: int) -> int:
    found = cell.find(f"{w('tcPr')}/{w(name)}")
    value = found.get(w("val"), "") if found is not None else ""
    return max(1, min(int(value), MAX_SPAN)) if value.isdigit() else otherwise


def _skipped(row: Any) -> int:
    """Return how many grid columns a row leaves out before its first cell."""
    found = row.find(f"{w('trPr')}/{w('gridBefore')}")
    value = found.get(w("val"), "") if found is not None else ""
    return min(int(value), MAX_SPAN) if value.isdigit() else 0


def _is_header(row: Any) -> bool:
    """Tell a row that the file repeats at the top of each page."""
    return is_on(row.find(f"{w('trPr')}/{w('tblHeader')}"))


def _merge(cell: Any, name: str) -> str | None:
    found = cell.find(f"{w('tcPr')}/{w(name)}")
    return None if found is None else found.get(w("val")) or "continue"
