"""主动公开政府信息情况 (T19, T21): a row group and a column header make the field."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from reports.catalogue import FIELDS
from reports.forms import FORMS, StatutoryForm
from reports.forms.labels import Labels, RowMatch, bare_label, disclosure_labels, names, pieces, simplify
from reports.forms.units import of_several, stated
from reports.tables.cuts import Cut, Group, Slot
from reports.tables.lines import LabelledRow
from reports.tables.rows import Column, Row, last_words, open_label, raw_of, row_start, text_readings
from reports.text.space import without_space
from reports.text.wording import patterns

_UNIT_NOTE = patterns("units.toml", "patterns")("money_note")
_LONGEST_HEADER = 24
_LEAST_BEGUN = 3
"""Characters of a header that tell what it began as."""
_HEADER_ENDS = ("量", "数", "件", "减", "额", "内容", "项", "元")


@dataclass(frozen=True, slots=True)
class Header:
    """A column: the end of its fields' ids, the table columns that it stands over, and the forms that have it."""

    suffix: str
    label: str
    printed: str = ""
    first: int = -1
    last: int = -1
    forms: tuple[str, ...] = ()
    signed: bool = False
    decimal: bool = False


def read_disclosure(lines: Iterable[LabelledRow], possible: Sequence[StatutoryForm]) -> Iterator[Row | Header]:
    """Yield the rows, and each header as it comes: it tells the form even where the cells are blank.

    Any form's header is known, rows by the labels of the `possible` forms that have such a header.
    """
    reader = _Reader(possible)
    headers: tuple[Header, ...] = ()
    table = -1
    above: LabelledRow | None = None
    for line in lines:
        label, interrupted = open_label(line)
        if interrupted:
            headers = ()
        if line.table != table:
            table = line.table
            headers = tuple(replace(header, first=-1, last=-1) for header in headers)
        if seen := reader.cut_headers(above, line) or reader.headers(line, label):
            yield from seen
            headers = seen
        above = line
        if headers and (row := reader.row(line, label, headers)):
            yield row


