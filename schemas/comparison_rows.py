"""A frame and series as sheets and lines: a row for each value, and one with the reason for each that is missing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from index.record.figures import StoredFigure
from reports.catalogue import Field
from reports.codes import meaning
from schemas.comparison import missing_body
from schemas.figures import CSV_COLUMNS, figure_body, figure_row
from schemas.links import Addresses
from search.comparison import Missing, Series

Body = dict[str, Any]
FRAME_COLUMNS = (*CSV_COLUMNS, "reason", "reason_label")
SERIES_COLUMNS = ("series", *FRAME_COLUMNS, "break")


@dataclass(frozen=True, slots=True)
class ComparedField:
    """The one field and type of applicant that is compared."""

    field: Field
    applicant: str


@dataclass(frozen=True, slots=True)
class SeriesRow:
    """One year of the series of an agency (its id); `breaks` say why it does not compare with the years before."""

    series: str
    year: int
    point: StoredFigure | Missing
    breaks: tuple[str, ...]


def frame_row(compared: ComparedField, point: StoredFigure | Missing, urls: Addresses) -> tuple[object, ...]:
    """Return the values of FRAME_COLUMNS."""
    if isinstance(point, Missing):
        return tuple(_missing_row(compared, point, urls).get(column, "") for column in FRAME_COLUMNS)
    return (*figure_row(point, urls), "", "")


def _missing_row(compared: ComparedField, gap: Missing, urls: Addresses) -> dict[str, object]:
    return {
        "field": compared.field.id,
        "label": compared.field.label,
        "applicant": compared.applicant,
        "applicant_label": meaning("applicant", compared.applicant),
        "unit": compared.field.unit,
        "agency_id": gap.agency,
        "agency": gap.agency_name,
        "year": gap.year,
        "report": gap.report or "",
        "url": urls.report(gap.report) if gap.report else "",
        "reason": gap.reason,
        "reason_label": meaning("reason", gap.reason),
    }


def frame_line(point: StoredFigure | Missing, urls: Addresses) -> Body:
    """Build a line: what FigureSchema describes, or MissingSchema."""
    return missing_body(point) if isinstance(point, Missing) else figure_body(point, urls)


def series_rows(series: Sequence[Series]) -> Iterator[SeriesRow]:
    """Yield the years of each series in their order: values, reports without one, years without a report."""
    for one in series:
        breaks: dict[int, tuple[str, ...]] = {}
        for each in one.breaks:
            breaks[each.year] = (*breaks.get(each.year, ()), each.detail)
        unreported = [Missing(one.agency, one.agency_name, year, None, "no_report") for year in one.missing_years]
        years: list[StoredFigure | Missing] = [*one.points, *one.missing, *unreported]
        for point in sorted(years, key=lambda each: each.year):
            yield SeriesRow(one.agency, point.year, point, breaks.get(point.year, ()))


def series_row(compared: ComparedField, row: SeriesRow, urls: Addresses) -> tuple[object, ...]:
    """Return the values of SERIES_COLUMNS."""
    return (row.series, *frame_row(compared, row.point, urls), "; ".join(row.breaks))


def series_line(row: SeriesRow, urls: Addresses) -> Body:
    """Build a line: its series, and what FigureSchema or MissingSchema describes."""
    return {"series": row.series, **frame_line(row.point, urls), "breaks": list(row.breaks)}
