"""Tables whose text has no cells, laid out as the form that their numbers were read by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise

from reports.forms import FORMS, StatutoryForm
from reports.forms.model import DisclosureTable, FormRow, RequestsTable, ReviewTable
from reports.model import Applicant, Basis, Cell, Figure, Table

Key = tuple[str, Applicant]
_FEWEST = 4
"""Figures of a part of a form, below which its whole grid is not drawn: they are listed by their own labels."""
_REST = 60
"""Characters; what stands behind a table's last number in its line is no longer: numbers of other years."""
_SENTENCE_ENDS = "。！？"
_HEADERS = 300
"""Characters; the headers above a table's first number are no longer."""


@dataclass(frozen=True, slots=True)
class FormTable:
    """A table with the stretch of the text that it stands for."""

    section: str
    start: int
    end: int
    table: Table


def form_tables(figures: Iterable[Figure], form: str) -> list[FormTable]:
    """Lay out what was read of text without cells, in reading order; `form` is the report's.

    Rows of the form that nothing was read of are left out: an empty cell would say that the report left it blank.
    """
    own = FORMS.get(form)
    found = []
    for group in _groups(figures, own):
        part = _part_of(group[0].field, own) if own and len(group) >= _FEWEST else None
        table = _drawn(part, {(one.field, one.applicant): one for one in group}) if part else _listed(group)
        found.append(FormTable(group[0].section, group[0].start, max(one.end for one in group), table))
    return found


def headed(text: str, start: int, earliest: int) -> int:
    """Return where the headers of a table begin whose first number stands at `start`: after a sentence's end."""
    earliest = max(earliest, start - _HEADERS)
    return max(earliest, *(text.rfind(mark, earliest, start) + 1 for mark in _SENTENCE_ENDS))


def ended(text: str, end: int, latest: int) -> int:
    """Return where a table ends whose last number ends at `end`: with the rest of its line if that is short."""
    line = text.find("\n", end, latest)
    rest = latest if line < 0 else line
    sentence = any(mark in text[end:rest] for mark in _SENTENCE_ENDS)
    return end if sentence or rest - end > _REST else rest


def _groups(figures: Iterable[Figure], form: StatutoryForm | None) -> Iterator[list[Figure]]:
    """Part figures into tables: of one part of the form, in one section, none of them twice."""
    ordered = sorted(figures, key=lambda one: (one.start, one.end))
    for _, run in groupby(ordered, key=lambda one: (one.section, id(_part_of(one.field, form)))):
        group: list[Figure] = []
        keys: set[Key] = set()
        for one in run:
            if (one.field, one.applicant) in keys:
                yield group
                group, keys = [], set()
            group.append(one)
            keys.add((one.field, one.applicant))
        yield group


def _part_of(field: str, form: StatutoryForm | None) -> DisclosureTable | RequestsTable | ReviewTable | None:
    if form is None:
        return None
    blocks = form.disclosure.blocks if form.disclosure else ()
    if any(
        field == f"{row.field}.{column.field}" for block in blocks for row in block.rows for column in block.columns
    ):
        return form.disclosure
    if form.requests and any(field == row.field for row in form.requests.rows):
        return form.requests
    review = form.review
    if review and any(field == f"{group.field}.{one.field}" for group in review.groups for one in review.outcomes):
        return review
    return None


def _drawn(part: DisclosureTable | RequestsTable | ReviewTable, read: Mapping[Key, Figure]) -> Table:
    grid = _Grid(read)
    if isinstance(part, RequestsTable):
        _draw_requests(part, grid)
    elif isinstance(part, DisclosureTable):
        _draw_disclosure(part, grid)
    else:
        _draw_review(part, grid)
    return grid.table()


@dataclass(slots=True)
class _Grid:
    """A table while it is drawn."""

    read: Mapping[Key, Figure]
    cells: list[Cell] = field(default_factory=list)

    def label(self, text: str, row: int, column: int, rows: int = 1, columns: int = 1) -> None:
        self.cells.append(Cell(text, -1, -1, row, column, rows, columns, True))

    def values(self, keys: Sequence[Key], row: int, column: int, last: int = 1) -> None:
        """Add the cells of a row; what could not be cut is one over all of them.

        The last takes `last` columns.
        """
        at = 0
        while at < len(keys):
            figure = self.read.get(keys[at])
            end = at + 1
            while figure and figure.quote and end < len(keys) and _same(figure, self.read.get(keys[end])):
                end += 1
            width = end - at + (last - 1 if end == len(keys) else 0)
            place = (figure.quote, figure.start, figure.end) if figure else ("", -1, -1)
            self.cells.append(Cell(*place, row, column + at, 1, width))
            at = end

    def table(self) -> Table:
        rows = max(cell.row + cell.row_span for cell in self.cells)
        columns = max(cell.column + cell.column_span for cell in self.cells)
        cells = sorted(self.cells, key=lambda cell: (cell.row, cell.column))
        return Table(rows, columns, tuple(cells), Basis.FORM)