class _Reader:
    """Knows the columns that any form has in this table, and the rows of those that have them."""

    def __init__(self, possible: Sequence[StatutoryForm]) -> None:
        forms = tuple(FORMS.values())
        self._forms = forms
        self._possible = possible
        self._blocks = [block for form in forms if form.disclosure for block in form.disclosure.blocks]
        self._opens = {word for form in forms if form.disclosure for word in form.disclosure.opens}
        self._words = _header_words(forms)

    def row(self, line: LabelledRow, label: str, headers: tuple[Header, ...]) -> Row | None:
        labels = self._labels(headers)
        found = _found(line, label, labels) or (self._behind_header(label, labels) if not line.cells else None)
        if found is None or (not line.slots and not line.cells):
            return None
        name = line.parts[-1].text if line.parts else self._printed_name(found.key, label)
        columns = tuple(_column(found.key, header, name) for header in headers)
        cells = self._grid_cells(line, headers) if line.cells else None
        if line.cells:
            readings: tuple[Cut, ...] = (cells,) if cells else ()
            clear = True
        elif not self._is_whole(headers):
            readings, clear = (), False
        else:
            signed = frozenset(i for i, header in enumerate(headers) if header.signed)
            decimal = frozenset(i for i, header in enumerate(headers) if header.decimal)
            readings, clear = text_readings(line, (Group(len(headers), False, signed, decimal),))
        return Row(
            found.key,
            name,
            row_start(line),
            line.end,
            columns,
            readings,
            raw_of(line),
            clear,
            misprinted=not found.exact,
        )

    def _behind_header(self, label: str, labels: Labels) -> RowMatch | None:
        """Return the row whose name stands apart behind a header that no usual word ends."""
        words = label.split()
        opened = any(word in simplify(label) for word in self._opens)
        return labels.find(words[-1], tolerant=False) if opened and len(words) > 1 else None

    def _labels(self, headers: Sequence[Header]) -> Labels:
        """Return the labels of the possible forms that have these columns, else of the first that has them."""
        forms = [form for form in self._forms if any(form.id in header.forms for header in headers)]
        return disclosure_labels(tuple(form for form in forms if form in self._possible) or tuple(forms[:1]))

    def _is_whole(self, headers: Sequence[Header]) -> bool:
        """Tell whether the headers are all columns of a block: with one misprinted, order tells no column."""
        found = [header.suffix for header in headers]
        return any(found == [column.field for column in block.columns] for block in self._blocks)

    def _printed_name(self, group: str, label: str) -> str:
        words = last_words(pieces(label)[-1][0])
        known = {name for block in self._blocks for row in block.rows if row.field == group for name in names(row)}
        return max((name for name in known if words.endswith(name)), key=len, default=words)

    def _grid_cells(self, line: LabelledRow, headers: Sequence[Header]) -> Cut | None:
        """Return one cell for each header, by the table columns where the header has them, else by order."""
        filled = [slot for slot in line.slots if slot.text.strip()]
        if all(header.first >= 0 for header in headers):
            if any(slot.first < headers[0].first for slot in filled):
                return None
            found = [_under(line, header) for header in headers]
            if all(cell is not None for cell in found):
                return tuple(cell for cell in found if cell is not None)
        elif filled and not self._is_whole(headers):
            return None
        elif len(filled) == len(headers):
            return tuple(filled)
        elif len(line.slots) == len(headers):
            return line.slots
        elif not filled:
            return tuple(Slot("", line.end, line.end) for _ in headers)
        return None

    def headers(self, line: LabelledRow, label: str) -> tuple[Header, ...]:
        if not line.cells:
            packed = simplify(label)
            opens = [packed.rfind(word) for word in self._opens]
            if max(opens) < 0:
                return ()
            told = tuple(self._headers_in(label[max(opens) :]))
            begun = () if self._is_whole(told) else self._begun(label[max(opens) :].split()[1:])
            return tuple(self._headers_in(" ".join(begun))) if begun else told
        told = self._headers_over(line)
        if self._is_whole(told):
            return told
        heads = [part for part in line.parts if part.text.strip() and bare_label(part.text) not in self._opens]
        begun = self._begun([part.text.strip() for part in heads], alone=True)
        parts = tuple(replace(part, text=name) for part, name in zip(heads, begun, strict=False))
        return self._headers_over(replace(line, parts=parts)) if begun else told

    def _begun(self, texts: Sequence[str], alone: bool = False) -> tuple[str, ...]:
        """Return the names of a block's columns where the texts are what is left of them, in order (本年新 | 本年新).

        A header over two lines that lost its second one reads so; `alone`: no other text may follow.
        """
        fitting = {
            tuple(column.name for column in block.columns)
            for block in self._blocks
            if 1 < len(block.columns) <= len(texts) and (not alone or len(block.columns) == len(texts))
            if all(
                len(text) >= _LEAST_BEGUN and column.name.startswith(text)
                for column, text in zip(block.columns, texts, strict=False)
            )
        }
        return fitting.pop() if len(fitting) == 1 else ()

    def _headers_over(self, line: LabelledRow) -> tuple[Header, ...]:
        found: list[Header] = []
        for part in line.parts:
            # A header reaches over the empty cells after it, and no farther than the next one, known or not.
            if found and found[-1].last >= part.first:
                found[-1] = _reaching(found[-1], part.first - 1)
            named = list(self._headers_in(part.text))
            if len(part.text) > _LONGEST_HEADER * max(1, len(named)):
                continue
            # Headers that share a cell, as in a table whose rules are not drawn, tell the order and no place.
            alone = len(named) == 1
            if alone:
                named = [replace(named[0], label=last_words(part.text))]
            found += [_reaching(header, 10_000 if alone else -1, part.first if alone else -1) for header in named]
        # A header in the label's own column came out of a layout that is lost: order is all that it can tell.
        if found and found[0].first <= 0:
            found = [_reaching(header, -1, -1) for header in found]
        return tuple(found)

    def cut_headers(self, above: LabelledRow | None, line: LabelledRow) -> tuple[Header, ...]:
        """Return the columns of a header whose words are cut over two rows (本年制 | 本年废 above 发件数 | 止件数)."""
        if above is None or not line.cells or above.table != line.table or above.row + 1 != line.row:
            return ()
        if any(slot.text.strip() for slot in (*above.slots, *line.slots)):
            return ()
        halves = {(part.first, part.last): part for part in above.parts}
        if any((part.first, part.last) not in halves for part in line.parts):
            return ()
        parts = sorted((_under_half(halves[p.first, p.last], p) for p in line.parts), key=lambda part: part.first)
        found = self.headers(replace(line, parts=tuple(parts)), "")
        return found if len(found) > 1 and self._is_whole(found) else ()

    def _headers_in(self, text: str) -> Iterator[Header]:
        """Yield the column headers in a stretch of text, in order."""
        packed = without_space(simplify(text))
        matches = list(self._words.finditer(packed))
        ends = [*(match.start() for match in matches[1:]), len(packed)]
        for match, after in zip(matches, ends, strict=False):
            column = next(c for block in self._blocks for c in block.columns if match[0] in c.words)
            tail = packed[match.start() : after]
            yield Header(
                column.field,
                self._printed_label(column.field, match[0], packed)
                + (note[0] if (note := _UNIT_NOTE.search(tail)) else ""),
                stated(tail),
                forms=tuple(form.id for form in self._forms if _asks(form, match[0])),
                signed=column.signed,
                decimal=column.decimal,
            )

    def _printed_label(self, suffix: str, word: str, packed: str) -> str:
        """Return the form's own label of a column where the report prints it so, else the word that told the column."""
        asked = {column.name for block in self._blocks for column in block.columns if column.field == suffix}
        printed = (re.split(r"[（(]", name)[0] for name in sorted(asked, key=len, reverse=True))
        return next((name for name in printed if name in packed), re.split(r"[（(]", word)[0])


