"""行政复议、行政诉讼情况 (T19, T21): one row of three groups, each of four outcomes and their total."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from reports.tables.cuts import Cut, Group
from reports.tables.labels import fold, simplify, tables
from reports.tables.lines import Line
from reports.tables.numbers import integer, letters_as_zeros
from reports.tables.rows import Column, Row, open_label, raw_of, row_start, text_readings

_OUTCOMES = 5


def read_review(lines: Iterable[Line]) -> Iterator[Row]:
    """Yield each row of numbers under the table's header."""
    header: list[Line] = []
    for line in lines:
        label, interrupted = open_label(line)
        header = [] if interrupted else header
        filled = sum(len(slot.text.strip()) for slot in line.slots)
        words = fold("".join(part.label for part in header) + label)
        row = _row(line, [*header, line]) if any(word in words for word in tables()["review"]["opens"]) else None
        if row:
            yield row
        if filled < _OUTCOMES:
            header.append(line)
        else:
            header = []


def _row(line: Line, header: list[Line]) -> Row | None:
    filled = tuple(slot for slot in line.slots if slot.text.strip())
    packed = fold("".join(open_label(part)[0] for part in header))
    if line.cells and line.parts and not filled:
        return None
    if line.cells:
        columns = _columns_by_header(line, header)
        if columns:
            return _made(line, columns, (line.slots,), True)
        expected = _standard(packed)
        if len(filled) == len(expected):
            return _made(line, expected, (filled,), True)
        if not filled and len(line.slots) == len(expected):
            return _made(line, expected, (line.slots,), True)
        return None
    expected = _standard(packed)
    groups = tuple(Group(_OUTCOMES, summed=True) for _ in range(len(expected) // _OUTCOMES))
    if sum(len(slot.text) for slot in filled) < len(expected):
        return None
    readings, clear = text_readings(line, groups)
    if not clear and not _names_outcomes(packed) and not all(map(_adds_up, readings)):
        return None
    return _made(line, expected, readings, clear)


def _names_outcomes(header: str) -> bool:
    return all(any(word in header for word in words) for words in tables()["review"]["outcomes"].values())


def _adds_up(cells: Cut) -> bool:
    values = [integer(cell.text) for cell in cells]
    starts = range(0, len(values), _OUTCOMES)
    return all(2 * values[at + _OUTCOMES - 1] == sum(values[at : at + _OUTCOMES]) for at in starts)


def _made(line: Line, columns: tuple[Column, ...], readings: tuple[Cut, ...], clear: bool) -> Row:
    return Row(
        "review", columns[0].row, row_start(line), line.end, columns, _mended(columns, readings), raw_of(line), clear
    )


def _mended(columns: tuple[Column, ...], readings: tuple[Cut, ...]) -> tuple[Cut, ...]:
    """Read letters typed for 0 group by group."""
    return tuple(
        tuple(
            cell
            for start in range(0, len(cells), _OUTCOMES)
            for cell in letters_as_zeros(cells[start : start + _OUTCOMES], _total(columns[start : start + _OUTCOMES]))
        )
        for cells in readings
    )


def _total(columns: tuple[Column, ...]) -> int:
    return next((place for place, column in enumerate(columns) if column.field.endswith(".total")), -1)


def _standard(header: str) -> tuple[Column, ...]:
    """Return the form's own columns, of those groups that the header names."""
    named = [group for group in tables()["review"]["groups"] if any(word in header for word in group["words"])]
    groups = named if any(group["prefix"] != "review" for group in named) else tables()["review"]["groups"][:1]
    if "行政诉讼" in header and not any(group["prefix"] != "review" for group in named):
        groups = tables()["review"]["groups"]
    return tuple(_column(group["prefix"], name) for group in groups for name in tables()["review"]["outcomes"])


@cache
def _column(prefix: str, outcome: str) -> Column:
    names = {"upheld": "结果维持", "corrected": "结果纠正", "other": "其他结果", "pending": "尚未审结", "total": "总计"}
    group = next(g["words"][0] for g in tables()["review"]["groups"] if g["prefix"] == prefix)
    titles = {"未经复议": "行政诉讼 未经复议直接起诉", "复议后": "行政诉讼 复议后起诉"}
    return Column(f"{prefix}.{outcome}", label=names[outcome], row=titles.get(group, group))


def _columns_by_header(line: Line, header: list[Line]) -> tuple[Column, ...] | None:
    """Return a column for each cell by what stands above it; None unless every cell has one of its own."""
    columns: list[Column] = []
    for slot in line.slots:
        above = [
            part.text
            for row in header
            if row.table == line.table
            for part in row.parts
            if part.first <= slot.first <= part.last
        ]
        prefix, outcome = _group_of("".join(above)), _outcome_of("".join(above))
        if prefix is None or outcome is None:
            return None
        columns.append(_column(prefix, outcome))
    fields = {column.field for column in columns}
    return tuple(columns) if len(fields) == len(line.slots) and len(fields) % _OUTCOMES == 0 and fields else None


def _group_of(text: str) -> str | None:
    packed = re.sub(r"\s+", "", simplify(text))
    named = [g["prefix"] for g in tables()["review"]["groups"] if any(word in packed for word in g["words"])]
    return named[-1] if named else None


def _outcome_of(text: str) -> str | None:
    packed = re.sub(r"\s+", "", simplify(text))
    named = [name for name, words in tables()["review"]["outcomes"].items() if any(word in packed for word in words)]
    return named[0] if len(named) == 1 else None
