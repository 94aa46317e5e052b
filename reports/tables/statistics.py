"""Tables of one indicator a row: the national table of 2014 and the provincial ones before 2019."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from reports.tables.cuts import Cut, Group, Slot, cut
from reports.tables.labels import ORDINAL, TOP_ORDINAL, fold, pieces, simplify, statistics_labels, tables
from reports.tables.lines import Line
from reports.tables.rows import Column, Row, last_words, open_label, raw_of, row_start

_ENOUGH = 6
"""So many known rows one after another are a table even where its header is lost. Only the national table has one
column of values for sure; of another without a header nothing can be read."""


class Kind(StrEnum):
    """What a column of values is about: only this year's is a figure of the report."""

    THIS_YEAR = "this_year"
    CUMULATIVE = "cumulative"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class ValueColumn:
    """A column of values as the header names it, and the table columns it stands over."""

    kind: Kind
    label: str
    first: int = -1
    last: int = -1


def read_statistics(lines: Iterable[Line]) -> Iterator[Row]:
    """Yield the rows of every table of this kind; a table ends where a sentence begins."""
    for stretch in _stretches(lines):
        rows = list(_Reader().rows(stretch))
        keys = {row.key for row in rows}
        if len(keys) >= 2 and any(_is_header(line.label) for line in stretch):
            yield from rows
        elif len(keys) >= _ENOUGH:
            national = len(keys & national_keys()) >= _ENOUGH
            yield from rows if national else (row.keeping() for row in rows)


@cache
def national_keys() -> frozenset[str]:
    """Return the rows that only the table of 2014 asks for in these words."""
    return frozenset(row["field"] for row in tables()["statistics"]["rows"] if row.get("national"))


def _stretches(lines: Iterable[Line]) -> Iterator[list[Line]]:
    stretch: list[Line] = []
    for line in lines:
        if open_label(line)[1]:
            yield stretch
            stretch = []
        stretch.append(line)
    yield stretch


def _mentions_other_years(label: str) -> bool:
    """Tell the rest of a header that a number in it broke off (2018度 历年累计)."""
    return any(word in fold(label) for word in tables()["statistics"]["cumulative"])


def _is_header(label: str) -> bool:
    packed = fold(label).replace("统计数据", "")
    return any(word in packed for word in tables()["statistics"]["opens"])


class _Reader:
    """Goes down a table, knowing which row is above and what the header said."""

    def __init__(self) -> None:
        self._head = ""
        self._columns: tuple[ValueColumn, ...] = ()

    def rows(self, lines: Iterable[Line]) -> Iterator[Row]:
        for line in lines:
            label = open_label(line)[0]
            if _is_header(label) or (not self._columns and _mentions_other_years(label)):
                self._columns = _value_columns(line, label)
            names = [part.text for part in line.parts] if line.cells else [label]
            parts = [(text, name[offset:]) for name in names for text, offset in pieces(name)]
            for index, (text, printed) in enumerate(parts):
                if row := self._row(line, text, printed, last=index == len(parts) - 1):
                    yield row

    def _row(self, line: Line, text: str, printed: str, last: bool) -> Row | None:
        found = statistics_labels().find(text)
        if found is None and last and not line.cells and self._columns:
            found = statistics_labels().find_at_end(text, after=_value_words())
        if found is None or _has_two_units(text):
            if TOP_ORDINAL.match(printed.strip()):
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
            last_words(text) if line.cells else _without_unit(last_words(text)),
            row_start(line),
            line.end,
            (Column(key, label=column),),
            readings,
            raw_of(line) if last else Slot("", line.start, line.start),
            clear,
            misprinted=not found.exact,
        )

    def _values(self, line: Line) -> tuple[tuple[Cut, ...], bool, str]:
        """Return the readings of a row's cells. With two columns a reading keeps both until the table is settled."""
        columns = self._columns or (ValueColumn(Kind.THIS_YEAR, ""),)
        ours = [i for i, column in enumerate(columns) if column.kind is Kind.THIS_YEAR]
        if len(ours) != 1:
            return (), True, ""
        this, name = ours[0], columns[ours[0]].label
        if line.cells:
            cell = _cell(line, columns, this)
            return (cell,) if cell else (), True, name
        if not line.slots:
            return ((Slot("", line.start, line.start),),), True, name
        if len(line.slots) == len(columns):
            return ((line.slots[this],),), True, name
        if len(line.slots) != 1 or sorted(column.kind for column in columns) != [Kind.CUMULATIVE, Kind.THIS_YEAR]:
            return (), False, name
        return tuple(_ordered(cut(line.slots, (Group(2),)), this)), False, name


