"""What a hit in a table shows: the numbers of the rows that the words name, where the words stand in headings only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from index.record.figures import FigureFilter, StoredFigure
from reports.catalogue import FIELDS
from reports.model import Applicant
from search.questions import SectionHit, Snippet
from web.http.links import Links
from web.http.services import services
from web.pages.numbers import ShownValue, shown_figure

Rows = tuple[tuple[str, str, ShownValue], ...]
"""Label, unit and value."""
MOST_ROWS, MOST_FIELDS = 4, 12


def rows_of(hits: Sequence[SectionHit], urls: Links, words: dict[str, Any]) -> Mapping[str, Rows]:
    """Return by hit (`key_of`) the labelled numbers to show in the place of headings, all from one look-up."""
    named = {key_of(hit): (hit.report, fields) for hit in hits if (fields := _named(hit.snippet))}
    if not named:
        return {}
    fields = tuple(dict.fromkeys(field for _, some in named.values() for field in some))[:MOST_FIELDS]
    asked = [hit for hit in hits if key_of(hit) in named]
    agencies = tuple(dict.fromkeys(hit.agency.id for hit in asked))
    criteria = FigureFilter(fields, (Applicant.TOTAL.value,), agencies)
    found: dict[str, list[StoredFigure]] = {}
    for one in services().record.figure_rows.cells(criteria, sorted({hit.year for hit in asked})):
        found.setdefault(one.report, []).append(one)
    return {key: _shown(found.get(report, ()), some, urls, words) for key, (report, some) in named.items()}


def key_of(hit: SectionHit) -> str:
    """Return what tells a section found from all others."""
    return f"{hit.report}:{hit.section}"


def _shown(figures: Iterable[StoredFigure], fields: Sequence[str], urls: Links, words: dict[str, Any]) -> Rows:
    valued = {one.field: one for one in figures if one.value is not None}
    met = [field for field in fields if field in valued][:MOST_ROWS]
    return tuple(
        (
            FIELDS[one].name(words["lang"]),
            words["units"].get(FIELDS[one].unit, FIELDS[one].unit),
            shown_figure(valued[one], urls, words),
        )
        for one in met
    )


def _named(snippet: Snippet) -> tuple[str, ...]:
    """Return the fields that the marked words name, totals first; none where a marked line has numbers or no cells."""
    text, marked = snippet.text, [snippet.text[start:end] for start, end in snippet.ranges]
    lines = [_line(text, start) for start, _ in snippet.ranges]
    if not marked or any("\t" not in line or any(char.isdigit() for char in line) for line in lines):
        return ()
    words = set(marked)
    named = [id_ for id_, field in FIELDS.items() if all(word in field.label for word in words)]
    return tuple(sorted(named, key=lambda id_: not id_.endswith("total")))[:MOST_FIELDS]


def _line(text: str, at: int) -> str:
    start = text.rfind("\n", 0, at) + 1
    end = text.find("\n", at)
    return text[start : len(text) if end < 0 else end]
