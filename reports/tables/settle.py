"""Glued rows settled by the rest of their table: of several readings of a row, those that no table allows are dropped.

A row is settled only where one reading is left in every way the table can be read. Rows that the carrier set apart are
never questioned: an original whose arithmetic is wrong stays as printed, and settles nothing.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from itertools import product
from math import prod

from reports.forms import StatutoryForm
from reports.forms.labels import part_of, sentences_of, tables
from reports.tables.cuts import Cut
from reports.tables.numbers import LONGEST
from reports.tables.places import order
from reports.tables.rows import Row
from reports.text.wording import patterns

_pattern = patterns("table_labels.toml", "patterns")
_DOCUMENTS, _CASES = _pattern("stated_documents").pattern, _pattern("stated_cases").pattern
_MOST_TABLES = 20_000
_MOST_RELATED = 100
"""Different readings of the rows that one is a part of, or that are its parts; more are no table of a report."""
_SENTENCE = 400
"""Characters before a number in which the years that its sentence speaks of are looked for."""
_STATED = 12
"""A sentence states a number at most this many characters after the words that name it."""


def settle_requests(rows: Sequence[Row], form: StatutoryForm) -> list[Row]:
    """Use 新收 + 结转 = 总计 + 结转下年 and 总计 = sum of the results, in every column, where all rows are there."""
    keys = [row.key for row in rows]
    if len(set(keys)) != len(keys) or set(keys) != set(order(form)) or not all(row.readings for row in rows):
        return list(rows)
    if prod(len(row.readings) for row in rows) > _MOST_TABLES or all(row.cells for row in rows):
        return list(rows)
    allowed = [
        reading
        for reading in product(*(row.readings for row in rows))
        if _holds(dict(zip(keys, reading, strict=True)), form)
    ]
    if not allowed:
        return list(rows)
    return [
        row.keeping(*dict.fromkeys(readings)) for row, readings in zip(rows, zip(*allowed, strict=True), strict=True)
    ]


def _holds(table: Mapping[str, Cut], form: StatutoryForm) -> bool:
    assert form.requests is not None
    places = range(len(form.requests.columns))
    return all(_column_holds({key: _value(cells[at].text) for key, cells in table.items()}, form) for at in places)


def _column_holds(column: Mapping[str, int | None], form: StatutoryForm) -> bool:
    if form.requests is None or any(value is None for value in column.values()):
        return True
    known = {key: value or 0 for key, value in column.items()}
    outcomes = sum(known[key] for key in form.sum_of("outcomes", "requests.closed"))
    came, went = (sum(known[key] for key in side) for side in form.requests.flow)
    return known["requests.closed"] == outcomes and came == went


def settle_disclosure(rows: Sequence[Row], text: str, year: int | None, forms: Sequence[StatutoryForm]) -> list[Row]:
    """Use sentences that state a cell of a row whose numbers ran together (本年度制发规范性文件34件 over 34089)."""
    words = {field: said for form in forms if form.disclosure for field, said in form.disclosure.stated.items()}
    asked = {column.field for row in rows if len(row.readings) > 1 for column in row.columns if column.field in words}
    stated = {field: _this_years(text, words[field], year) for field in asked}
    return [_by_cells(row, stated) if len(row.readings) > 1 else row for row in rows]


def _by_cells(row: Row, said: Mapping[str, _Stated]) -> Row:
    """Keep the one reading that agrees with most sentences; where they speak for several alike, all stay."""
    stated = {
        place: said[column.field].outside(row) for place, column in enumerate(row.columns) if column.field in said
    }
    agreeing = [sum(reading[place].text in found for place, found in stated.items()) for reading in row.readings]
    most = max(agreeing)
    kept = [reading for reading, agreed in zip(row.readings, agreeing, strict=True) if agreed == most]
    return row.keeping(*kept) if most and len(kept) == 1 else row


class _Stated:
    """The numbers that sentences state in the words of one field, by where they do."""

    def __init__(self, found: Sequence[tuple[int, str]]) -> None:
        self._starts = [start for start, _ in found]
        self._numbers = [number for _, number in found]
        self._count = Counter(self._numbers)

    def outside(self, row: Row) -> Set[str]:
        """Return the numbers stated elsewhere than in the row itself."""
        first, last = bisect_left(self._starts, row.start), bisect_left(self._starts, row.end)
        inside = Counter(self._numbers[first:last])
        if not inside:
            return self._count.keys()
        return self._count.keys() - {number for number, count in inside.items() if count == self._count[number]}


def _this_years(text: str, words: str, year: int | None) -> _Stated:
    """Return the numbers that sentences state after `words`, but for those about other years."""
    other = re.compile(tables()["disclosure"]["other_years"])
    found: list[tuple[int, str]] = []
    for match in re.finditer(rf"(?:{words})[^\d，,。；;、]{{0,{_STATED}}}?(\d{{1,{LONGEST}}})(?:{_DOCUMENTS})", text):
        first = max(match.start() - _SENTENCE, 0)
        sentence = text[max(first, *(text.rfind(end, first, match.start()) + 1 for end in "。；;\n")) : match.end()]
        years = {int(named) for named in re.findall(r"(?<!\d)(20\d\d)年", sentence)}
        if not other.search(sentence) and years <= {year}:
            found.append((match.start(), match[1]))
    return _Stated(found)


def settle_statistics(rows: Sequence[Row], text: str) -> list[Row]:
    """Use sentences that state a row's number, and that a part (其中) is not more than its whole, in both columns."""
    asked = {row.key for row in rows if len(row.readings) > 1}
    stated = {key: _in_sentences(text, sentences_of(key)) for key in asked}
    settled = [_by_sentence(row, stated[row.key]) if len(row.readings) > 1 else row for row in rows]
    changed = True
    while changed:
        before = settled
        related = _related(settled)
        settled = [_by_parts(row, related) for row in settled]
        changed = any(len(one.readings) != len(other.readings) for one, other in zip(before, settled, strict=True))
    return [row.keeping(*(reading[:1] for reading in row.readings)) for row in settled]


