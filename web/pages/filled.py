"""A report's figures laid out as the statutory form has them, whatever its file looks like."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from index.record.figures import StoredFigure
from reports.catalogue import FIELDS
from reports.model import Applicant
from web.http.links import Links
from web.pages.numbers import ShownValue, evidence_url, shown_figure

APPLICANTS = tuple(one.value for one in Applicant)


@dataclass(frozen=True, slots=True)
class FilledRow:
    """A field with a cell a column, None where the report has no such cell."""

    field: str
    label: str
    unit: str
    cells: tuple[ShownValue | None, ...]


@dataclass(frozen=True, slots=True)
class FilledPart:
    """A part of the form. `columns` are types of applicant where the form asks for each, else one of values."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[FilledRow, ...]


def filled_in(figures: Iterable[StoredFigure], urls: Links, words: dict[str, Any]) -> list[FilledPart]:
    """Lay the figures of one report out, in the order of the catalogue."""
    by_field: dict[str, dict[str, StoredFigure]] = {}
    for one in figures:
        by_field.setdefault(one.field, {})[one.applicant] = one
    groups: dict[tuple[str, bool], list[str]] = {}
    for id_, found in by_field.items():
        if id_ in FIELDS:
            groups.setdefault((FIELDS[id_].group, len(found) > 1), []).append(id_)
    order = {id_: place for place, id_ in enumerate(FIELDS)}
    parts = sorted(groups.items(), key=lambda part: min(order[id_] for id_ in part[1]))
    return [_part(key, sorted(ids, key=order.__getitem__), by_field, urls, words) for key, ids in parts]


def _part(
    key: tuple[str, bool],
    ids: list[str],
    by_field: dict[str, dict[str, StoredFigure]],
    urls: Links,
    words: dict[str, Any],
) -> FilledPart:
    group, several = key
    columns = APPLICANTS[0:] if several else (Applicant.TOTAL.value,)
    rows = tuple(
        FilledRow(
            id_,
            FIELDS[id_].name(words["lang"]),
            words["units"].get(FIELDS[id_].unit, FIELDS[id_].unit),
            tuple(_cell(by_field[id_].get(column), urls, words) for column in columns),
        )
        for id_ in ids
    )
    named = tuple(words["applicants"][one] for one in columns) if several else (words["value"],)
    return FilledPart(words["groups"].get(group, group), named, rows)


def _cell(figure: StoredFigure | None, urls: Links, words: dict[str, Any]) -> ShownValue | None:
    if figure is None:
        return None
    if figure.value is None:
        return ShownValue(figure.year, "", evidence_url(figure, urls, words["lang"]), words["reasons"][figure.status])
    return shown_figure(figure, urls, words)
