"""What `/reports/{id}/tables` looks like, and a table as `parse` prints it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from marshmallow import Schema, fields, validate

from index.record.rows import StoredReport
from reports.model import Applicant, Basis, Cell, Figure, PlacedTable
from reports.tables.placed import figures_in
from schemas.figures import values
from schemas.hits import HitReportSchema, PageLinksSchema, text
from schemas.links import Addresses
from schemas.reports import card_body

Body = dict[str, Any]


def _whole(description: str = "", **more: Any) -> fields.Integer:
    return fields.Integer(required=True, metadata={"description": description} if description else {}, **more)


class TableCellSchema(Schema):
    """A cell, once however many places it spans. A label that is the form's and not the text's has no start and end."""

    row = _whole("Of its upper left corner, from 0.")
    column = _whole("Of its upper left corner, from 0.")
    row_span = _whole("How many rows it takes.")
    column_span = _whole("How many columns it takes.")
    header = fields.Boolean(
        required=True,
        metadata={"description": "It labels rows or columns: the file says so, or numbers were read beside or below."},
    )
    text = text()
    start = _whole("Counts code points of the report's text.", allow_none=True)
    end = _whole(allow_none=True)
    field = fields.String(required=True, allow_none=True, metadata={"description": "What its number was read as."})
    applicant = fields.String(required=True, allow_none=True, validate=validate.OneOf(values(Applicant)))


class TableSchema(Schema):
    """A table with its cells in reading order."""

    id = text("Counts them in the report.", example="t1")
    section = text("Where it begins.", example="s7")
    start = _whole("Counts code points of the report's text.")
    end = _whole()
    rows = _whole()
    columns = _whole()
    basis = fields.String(
        required=True,
        validate=validate.OneOf([basis.value for basis in Basis]),
        metadata={
            "description": "How places are known. cells: the file has a table, with its spans. text: told from tabs, "
            "bars or lines, which know no spans. form: from the statutory form by which the numbers were read."
        },
    )
    cells = fields.List(fields.Nested(TableCellSchema), required=True)


class ReportTablesSchema(Schema):
    report = fields.Nested(HitReportSchema, required=True)
    version = fields.Integer(required=True)
    total = _whole("0 also where the report was read before tables were kept: `disclosure reparse` reads it again.")
    tables = fields.List(fields.Nested(TableSchema), required=True)
    links = fields.Nested(PageLinksSchema, required=True)


def report_tables_body(
    report: StoredReport, tables: Sequence[PlacedTable], figures: Sequence[Figure], urls: Addresses, links: Body
) -> Body:
    """Build what ReportTablesSchema describes."""
    return {
        "report": card_body(report, urls),
        "version": report.version,
        "total": len(tables),
        "tables": [table_body(one, figures) for one in tables],
        "links": links,
    }


def table_body(placed: PlacedTable, figures: Iterable[Figure]) -> Body:
    """Build what TableSchema describes; `figures` are the report's."""
    read = figures_in(placed.table, figures)
    return {
        "id": placed.id,
        "section": placed.section,
        "start": placed.start,
        "end": placed.end,
        "rows": placed.table.rows,
        "columns": placed.table.columns,
        "basis": placed.table.basis.value,
        "cells": [_cell(cell, read.get(cell)) for cell in placed.table.cells],
    }


def _cell(cell: Cell, figure: Figure | None) -> Body:
    return {
        "row": cell.row,
        "column": cell.column,
        "row_span": cell.row_span,
        "column_span": cell.column_span,
        "header": cell.header,
        "text": cell.text,
        "start": cell.start if cell.start >= 0 else None,
        "end": cell.end if cell.end >= 0 else None,
        "field": figure.field if figure else None,
        "applicant": figure.applicant.value if figure else None,
    }
