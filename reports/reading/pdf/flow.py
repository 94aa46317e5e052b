"""Paragraphs and tables of a PDF across its line ends and page breaks."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from reports.reading.pdf.lines import GlyphLine
from reports.reading.pdf.tables import RuledTable
from reports.reading.pieces import Grid, Paragraph, Piece, RawCell, one_line
from reports.reading.unwrap import join, starts_item
from reports.text.ordinals import CHINESE, HAN
from reports.text.space import without_space

_ENDS = re.compile(r"[。！？；：!?;:]['”’）)】]*$")
_NUMBER = re.compile(r"[\d.,%/—-]*")
_ORDINAL = re.compile(rf"[{HAN}\d（(]")
_LONG_ROW = 40
_FEWEST_CUT = 3
_HEADING_ROW = re.compile(rf"{CHINESE}|#")


@dataclass(frozen=True, slots=True)
class Margins:
    left: float
    right: float
    indented: bool


def margins(lines: Sequence[GlyphLine]) -> Margins:
    """Return where running text begins and ends; `indented` says that paragraphs show by their first line."""
    long = [line for line in lines if len(line.text) >= 15 and len(line.segments) == 1] or list(lines)
    lefts = Counter(round(line.x0 / 3) * 3 for line in long)
    left = float(min((x for x, count in lefts.items() if count >= 0.25 * max(lefts.values())), default=0))
    rights = Counter(round(line.x1 / 6) * 6 for line in long)
    right = float(max((x for x, count in rights.items() if count >= 0.2 * max(rights.values())), default=0))
    first = sum(1.2 <= (line.x0 - left) / line.size <= 3.5 for line in long)
    return Margins(left, right, first >= 2)


def paragraphs(lines: Sequence[GlyphLine], bounds: Margins) -> list[Piece]:
    """Join lines into paragraphs, over page breaks too."""
    pieces: list[Piece] = []
    text, bold = "", True
    previous: GlyphLine | None = None
    for line in lines:
        if previous is not None and _goes_on(previous, line, bounds):
            text, bold = join(text, line.text), bold and line.bold
        else:
            pieces += [Paragraph(text, bold=bold)] if text else []
            text, bold = line.text, line.bold
        previous = line
    return [*pieces, Paragraph(text, bold=bold)] if text else pieces


def _goes_on(line: GlyphLine, following: GlyphLine, bounds: Margins) -> bool:
    em = max(line.size, following.size)
    if line.bold != following.bold and _ENDS.search(line.text) is None and line.bold:
        return False
    if abs(line.size - following.size) > 0.2 * em:
        return False
    if following.x0 > bounds.left + 1.2 * em:
        return _is_title_wrapped(line, following, bounds)
    if line.x1 < bounds.right - 2.2 * em or line.x0 > bounds.left + 3.6 * em:
        return False
    if line.page == following.page and following.top - line.bottom > 2.2 * em:
        return False
    ended = _ENDS.search(line.text) is not None
    if starts_item(following.text, line.text):
        return False
    return bounds.indented or not ended


def _is_title_wrapped(line: GlyphLine, following: GlyphLine, bounds: Margins) -> bool:
    """A centred title too long for its line: that one fills the page's width, the rest stands in the middle below."""
    em = line.size
    fills = line.x0 < bounds.left + 1.5 * em and line.x1 > bounds.right - 1.5 * em and not _ENDS.search(line.text)
    middle = (bounds.left + bounds.right) / 2
    return fills and abs((following.x0 + following.x1) / 2 - middle) < em and len(following.text) < len(line.text)


def join_tables(first: RuledTable, second: RuledTable) -> RuledTable | None:
    """Return the two as one where the second continues the first on the next page, else None.

    Columns are those of both; a repeated header goes; a label whose cell the break cut is put together again.
    """
    if abs(first.box[0] - second.box[0]) > 8 or abs(first.box[2] - second.box[2]) > 8:
        return None
    xs = _union(first.xs, second.xs)
    above, below = _regrid(first, xs), _regrid(second, xs)
    repeated = _repeated_rows(above, below, second.rows)
    rest = [replace(cell, row=cell.row - repeated) for cell in below if cell.row >= repeated]
    cells = _mended(list(above), rest, first.rows)
    box = (first.box[0], first.box[1], first.box[2], second.box[3])
    return RuledTable(box, xs, tuple(cells), first.rows + second.rows - repeated)


