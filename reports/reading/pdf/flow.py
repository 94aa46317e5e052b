"""Paragraphs and tables of a PDF across its line ends and page breaks."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from reports.reading.draft import Field, Grid, Paragraph, Piece, one_line
from reports.reading.pdf.lines import GlyphLine
from reports.reading.pdf.tables import RuledTable
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
    rest = [replace(field, row=field.row - repeated) for field in below if field.row >= repeated]
    fields = _mended(list(above), rest, first.rows)
    box = (first.box[0], first.box[1], first.box[2], second.box[3])
    return RuledTable(box, xs, tuple(fields), first.rows + second.rows - repeated)


def _union(one: Sequence[float], other: Sequence[float]) -> tuple[float, ...]:
    places: list[float] = []
    for x in sorted([*one, *other]):
        if not places or x - places[-1] > 4:
            places.append(x)
    return tuple(places)


def _regrid(table: RuledTable, xs: Sequence[float]) -> list[Field]:
    at = [min(range(len(xs)), key=lambda i: abs(xs[i] - x)) for x in table.xs]
    return [
        replace(
            field,
            column=at[field.column],
            column_span=max(1, at[field.column + field.column_span] - at[field.column]),
        )
        for field in table.fields
    ]


def _repeated_rows(above: Sequence[Field], below: Sequence[Field], rows: int) -> int:
    """Count the rows the second part begins with that repeat the first part's header."""
    count = 0
    while (
        count < rows - 1
        and _row(above, count) == _row(below, count)
        and re.search("[\u4e00-\u9fff]", _row(below, count))
    ):
        count += 1
    return count


def _row(fields: Iterable[Field], row: int) -> str:
    return "|".join(without_space(field.text) for field in fields if field.row == row)


def _mended(above: list[Field], below: Sequence[Field], rows: int) -> list[Field]:
    """Put the parts one below the other; a cell of the first row that only continues a label lengthens that label."""
    last = {field.column: i for i, field in enumerate(above) if field.row + field.row_span == rows}
    joined = list(above)
    cut = _is_cut_row([(above[last[field.column]], field) for field in below if not field.row and field.column in last])
    for field in below:
        over = last.get(field.column) if field.row == 0 else None
        if over is not None and (cut or _continues(joined[over], field)):
            upper = joined[over]
            text = upper.text + field.text
            joined[over] = replace(upper, text=text, row_span=upper.row_span + field.row_span)
        else:
            joined.append(replace(field, row=field.row + rows))
    return joined


def _is_cut_row(pairs: Sequence[tuple[Field, Field]]) -> bool:
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


def _continues(upper: Field, lower: Field) -> bool:
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
        fields = [field for field in table.fields if field.row == row]
        alone = len(fields) == 1 and fields[0].row_span == 1 and fields[0].column_span == len(table.xs) - 1
        if alone and _is_prose(one_line(fields[0].text)):
            pieces += [*_grid(table, rows), Paragraph(one_line(fields[0].text))]
            rows = []
        else:
            rows.append(row)
    return [*pieces, *_grid(table, rows)]


def _is_prose(text: str) -> bool:
    return len(text) > _LONG_ROW or _HEADING_ROW.match(text) is not None


def _grid(table: RuledTable, rows: Sequence[int]) -> list[Piece]:
    if not rows:
        return []
    fields = tuple(replace(field, row=field.row - rows[0]) for field in table.fields if field.row in rows)
    return [Grid(fields)]
