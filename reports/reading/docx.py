"""Word files: paragraphs and tables in document order, with the numbers of automatic lists."""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import docx
from docx.document import Document as WordDocument
from docx.exceptions import PythonDocxError
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from lxml import etree

from reports.errors import DamagedFile, TooLarge
from reports.model import Document
from reports.reading.draft import MAX_SPAN, Field, Grid, Paragraph, Piece, assemble
from reports.reading.noise import is_note_mark
from reports.reading.numbering import Numbering

_MAX_UNPACKED = 200 * 1024 * 1024
_MAX_XML = 40 * 1024 * 1024
"""A report's text unpacks to one or two megabytes; beyond this it is made to exhaust memory."""
_MALFORMED = (
    *(PackageNotFoundError, PythonDocxError, etree.LxmlError, zipfile.BadZipFile, zlib.error, struct.error),
    # What python-docx runs into where a part is missing or is not what its name says.
    *(KeyError, ValueError, TypeError, AttributeError, IndexError, OSError, EOFError, RecursionError, RuntimeError),
)
_HEADING = re.compile(r"(?:heading|标题)\s*([1-9])$", re.I)
_ALTERNATE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_LONG_CELL = 400
_TEXT = {qn("w:t"): None, qn("w:tab"): "\t", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}
_SKIPPED = frozenset({qn("w:del"), qn("w:moveFrom"), qn("w:rPr"), qn("w:pPr"), _ALTERNATE, qn("w:txbxContent")})
_WRAPPERS = frozenset(
    {qn("w:sdt"), qn("w:sdtContent"), qn("w:ins"), qn("w:moveTo"), qn("w:customXml"), qn("w:smartTag")}
)
_TRUE = frozenset({"", "1", "true", "on"})


def read_docx(data: bytes, file: str) -> Document:
    """Read a Word file. Raises DamagedFile, or TooLarge where it unpacks to more than any report."""
    _bound(data, file)
    try:
        pieces = _Reader(docx.Document(BytesIO(data))).pieces()
    except _MALFORMED as error:
        raise DamagedFile(file, f"the Word file cannot be read: {error}") from error
    # The title property is left alone: it is that of the file somebody began from, often last year's report.
    return assemble(file, "docx", pieces, {})


def _bound(data: bytes, file: str) -> None:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            sizes = {member.filename: member.file_size for member in archive.infolist()}
    except (zipfile.BadZipFile, ValueError) as error:
        raise DamagedFile(file, "the Word file is cut short or damaged") from error
    largest = max((size for name, size in sizes.items() if name.endswith((".xml", ".rels"))), default=0)
    if sum(sizes.values()) > _MAX_UNPACKED or largest > _MAX_XML:
        raise TooLarge(file, f"unpacked it takes {sum(sizes.values()) // 1024 // 1024} MB, more than a report can be")


class _Reader:
    """Walks the body once; lists count as they are met."""

    def __init__(self, document: WordDocument) -> None:
        self._body = document.element.body
        self._numbering = Numbering(document)
        self._levels = {
            style.get(qn("w:styleId")): level
            for style in document.styles.element.iter(qn("w:style"))
            if (level := _style_level(style)) is not None
        }

    def pieces(self) -> list[Piece]:
        return list(self._flow(self._body))

    def _flow(self, parent: Any) -> Iterator[Piece]:
        for child in parent:
            if child.tag == qn("w:p"):
                yield from self._paragraph(child)
            elif child.tag == qn("w:tbl"):
                yield from self._table(child)
            elif child.tag in _WRAPPERS:
                yield from self._flow(child)

    def _paragraph(self, element: Any) -> Iterator[Piece]:
        text = self._numbering.label(element) + _text(element)
        for line in text.replace("\t", " ").split("\n"):
            yield Paragraph(line, self._level(element), _is_bold(element))
        for box in element.iter(qn("w:txbxContent")):
            if not any(above.tag == _ALTERNATE for above in box.iterancestors()):
                yield from self._flow(box)

    def _level(self, element: Any) -> int | None:
        outline = element.find(f"{qn('w:pPr')}/{qn('w:outlineLvl')}")
        if outline is not None and outline.get(qn("w:val"), "9") in "012345678":
            return int(outline.get(qn("w:val"))) + 1
        style = element.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        return self._levels.get(style.get(qn("w:val"))) if style is not None else None

    def _table(self, element: Any) -> Iterator[Piece]:
        """Yield a table of data as a grid; one of a single cell or of long texts only frames paragraphs."""
        rows = [list(_inside(row, qn("w:tc"))) for row in _inside(element, qn("w:tr"))]
        cells = [cell for row in rows for cell in row]
        framed = max((len(row) for row in rows), default=0) < 2 or any(
            len("".join(cell.itertext(qn("w:t")))) > _LONG_CELL or cell.find(f".//{qn('w:tbl')}") is not None
            for cell in cells
        )
        if framed:
            for cell in cells:
                yield from self._flow(cell)
        elif cells:
            yield self._grid(rows, [_skipped(row) for row in _inside(element, qn("w:tr"))])

    def _grid(self, rows: list[list[Any]], skipped: list[int]) -> Grid:
        """Lay cells out by `gridSpan` and `vMerge`; a continued merge lengthens the cell above it."""
        fields: dict[tuple[int, int], Field] = {}
        open_at: dict[int, tuple[int, int]] = {}
        for i, (row, column) in enumerate(zip(rows, skipped, strict=True)):
            for cell in row:
                width = _number(cell, "w:gridSpan", 1)
                above = open_at.get(column)
                if _merge(cell) == "continue" and above is not None and above[0] + fields[above].row_span == i:
                    grown = fields[above]
                    fields[above] = Field(grown.text, above[0], above[1], grown.row_span + 1, grown.column_span)
                else:
                    fields[i, column] = Field(self._cell_text(cell), i, column, 1, width)
                    open_at[column] = (i, column)
                column += width
        return Grid(tuple(fields.values()))

    def _cell_text(self, cell: Any) -> str:
        return "\n".join(self._numbering.label(one) + _text(one) for one in cell.iter(qn("w:p")))


