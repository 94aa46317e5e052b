"""Which applicant each column of the requests table is for, and the seven cells of a laid-out row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from reports.model import Applicant, Status
from reports.tables.cuts import Cut, Slot
from reports.tables.labels import fold, tables
from reports.tables.lines import Line
from reports.tables.numbers import integer, read_cell

ORDER = (
    Applicant.NATURAL_PERSON,
    Applicant.BUSINESS,
    Applicant.RESEARCH,
    Applicant.SOCIAL,
    Applicant.LEGAL_SERVICE,
    Applicant.OTHER_ORG,
    Applicant.TOTAL,
)
_SPANNING = "法人或其他组织"
_SUMS = 2


@dataclass(frozen=True, slots=True)
class Layout:
    """Which columns the rows of a table fill, each way that occurs, and the applicants from left to right."""

    columns: tuple[tuple[int, ...], ...] = ()
    applicants: tuple[Applicant, ...] = ORDER

    @property
    def total(self) -> int:
        """The place of 总计 among the applicants."""
        return self.applicants.index(Applicant.TOTAL)


def layouts(lines: Iterable[Line]) -> dict[int, Layout]:
    found: dict[int, Layout] = {}
    by_table = sorted((line for line in lines if line.slots or line.cells), key=lambda line: line.table)
    for table, group in groupby(by_table, key=lambda line: line.table):
        rows = list(group)
        full = {tuple(slot.first for slot in _filled(row)) for row in rows if row.parts}
        columns = [places for places in sorted(full) if len(places) == len(ORDER)]
        header = _header(rows, columns)
        applicants = tuple(header) or _order_by_sums(rows)
        found[table] = Layout(tuple(columns or ([tuple(header.values())] if header else [])), applicants)
    return found


def _order_by_sums(lines: Iterable[Line]) -> tuple[Applicant, ...]:
    """Return the applicants of a table whose header is lost: 总计 comes first where only first cells are sums."""
    first = others = 0
    for line in lines:
        values = [integer(slot.text) for slot in _filled(line)]
        if len(values) == len(ORDER) and any(values):
            sums = (2 * values[0] == sum(values), 2 * values[-1] == sum(values))
            first += sums == (True, False)
            others += not sums[0]
    return (ORDER[-1], *ORDER[:-1]) if first >= _SUMS and first > 3 * others else ORDER


def _is_glued(text: str) -> bool:
    """Tell digits that may be those of several cells from a word in one cell, which says nothing of the others."""
    return read_cell(text, "").status is Status.UNPARSED and any(char.isdigit() for char in text)


def _filled(line: Line) -> list[Slot]:
    return [slot for slot in line.slots if slot.text.strip()]


def _header(lines: Iterable[Line], columns: Sequence[tuple[int, ...]]) -> dict[Applicant, int]:
    """Return the applicants and their columns, left to right; {} where the header is not whole.

    Some tables print 总计 first. Any other order counts where each name stands right above a column of numbers;
    elsewhere it comes from a header that lost its shape. Without rules, words of the row above may share the cell.
    """
    at: dict[Applicant, int] = {}
    for line in lines:
        for part in () if _filled(line) else line.parts:
            for name, words in tables()["requests"]["applicants"].items():
                if fold(part.text).replace(_SPANNING, "") in words:
                    at.setdefault(Applicant(name), part.first)
    ordered = dict(sorted(at.items(), key=lambda pair: pair[1]))
    people = [applicant for applicant in ordered if applicant is not Applicant.TOTAL]
    if len(set(at.values())) < len(ORDER):
        return {}
    usual = tuple(people) == ORDER[:-1] and Applicant.TOTAL in (next(iter(ordered)), next(reversed(ordered)))
    return ordered if usual or list(columns) == [tuple(ordered.values())] else {}


def grid_cells(line: Line, layout: Layout) -> Cut | None:
    """Return the row's seven cells. A row with gaps is read only where the full rows tell which columns are whose.

    Rows of unlike layout (tabs lost, cells shifted) say nothing of a gap's place.
    """
    filled = _filled(line)
    if not filled:
        return line.slots if len(line.slots) == len(ORDER) else (Slot("", line.end, line.end),) * len(ORDER)
    if len(filled) >= len(ORDER):
        return tuple(filled) if len(filled) == len(ORDER) else None
    if any(_is_glued(slot.text) for slot in filled):
        return None
    at = {slot.first: slot for slot in line.slots}
    used = {slot.first for slot in filled}
    if len(layout.columns) != 1 or not used <= set(layout.columns[0]) <= at.keys():
        return None
    return tuple(at[column] for column in layout.columns[0])
