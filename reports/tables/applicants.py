"""Which applicant each column of the requests table is for, and the seven cells of a laid-out row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from reports.forms.labels import bare_label
from reports.forms.model import RequestsTable
from reports.model import Applicant, Status
from reports.tables.cuts import Cut, Slot
from reports.tables.lines import LabelledRow
from reports.tables.numbers import integer, read_cell

_SUMS = 2


@dataclass(frozen=True, slots=True)
class ApplicantColumns:
    """Which columns the rows of a table fill, each way that occurs, and the applicants from left to right."""

    applicants: tuple[Applicant, ...]
    columns: tuple[tuple[int, ...], ...] = ()

    @property
    def total(self) -> int:
        """The place of 总计 among the applicants."""
        return self.applicants.index(Applicant.TOTAL)


def printed_order(table: RequestsTable) -> tuple[Applicant, ...]:
    """Return the applicants as the form prints them, left to right."""
    return tuple(column.applicant for column in table.columns)


def layouts(lines: Iterable[LabelledRow], form: RequestsTable) -> dict[int, ApplicantColumns]:
    """Return the layout of each laid-out table, and of the text, by the number of its block."""
    found: dict[int, ApplicantColumns] = {}
    order = printed_order(form)
    by_table = sorted((line for line in lines if line.slots or line.cells), key=lambda line: line.table)
    for table, group in groupby(by_table, key=lambda line: line.table):
        rows = list(group)
        full = {tuple(slot.first for slot in _filled(row)) for row in rows if row.parts}
        columns = [places for places in sorted(full) if len(places) == len(order)]
        header = _header(rows, columns, form)
        applicants = tuple(header) or _order_by_sums(rows, order)
        found[table] = ApplicantColumns(applicants, tuple(columns or ([tuple(header.values())] if header else [])))
    return found


def _order_by_sums(lines: Iterable[LabelledRow], order: tuple[Applicant, ...]) -> tuple[Applicant, ...]:
    """Return the applicants of a table whose header is lost: 总计 comes first where only first cells are sums."""
    first = others = 0
    for line in lines:
        values = [integer(slot.text) for slot in _filled(line)]
        if len(values) == len(order) and any(values):
            sums = (2 * values[0] == sum(values), 2 * values[-1] == sum(values))
            first += sums == (True, False)
            others += not sums[0]
    return (order[-1], *order[:-1]) if first >= _SUMS and first > 3 * others else order


def _is_glued(text: str) -> bool:
    """Tell digits that may be those of several cells from a word in one cell, which says nothing of the others."""
    return read_cell(text, "").status is Status.UNPARSED and any(char.isdigit() for char in text)


def _filled(line: LabelledRow) -> list[Slot]:
    return [slot for slot in line.slots if slot.text.strip()]


def _header(
    lines: Iterable[LabelledRow], columns: Sequence[tuple[int, ...]], form: RequestsTable
) -> dict[Applicant, int]:
    """Return the applicants and their columns, left to right; {} where the header is not whole.

    Some tables print 总计 first. Any other order counts where each name stands right above a column of numbers;
    elsewhere it comes from a header that lost its shape. Without rules, words of the row above may share the cell.
    """
    at: dict[Applicant, int] = {}
    for line in lines:
        for part in () if _filled(line) else line.parts:
            for column in form.columns:
                if _without_heads(bare_label(part.text), form) in (column.name, *column.also):
                    at.setdefault(column.applicant, part.first)
    ordered = dict(sorted(at.items(), key=lambda pair: pair[1]))
    people = [applicant for applicant in ordered if applicant is not Applicant.TOTAL]
    order = printed_order(form)
    if len(set(at.values())) < len(order):
        return {}
    usual = tuple(people) == order[:-1] and Applicant.TOTAL in (next(iter(ordered)), next(reversed(ordered)))
    return ordered if usual or list(columns) == [tuple(ordered.values())] else {}


def _without_heads(text: str, form: RequestsTable) -> str:
    """Return a header's words without those that stand over several columns."""
    for head in dict.fromkeys(column.head for column in form.columns if column.head):
        text = text.replace(head, "")
    return text


def _is_whole_row(line: LabelledRow, size: int) -> bool:
    """Tell a row of exactly as many cells as applicants, side by side, in a table no other row of which is full."""
    beside = all(after.first == slot.last + 1 for slot, after in pairwise(line.slots))
    return len(line.slots) == size and beside and line.slots[-1].last - line.slots[0].first + 1 == size


def grid_cells(line: LabelledRow, layout: ApplicantColumns) -> Cut | None:
    """Return the row's cells. A row with gaps is read only where the full rows tell which columns are whose.

    Rows of unlike layout (tabs lost, cells shifted) say nothing of a gap's place.
    """
    filled = _filled(line)
    if not filled:
        return (
            line.slots
            if len(line.slots) == len(layout.applicants)
            else (Slot("", line.end, line.end),) * len(layout.applicants)
        )
    if len(filled) >= len(layout.applicants):
        return tuple(filled) if len(filled) == len(layout.applicants) else None
    if any(_is_glued(slot.text) for slot in filled):
        return None
    if not layout.columns and _is_whole_row(line, len(layout.applicants)):
        return line.slots
    at = {slot.first: slot for slot in line.slots}
    used = {slot.first for slot in filled}
    if len(layout.columns) != 1 or not used <= set(layout.columns[0]) <= at.keys():
        return None
    return tuple(at[column] for column in layout.columns[0])
