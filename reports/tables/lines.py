"""A document as a run of table lines: a label and the values that follow it, whatever carried them.

A laid-out row gives its cells as they are. Running text gives the numbers between two stretches of words; what such a
number holds (one cell or several) is not decided here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, replace
from itertools import pairwise

from reports.forms.labels import ORDINAL, known_row
from reports.forms.units import is_unit, unit_pattern
from reports.model import Block, Cell, Document, Table
from reports.tables.cuts import Slot
from reports.tables.layout import StatisticsColumns
from reports.tables.numbers import is_value
from reports.tables.wordcells import drop_lone_words, word_cells, word_pattern
from reports.text.ordinals import HAN
from reports.text.wording import patterns

_pattern = patterns("table_labels.toml", "patterns", word=word_pattern(), unit=f"(?:{unit_pattern()})")
_TOKEN = _pattern("value")
_ORDINAL_AFTER = re.compile(r"[、．](?!\d)|\.(?!\d)|[）)]")
_NOT_A_VALUE = _pattern("no_value_before")
_NO_VALUE_AFTER = _pattern("no_value_after")
_MONEY_AFTER = _pattern("money_after")
_UNIT_AFTER = _pattern("unit_after")
_NOTE = re.compile(rf"[（(][^（）()\t]{{0,60}}[^（）()\d{HAN}\s][^（）()\t]{{0,60}}[）)]")
_NUMBER_WITH_WORDS = re.compile(r"\d[\d,，]*(?:\.\d+)?\s*(?![\d,，.、．年月日)）~—/-])\S")
"""A value with a remark (`12（含信函3件）`): no label, and nothing to read a number from."""
_PAGE_MARK = re.compile(r"\s*[-—–－·]\s*\d+\s*[-—–－·]\s*")
_SIGNS = "-−－+＋"
_HARD = re.compile(r"[\n\t|]")
_RULES = " \t|　"
_BETWEEN = re.compile(r"[ \t|　]*")


@dataclass(frozen=True, slots=True)
class LabelledRow:
    """`label` is the text before the values, from `start`; `cells` says that each slot is a cell as laid out.

    `parts` are the label's own cells, left to right. `hard` says that the carrier set the tokens apart. `unit` is what
    the row's cell of the unit says. `stray` are values of the same row that stand before the label, not after it.
    """

    label: str
    start: int
    end: int
    slots: tuple[Slot, ...]
    parts: tuple[Slot, ...] = ()
    cells: bool = False
    hard: bool = False
    table: int = -1
    row: int = -1
    unit: str = ""
    stray: tuple[Slot, ...] = ()


def document_lines(document: Document) -> Iterator[LabelledRow]:
    """Return the lines of all tables and of the text between them, in reading order."""
    at = 0
    for index, block in enumerate(document.blocks):
        if block.table is not None:
            yield from _text_lines(document.text, at, block.start)
            yield from _table_lines(document, block, index)
            at = block.end
    yield from _text_lines(document.text, at, len(document.text))


def _table_lines(document: Document, block: Block, index: int) -> Iterator[LabelledRow]:
    assert block.table is not None
    lines = list(_grid_lines(block.table, index))
    if _runs_together(lines):
        yield from (replace(line, table=index) for line in _text_lines(document.text, block.start, block.end))
    else:
        yield from lines


def _runs_together(lines: list[LabelledRow]) -> bool:
    """Tell a layout that holds whole rows, labels and numbers, in one cell: its text says more than its cells."""
    if not any(slot.text.strip() for line in lines for slot in line.slots):
        return any(re.search(r"[^\W\d]\s*\d+(?:\s+\d+)*\s*$", line.label) for line in lines)
    glued = sum(
        bool(re.search(rf"[^\d\W]\s*\d{{4,}}\s*(?:\d\s*[.、]\s*[^\d\W]|[{HAN}（(])", line.label)) for line in lines
    )
    return glued >= 3


def _grid_lines(table: Table, index: int) -> Iterator[LabelledRow]:
    layout = StatisticsColumns()
    words_of = word_cells(table)
    for number, cells in enumerate(table.cells_by_row()):
        layout = layout.under(cells)
        yield from _with_strays(_row_lines(layout, cells, index, number, words_of(cells, number)))


def _row_lines(
    layout: StatisticsColumns, cells: Sequence[Cell], index: int, number: int, words: Set[Cell] = frozenset()
) -> Iterator[LabelledRow]:
    """Cut a row into its labels, each with the values behind it; `words` are cells that stand for numbers."""
    label: list[Cell] = []
    values: list[Cell] = []
    units: list[Cell] = []
    for cell in layout.labels_first(cells):
        if layout.is_unit(cell) or is_unit(cell.text):
            units.append(cell)
        elif cell not in words and _is_label(cell):
            if (label and units) or any(value.text.strip() for value in values):
                yield _grid_line(label, values, units, index, number)
                label, units = [], []
            values = []
            label.append(cell)
        elif cell.row == number:
            values.append(cell)
    if label or values:
        yield _grid_line(label, values, units, index, number)


def _with_strays(lines: Iterable[LabelledRow]) -> Iterator[LabelledRow]:
    """Give a label without a value cell what stands before it without a label, or after it and is no row's label."""
    row = list(lines)
    for place, line in enumerate(row):
        before, after = row[place - 1 : place] if place else [], row[place + 1 : place + 2]
        stray = next((other.slots for other in before if not other.parts and not line.slots), ())
        if not stray and line.parts and not line.slots:
            stray = next((other.parts for other in after if not _names_row(other.label)), ())
        yield replace(line, stray=stray) if stray else line


