"""Small tables, read: what tests of tables ask of them."""

from decimal import Decimal

from reports.model import Applicant, Figure
from reports.tables import TableReading, read_tables
from tests.reports.written_tables import laid_out, text_document


def figures(reading: TableReading) -> dict[str, Figure]:
    return {figure.field: figure for figure in reading.figures if figure.applicant is Applicant.TOTAL}


def totals(reading: TableReading) -> dict[str, Decimal | None]:
    return {field: figure.value for field, figure in figures(reading).items()}


def grid(*rows: str) -> TableReading:
    return read_tables(laid_out([[(cell, 1, 1) for cell in row.split("|")] for row in rows]), ())


def text(written: str) -> TableReading:
    return read_tables(text_document(written), ())
