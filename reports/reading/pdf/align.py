"""Tables without ruling lines: words that stand in columns over several lines."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from reports.model import Basis
from reports.reading.pdf.labels import Stack, Word, column_starts, cut, labels_of, parted, piece, text_of
from reports.reading.pdf.lines import UNIT, VALUE, GlyphLine, Segment
from reports.reading.pieces import Grid, RawCell
from reports.reading.unwrap import starts_item
from reports.text.wording import patterns

_MIN_ROWS = 3
_LONGEST_TABLE = 500
_LONGEST = 24
_LONGEST_GAP = 3
_LONGEST_LABEL = 9
"""Lines between two rows: of headings, and of a label that ends left of the values."""
_LABEL, _GROUP = 0, -1
"""Places of a row's own label and of a heading over several rows; values are counted from 1."""
_MOSTLY = 0.6
_PAGE_GAP = 1.3
_HEADER_GAP = 1.6
"""Ems between the lines of one row of headers, whose words break at different places."""
_FAR = 10_000.0
_HEADING = patterns("carrier_patterns.toml")("section_heading")


def aligned_tables(lines: Sequence[GlyphLine]) -> list[list[GlyphLine] | Grid]:
    """Part lines into runs of text and tables, in order."""
    parts: list[list[GlyphLine] | Grid] = []
    text: list[GlyphLine] = []
    at = 0
    while at < len(lines):
        end = _run(lines, at)
        table = _table(lines[at:end]) if end > at else None
        if table is None:
            text.append(lines[at])
            at += 1
            continue
        if text:
            parts.append(text)
        parts.append(table)
        text = []
        at = end
    return [*parts, text] if text else parts


def _run(lines: Sequence[GlyphLine], at: int) -> int:
    """Return the end of the lines from `at` that may be rows: several segments, or a short label between such lines."""
    if len(lines[at].segments) < 2:
        return at
    last = at
    values = lines[at].segments[-1].x0
    outside = 0
    for end in range(at, min(len(lines), at + _LONGEST_TABLE)):
        line = lines[end]
        if len(line.segments) >= 2:
            last, outside = end, 0
            values = next((one.x0 for one in line.segments if VALUE.fullmatch(one.text)), values)
            continue
        label = line.x1 < values
        outside += not label
        heading = _HEADING.match(line.text) or line.text.endswith("。") or (len(line.text) > _LONGEST and not label)
        if heading or outside > _LONGEST_GAP or end - last > _LONGEST_LABEL:
            break
    return _with_rest(lines, last + 1, values)


def _with_rest(lines: Sequence[GlyphLine], end: int, values: float) -> int:
    """Return the end of a table with the lines of its last row's cells that stand below the others."""
    while 0 < end < len(lines):
        above, line = lines[end - 1], lines[end]
        near = 0 <= line.top - above.top <= _HEADER_GAP * line.size and line.page == above.page
        label = len(line.segments) == 1 and line.x1 < values and not starts_item(line.text)
        if not near or not (label or all(VALUE.fullmatch(segment.text) for segment in line.segments)):
            break
        end += 1
    return end


def _table(lines: Sequence[GlyphLine]) -> Grid | None:
    columns = _columns(lines)
    if len(columns) < 2 or len(lines) < _MIN_ROWS:
        return None
    rows = _rows(lines, columns)
    valued = [row for row in rows if any(VALUE.fullmatch(text) for column, text in row.items() if column)]
    labelled = [row for row in valued if row.get(_LABEL) and not VALUE.fullmatch(row[_LABEL])]
    if len(valued) < 2 or len(labelled) < _MOSTLY * len(valued):
        return None
    groups = any(row.get(_GROUP) for row in rows)
    places = range(_GROUP if groups else _LABEL, len(columns))
    return Grid(
        tuple(RawCell(row.get(at, ""), i, j) for i, row in enumerate(rows) for j, at in enumerate(places)), Basis.TEXT
    )


def _columns(lines: Sequence[GlyphLine]) -> list[tuple[float, float]]:
    """Return the x ranges that segments share; all that stands left of the first unit or number is one."""
    valued = [line for line in lines if any(VALUE.fullmatch(segment.text) for segment in line.segments)]
    segments = sorted((segment for line in valued or lines for segment in line.segments), key=lambda one: one.x0)
    first = min((one.x0 for one in segments if _is_cell(one)), default=0.0)
    labels = [segment for segment in segments if segment.x0 < first]
    spans = [(labels[0].x0, min(first - 0.1, max(label.x1 for label in labels)))] if labels else []
    for segment in segments[len(labels) :]:
        if spans and segment.x0 <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(spans[-1][1], segment.x1))
        else:
            spans.append((segment.x0, segment.x1))
    return spans


def _is_cell(segment: Segment) -> bool:
    return VALUE.fullmatch(segment.text) is not None or UNIT.fullmatch(segment.text) is not None


def _rows(lines: Sequence[GlyphLine], columns: Sequence[tuple[float, float]]) -> list[dict[int, str]]:
    """Return the rows of a table; each stretch between lines of its header has labels of its own."""
    rows: list[dict[int, str]] = []
    stretch: list[tuple[float, GlyphLine, dict[int, list[Segment]]]] = []
    header = -_FAR
    for middle, line in zip(_middles(lines), lines, strict=True):
        cells = _cells(line, columns)
        if all(column == 0 for column in cells) or _is_valued(cells):
            stretch.append((middle, line, cells))
            continue
        names = {column: text_of(segments) for column, segments in cells.items()}
        labels_only = all(set(between) == {0} for _, _, between in stretch)
        if labels_only and middle - header <= _HEADER_GAP * line.size:
            rows[-1] |= {column: rows[-1].get(column, "") + name for column, name in names.items()}
            rows[-1:] = [*_labelled(stretch), rows[-1]]
        else:
            rows += [*_labelled(stretch), names]
        header, stretch = middle, []
    return [*rows, *_labelled(stretch)]


