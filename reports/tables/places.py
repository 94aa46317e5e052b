"""Rows of the requests table that lost their label, told by their place among the others."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby

from reports.tables.applicants import ORDER
from reports.tables.labels import request_labels, tables
from reports.tables.numbers import integer
from reports.tables.rows import Row

OTHER = "requests.outcome.other"
_GAP = 5


def order(split: bool) -> tuple[str, ...]:
    """Return the rows of the form, top to bottom, with 其他处理 in one row or in three."""
    keys = [row["field"] for row in tables()["requests"]["rows"]]
    return tuple(key for key in keys if (key != OTHER if split else not key.startswith(OTHER + ".")))


def doubted_labels(rows: Sequence[Row]) -> list[Row]:
    """Take a label that stands on an earlier line from its row, where rows without labels show that labels wandered."""
    doubted: list[Row] = []
    for firm, group in groupby(rows, key=lambda row: bool(row.key) and not row.loose):
        members = list(group)
        if not firm and any(not row.key or row.others for row in members):
            members = [replace(row, key="") for row in members]
        doubted += members
    return doubted


def passes(rows: Iterable[Row], split: bool) -> list[list[Row]]:
    """Part the rows where the table begins anew: some reports print it twice."""
    places = {key: place for place, key in enumerate(order(split))}
    parts: list[list[Row]] = [[]]
    last = -1
    for row in rows:
        place = places.get(row.key)
        if place is not None and place <= last:
            parts.append([])
        parts[-1].append(row)
        last = place if place is not None else last
    return [part for part in parts if part]


def filled_in(rows: list[Row], split: bool, printed: str) -> list[Row]:
    """Give rows without a label the fields missing at their place, where as many rows as fields are missing."""
    places = {key: place for place, key in enumerate(order(split))}
    known = [-1, *(places[row.key] for row in rows if row.key), len(places)]
    filled: list[Row] = []
    gap = 0
    for labelled, group in groupby(rows, key=lambda row: bool(row.key)):
        members = list(group)
        if labelled:
            filled += members
            gap += len(members)
            continue
        missing = order(split)[known[gap] + 1 : known[gap + 1]]
        if len(missing) == len(members) and all(_is_printed(key, printed) for key in missing):
            filled += [_named(row, key) for row, key in zip(members, missing, strict=True)]
    return filled if _adds_up(filled, split) else [row.keeping() if row.inferred else row for row in filled]


def _named(row: Row, key: str) -> Row:
    columns = tuple(replace(column, field=key) for column in row.columns)
    return replace(row, key=key, columns=columns, inferred=True, label=request_labels().labels_of(key)[0])


def _is_printed(key: str, printed: str) -> bool:
    """Tell whether the label stands somewhere in the table, be it broken apart by a neighbour's."""
    return any(_stands_loosely(label, printed) for label in request_labels().labels_of(key))


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


def _adds_up(rows: Sequence[Row], split: bool) -> bool:
    """Tell whether the results add up to their total in every column, as far as all of them can be read."""
    cells = {row.key: row.cells for row in rows if row.cells}
    outcomes = [key for key in order(split) if key.startswith("requests.outcome.")]
    if any(key not in cells for key in (*outcomes, "requests.closed")):
        return True
    values = {key: [integer(cell.text) for cell in row] for key, row in cells.items() if row}
    return all(sum(values[key][i] for key in outcomes) == values["requests.closed"][i] for i in range(len(ORDER)))
