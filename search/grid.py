"""One field as a table: agencies down, years across, and in each cell a figure or why there is none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from index.record.comparison import Comparison, ReportYear
from index.record.figures import FigureFilter, Figures, StoredFigure
from reports.catalogue import Field
from reports.model import Verdict
from search.comparison import Reason, breaks_between, reason


@dataclass(frozen=True, slots=True)
class Cell:
    """`figure` is the value, or the blank or unread cell behind `reason`; `report` the one held for the year."""

    year: int
    figure: StoredFigure | None
    reason: Reason | None
    report: str | None


@dataclass(frozen=True, slots=True)
class GridRow:
    """An agency's row; `breaks` are the years from which on its values do not compare with those before."""

    agency: str
    name: str
    cells: tuple[Cell, ...]
    breaks: frozenset[int]


class Numbers(Protocol):
    """What a grid is read from."""

    @property
    def figure_rows(self) -> Figures: ...

    @property
    def comparison(self) -> Comparison: ...


def grid(
    record: Numbers, field: Field, applicant: str, agencies: Sequence[tuple[str, str]], years: Sequence[int]
) -> tuple[GridRow, ...]:
    """Return the rows of agencies, given by id and name, in the order given."""
    return grids(record, (field,), applicant, agencies, years)[field.id]


def grids(
    record: Numbers, fields: Sequence[Field], applicant: str, agencies: Sequence[tuple[str, str]], years: Sequence[int]
) -> dict[str, tuple[GridRow, ...]]:
    """Return the grid of each field by its id, all from one look at the record."""
    ids = tuple(id_ for id_, _ in agencies)
    if not ids or not years:
        return {field.id: () for field in fields}
    criteria = FigureFilter(tuple(field.id for field in fields), (applicant,), ids)
    found = record.figure_rows.cells(criteria, years)
    figures = {(one.field, one.agency, one.year): one for one in found}
    reports: dict[str, list[ReportYear]] = {id_: [] for id_ in ids}
    for one in record.comparison.years(ids):
        reports[one.agency].append(one)

    def row(field: Field, agency: str, name: str) -> GridRow:
        held = {one.year: one for one in reports[agency]}
        cells = tuple(_cell(field, year, figures.get((field.id, agency, year)), held.get(year)) for year in years)
        broken = frozenset(one.year for one in breaks_between(reports[agency], field, {}))
        return GridRow(agency, name, cells, broken)

    return {field.id: tuple(row(field, id_, name) for id_, name in agencies) for field in fields}


def _cell(field: Field, year: int, figure: StoredFigure | None, report: ReportYear | None) -> Cell:
    why = None
    if figure is None or figure.value is None:
        why = reason(report.form if report else None, figure.status if figure else None, field)
    return Cell(year, figure, why, report.report if report else None)


def contested(figure: StoredFigure) -> bool:
    """Say whether the report states another value as well, or a check that the figure is a term of fails."""
    return bool(figure.conflicts) or any(one.check.verdict == Verdict.FAIL for one in figure.checks)


def ranking_year(counts: Mapping[int, int]) -> int:
    """Return the year to rank agencies by, given how many have a value in each: the last that is not yet coming in.

    It has two thirds as many values at least as the year with the most. `counts` has one year at least.
    """
    most = max(counts.values())
    return max(year for year, count in counts.items() if 3 * count >= 2 * most)


def latest(years: Iterable[int], most: int) -> tuple[int, ...]:
    """Return the last `most` years, the earliest first."""
    return tuple(sorted(years)[-most:])
