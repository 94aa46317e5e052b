"""Tables of one indicator a row: the national table of 2014 and the provincial ones before 2019."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import zip_longest

from reports.catalogue import FIELDS
from reports.forms import FORMS, StatutoryForm
from reports.forms.labels import TOP_ORDINAL, RowMatch, bare_label, pieces, statistics_labels, statistics_rows, tables
from reports.forms.model import StatisticsTable
from reports.forms.units import of_several, stated, trailing_unit
from reports.tables.columns import Kind, ValueColumn, value_columns, value_words
from reports.tables.cuts import Cut, Group, Slot, cut
from reports.tables.lines import LabelledRow
from reports.tables.rows import Column, Row, last_words, open_label, raw_of, row_start
from reports.tables.totals import local_total
from reports.text.space import without_space

_NATIONAL_ROWS = 5
_ENOUGH = 6
"""So many known rows one after another are a table even where its header is lost. Only the national table has one
column of values for sure; of another without a header nothing can be read."""


def read_statistics(lines: Iterable[LabelledRow], year: int | None = None) -> Iterator[Row]:
    """Yield the rows of every table of this kind; a table ends where a sentence begins.

    `year` is the report's: a column that names another year is never read.
    """
    for stretch in _stretches(lines):
        rows = list(_Reader(year).rows(stretch))
        keys = {row.key for row in rows}
        if len(keys) >= 2 and any(_is_header(line.label) for line in stretch):
            yield from rows
        elif len(keys) >= _ENOUGH:
            national = len(keys & national_keys()) >= _ENOUGH
            yield from rows if national else (row.keeping() for row in rows)


@cache
def national_keys() -> frozenset[str]:
    """Return the fields that of all tables of this kind only the national one asks for, each in a row of its own."""
    keys = {form: {row.field for row in table.rows if row.field and not row.group} for form, table in _tables()}
    local = {key for form, asked in keys.items() if not form.national for key in asked}
    return frozenset(key for form, asked in keys.items() if form.national for key in asked if key not in local)


def national_form(rows: Iterable[Row]) -> StatutoryForm | None:
    """Return the national form whose own rows these are, None where too few are any one's own."""
    keys = {row.key for row in rows}
    own = {key for key in keys if key in national_keys() or key.endswith((".upheld", ".corrected"))}
    asked = {form: len(own & {row.field for row in table.rows}) for form, table in _tables() if form.national}
    best = max(asked, key=lambda form: asked[form], default=None)
    return best if best and asked[best] >= _NATIONAL_ROWS else None


@cache
def _tables() -> tuple[tuple[StatutoryForm, StatisticsTable], ...]:
    return tuple((form, form.statistics) for form in FORMS.values() if form.statistics)


def _stretches(lines: Iterable[LabelledRow]) -> Iterator[list[LabelledRow]]:
    stretch: list[LabelledRow] = []
    for line in lines:
        if open_label(line)[1]:
            yield stretch
            stretch = []
        stretch.append(line)
    yield stretch


def _mentions_other_years(label: str) -> bool:
    """Tell the rest of a header that a number in it broke off (2018度 历年累计)."""
    return any(word in bare_label(label) for word in tables()["statistics"]["cumulative"])


def _is_header(label: str) -> bool:
    packed = bare_label(label).replace("统计数据", "")
    return any(word in packed for word in tables()["statistics"]["opens"])


