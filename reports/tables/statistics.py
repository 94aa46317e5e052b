"""Tables of one indicator a row: the national table of 2014 and the provincial ones before 2019."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from reports.tables.cuts import Cut, Group, Slot, cut
from reports.tables.labels import TOP_ORDINAL, fold, pieces, statistics_labels, tables
from reports.tables.lines import Line
from reports.tables.rows import Column, Row, last_words, open_label, raw_of

_ENOUGH = 6
"""So many known rows one after another are a table even where its header is lost."""


@dataclass(frozen=True, slots=True)
class ValueColumn:
    """A column of values: this year's, or the total of all years (历年累计), which is no figure of the report."""

    this_year: bool
    label: str
    first: int = -1
    last: int = -1


def read_statistics(lines: Iterable[Line]) -> Iterator[Row]:
    """Yield the rows of every table of this kind; a table ends where a sentence begins."""
    for stretch in _stretches(lines):
        rows = list(_Reader().rows(stretch))
        headed = any(_is_header(line.label) for line in stretch)
        if len({row.key for row in rows}) >= (2 if headed else _ENOUGH):
            yield from rows


def _stretches(lines: Iterable[Line]) -> Iterator[list[Line]]:
    stretch: list[Line] = []
    for line in lines:
        if open_label(line)[1]:
            yield stretch
            stretch = []
        stretch.append(line)
    yield stretch


def _is_header(label: str) -> bool:
    packed = fold(label)
    return any(word in packed for word in tables()["statistics"]["opens"])


class _Reader:
    """Goes down a table, knowing which row is above and what the header said."""

    def __init__(self) -> None:
        self._head = ""
        self._columns: tuple[ValueColumn, ...] = ()

    def rows(self, lines: Iterable[Line]) -> Iterator[Row]:
        for line in lines:
            label = open_label(line)[0]
            if _is_header(label):
                self._columns = _value_columns(line, label)
            names = [(part.text, part.start) for part in line.parts] if line.cells else [(label, line.start)]
            parts = [piece for text, _ in names for piece in pieces(text)]
            for index, (text, offset) in enumerate(parts):
                last = index == len(parts) - 1
                ordinal = label[offset : offset + 6] if not line.cells else text
                if row := self._row(line, text, ordinal, last):
                    yield row

    def _row(self, line: Line, text: str, ordinal: str, last: bool) -> Row | None:
        found = statistics_labels().find(text)
        if found is None and last and not line.cells and self._columns:
            found = statistics_labels().find_at_end(text)
        if found is None:
            if TOP_ORDINAL.match(ordinal.strip()):
                self._head = ""
            return None
        facts = _facts(found.key)
        self._head = facts.get("heads", self._head if "under" in facts else "")
        if "under" in facts and not self._head:
            return None
        key = self._head + found.key if found.key.startswith(".") else found.key
        if not last and not found.exact:
            return None
        readings, clear, column = self._values(line) if last else (((Slot("", line.start, line.start),),), True, "")
        if last and not line.slots and not line.cells and not _has_unit(text):
            return None
        return Row(
            key,
            last_words(text),
            line.start,
            line.end,
            (Column(key, label=column),),
            readings,
            raw_of(line) if last else Slot("", line.start, line.start),
            clear,
            misprinted=not found.exact,
        )

    def _values(self, line: Line) -> tuple[tuple[Cut, ...], bool, str]:
        """Return the readings of a row's cells. With two columns a reading keeps both until the table is settled."""
        columns = self._columns or (ValueColumn(True, ""),)
        this = next((i for i, column in enumerate(columns) if column.this_year), 0)
        name = columns[this].label
        if line.cells:
            cell = _cell(line, columns, this)
            return (cell,) if cell else (), True, name
        if not line.slots:
            return ((Slot("", line.start, line.start),),), True, name
        if len(line.slots) == len(columns):
            return ((line.slots[this],),), True, name
        if len(columns) == 1 or len(line.slots) != 1 or len(columns) > 2:
            return (), False, name
        return tuple(_ordered(cut(line.slots, (Group(2),)), this)), False, name


def _ordered(readings: Sequence[Cut], this: int) -> Iterator[Cut]:
    """Yield (this year's, cumulative) pairs in which this year's is not more than the total of all years."""
    for reading in readings:
        pair = (reading[this], reading[1 - this])
        if int(pair[0].text) <= int(pair[1].text):
            yield pair


def _cell(line: Line, columns: Sequence[ValueColumn], this: int) -> Cut | None:
    filled = [slot for slot in line.slots if slot.text.strip()]
    column = columns[this]
    if len(columns) > 1 and column.first >= 0:
        filled = [slot for slot in filled if column.first <= slot.first <= column.last]
    elif len(columns) > 1 and len(line.slots) == len(columns):
        filled = [slot for slot in [line.slots[this]] if slot.text.strip()]
    elif len(columns) > 1 and filled:
        return None
    if len(filled) > 1:
        filled = [slot for slot in filled if column.first >= 0 and column.first <= slot.first <= column.last]
        if len(filled) != 1:
            return None
    return (filled[0],) if filled else (line.slots[0] if line.slots else Slot("", line.end, line.end),)


def _value_columns(line: Line, label: str) -> tuple[ValueColumn, ...]:
    """Read the header: which columns hold values, and which of them is this year's."""
    data = tables()["statistics"]
    if line.cells:
        found = [
            ValueColumn(not _any(fold(part.text), data["cumulative"]), part.text, part.first, part.last)
            for part in line.parts
            if _any(fold(part.text), [*data["this_year"], *data["cumulative"]])
        ]
        return tuple(found)
    packed = re.sub(r"\s+", "", label)
    at = max((packed.rfind(word) for word in data["opens"][:2]), default=0)
    header = packed[max(at, 0) :]
    words = sorted([*data["this_year"], *data["cumulative"]], key=len, reverse=True)
    found = []
    for match in re.finditer("|".join([f"历年{w}" for w in data["cumulative"]] + words), header):
        found.append(ValueColumn(not _any(match[0], data["cumulative"]), match[0]))
    return _distinct(found)


def _distinct(columns: Sequence[ValueColumn]) -> tuple[ValueColumn, ...]:
    """Keep the first column of this year and the first cumulative one: a header's words repeat in labels after it."""
    kept: dict[bool, ValueColumn] = {}
    for column in columns:
        kept.setdefault(column.this_year, column)
    return tuple(kept.values())


def _any(text: str, words: Iterable[str]) -> bool:
    return any(word in text for word in words)


def _has_unit(text: str) -> bool:
    packed = re.sub(r"\s+", "", text)
    return any(packed.endswith(unit) for unit in tables()["statistics"]["units"])


@cache
def _facts(key: str) -> Mapping[str, Any]:
    row: Mapping[str, Any] = next(row for row in tables()["statistics"]["rows"] if row["field"] == key)
    return row
