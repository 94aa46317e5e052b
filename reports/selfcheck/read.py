"""Reading a draft: like a report, but one without title, agency or year is checked all the same."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from reports.errors import NotAReport, UnidentifiedReport
from reports.identity import identify
from reports.model import Agency, Document, Identity, Origin, Report
from reports.parse import report_of
from reports.reading import read

_NOBODY = Agency("", "", ("",))


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft as read. `refusal` says why it is no report yet, "" where it is one; `unknown` names what it lacks."""

    report: Report
    refusal: str = ""
    unknown: tuple[str, ...] = ()


def read_draft(data: bytes, file: str, agency: str | None = None, year: int | None = None) -> Draft:
    """Read a draft; `agency` and `year` overrule what it says.

    Raises a ReportError for what cannot be read, and for a paper that is no report and has no statutory table.
    """
    document = read(data, file)
    try:
        return Draft(report_of(document, identify(document, agency, year)))
    except UnidentifiedReport as error:
        return Draft(_unnamed(document, agency, year), unknown=error.missing)
    except NotAReport as error:
        report = _unnamed(document, agency, year)
        if not any(figure.origin is Origin.TABLE for figure in report.figures):
            raise
        lacking = [name for name, given in (("agency", agency), ("year", year)) if given is None]
        return Draft(report, error.detail, tuple(lacking))


def _unnamed(document: Document, agency: str | None, year: int | None) -> Report:
    """Read it as somebody's report of the year that reports are now written for, where nothing tells."""
    for given in ((agency, year), (agency, year or _last_year()), ("杭州市人民政府", year)):
        try:
            identity = identify(document, *given)
        except (UnidentifiedReport, NotAReport):
            continue
        known = identity.agency if given[0] == agency else _NOBODY
        return report_of(document, Identity(known, identity.year, identity.title))
    return report_of(document, Identity(_NOBODY, year or _last_year(), ""))


def _last_year() -> int:
    return datetime.now(UTC).year - 1