def _same(one: Figure, other: Figure | None) -> bool:
    return other is not None and (one.start, one.end) == (other.start, other.end)


def _draw_requests(part: RequestsTable, grid: _Grid) -> None:
    lead = 3
    grid.label(part.clause, 0, 0, 2, lead)
    at = lead
    for head, run in groupby(part.columns, key=lambda column: column.head):
        under = list(run)
        if head:
            grid.label(head, 0, at, 1, len(under))
        for place, column in enumerate(under, at):
            grid.label(column.name, 1 if head else 0, place, 1 if head else 2)
        at += len(under)
    rows = [row for row in part.rows if any((row.field, column.applicant) in grid.read for column in part.columns)]
    for at, one in enumerate(rows, 2):
        _draw_labels(rows, at - 2, at, lead, grid)
        grid.values([(one.field, column.applicant) for column in part.columns], at, lead)


def _draw_labels(rows: Sequence[FormRow], place: int, at: int, lead: int, grid: _Grid) -> None:
    """Draw a row's own label and, at the first row of each, the headings over several rows."""
    one, column = rows[place], 0
    for depth in range(len(one.headings)):
        heading = one.headings[: depth + 1]
        if place == 0 or rows[place - 1].headings[: depth + 1] != heading:
            below = (other.headings[: depth + 1] == heading for other in rows[place:])
            grid.label(
                heading[-1], at, column, next((n for n, same in enumerate(below) if not same), len(rows) - place)
            )
        column += 1
    grid.label(one.row, at, column, 1, lead - column)


def _draw_disclosure(part: DisclosureTable, grid: _Grid) -> None:
    width = max(len(block.columns) for block in part.blocks)
    at = 0
    for block in part.blocks:
        keys = {row: [(f"{row.field}.{one.field}", Applicant.TOTAL) for one in block.columns] for row in block.rows}
        rows = [row for row in block.rows if any(key in grid.read for key in keys[row])]
        if not rows:
            continue
        more = width - len(block.columns) + 1
        grid.label(block.clause, at, 0, 1, width + 1)
        grid.label("信息内容", at + 1, 0)
        for place, column in enumerate(block.columns, 1):
            grid.label(column.name, at + 1, place, 1, more if place == len(block.columns) else 1)
        for below, row in enumerate(rows, at + 2):
            grid.label(row.row, below, 0)
            grid.values(keys[row], below, 1, more)
        at += 2 + len(rows)


def _draw_review(part: ReviewTable, grid: _Grid) -> None:
    size, at = len(part.outcomes), 0
    keys: list[Key] = []
    for heading, run in groupby(part.groups, key=lambda group: group.part):
        groups = [
            one for one in run if any((f"{one.field}.{of.field}", Applicant.TOTAL) in grid.read for of in part.outcomes)
        ]
        if not groups:
            continue
        if heading:
            grid.label(heading, 0, at, 1, size * len(groups))
        for group in groups:
            grid.label(group.name, 1 if heading else 0, at, 1 if heading else 2, size)
            for place, outcome in enumerate(part.outcomes, at):
                grid.label(outcome.name, 2, place)
            keys += [(f"{group.field}.{outcome.field}", Applicant.TOTAL) for outcome in part.outcomes]
            at += size
    grid.values(keys, 3, 0)


def _listed(group: Sequence[Figure]) -> Table:
    """List one figure a row, under the labels that the text itself has; columns are those that it names."""
    columns = list(dict.fromkeys(one.column or "数值" for one in group))
    grid = _Grid({})
    for column, head in enumerate(("统计指标", "单位", *columns)):
        grid.label(head, 0, column)
    row = 0
    for before, one in pairwise((None, *group)):
        assert one is not None
        again = before is not None and (before.row, before.unit) == (one.row, one.unit)
        again = again and columns.index(one.column or "数值") > columns.index(before.column or "数值" if before else "")
        row += not again
        if not again:
            grid.label(one.row or "", row, 0)
            grid.label(one.unit, row, 1)
        place = 2 + columns.index(one.column or "数值")
        grid.cells.append(Cell(one.quote, one.start, one.end, row, place))
    return grid.table()
