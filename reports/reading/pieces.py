"""What carriers hand over before offsets exist, and the one place that takes offsets."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from reports.model import Basis, Block, Cell, Document, Repair, Table
from reports.normalise import normalise

MAX_SPAN = 100
"""No real table spans more; pages carry `colspan="10000"`."""
_USUAL_SPAN = 30
_MAX_PLACES = 200_000
# Each pattern begins at the start of a run of blanks only and does not go back in it: a run costs its length.
_SPACES = re.compile(r"(?<![ \t])[ \t]*+\n[ \t\n]*+|(?<![ \t])[ \t]{2,}+|\t")
_CJK = r"[⺀-鿿豈-﫿\U00020000-\U0003ffff、。，；：？！（）《》〈〉“”‘’…—【】〔〕「」]"
_BREAK_IN_WORD = re.compile(rf"(?<={_CJK})(?>\s*?\n)\s*+|(?<!\s)(?>\s*?\n)\s*+(?={_CJK})")


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: str
    level: int | None = None
    bold: bool = False


@dataclass(frozen=True, slots=True)
class RawCell:
    """A table cell at its laid-out place, text not yet normalised."""

    text: str
    row: int
    column: int
    row_span: int = 1
    column_span: int = 1
    header: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    cells: tuple[RawCell, ...]
    basis: Basis = Basis.CELLS


@dataclass(frozen=True, slots=True)
class Notice:
    """What reading has to say of this place of the file: that a page cannot be read, or who made its text."""

    code: str
    detail: str


Piece = Paragraph | Grid


def one_line(text: str) -> str:
    """Normalise what a cell holds to one line: a break inside Chinese text is no space, elsewhere it is one."""
    return _SPACES.sub(" ", _BREAK_IN_WORD.sub("", normalise(text).strip())).strip()


def grid(rows: Iterable[Iterable[str]]) -> Grid:
    """Return a grid of cells told from text, without spans; rows may differ in length."""
    return Grid(tuple(RawCell(text, i, j) for i, row in enumerate(rows) for j, text in enumerate(row)), Basis.TEXT)


def lay_out(rows: Sequence[Sequence[tuple[str, int, int, bool]]]) -> Grid:
    """Place cells given as (text, row span, column span, header) as HTML does: each where no earlier span stands.

    A span ends at the table's last row, at the next taken place, and at the last column a cell begins or rightly ends.
    """
    cells: list[RawCell] = []
    taken: set[tuple[int, int]] = set()
    for i, row in enumerate(rows):
        column = 0
        for place, (text, height, claimed, header) in enumerate(row, 1):
            # Only a row's last cell may claim more columns than tables have: a title over all of them.
            width = claimed if claimed <= _USUAL_SPAN or place == len(row) else 1
            while (i, column) in taken:
                column += 1
            height = max(1, min(height, len(rows) - i)) if len(taken) < _MAX_PLACES else 1
            width = max(1, min(width, MAX_SPAN)) if len(taken) < _MAX_PLACES else 1
            width = next((at for at in range(1, width) if (i, column + at) in taken), width)
            taken.update((i + down, column + right) for down in range(height) for right in range(width))
            cells.append(RawCell(text, i, column, height, width, header))
            column += width
    return Grid(tuple(_clipped(cells)))


def _clipped(cells: Sequence[RawCell]) -> list[RawCell]:
    ends = (cell.column + (cell.column_span if cell.column_span <= _USUAL_SPAN else 1) for cell in cells)
    columns = max(ends, default=0)
    return [replace(cell, column_span=min(cell.column_span, columns - cell.column)) for cell in cells]


def assemble(file: str, form: str, pieces: Iterable[Piece | Notice], metadata: Mapping[str, str]) -> Document:
    """Put the pieces into one text, blocks apart by a line feed, rows by a line feed, cells by a tab."""
    parts: list[str] = []
    blocks: list[Block] = []
    notices: list[Repair] = []
    at = 0
    for piece in pieces:
        if isinstance(piece, Notice):
            notices.append(Repair(piece.code, piece.detail, at, at))
            continue
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
    text = "\n".join(parts)
    told = {key: value for key, value in facts.items() if value}
    return Document(file, form, text, tuple(blocks), told, _within(notices, len(text)))


def _within(notices: Iterable[Repair], length: int) -> tuple[Repair, ...]:
    return tuple(replace(one, start=min(one.start, length), end=min(one.end, length)) for one in notices)


def _paragraph(text: str) -> str:
    """Normalise a paragraph; lines the carrier set apart stay lines, empty ones go."""
    lines = (line.strip(" ") for line in normalise(text).split("\n"))
    return "\n".join(line for line in lines if line.strip())


def _lay(grid: Grid, start: int) -> tuple[str, Table]:
    """Return a table's text and the table with true offsets."""
    rows = 1 + max((raw.row for raw in grid.cells), default=0)
    columns = max((raw.column + raw.column_span for raw in grid.cells), default=0)
    cells: list[Cell] = []
    text: list[str] = []
    at = start
    last = 0
    for index, raw in enumerate(sorted(grid.cells, key=lambda raw: (raw.row, raw.column))):
        separator = "" if index == 0 else "\n" * (raw.row - last) or "\t"
        content = one_line(raw.text)
        at += len(separator)
        height = min(raw.row_span, rows - raw.row)
        place = (raw.row, raw.column, height, raw.column_span)
        cells.append(Cell(content, at, at + len(content), *place, raw.header))
        text += [separator, content]
        at += len(content)
        last = raw.row
    return "".join(text), Table(rows, columns, tuple(cells), grid.basis)
