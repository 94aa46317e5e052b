"""行政复议、行政诉讼情况 (T19, T21): one row of three groups, each of four outcomes and their total."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence

from reports.forms import StatutoryForm
from reports.forms.labels import bare_label, simplify
from reports.forms.model import FormColumn, ReviewGroup, ReviewTable
from reports.tables.cuts import Cut, Group
from reports.tables.lines import LabelledRow
from reports.tables.numbers import integer, letters_as_zeros
from reports.tables.rows import Column, Row, open_label, raw_of, row_start, text_readings
from reports.text.space import without_space

_HEADER = 40
"""Lines; no header has more, one cell a line included."""


def read_review(lines: Iterable[LabelledRow], forms: Sequence[StatutoryForm]) -> Iterator[Row]:
    """Yield each row of numbers under the header of the table, as the latest of the forms prints it."""
    table = next(form.review for form in reversed(forms) if form.review)
    assert table is not None
    yield from _Reader(table).rows(lines)


class _Reader:
    """Reads the table as one form prints it."""

    def __init__(self, table: ReviewTable) -> None:
        self._table = table
        self._size = len(table.outcomes)

    def rows(self, lines: Iterable[LabelledRow]) -> Iterator[Row]:
        """Yield each row of numbers under the table's header."""
        above: deque[tuple[LabelledRow, str]] = deque(maxlen=_HEADER)
        for line in lines:
            label, interrupted = open_label(line)
            if interrupted:
                above.clear()
            own = (line, bare_label(label))
            words = "".join(text for _, text in (*above, own))
            if any(word in words for word in self._table.opens):
                row = self._row(line, [part for part, _ in (*above, own)], words)
                if row:
                    yield row
            if sum(len(slot.text.strip()) for slot in line.slots) < self._size:
                above.append(own)
            else:
                above.clear()

    def _row(self, line: LabelledRow, header: list[LabelledRow], packed: str) -> Row | None:
        filled = tuple(slot for slot in line.slots if slot.text.strip())
        if line.cells and line.parts and not filled:
            return None
        if line.cells:
            columns = self._columns_by_header(line, header)
            if columns:
                return self._made(line, columns, (line.slots,), True)
            expected = self._standard(packed)
            if len(filled) == len(expected):
                return self._made(line, expected, (filled,), True)
            if not filled and len(line.slots) == len(expected):
                return self._made(line, expected, (line.slots,), True)
            return None
        expected = self._standard(packed)
        groups = tuple(Group(self._size, summed=True) for _ in range(len(expected) // self._size))
        if sum(len(slot.text) for slot in filled) < len(expected):
            return None
        readings, clear = text_readings(line, groups)
        if not clear and not self._names_outcomes(packed) and not all(map(self._adds_up, readings)):
            return None
        return self._made(line, expected, readings, clear)

    def _names_outcomes(self, header: str) -> bool:
        return all(any(word in header for word in one.words) for one in self._table.outcomes)

    def _adds_up(self, cells: Cut) -> bool:
        values = [integer(cell.text) for cell in cells]
        starts = range(0, len(values), self._size)
        return all(2 * values[at + self._size - 1] == sum(values[at : at + self._size]) for at in starts)

    def _made(self, line: LabelledRow, columns: tuple[Column, ...], readings: tuple[Cut, ...], clear: bool) -> Row:
        return Row(
            "review",
            columns[0].row,
            row_start(line),
            line.end,
            columns,
            self._mended(columns, readings),
            raw_of(line),
            clear,
        )

    def _mended(self, columns: tuple[Column, ...], readings: tuple[Cut, ...]) -> tuple[Cut, ...]:
        """Read letters typed for 0 group by group."""
        return tuple(
            tuple(
                cell
                for start in range(0, len(cells), self._size)
                for cell in letters_as_zeros(
                    cells[start : start + self._size], _total(columns[start : start + self._size])
                )
            )
            for cells in readings
        )

    def _standard(self, header: str) -> tuple[Column, ...]:
        """Return the form's own columns, of those groups that the header names."""
        all_groups = self._table.groups
        named = [group for group in all_groups if any(word in header for word in group.words)]
        lawsuits = any(group.part for group in named)
        groups: Sequence[ReviewGroup] = named if lawsuits else all_groups[:1]
        if not lawsuits and any(group.part and group.part in header for group in all_groups):
            groups = all_groups
        return tuple(_column(group, outcome) for group in groups for outcome in self._table.outcomes)

    def _columns_by_header(self, line: LabelledRow, header: list[LabelledRow]) -> tuple[Column, ...] | None:
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
            group, outcome = self._group_of("".join(above)), self._outcome_of("".join(above))
            if group is None or outcome is None:
                return None
            columns.append(_column(group, outcome))
        fields = {column.field for column in columns}
        return tuple(columns) if len(fields) == len(line.slots) and len(fields) % self._size == 0 and fields else None

    def _group_of(self, text: str) -> ReviewGroup | None:
        packed = without_space(simplify(text))
        named = [group for group in self._table.groups if any(word in packed for word in group.words)]
        return named[-1] if named else None

    def _outcome_of(self, text: str) -> FormColumn | None:
        packed = without_space(simplify(text))
        named = [outcome for outcome in self._table.outcomes if any(word in packed for word in outcome.words)]
        return named[0] if len(named) == 1 else None


def _column(group: ReviewGroup, outcome: FormColumn) -> Column:
    return Column(f"{group.field}.{outcome.field}", label=outcome.name, row=f"{group.part} {group.name}".strip())


def _total(columns: Sequence[Column]) -> int:
    return next((place for place, column in enumerate(columns) if column.field.endswith(".total")), -1)