def _middles(lines: Sequence[GlyphLine]) -> list[float]:
    """Return where the middle of each line is, as if all pages were one."""
    middles: list[float] = []
    shift = 0.0
    for previous, line in zip([None, *lines], lines, strict=False):
        if previous is not None and line.page != previous.page:
            shift = middles[-1] + _PAGE_GAP * line.size - (line.top + line.bottom) / 2
        middles.append((line.top + line.bottom) / 2 + shift)
    return middles


def _cells(line: GlyphLine, columns: Sequence[tuple[float, float]]) -> dict[int, list[Segment]]:
    cells: dict[int, list[Segment]] = {}
    for segment in (part for whole in line.segments for part in _parted(whole, columns)):
        cells.setdefault(_column(segment, columns), []).append(segment)
    return cells


def _parted(segment: Segment, columns: Sequence[tuple[float, float]]) -> list[Segment]:
    return [part for whole in _parted_at_spaces(segment, columns) for part in _parted_from_cell(whole, columns)]


def _parted_from_cell(segment: Segment, columns: Sequence[tuple[float, float]]) -> list[Segment]:
    """Part a label from the unit or number that stands close behind it in the next column."""
    if len(columns) < 2 or segment.x0 >= columns[1][0]:
        return [segment]
    label, cell = cut(segment, columns[1][0] - 1)
    return [label, cell] if label.text and _is_cell(cell) else [segment]


def _parted_at_spaces(segment: Segment, columns: Sequence[tuple[float, float]]) -> list[Segment]:
    """Part headers that stand close to each other and over different columns."""
    spaces = [at for at, char in enumerate(segment.text) if char == " " and segment.places]
    words = [piece(segment, start, end) for start, end in pairwise([0, *spaces, len(segment.places)]) if end > start]
    over = [_column(word, columns) for word in words]
    return words if len(set(over)) == len(over) > 1 and 0 not in over else [segment]


def _is_valued(cells: dict[int, list[Segment]]) -> bool:
    texts = [text_of(segments) for column, segments in cells.items() if column]
    return all(VALUE.fullmatch(text) or UNIT.fullmatch(text) for text in texts)


def _labelled(stretch: Sequence[tuple[float, GlyphLine, dict[int, list[Segment]]]]) -> list[dict[int, str]]:
    """Give each row of values the lines of its label; what is no row's label is kept in rows of its own."""
    size = max((line.size for _, line, _ in stretch), default=0.0)
    firsts = [segment for _, _, cells in stretch for segment in cells.get(0, [])]
    starts = column_starts(firsts, size)
    words = [
        Word(segment.text, segment.x0, segment.x1, middle, line.size)
        for middle, line, cells in stretch
        for whole in cells.get(0, [])
        for segment in parted(whole, starts, size)
    ]
    values = {middle: cells for middle, _, cells in stretch if set(cells) - {0}}
    found, others = labels_of(words, list(values))
    rows = {
        middle: {
            _LABEL: text_of(found.get(middle, ())),
            **{column: text_of(segments) for column, segments in cells.items() if column},
        }
        for middle, cells in values.items()
    }
    _join_broken(rows, _HEADER_GAP * size)
    for stack in others:
        beside = (row for row in sorted(rows) if rows[row].get(_LABEL) and _is_beside(stack, row, size))
        row = next((row for row in beside if _GROUP not in rows[row]), None)
        if row is None:
            rows[_free(rows, stack[0].y)] = {_LABEL: text_of(stack)}
        else:
            rows[row][_GROUP] = text_of(stack)
    return [rows[middle] for middle in sorted(rows)]


def _column(segment: Segment, columns: Sequence[tuple[float, float]]) -> int:
    """Return the column over or under which the segment stands; of several, the one whose middle is nearest its own."""

    def apart(i: int) -> tuple[bool, float]:
        x0, x1 = columns[i]
        return not (segment.x0 < x1 and x0 < segment.x1), abs(segment.x0 + segment.x1 - x0 - x1) / 2

    return min(range(len(columns)), key=apart) if columns else 0


def _is_beside(stack: Stack, row: float, size: float) -> bool:
    return stack[0].y - size <= row <= stack[-1].y + size


def _join_broken(rows: dict[float, dict[int, str]], near: float) -> None:
    """Put the lines of a number too long for its cell together, apart by a space: it is no number to read."""
    for middle in [middle for middle, row in rows.items() if not row[_LABEL]]:
        owners = [
            other
            for other, row in rows.items()
            if row[_LABEL] and abs(other - middle) <= near and len(row) > len(rows[middle])
        ]
        if not owners:
            continue
        owner = min(owners, key=lambda other: abs(other - middle))
        broken = rows.pop(middle)
        for column in broken.keys() - {_LABEL}:
            texts = [broken[column], rows[owner].get(column, "")]
            rows[owner][column] = " ".join(filter(None, texts if middle < owner else reversed(texts)))


def _free(rows: dict[float, dict[int, str]], place: float) -> float:
    """Return a place right above the row that stands at `place`."""
    while place in rows:
        place -= 0.01
    return place
