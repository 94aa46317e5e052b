"""Tables without ruling lines: words that stand in columns over several lines."""

from __future__ import annotations

import re
from collections.abc import Sequence

from reports.reading.draft import Field, Grid
from reports.reading.pdflines import VALUE, Line, Segment
from reports.reading.unwrap import join

_MIN_ROWS = 3
_HEADING = re.compile(r"[一二三四五六七八九十]+、.*(?:情况|事项|问题|措施)$")


def aligned_tables(lines: Sequence[Line]) -> list[list[Line] | Grid]:
    """Part lines into runs of text and tables, in order."""
    parts: list[list[Line] | Grid] = []
    text: list[Line] = []
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


def _run(lines: Sequence[Line], at: int) -> int:
    """Return the end of the lines from `at` that may be rows: several segments, or a short label between such lines."""
    if len(lines[at].segments) < 2:
        return at
    end = at
    last = at
    while end < len(lines) and end - last <= 3:
        line = lines[end]
        if len(line.segments) >= 2:
            last = end
        elif _HEADING.match(line.text) or len(line.text) > 24 or line.text.endswith("。"):
            break
        end += 1
    return last + 1


def _table(lines: Sequence[Line]) -> Grid | None:
    columns = _columns(lines)
    rows = [_row(line, columns) for line in lines]
    wrapped = _with_labels(rows)
    valued = [row for row in wrapped if any(VALUE.fullmatch(text) for text in row.values())]
    labelled = all(0 in row and not VALUE.fullmatch(row[0]) for row in valued)
    if len(columns) < 2 or len(valued) < 2 or len(rows) < _MIN_ROWS or not labelled:
        return None
    return Grid(tuple(Field(text, i, j) for i, row in enumerate(wrapped) for j, text in _filled(row, len(columns))))


def _filled(row: dict[int, str], columns: int) -> list[tuple[int, str]]:
    return [(column, row.get(column, "")) for column in range(columns)]


def _columns(lines: Sequence[Line]) -> list[tuple[float, float]]:
    """Return the x ranges that segments share; one that bridges two columns (a spanning header) is left out first."""
    valued = [line for line in lines if any(VALUE.fullmatch(segment.text) for segment in line.segments)]
    spans: list[tuple[float, float]] = []
    for segment in sorted((one for line in valued or lines for one in line.segments), key=lambda one: one.x0):
        if spans and segment.x0 <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(spans[-1][1], segment.x1))
        else:
            spans.append((segment.x0, segment.x1))
    return spans


def _row(line: Line, columns: Sequence[tuple[float, float]]) -> dict[int, str]:
    row: dict[int, str] = {}
    for segment in line.segments:
        column = _column(segment, columns)
        row[column] = join(row[column], segment.text) if column in row else segment.text
    return row


def _column(segment: Segment, columns: Sequence[tuple[float, float]]) -> int:
    def apart(i: int) -> float:
        x0, x1 = columns[i]
        overlap = min(segment.x1, x1) - max(segment.x0, x0)
        return -overlap if overlap > 0 else abs((segment.x0 + segment.x1) / 2 - (x0 + x1) / 2)

    return min(range(len(columns)), key=apart) if columns else 0


def _with_labels(rows: Sequence[dict[int, str]]) -> list[dict[int, str]]:
    """Give a row of values without a label the lines of a wrapped label around it."""
    whole: list[dict[int, str]] = []
    waiting = False
    for row in rows:
        label_only = set(row) == {0} and not VALUE.fullmatch(row[0])
        if waiting and label_only:
            whole[-1] = {**whole[-1], 0: join(whole[-1].get(0, ""), row[0])}
            waiting = False
            continue
        waiting = 0 not in row and len(row) >= 2 and all(VALUE.fullmatch(text) for text in row.values())
        if waiting and whole and set(whole[-1]) == {0}:
            whole[-1] = {**row, 0: whole[-1][0]}
        else:
            whole.append(dict(row))
    return whole
