"""收到和处理政府信息公开申请情况 (T19, T21): one row a result, one column a type of applicant."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from reports.forms import StatutoryForm
from reports.forms.labels import RowMatch, bare_label, group_names, pieces, request_labels, tables
from reports.tables.applicants import ApplicantColumns, grid_cells, layouts, printed_order
from reports.tables.cuts import Cut, Group
from reports.tables.lines import LabelledRow
from reports.tables.numbers import integer, letters_as_zeros
from reports.tables.places import doubted_labels, filled_in, passes
from reports.tables.possible import is_first_of_requests, requests_told_by
from reports.tables.rows import Column, Row, last_words, open_label, raw_of, row_start, text_readings

_FEW_WORDS = 3
_FEWEST_CELLS = 5


@dataclass(frozen=True, slots=True)
class RequestsReading:
    """The rows in reading order, whether the table was there at all, and whose rows they are."""

    rows: tuple[Row, ...]
    present: bool
    form: StatutoryForm


def read_requests(lines: Sequence[LabelledRow], forms: Sequence[StatutoryForm]) -> RequestsReading:
    """Read the table as that of the latest form whose own words stand in it, else as that of the first form."""
    with_requests = [form for form in forms if form.requests]
    for form in reversed(with_requests):
        reading, printed = _Reader(form).read(lines)
        if is_first_of_requests(form) or any(word in printed for word in requests_told_by(form)):
            return reading
    raise ValueError("no form has a requests table")


class _Reader:
    """Reads the table as one form prints it, wherever its rows stand."""

    def __init__(self, form: StatutoryForm) -> None:
        assert form.requests is not None
        self._form = form
        self._table = form.requests
        self._labels = request_labels(form)
        self._size = len(form.requests.columns)

    def read(self, lines: Sequence[LabelledRow]) -> tuple[RequestsReading, str]:
        """Return the rows, and all labels of the table as one text; rows without a label get theirs by their place."""
        inside: list[LabelledRow] = []
        rows: list[Row] = []
        opened = False
        found_layouts = layouts(lines, self._table)
        for line in chain.from_iterable(map(self._apart, lines)):
            label, interrupted = open_label(line)
            opened = (opened and not interrupted) or self._opens(label)
            if row := self._row(line, label, opened, found_layouts):
                rows.append(row)
                opened = True
            if opened:
                inside.append(line)
        printed = bare_label("".join(line.label for line in inside))
        doubted = doubted_labels(self._without_added(rows))
        filled = tuple(row for part in passes(doubted, self._form) for row in filled_in(part, self._form, printed))
        present = bool(filled) or any(self._is_header(line) for line in inside)
        return RequestsReading(filled, present, self._form), printed

    def _apart(self, line: LabelledRow) -> Iterator[LabelledRow]:
        """Part a run of cells that holds several rows, each of which adds up: labels in other places stood between.

        One number more may be a page's, before the first row or after the last.
        """
        slots, surplus = line.slots, len(line.slots) % self._size
        ways = [slots] if not surplus else [slots[1:], slots[:-1]] if surplus == 1 else []
        parted = [rows for rows in map(self._in_rows, ways) if all(map(_adds_up, rows))]
        if line.cells or not line.hard or len(slots) <= self._size or len(parted) != 1:
            yield line
            return
        rows = parted[0]
        yield replace(line, slots=rows[0], end=rows[0][-1].end)
        for row in rows[1:]:
            yield LabelledRow("", row[0].start, row[-1].end, row, hard=True)

    def _in_rows(self, slots: Cut) -> list[Cut]:
        return [slots[at : at + self._size] for at in range(0, len(slots), self._size)]

    def _opens(self, label: str) -> bool:
        packed = bare_label(label)
        return any(bare_label(word) in packed for word in self._table.opens)

    def _is_header(self, line: LabelledRow) -> bool:
        """Tell the table's head, so that an empty form is a form too; no sentence has all these words."""
        text = bare_label(line.label)
        return tables()["requests"]["clause"] in line.label or all(
            word in text for word in tables()["requests"]["header"]
        )

    def _without_added(self, rows: Sequence[Row]) -> list[Row]:
        """Leave out 其他 among the rows of another group, a reason of refusal: some place added it, not the form."""
        groups = {row.field: row.group for row in self._table.rows}
        heads = {row.field: bare_label(pieces(row.group or row.row)[-1][0]) for row in self._table.rows}
        kept: list[Row] = []
        before = ""
        for row in rows:
            added = row.bare and groups.get(before, "") not in ("", groups[row.key]) and heads[row.key] not in row.group
            before = before if added else row.key
            kept += [] if added else [row]
        return kept

    def _row(
        self, line: LabelledRow, label: str, opened: bool, found_layouts: Mapping[int, ApplicantColumns]
    ) -> Row | None:
        digits = sum(len(slot.text) for slot in line.slots if slot.text.strip())
        found = self._found(line, label, opened, digits >= self._size)
        if found is None and not (opened and self._is_unlabelled(line, label)):
            return None
        layout = found_layouts.get(line.table, ApplicantColumns(printed_order(self._table)))
        if line.cells:
            if sum(slot.last - slot.first + 1 for slot in line.slots) < _FEWEST_CELLS:
                return None
            cells = grid_cells(line, layout)
            readings: tuple[Cut, ...] = (cells,) if cells else ()
            clear = True
            if found is None and (cells is None or not all(cell.text.strip() for cell in cells)):
                return None
        else:
            readings, clear = text_readings(line, (Group(self._size, summed=True),))
            # Digits that are no row of seven (a telephone number) add up by a rare chance only.
            if not (found and opened) and not clear and not all(map(_adds_up, readings)):
                readings = ()
            if not line.slots or (not readings and (found is None or not (line.hard or digits >= self._size))):
                return None
        name = line.parts[-1].text if line.parts else last_words(label[pieces(label)[-1][1] :])
        key = found.key if found else ""
        return Row(
            key,
            name,
            row_start(line),
            line.end,
            self._columns(key, layout),
            tuple(letters_as_zeros(cells, layout.total) for cells in readings),
            raw_of(line),
            clear,
            misprinted=found is not None and not found.exact,
            loose=not line.cells and "\n" in label[pieces(label)[-1][1] :].strip(" "),
            others=not line.cells and self._labels_in(label) > 1,
            group=bare_label(label),
            bare=bool(key) and bare_label(pieces(name)[-1][0]) in tables()["requests"]["bare"],
        )

    def _labels_in(self, label: str) -> int:
        """Count the rows that a stretch of text names; a heading over several rows names none."""
        names = [text for text, _ in pieces(label)]
        inner = [text for text in names[:-1] if not self._is_group(text)]
        return sum(self._labels.find(text) is not None for text in [*inner, names[-1]])

    def _columns(self, key: str, layout: ApplicantColumns) -> tuple[Column, ...]:
        printed = {column.applicant: column.name for column in self._table.columns}
        return tuple(Column(key, applicant, printed[applicant]) for applicant in layout.applicants)

    def _found(self, line: LabelledRow, label: str, opened: bool, enough: bool) -> RowMatch | None:
        labels = self._labels
        if line.cells:
            for part in reversed(line.parts):
                if found := labels.find(pieces(part.text)[-1][0], tolerant=opened):
                    return found
                if not self._is_group(part.text) and not labels.is_fragment(part.text):
                    return None
            return None
        if not enough and not opened:
            return None
        return labels.find(pieces(label)[-1][0], tolerant=opened) or labels.find_at_end(label)

    def _is_group(self, text: str) -> bool:
        """Tell a heading over several rows, whose letters may stand in any order of lines (三、本年度办理结果)."""
        return bare_label(pieces(text)[-1][0]) in group_names(self._form)

    def _is_unlabelled(self, line: LabelledRow, label: str) -> bool:
        """Tell a row that lost its label from a row with a label that the form does not have."""
        own = [part.text for part in line.parts] if line.cells else [pieces(label)[-1][0]]
        return all(
            self._is_group(text)
            or self._is_heading(text)
            or len(bare_label(text)) <= _FEW_WORDS
            or self._labels.is_fragment(text)
            for text in own
        )

    def _is_heading(self, text: str) -> bool:
        """Tell the words of the table's head, which stand above the first row."""
        words = [*tables()["requests"]["head"], *(column.head for column in self._table.columns)]
        words += [word for column in self._table.columns for word in (column.name, *column.also)]
        left = bare_label(text)
        for word in sorted((bare_label(word) for word in words), key=len, reverse=True):
            left = left.replace(word, "")
        return not left


def _adds_up(cells: Cut) -> bool:
    return sum(integer(cell.text) for cell in cells[:-1]) == integer(cells[-1].text)
