"""A figure as the record gives it back, and the query that reads figures with their reports."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, select

from index.record.check_rows import StoredCheck
from index.record.rows import Publication
from index.record.tables import agencies, figures, versions


@dataclass(frozen=True, slots=True)
class StoredFigure:
    """A figure with its report; offsets count code points of the report's text.

    `conflicts` are other statements of it in the report that give another value, `inputs` the cells that a computed
    one is the sum of, `checks` those that it or an input is a term of, also of the year after.
    """

    id: int
    report: str
    version: int
    title: str
    form: str
    file: str
    agency: str
    agency_name: str
    year: int
    field: str
    applicant: str
    value: Decimal | None
    unit: str
    status: str
    qualifier: str | None
    origin: str
    quote: str
    start: int
    end: int
    section: str
    row: str | None
    column: str | None
    source: Publication | None = None
    conflicts: tuple[StoredFigure, ...] = ()
    inputs: tuple[StoredFigure, ...] = ()
    checks: tuple[StoredCheck, ...] = ()


_COLUMNS = (
    figures,
    versions.c.report_id,
    versions.c.version,
    versions.c.title,
    versions.c.form,
    versions.c.file,
    versions.c.source,
    agencies.c.name.label("agency_name"),
)


def stored(row: Row[Any]) -> StoredFigure:
    """Read back a figure, without what concerns it."""
    return StoredFigure(
        id=row.id,
        report=row.report_id,
        version=row.version,
        title=row.title,
        form=row.form,
        file=row.file,
        agency=row.agency_id,
        agency_name=row.agency_name,
        year=row.year,
        field=row.field,
        applicant=row.applicant,
        value=None if row.value is None else Decimal(row.value),
        unit=row.unit,
        status=row.status,
        qualifier=row.qualifier,
        origin=row.origin,
        quote=row.quote,
        start=row.start,
        end=row.end,
        section=row.section,
        row=row.row,
        column=row.column,
        source=row.source,
    )


def joined(*more: ColumnElement[Any]) -> Select[Any]:
    """Select figures with what `stored` reads; `more` are further columns."""
    whole = figures.join(versions, versions.c.revision == figures.c.revision)
    whole = whole.join(agencies, agencies.c.id == figures.c.agency_id)
    return select(*_COLUMNS, *more).select_from(whole)
