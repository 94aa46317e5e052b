"""Words among the numbers of a table (不适用, 见附件, √): a cell that shows one has no value, its row has the others.

A word is a cell's where its column holds numbers in other rows and its row is known or holds numbers, or where it
stands alone between numbers. What a text prints between numbers counts by a list (reports/data/cell_words.toml).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from functools import cache

from reports.data import toml
from reports.forms import FORMS
from reports.forms.labels import ORDINAL, bare_label, known_row, tables
from reports.forms.model import RequestsTable, ReviewTable
from reports.forms.units import is_unit
from reports.model import Cell, Table
from reports.tables.cuts import Slot
from reports.tables.numbers import is_blank, is_value
from reports.text.wording import any_of

_LONGEST = 20
"""Characters; what is longer is a label or a note."""
_FEWEST = 2
_REVIEWS = (5, 10, 15)
"""Cells of a row of reviews and lawsuits: one, two or three groups of five."""
_MOSTLY = 0.6


@cache
def word_pattern() -> str:
    """Return the pattern of a word that stands for a number in running text."""
    return any_of(toml("cell_words.toml")["words"])


@cache
def _words() -> re.Pattern[str]:
    return re.compile(word_pattern())


def drop_lone_words(run: Sequence[Slot]) -> list[Slot]:
    """Return the slots of a line of text; words count as cells only among at least as many numbers."""
    numbers = sum(slot.text[-1:].isdigit() for slot in run)
    others = [slot for slot in run if not _words().fullmatch(slot.text)]
    return list(run) if numbers >= max(_FEWEST, len(run) - len(others)) else others


def word_cells(table: Table) -> Callable[[Sequence[Cell], int], set[Cell]]:
    """Return what tells the cells of a row, by its cells and its number, that are words in the place of numbers."""
    numbers: Counter[int] = Counter()
    words: Counter[int] = Counter()
    for cell in table.cells:
        if _is_number(cell):
            numbers[cell.column] += 1
        elif _is_word(cell):
            words[cell.column] += 1
    columns = {column for column, count in numbers.items() if count >= _FEWEST and count > words[column]}
    return lambda cells, row: _words_of(cells, row, columns)


def _words_of(cells: Sequence[Cell], row: int, columns: set[int]) -> set[Cell]:
    own = [cell for cell in cells if cell.row == row]
    found = {cell for cell in own if _is_word(cell) and cell.column in columns}
    numbers = [cell for cell in own if _is_number(cell)]
    named = any(known_row(cell.text) for cell in cells if cell not in found)
    if found and not (named or len([cell for cell in numbers if cell.column in columns]) >= len(found)):
        found = set()
    if len(cells) in _REVIEWS and len(numbers) >= _MOSTLY * len(cells) and len(numbers) > _FEWEST + 1:
        found |= {cell for cell in own if _is_word(cell)}
    return found


def _is_number(cell: Cell) -> bool:
    return is_value(cell.text) and not is_blank(cell.text)


def _is_word(cell: Cell) -> bool:
    """Tell what may stand for a number: short, no unit, no row's or column's own name."""
    text = cell.text.strip()
    if not text or len(text) > _LONGEST or is_value(text) or is_unit(text):
        return False
    return not ORDINAL.match(text) and not known_row(text) and bare_label(text) not in _headers()


@cache
def _headers() -> frozenset[str]:
    """Return the words of headers, which stand above numbers."""
    names = [word for one in _requests() for column in one.columns for word in (column.name, *column.also)]
    names += [word for one in _reviews() for column in one.outcomes for word in column.words]
    names += [word for one in _reviews() for group in one.groups for word in group.words]
    data = tables()["statistics"]
    names += [*data["this_year"], *data["cumulative"], *data["unit_heads"], *data["label_heads"]]
    return frozenset(bare_label(name) for name in names)


def _requests() -> list[RequestsTable]:
    return [form.requests for form in FORMS.values() if form.requests]


def _reviews() -> list[ReviewTable]:
    return [form.review for form in FORMS.values() if form.review]