def _ordered(readings: Sequence[Cut], this: int) -> Iterator[Cut]:
    """Yield (this year's, cumulative) pairs in which this year's is not more than the total of all years."""
    for reading in readings:
        pair = (reading[this], reading[1 - this])
        if int(pair[0].text) <= int(pair[1].text):
            yield pair


def _cell(line: Line, columns: Sequence[ValueColumn], this: int) -> Cut | None:
    """Return the cell under this year's header; without a header's place, the row's only value."""
    column = columns[this]
    filled = [slot for slot in line.slots if slot.text.strip()]
    if column.first >= 0 and all(other.first >= 0 for other in columns):
        below = [slot for slot in line.slots if column.first <= slot.first <= column.last]
        inside = [slot for slot in below if slot.text.strip()]
        if len(inside) == 1 or (not inside and (len(columns) > 1 or not filled)):
            return ((inside or below or [Slot("", line.end, line.end)])[0],)
    if len(columns) > 1:
        return (line.slots[this],) if len(line.slots) == len(columns) else None
    if len(filled) > 1:
        return None
    return ((filled or list(line.slots) or [Slot("", line.end, line.end)])[0],)


def _value_columns(line: Line, label: str) -> tuple[ValueColumn, ...]:
    """Read the header: which columns hold values, and which of them is this year's."""
    if line.cells:
        named = ((_kind(fold(part.text)), part) for part in line.parts if not _opens_labels(part.text))
        return tuple(ValueColumn(kind, part.text, part.first, part.last) for kind, part in named if kind)
    packed = re.sub(r"\s+", "", simplify(label))
    at = max(packed.rfind(word) for word in tables()["statistics"]["opens"])
    start = max(at, 0) if "统计数" in packed[at : at + 3] else max(at, 0) + 4
    words = _header_words().finditer(packed, start, _first_label(packed, start))
    return tuple(ValueColumn(_kind_of_word(match[0]), match[0]) for match in words)


def _first_label(packed: str, start: int) -> int:
    """Where the header ends: at the first ordinal, or at the first label of a row, or with the text."""
    ordinal = ORDINAL.search(packed, start)
    ends = [ordinal.start()] if ordinal else []
    found = statistics_labels().first_in(packed[start:])
    return min([*ends, *([start + found] if found >= 0 else []), len(packed)])


def _opens_labels(text: str) -> bool:
    packed = fold(text)
    return packed in {"统计指标", "指标名称", "指标", "单位", "计量单位"}


def _kind(text: str) -> Kind | None:
    words = [match[0] for match in _header_words().finditer(text)]
    return _kind_of_word(max(words, key=len)) if words else None


def _kind_of_word(word: str) -> Kind:
    return next(kind for kind in Kind if word in tables()["statistics"][kind.value])


@cache
def _header_words() -> re.Pattern[str]:
    return re.compile("|".join(re.escape(word) for word in sorted(_value_words(), key=len, reverse=True)))


@cache
def _value_words() -> tuple[str, ...]:
    return tuple(word for kind in Kind for word in tables()["statistics"][kind.value])


def _has_unit(text: str) -> bool:
    packed = re.sub(r"\s+", "", text)
    return any(packed.endswith(unit) for unit in tables()["statistics"]["units"])


def _has_two_units(text: str) -> bool:
    """Tell a label after which another row's unit stands: that row lost its label, and the value is its."""
    packed = fold(text)
    return _has_unit(packed) and _has_unit(_without_unit(packed))


def _without_unit(text: str) -> str:
    return next((text.removesuffix(unit) for unit in tables()["statistics"]["units"] if text.endswith(unit)), text)


@cache
def _facts(key: str) -> Mapping[str, Any]:
    row: Mapping[str, Any] = next(row for row in tables()["statistics"]["rows"] if row["field"] == key)
    return row
