"""Rows of the requests table that lost their label, told by their place among the others."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby

from reports.forms import StatutoryForm
from reports.forms.labels import request_labels
from reports.tables.numbers import integer
from reports.tables.rows import Row

_GAP = 5


def order(form: StatutoryForm) -> tuple[str, ...]:
    """Return the fields of a form's requests table, top to bottom."""
    return tuple(row.field for row in form.requests.rows) if form.requests else ()


def doubted_labels(rows: Sequence[Row]) -> list[Row]:
    """Take a label that stands on an earlier line from its row, where rows without labels show that labels wandered."""
    doubted: list[Row] = []
    for firm, group in groupby(rows, key=lambda row: bool(row.key) and not row.loose):
        members = list(group)
        if not firm and any(not row.key or row.others for row in members):
            members = [replace(row, key="") for row in members]
        doubted += members
    return doubted


def passes(rows: Iterable[Row], form: StatutoryForm) -> list[list[Row]]:
    """Part the rows where the table begins anew: some reports print it twice."""
    places = {key: place for place, key in enumerate(order(form))}
    parts: list[list[Row]] = [[]]
    last = -1
    for row in rows:
        place = places.get(row.key)
        if place is not None and place <= last:
            parts.append([])
        parts[-1].append(row)
        last = place if place is not None else last
    return [part for part in parts if part]


def filled_in(rows: list[Row], form: StatutoryForm, printed: str) -> list[Row]:
    """Give rows without a label the fields missing at their place, where as many rows as fields are missing."""
    places = {key: place for place, key in enumerate(order(form))}
    known = [-1, *(places[row.key] for row in rows if row.key), len(places)]
    filled: list[Row] = []
    gap = 0
    for labelled, group in groupby(rows, key=lambda row: bool(row.key)):
        members = list(group)
        if labelled:
            filled += members
            gap += len(members)
            continue
        missing = order(form)[known[gap] + 1 : known[gap + 1]]
        if len(missing) == len(members) and all(_is_printed(key, form, printed) for key in missing):
            filled += [_named(row, key, form) for row, key in zip(members, missing, strict=True)]
    return filled if _adds_up(filled, form) else [row.keeping() if row.inferred else row for row in filled]


def _named(row: Row, key: str, form: StatutoryForm) -> Row:
    columns = tuple(replace(column, field=key) for column in row.columns)
    return replace(row, key=key, columns=columns, inferred=True, label=request_labels(form).labels_of(key)[0])


def _is_printed(key: str, form: StatutoryForm, printed: str) -> bool:
    """Tell whether the label stands somewhere in the table, be it broken apart by a neighbour's."""
    return any(_stands_loosely(label, printed) for label in request_labels(form).labels_of(key))


def _stands_loosely(label: str, text: str) -> bool:
    """Tell whether the characters of `label` stand in `text` in their order, not far from each other."""
    start = text.find(label[0])
    while start >= 0:
        at = start
        for char in label[1:]:
            at = text.find(char, at + 1, at + 2 + _GAP)
            if at < 0:
                break
        else:
            return True
        start = text.find(label[0], start + 1)
    return False


def _adds_up(rows: Sequence[Row], form: StatutoryForm) -> bool:
    """Tell whether the results add up to their total in every column, as far as all of them can be read."""
    cells = {row.key: row.cells for row in rows if row.cells}
    outcomes = form.sum_of("outcomes", "requests.closed")
    if any(key not in cells for key in (*outcomes, "requests.closed")):
        return True
    values = {key: [integer(cell.text) for cell in row] for key, row in cells.items() if row}
    size = len(form.requests.columns) if form.requests else 0
    return all(sum(values[key][i] for key in outcomes) == values["requests.closed"][i] for i in range(size))