def _in_sentences(text: str, wordings: Sequence[str]) -> _Stated:
    found = [
        (match.start(), match[1])
        for words in wordings
        for match in re.finditer(rf"{words}\D{{0,{_STATED}}}?(\d{{1,{LONGEST}}})(?:{_CASES})", text)
    ]
    return _Stated(sorted(found))


def _by_sentence(row: Row, said: _Stated) -> Row:
    """Keep the one reading whose value a sentence outside the table states in the words of the row's field."""
    stated = said.outside(row)
    kept = [reading for reading in row.readings if reading[0].text in stated]
    return row.keeping(*kept) if len(kept) == 1 else row


@dataclass(slots=True)
class _Related:
    """The different readings of the rows of a field, and of those that are parts (其中) of it."""

    own: dict[tuple[Cut, ...], None] = field(default_factory=dict)
    parts: dict[tuple[Cut, ...], None] = field(default_factory=dict)


def _related(rows: Sequence[Row]) -> Mapping[str, _Related]:
    """Gather the readings by field: of a table printed over and over the first few say what all do."""
    found: defaultdict[str, _Related] = defaultdict(_Related)
    for row in rows:
        readings = tuple(tuple(replace(cell, start=0, end=0) for cell in cut) for cut in row.readings)
        if readings:
            found[row.key].own.setdefault(readings)
            found[part_of(row.key)].parts.setdefault(readings)
    return found


def _by_parts(row: Row, related: Mapping[str, _Related]) -> Row:
    """Drop readings that no reading of a related row can go with; a local total smaller than a part of it is none."""
    if len(row.readings) < 2 and not row.local:
        return row
    whole = part_of(row.key)
    above = related.get(whole, _Related()).own if whole else {}
    below = related.get(row.key, _Related()).parts
    if len(above) + len(below) > _MOST_RELATED:
        return row.keeping()
    kept = [
        reading
        for reading in row.readings
        if all(any(_at_most(reading, one) for one in other) for other in above)
        and all(any(_at_most(part, reading) for part in other) for other in below)
    ]
    return row.keeping(*kept) if kept or row.local else row


def _at_most(part: Cut, whole: Cut) -> bool:
    """Compare column by column, as far as both have columns and numbers."""
    pairs = [(_value(a.text), _value(b.text)) for a, b in zip(part, whole, strict=False)]
    return all(a is None or b is None or a <= b for a, b in pairs)


def _value(text: str) -> int | None:
    text = text.strip().replace(",", "")
    return int(text) if text.isdecimal() and len(text) <= LONGEST else None
