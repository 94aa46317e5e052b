"""The cells of a statutory form by their field and applicant: what the form prints beside them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from reports.catalogue import FIELDS
from reports.codes import meaning
from reports.forms import FORMS, StatutoryForm
from reports.model import Applicant

Key = tuple[str, Applicant]


@dataclass(frozen=True, slots=True)
class FormCell:
    """A cell: its key and its row's and column's words; `table` is the heading of its table on the form.

    `printed` is the row's own label, without the heading of its group.
    """

    field: str
    applicant: Applicant
    row: str
    column: str
    table: str
    printed: str = ""

    @property
    def key(self) -> Key:
        return self.field, self.applicant


@cache
def cells_of(form: str) -> dict[Key, FormCell]:
    """Return the cells of a form by key, row by row; none for what is no statutory form."""
    found = FORMS.get(form)
    return {cell.key: cell for cell in _cells(found)} if found else {}


def name_of(form: str, field: str, applicant: Applicant) -> tuple[str, str]:
    """Return the row's and the column's words for any field; the label of one that the form does not ask for."""
    cell = cells_of(form).get((field, applicant))
    if cell:
        return cell.row, cell.column
    return FIELDS[field].label if field in FIELDS else field, meaning("applicant", applicant)


def _cells(form: StatutoryForm) -> Iterator[FormCell]:
    if form.disclosure:
        for block in form.disclosure.blocks:
            for row in block.rows:
                for column in block.columns:
                    field = f"{row.field}.{column.field}"
                    yield FormCell(field, Applicant.TOTAL, row.row, column.name, form.disclosure.heading)
    if form.requests:
        for row in form.requests.rows:
            label = f"{row.group}{row.row}"
            for one in form.requests.columns if row.field else ():
                yield FormCell(row.field, one.applicant, label, one.name, form.requests.heading, row.row)
    if form.review:
        for group in form.review.groups:
            for outcome in form.review.outcomes:
                field, row_name = f"{group.field}.{outcome.field}", f"{group.part}{group.name}"
                yield FormCell(field, Applicant.TOTAL, row_name, outcome.name, form.review.heading)
    if form.statistics:
        for row in form.statistics.rows:
            if row.field:
                label = "".join((*row.headings, row.row))
                yield FormCell(row.field, Applicant.TOTAL, label, "统计数", form.statistics.heading)