class _Reader:
    """Goes down a table, knowing which row is above and what the header said."""

    def __init__(self, year: int | None) -> None:
        self._year = year
        self._head = ""
        self._columns: tuple[ValueColumn, ...] = ()

    def rows(self, lines: Sequence[LabelledRow]) -> Iterator[Row]:
        for line, below in zip_longest(lines, lines[1:]):
            label = open_label(line)[0]
            if _is_header(label) or (not self._columns and _mentions_other_years(label)):
                self._columns = value_columns(line, label, self._year)
            names = [part.text for part in line.parts] if line.cells else [label]
            parts = [(text, name[offset:]) for name in names for text, offset in pieces(name)]
            found = [self._found(line, text, last=index == len(parts) - 1) for index, (text, _) in enumerate(parts)]
            if below and parts and not any(found):
                found[-1] = local_total(parts[-1][0], open_label(below)[0])
            named = max((index for index, one in enumerate(found) if one), default=-1)
            for index, ((text, printed), one) in enumerate(zip(parts, found, strict=True)):
                if one is None and TOP_ORDINAL.match(printed.strip()):
                    self._head = ""
                last = index == (named if line.cells else len(parts) - 1)
                if one and (row := self._row(line, one, text, last, index < len(parts) - 1)):
                    yield row

    def _found(self, line: LabelledRow, text: str, last: bool) -> RowMatch | None:
        found = statistics_labels().find(text)
        if found is None and last and not line.cells and self._columns:
            found = statistics_labels().find_at_end(text, after=value_words())
        return None if _has_two_units(text) else found

    def _row(self, line: LabelledRow, found: RowMatch, text: str, last: bool, followed: bool) -> Row | None:
        """Make a row of a label. In cells, the last label that is known has the values, whatever follows it."""
        under = found.key.startswith(".")
        self._head = _heads().get(found.key, self._head if under else "")
        if under and not self._head:
            return None
        key = self._head + found.key if under else found.key
        if not last and (line.cells or not found.exact):
            return None
        readings, clear, column = self._values(line) if last else (((Slot("", line.start, line.start),),), True, None)
        if last and not line.slots and not line.cells and not _has_unit(text):
            return None
        raw = raw_of(line) if last else Slot("", line.start, line.start)
        if line.cells and (unread := _unread(line, followed)):
            readings, raw = (), unread
        return Row(
            key,
            _printed_label(line, text, found),
            row_start(line),
            line.end,
            (Column(key, label=column.label if column else "", printed=_unit(line, text, column, key)),),
            readings,
            raw,
            clear,
            misprinted=not found.exact,
            local=found.local,
        )

    def _values(self, line: LabelledRow) -> tuple[tuple[Cut, ...], bool, ValueColumn | None]:
        """Return the readings of a row's cells. With two columns a reading keeps both until the table is settled."""
        columns = self._columns or (ValueColumn(Kind.THIS_YEAR, ""),)
        ours = [i for i, column in enumerate(columns) if column.kind is Kind.THIS_YEAR]
        if len(ours) != 1:
            return (), True, None
        this, name = ours[0], columns[ours[0]]
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


def _unread(line: LabelledRow, followed: bool) -> Slot | None:
    """Return what stands in a row's cells and is not known to be its value: before its label, or as words after it."""
    rest = line.stray or line.slots if followed or not line.slots else ()
    if not rest and followed:
        rest = line.parts[-1:]
    return Slot("", rest[0].start, rest[-1].end) if any(slot.text.strip() for slot in rest) else None


def _printed_label(line: LabelledRow, text: str, found: RowMatch) -> str:
    """Return the label as printed; where a title and a header run into it, only its own words."""
    if line.cells:
        return last_words(text)
    words = _without_unit(last_words(text))
    return words[words.rfind(found.words) :] if found.words and found.words in words else words


def _unit(line: LabelledRow, text: str, column: ValueColumn | None, key: str) -> str:
    """Return the unit of a row: what its own cell and label say, else what the column's header says."""
    own = (line.unit, stated(text), trailing_unit(without_space(text)))
    if any(own):
        return "/".join(dict.fromkeys(unit for unit in own if unit))
    return of_several(column.unit, FIELDS[key].unit) if column and key in FIELDS else ""


def _ordered(readings: Sequence[Cut], this: int) -> Iterator[Cut]:
    """Yield (this year's, cumulative) pairs in which this year's is not more than the total of all years."""
    for reading in readings:
        pair = (reading[this], reading[1 - this])
        if int(pair[0].text) <= int(pair[1].text):
            yield pair


def _cell(line: LabelledRow, columns: Sequence[ValueColumn], this: int) -> Cut | None:
    """Return the cell under this year's header; without a header's place, the row's only value."""
    column = columns[this]
    filled = [slot for slot in line.slots if slot.text.strip()]
    if column.first >= 0 and all(other.first >= 0 for other in columns):
        below = [slot for slot in line.slots if column.first <= slot.first <= column.last]
        inside = [slot for slot in below if slot.text.strip()]
        if len(inside) == 1 or (not inside and ((below and len(columns) > 1) or not filled)):
            return ((inside or below or [Slot("", line.end, line.end)])[0],)
    if len(columns) > 1:
        return (line.slots[this],) if len(line.slots) == len(columns) else None
    if len(filled) > 1:
        return None
    return ((filled or list(line.slots) or [Slot("", line.end, line.end)])[0],)


def _has_unit(text: str) -> bool:
    return bool(trailing_unit(without_space(text)))


def _has_two_units(text: str) -> bool:
    """Tell a label after which another row's unit stands: that row lost its label, and the value is its."""
    packed = bare_label(text)
    return _has_unit(packed) and _has_unit(_without_unit(packed))


def _without_unit(text: str) -> str:
    return text.removesuffix(trailing_unit(text))


@cache
def _heads() -> Mapping[str, str]:
    """Return the fields of the rows below which labels say what they count only together with them."""
    return {row.key: row.heads for row in statistics_rows() if row.heads}