def _union(one: Sequence[float], other: Sequence[float]) -> tuple[float, ...]:
    places: list[float] = []
    for x in sorted([*one, *other]):
        if not places or x - places[-1] > 4:
            places.append(x)
    return tuple(places)


def _regrid(table: RuledTable, xs: Sequence[float]) -> list[RawCell]:
    at = [min(range(len(xs)), key=lambda i: abs(xs[i] - x)) for x in table.xs]
    return [
        replace(
            cell,
            column=at[cell.column],
            column_span=max(1, at[cell.column + cell.column_span] - at[cell.column]),
        )
        for cell in table.cells
    ]


def _repeated_rows(above: Sequence[RawCell], below: Sequence[RawCell], rows: int) -> int:
    """Count the rows the second part begins with that repeat the first part's header."""
    count = 0
    while (
        count < rows - 1
        and _row(above, count) == _row(below, count)
        and re.search("[\u4e00-\u9fff]", _row(below, count))
    ):
        count += 1
    return count


def _row(cells: Iterable[RawCell], row: int) -> str:
    return "|".join(without_space(cell.text) for cell in cells if cell.row == row)


def _mended(above: list[RawCell], below: Sequence[RawCell], rows: int) -> list[RawCell]:
    """Put the parts one below the other; a cell of the first row that only continues a label lengthens that label."""
    last = {cell.column: i for i, cell in enumerate(above) if cell.row + cell.row_span == rows}
    joined = list(above)
    cut = _is_cut_row([(above[last[cell.column]], cell) for cell in below if not cell.row and cell.column in last])
    for cell in below:
        over = last.get(cell.column) if cell.row == 0 else None
        if over is not None and (cut or _continues(joined[over], cell)):
            upper = joined[over]
            text = upper.text + cell.text
            joined[over] = replace(upper, text=text, row_span=upper.row_span + cell.row_span)
        else:
            joined.append(replace(cell, row=cell.row + rows))
    return joined


def _is_cut_row(pairs: Sequence[tuple[RawCell, RawCell]]) -> bool:
    """Tell a row that the break cut: its label goes on below, and its numbers stand on one side alone."""
    if len(pairs) < _FEWEST_CUT or any(upper.column_span != lower.column_span for upper, lower in pairs):
        return False
    texts = [(one_line(upper.text), one_line(lower.text), upper.row_span) for upper, lower in pairs]
    labels = [(upper, lower) for upper, lower, _ in texts if upper and lower]
    numbers = [(upper, lower) for upper, lower, height in texts if not (upper and lower) and height == 1]
    if len(labels) != 1 or not numbers:
        return False
    upper, lower = labels[0]
    begun = _ORDINAL.match(upper) and not _ORDINAL.match(lower) and not lower.startswith("其中")
    return bool(begun) and any(not any(side) for side in zip(*numbers, strict=True))


def _continues(upper: RawCell, lower: RawCell) -> bool:
    """A cut label is empty below, or only its upper part has the ordinal; a number's cell never goes on."""
    upper_text, text = one_line(upper.text), one_line(lower.text)
    if upper.column_span != lower.column_span or _NUMBER.fullmatch(upper_text):
        return False
    if not text:
        return lower.column == 0 or upper.row_span > 1 or lower.row_span > 1
    cut = upper.row_span > 1 or lower.row_span > 1
    return cut and bool(_ORDINAL.match(upper_text)) and not _ORDINAL.match(text) and not _NUMBER.fullmatch(text)


def table_pieces(table: RuledTable) -> list[Piece]:
    """Return the table, and as paragraphs rows of one cell with a sentence or a heading: frames around text."""
    pieces: list[Piece] = []
    rows: list[int] = []
    for row in range(table.rows):
        cells = [cell for cell in table.cells if cell.row == row]
        alone = len(cells) == 1 and cells[0].row_span == 1 and cells[0].column_span == len(table.xs) - 1
        if alone and _is_prose(one_line(cells[0].text)):
            pieces += [*_grid(table, rows), Paragraph(one_line(cells[0].text))]
            rows = []
        else:
            rows.append(row)
    return [*pieces, *_grid(table, rows)]


def _is_prose(text: str) -> bool:
    return len(text) > _LONG_ROW or _HEADING_ROW.match(text) is not None


def _grid(table: RuledTable, rows: Sequence[int]) -> list[Piece]:
    if not rows:
        return []
    cells = tuple(replace(cell, row=cell.row - rows[0]) for cell in table.cells if cell.row in rows)
    return [Grid(cells)]
