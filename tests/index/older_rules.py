"""Rules of an earlier release, for tests of reading again: they misread one figure and missed another."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from reports.errors import NotAReport
from reports.model import Figure, Report
from reports.parse import parse

MISREAD = "requests.received"
MISSED = "requests.closed"


def parse_as_before(
    data: bytes, file: str, agency: str | None = None, year: int | None = None, published_as: str = ""
) -> Report:
    report = parse(data, file, agency, year)
    figures = tuple(_as_before(figure) for figure in report.figures if figure.field != MISSED)
    return replace(report, figures=figures, checks=())


def parse_without_tables(
    data: bytes, file: str, agency: str | None = None, year: int | None = None, published_as: str = ""
) -> Report:
    """Read as the rules did before tables were kept."""
    return replace(parse(data, file, agency, year), tables=())


def _as_before(figure: Figure) -> Figure:
    return replace(figure, value=Decimal(7)) if figure.field == MISREAD else figure


def parse_nothing(
    data: bytes, file: str, agency: str | None = None, year: int | None = None, published_as: str = ""
) -> Report:
    raise NotAReport(file, "no rule takes it for one any more")
