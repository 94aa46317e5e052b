"""The flow of word processors whose tables are runs of marked paragraphs (Word's old format, RTF): into pieces."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from reports.reading.pieces import MAX_SPAN, Grid, Paragraph, Piece, RawCell

LONG_CELL = 400
"""Characters; a cell of data is never so long, so the table only frames paragraphs."""
_NEAR = 60
"""Twips, about a millimetre: edges of one column differ by less from row to row, columns by more."""


@dataclass(frozen=True, slots=True)
class Row:
    """Edges of a row's cells in twips, which cells go on from the one above, which belong to the one before.

    `header` says that the row is repeated at the top of each page.
    """

    edges: tuple[int, ...] = ()
    continued: frozenset[int] = frozenset()
    merged: frozenset[int] = frozenset()
    header: bool = False


@dataclass(frozen=True, slots=True)
class Marked:
    """A paragraph that stands in `depth` tables, or the end of a row; `gone` rows were deleted."""

    pieces: tuple[Piece, ...]
    depth: int = 0
    ends_cell: bool = False
    ends_row: bool = False
    row: Row | None = None
    gone: bool = False


def flow(marked: Sequence[Marked]) -> list[Piece]:
    """Return paragraphs and tables in their order."""
    found: list[Piece] = []
    at = 0
    while at < len(marked):
        if marked[at].depth:
            more, at = _table(marked, at, 1)
            found += more
        else:
            found += marked[at].pieces
            at += 1
    return found


def _table(marked: Sequence[Marked], at: int, depth: int) -> tuple[list[Piece], int]:
    rows: list[list[Laid]] = []
    cells: list[tuple[Piece, ...]] = []
    while at < len(marked) and marked[at].depth >= depth:
        one = marked[at]
        if one.depth == depth and one.ends_row:
            if not one.gone:
                rows.append(_row(cells, one.row))
            cells, at = [], at + 1
        else:
            cell, at = _cell(marked, at, depth)
            cells.append(cell)
    if cells:
        rows.append(_by_place(cells))
    return list(table(rows)), at


def _cell(marked: Sequence[Marked], at: int, depth: int) -> tuple[tuple[Piece, ...], int]:
    found: list[Piece] = []
    while at < len(marked):
        one = marked[at]
        if one.depth < depth or (one.depth == depth and one.ends_row):
            break
        if one.depth > depth:
            more, at = _table(marked, at, depth + 1)
            found += more
            continue
        found += one.pieces
        at += 1
        if one.ends_cell:
            break
    return tuple(found), at


def _row(cells: Sequence[tuple[Piece, ...]], row: Row | None) -> list[Laid]:
    """Give each cell its edges; one that is merged into the cell before it lengthens that one."""
    if row is None or len(row.edges) != len(cells) + 1:
        return _by_place(cells)
    laid: list[Laid] = []
    for place, cell in enumerate(cells):
        left, right = row.edges[place], row.edges[place + 1]
        if place in row.merged and laid:
            before = laid.pop()
            laid.append(replace(before, pieces=(*before.pieces, *cell), right=right))
        else:
            laid.append(Laid(cell, left, right, place in row.continued, row.header))
    return laid


@dataclass(frozen=True, slots=True)
class Laid:
    """A cell: what it holds, its edges in twips, and whether it goes on from the cell above."""

    pieces: tuple[Piece, ...]
    left: int
    right: int
    continued: bool = False
    header: bool = False

    @property
    def text(self) -> str:
        return "\n".join(piece.text for piece in self.pieces if isinstance(piece, Paragraph))


def table(rows: Sequence[Sequence[Laid]]) -> Iterator[Piece]:
    """Yield a table of data as a grid; one of a single column, of long texts or of tables gives what its cells hold."""
    cells = [cell for row in rows for cell in row]
    framed = max(map(len, rows), default=0) < 2 or any(
        len(cell.text) > LONG_CELL or any(isinstance(piece, Grid) for piece in cell.pieces) for cell in cells
    )
    if framed:
        for cell in cells:
            yield from cell.pieces
    elif cells:
        yield _grid(rows)


def _by_place(cells: Iterable[tuple[Piece, ...]]) -> list[Laid]:
    """Return cells of which no edges are known, each in the column of its number."""
    return [Laid(cell, 10 * _NEAR * place, 10 * _NEAR * (place + 1)) for place, cell in enumerate(cells)]


def _grid(rows: Sequence[Sequence[Laid]]) -> Grid:
    columns = _columns(edge for row in rows for cell in row for edge in (cell.left, cell.right))
    placed: dict[tuple[int, int], RawCell] = {}
    open_at: dict[int, tuple[int, int]] = {}
    for i, row in enumerate(rows):
        free = 0
        for cell in row:
            column = max(free, _place(columns, cell.left))
            width = max(1, min(_place(columns, cell.right) - column, MAX_SPAN))
            free = column + width
            above = open_at.get(column)
            if cell.continued and above is not None and above[0] + placed[above].row_span == i:
                placed[above] = replace(placed[above], row_span=placed[above].row_span + 1)
            else:
                placed[i, column] = RawCell(cell.text, i, column, 1, width, cell.header)
                open_at[column] = (i, column)
    return Grid(tuple(placed.values()))


def _columns(edges: Iterable[int]) -> list[int]:
    """Return the left edge of each column: edges nearer to each other than columns are wide count as one."""
    columns: list[int] = []
    for edge in sorted(set(edges)):
        if not columns or edge - columns[-1] > _NEAR:
            columns.append(edge)
    return columns


def _place(columns: Sequence[int], edge: int) -> int:
    return max(0, bisect_left(columns, edge - _NEAR))