def _column(group: str, header: Header, name: str) -> Column:
    field = f"{group}.{header.suffix}"
    if field not in FIELDS:
        return Column("")
    printed = header.printed or stated(name)
    return Column(field, label=header.label, printed=of_several(printed, FIELDS[field].unit) if printed else "")


def _under(line: LabelledRow, header: Header) -> Slot | None:
    """Return the one filled cell under a header, a blank one where none is filled, None where it cannot be told.

    Without any cell there the row has lost one, and it is not known which.
    """
    below = [slot for slot in line.slots if header.first <= slot.first <= header.last]
    filled = [slot for slot in below if slot.text.strip()]
    if len(filled) > 1 or not below:
        return None
    return (filled or below)[0]


def _under_half(half: Slot, part: Slot) -> Slot:
    """Join the halves of a header; a cell that reaches over both rows is whole."""
    return part if part.start == half.start else replace(part, text=half.text.strip() + part.text.strip())


def _reaching(header: Header, last: int, first: int | None = None) -> Header:
    return replace(header, first=header.first if first is None else first, last=last)


def _found(line: LabelledRow, label: str, labels: Labels) -> RowMatch | None:
    if line.cells:
        return labels.find(line.parts[-1].text) if line.parts else None
    text = bare_label(label)
    for known in labels.longest_first:
        before = text.removesuffix(known)
        if text != before and (not before or before.endswith(_HEADER_ENDS)):
            return labels.find(known)
    return labels.find(label)


@cache
def _header_words(forms: tuple[StatutoryForm, ...]) -> re.Pattern[str]:
    tables = (form.disclosure for form in forms if form.disclosure)
    words = {word for table in tables for block in table.blocks for column in block.columns for word in column.words}
    return re.compile("|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word))))


def _asks(form: StatutoryForm, word: str) -> bool:
    """Tell whether a form has a column that this word tells."""
    blocks = form.disclosure.blocks if form.disclosure else ()
    return any(word in column.words for block in blocks for column in block.columns)
