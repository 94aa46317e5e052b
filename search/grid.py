"""One field as a table: agencies down, years across, and in each cell a figure or why there is none."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from index.record.comparison import Comparison
from index.record.figures import FigureFilter, Figures, StoredFigure
from reports.catalogue import Field
from reports.model import Verdict
from search.comparison import Reason, reason


@dataclass(frozen=True, slots=True)
class Cell:
    """`figure` is the value, or the blank or unread cell behind `reason`; `report` the one held for the year."""

    year: int
    figure: StoredFigure | None
    reason: Reason | None
    report: str | None


@dataclass(frozen=True, slots=True)
class GridRow:
    agency: str
    name: str
    cells: tuple[Cell, ...]


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
    ids = tuple(id_ for id_, _ in agencies)
    if not ids or not years:
        return ()
    ends = ((min(years), max(years)),)
    wanted = FigureFilter(fields=(field.id,), applicants=(applicant,), agencies=ids, years=ends)
    found = record.figure_rows.page(wanted, "year", len(ids) * (ends[0][1] - ends[0][0] + 1)).items
    figures = {(one.agency, one.year): one for one in found}
    held = {(one.agency, one.year): one for one in record.comparison.years(ids)}

    def cell(agency: str, year: int) -> Cell:
        figure, report = figures.get((agency, year)), held.get((agency, year))
        why = None
        if figure is None or figure.value is None:
            why = reason(report.form if report else None, figure.status if figure else None, field)
        return Cell(year, figure, why, report.report if report else None)

    return tuple(GridRow(id_, name, tuple(cell(id_, year) for year in years)) for id_, name in agencies)


def contested(figure: StoredFigure) -> bool:
    """Say whether the report states another value as well, or a check that the figure is a term of fails."""
    return bool(figure.conflicts) or any(one.check.verdict == Verdict.FAIL for one in figure.checks)


def latest(years: Iterable[int], most: int) -> tuple[int, ...]:
    """Return the last `most` years, the earliest first."""
    return tuple(sorted(years)[-most:])