def _inside(element: Any, tag: str) -> Iterator[Any]:
    """Yield rows of a table or cells of a row, also those inside content controls."""
    for child in element:
        if child.tag == tag:
            deleted = ((qn("w:trPr"), qn("w:del")), (qn("w:tcPr"), qn("w:cellDel")))
            if not any(child.find(f"{properties}/{mark}") is not None for properties, mark in deleted):
                yield child
        elif child.tag in _WRAPPERS:
            yield from _inside(child, tag)


def _text(element: Any) -> str:
    """Return a paragraph's text as Word shows it: without deletions, what is struck out, and text boxes."""
    parts: list[str] = []
    for child in element:
        if child.tag in _SKIPPED:
            continue
        if child.tag == qn("w:r") and _is_unsaid(child, parts):
            continue
        if child.tag in _TEXT:
            parts.append(_TEXT[child.tag] or child.text or "")
        elif child.tag == qn("w:sym"):
            parts.append(" ")
        else:
            parts.append(_text(child))
    return "".join(parts)


def _is_unsaid(run: Any, before: list[str]) -> bool:
    """Say whether a run is hidden or struck out, or a raised mark of a note behind the digits of a number."""
    if any(_is_on(run.find(f"{qn('w:rPr')}/{qn(name)}")) for name in ("w:vanish", "w:strike", "w:dstrike")):
        return True
    raised = run.find(f"{qn('w:rPr')}/{qn('w:vertAlign')}")
    in_line = raised is None or raised.get(qn("w:val")) not in {"superscript", "subscript"}
    return not in_line and "".join(before)[-1:].isdigit() and is_note_mark("".join(run.itertext(qn("w:t"))))


def _is_bold(element: Any) -> bool:
    runs = [run for run in element.iter(qn("w:r")) if "".join(run.itertext(qn("w:t"))).strip()]
    return bool(runs) and all(_is_on(run.find(f"{qn('w:rPr')}/{qn('w:b')}")) for run in runs)


def _is_on(toggle: Any) -> bool:
    return toggle is not None and (toggle.get(qn("w:val")) or "") in _TRUE


def _style_level(style: Any) -> int | None:
    outline = style.find(f"{qn('w:pPr')}/{qn('w:outlineLvl')}")
    if outline is not None and outline.get(qn("w:val"), "9") in "012345678":
        return int(outline.get(qn("w:val"))) + 1
    name = style.find(qn("w:name"))
    match = _HEADING.match(name.get(qn("w:val"), "")) if name is not None else None
    return int(match[1]) if match else None


def _number(cell: Any, name: str, otherwise: int) -> int:
    found = cell.find(f"{qn('w:tcPr')}/{qn(name)}")
    value = found.get(qn("w:val"), "") if found is not None else ""
    return max(1, min(int(value), MAX_SPAN)) if value.isdigit() else otherwise


def _skipped(row: Any) -> int:
    """Return how many grid columns a row leaves out before its first cell."""
    found = row.find(f"{qn('w:trPr')}/{qn('w:gridBefore')}")
    value = found.get(qn("w:val"), "") if found is not None else ""
    return min(int(value), MAX_SPAN) if value.isdigit() else 0


def _merge(cell: Any) -> str | None:
    found = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
    return None if found is None else found.get(qn("w:val")) or "continue"
