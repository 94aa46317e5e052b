"""What carriers hand over before offsets exist, and the one place that takes offsets."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from reports.model import Block, Cell, Document, Table
from reports.normalise import normalise

MAX_SPAN = 200
"""No real table spans more; pages carry `colspan="10000"`."""
_SPACES = re.compile(r"[ \t]*\n[ \t\n]*|[ \t]{2,}|\t")
_CJK = r"[⺀-鿿豈-﫿\U00020000-\U0003ffff、。，；：？！（）《》〈〉“”‘’…—【】〔〕「」]"
_BREAK_IN_WORD = re.compile(rf"(?<={_CJK})\s*\n\s*|\s*\n\s*(?={_CJK})")


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: str
    level: int | None = None
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Field:
    """A table cell at its laid-out place, text not yet normalised."""

    text: str
    row: int
    column: int
    row_span: int = 1
    column_span: int = 1


@dataclass(frozen=True, slots=True)
class Grid:
    fields: tuple[Field, ...]


Piece = Paragraph | Grid


def one_line(text: str) -> str:
    """Normalise what a cell holds to one line: a break inside Chinese text is no space, elsewhere it is one."""
    return _SPACES.sub(" ", _BREAK_IN_WORD.sub("", normalise(text).strip())).strip()


def grid(rows: Iterable[Iterable[str]]) -> Grid:
    """Return a grid of cells without spans; rows may differ in length."""
    return Grid(tuple(Field(text, i, j) for i, row in enumerate(rows) for j, text in enumerate(row)))


def lay_out(rows: Iterable[Iterable[tuple[str, int, int]]]) -> Grid:
    """Place cells given as (text, row span, column span) as HTML does: each where no earlier span stands."""
    fields: list[Field] = []
    taken: set[tuple[int, int]] = set()
    for i, row in enumerate(rows):
        column = 0
        for text, height, width in row:
            while (i, column) in taken:
                column += 1
            height, width = max(1, min(height, MAX_SPAN)), max(1, min(width, MAX_SPAN))
            taken.update((i + down, column + right) for down in range(height) for right in range(width))
            fields.append(Field(text, i, column, height, width))
            column += width
    return Grid(tuple(fields))


def assemble(file: str, form: str, pieces: Iterable[Piece], metadata: Mapping[str, str]) -> Document:
    """Put the pieces into one text, blocks apart by a line feed, rows by a line feed, cells by a tab."""
    parts: list[str] = []
    blocks: list[Block] = []
    at = 0
    for piece in pieces:
        if isinstance(piece, Paragraph):
            text = _paragraph(piece.text)
            block = Block(at, at + len(text), None, piece.level, piece.bold)
        else:
            text, table = _lay(piece, at)
            block = Block(at, at + len(text), table)
        if text.strip():
            parts.append(text)
            blocks.append(block)
            at += len(text) + 1
    facts = {key: one_line(value) for key, value in metadata.items()}
    return Document(file, form, "\n".join(parts), tuple(blocks), {key: value for key, value in facts.items() if value})


def _paragraph(text: str) -> str:
    """Normalise a paragraph; lines the carrier set apart stay lines, empty ones go."""
    lines = (line.strip(" ") for line in normalise(text).split("\n"))
    return "\n".join(line for line in lines if line.strip())


def _lay(draft: Grid, start: int) -> tuple[str, Table]:
    """Return a table's text and the table with true offsets. Spans that run into another cell are cut back."""
    rows = 1 + max((field.row for field in draft.fields), default=0)
    columns = max((field.column + field.column_span for field in draft.fields), default=0)
    cells: list[Cell] = []
    text: list[str] = []
    at = start
    last = 0
    for index, field in enumerate(sorted(draft.fields, key=lambda field: (field.row, field.column))):
        separator = "" if index == 0 else "\n" * (field.row - last) or "\t"
        content = one_line(field.text)
        at += len(separator)
        height = min(field.row_span, rows - field.row)
        cells.append(Cell(content, at, at + len(content), field.row, field.column, height, field.column_span))
        text += [separator, content]
        at += len(content)
        last = field.row
    return "".join(text), Table(rows, columns, tuple(cells))
