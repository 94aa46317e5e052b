"""The columns that searches filter by and count: one row here is all that an index has to know of a facet."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from index.text.protocol import Column, IndexedSection


@dataclass(frozen=True, slots=True)
class FacetColumn:
    """A column of sections.

    `values` reads a section's values as text. `of_report`: all sections of a report have the same. `several`: a section
    may have more than one value, or none. `is_year`: the values are years, which an engine with types keeps as numbers.
    """

    name: Column
    values: Callable[[IndexedSection], Sequence[str]]
    of_report: bool
    several: bool = False
    is_year: bool = False


FACET_COLUMNS = (
    FacetColumn("agency", lambda section: (section.agency,), of_report=True),
    FacetColumn("year", lambda section: (str(section.year),), of_report=True, is_year=True),
    FacetColumn("kind", lambda section: (section.kind,), of_report=False),
    FacetColumn("form", lambda section: (section.form,), of_report=True),
    FacetColumn("region", lambda section: tuple(dict.fromkeys(section.regions)), of_report=True, several=True),
    FacetColumn("report", lambda section: (section.report,), of_report=True),
)
SEVERAL = frozenset(column.name for column in FACET_COLUMNS if column.several)
OF_REPORTS = frozenset(column.name for column in FACET_COLUMNS if column.of_report)
"""Columns whose value is the same in all sections of a report, so that a report's own entry in an index has it too."""