def _names_row(label: str) -> bool:
    return ORDINAL.match(label.strip()) is not None or known_row(label) != ""


def _is_label(cell: Cell) -> bool:
    text = cell.text.strip()
    if not text or is_value(text):
        return False
    return not _NUMBER_WITH_WORDS.match(text) or ORDINAL.match(text) is not None


def _grid_line(label: list[Cell], values: list[Cell], units: list[Cell], table: int, row: int) -> LabelledRow:
    whole = [*label, *values, *(cell for cell in units if cell.row == row)]
    parts = tuple(_slot(cell) for cell in label)
    slots = tuple(_slot(cell) for cell in values)
    unit = "/".join(cell.text.strip() for cell in units)
    start, end = min(cell.start for cell in whole), max(cell.end for cell in whole)
    return LabelledRow(" ".join(cell.text for cell in label), start, end, slots, parts, True, True, table, row, unit)


def _slot(cell: Cell) -> Slot:
    return Slot(cell.text, cell.start, cell.end, cell.column, cell.column + cell.column_span - 1)


def _text_lines(text: str, start: int, end: int) -> Iterator[LabelledRow]:
    """Cut a stretch of text into lines: the words since the last number, then the numbers that stand together."""
    after = start
    run: list[Slot] = []
    lines = _LinesOf(text, start, end)
    for token in _tokens(text, start, end):
        if run and not _together(text, run[-1], token, lines):
            if run := drop_lone_words(run):
                yield _text_line(text, after, run)
                after = run[-1].end
            run = []
        run.append(token)
    if run := drop_lone_words(run):
        yield _text_line(text, after, run)
        after = run[-1].end
    if text[after:end].strip():
        yield LabelledRow(text[after:end], after, end, ())


def _text_line(text: str, start: int, run: list[Slot]) -> LabelledRow:
    between = (text[a.end : b.start] for a, b in pairwise(run))
    hard = any(_HARD.search(gap) for gap in between)
    return LabelledRow(text[start : run[0].start], start, run[-1].end, tuple(run), hard=hard)


def _tokens(text: str, start: int, end: int) -> Iterator[Slot]:
    notes = (match.span() for match in _NOTE.finditer(text, start, end))
    note = next(notes, (end, end))
    lines = _LinesOf(text, start, end)
    ordinal = 0
    for match in _TOKEN.finditer(text, start, end):
        first, last = match.span()
        while note[1] <= first < end:
            note = next(notes, (end, end))
        if note[0] < first < note[1]:
            continue
        if not match[0][0].isdigit():
            yield Slot(match[0], first, last)
            continue
        if _NOT_A_VALUE.match(text, last) or _NO_VALUE_AFTER.match(text[first - 1 : first] or " "):
            continue
        if lines.is_page_mark(first):
            continue
        if _ORDINAL_AFTER.match(text, last, end):
            length = _ordinal_length(match[0], ordinal)
            ordinal = int(match[0][-length:])
            last -= length
            if first == last:
                continue
        yield _with_unit(text, _with_sign(text, Slot(text[first:last], first, last), start), end)


def _ordinal_length(digits: str, previous: int) -> int:
    """How many of the digits before a point are the next row's ordinal: one, or two where ten follows nine."""
    following = str(previous + 1)
    return len(following) if len(following) > 1 and digits.endswith(following) else 1


def _with_sign(text: str, token: Slot, start: int) -> Slot:
    before = token.start - 1
    if before < start or text[before] not in _SIGNS:
        return token
    return Slot(text[before : token.end], before, token.end)


def _with_unit(text: str, token: Slot, end: int) -> Slot:
    match = _MONEY_AFTER.match(text, token.end, end) or _UNIT_AFTER.match(text, token.end, end)
    return Slot(text[token.start : match.end()], token.start, match.end()) if match else token


class _LinesOf:
    """The lines of a stretch of text, asked for from left to right: each is looked at once, however long it is."""

    def __init__(self, text: str, start: int, end: int) -> None:
        self._text, self._end = text, end
        self._line = (start, start)
        self._page_mark = False
        self._bare = (start, start)

    def is_page_mark(self, at: int) -> bool:
        self._go(at)
        return self._page_mark

    def is_alone(self, token: Slot) -> bool:
        """Tell whether nothing but a table's rules stands beside the token."""
        self._go(token.start)
        return self._bare == (token.start, token.end)

    def _go(self, at: int) -> None:
        if self._line[0] <= at < self._line[1]:
            return
        text, end = self._text, self._end
        first = max(text.rfind("\n", self._line[1], at) + 1, self._line[1])
        last = text.find("\n", at, end)
        last = last if last >= 0 else end
        self._line = (first, last)
        self._page_mark = _PAGE_MARK.fullmatch(text, first, last) is not None
        line = text[first:last]
        bare = line.lstrip(_RULES)
        start = last - len(bare)
        self._bare = (start, start + len(bare.rstrip(_RULES)))


def _together(text: str, one: Slot, other: Slot, lines: _LinesOf) -> bool:
    """Tell whether two numbers stand in one row: on one line, or each alone on a line of its own."""
    gap = text[one.end : other.start]
    if _BETWEEN.fullmatch(gap):
        return True
    return not gap.strip(_RULES + "\n") and lines.is_alone(one) and lines.is_alone(other)
