"""`flask parse`: print what is read from files, one JSON object a line, without keeping anything."""

from __future__ import annotations

import json
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import click

from index.ingest.outcome import Failure
from index.ingest.walk import shown, walk
from index.ingest.workers import Task, attempt
from reports.errors import ReportError
from reports.explain import explain
from reports.identity import sidecar
from reports.model import Check, Figure, Repair, Report, Section, Term, is_incomplete
from reports.parse import parse
from reports.reading import read


@click.command("parse")
@click.argument("paths", metavar="FILE…", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--agency", metavar="NAME", help="Whose reports these are, where the files do not say.")
@click.option("--year", type=click.IntRange(2000, 2049), help="The statistical year of the reports.")
@click.option("--explain", "explained", is_flag=True, help="Say on standard error how each file was understood.")
def parse_command(paths: tuple[Path, ...], agency: str | None, year: int | None, explained: bool) -> None:
    """Print each report as one line of JSON; say on standard error why a file gives none (exit status 1)."""
    listing = walk(paths)
    failed = list(listing.failed)
    for path in listing.files:
        result = _read(path, agency, year)
        if isinstance(result, Failure):
            failed.append(result)
            _complain(result)
        else:
            click.echo(json.dumps(report_json(result, shown(path)), ensure_ascii=False))
        if explained:
            _explain(path, None if isinstance(result, Failure) else result)
    for failure in listing.failed:
        _complain(failure)
    if failed:
        raise click.exceptions.Exit(1)


def _read(path: Path, agency: str | None, year: int | None) -> Report | Failure:
    try:
        beside = sidecar.beside(path)
        data = path.read_bytes()
    except ReportError as error:
        return Failure(shown(path), error.code, error.detail)
    except OSError as error:
        return Failure(shown(path), "unreadable_file", error.strerror or str(error))
    result = attempt(parse, Task(data, shown(Path(path.name)), agency or beside.agency, year or beside.year))
    return Failure(shown(path), result.code, result.detail) if isinstance(result, Failure) else result


def _explain(path: Path, report: Report | None) -> None:
    """Say how the file was understood; nothing where it could not be read at all, which was said before."""
    try:
        document = report.document if report else read(path.read_bytes(), path.name)
    except (ReportError, OSError):
        return
    for line in explain(document, report):
        click.echo(f"{shown(path)}: {line}", err=True)


def _complain(failure: Failure) -> None:
    click.echo(f"{failure.file}: [{failure.code}] {failure.detail}", err=True)


def report_json(report: Report, file: str) -> dict[str, Any]:
    """Return the report as plain values; decimals are text, so that no reader rounds them."""
    return {
        "file": file,
        "id": report.id,
        "agency": {"id": report.agency.id, "name": report.agency.name, "names": report.agency.names},
        "regions": [{"code": r.code, "name": r.name, "level": r.level} for r in report.agency.regions],
        "year": report.year,
        "title": report.title,
        "form": report.form.value,
        "format": report.document.format,
        "metadata": dict(report.document.metadata),
        "sections": [_section(section) for section in report.sections],
        "figures": [_figure(figure) for figure in report.figures],
        "checks": [_check(check) for check in report.checks],
        "incomplete": is_incomplete(report.repairs),
        "repairs": [_repair(repair) for repair in report.repairs],
        "text": report.document.text,
    }


def _section(section: Section) -> dict[str, Any]:
    return {
        "id": section.id,
        "level": section.level,
        "number": section.number,
        "heading": section.heading,
        "kind": section.kind.value,
        "start": section.start,
        "end": section.end,
        "parent": section.parent,
    }


def _figure(figure: Figure) -> dict[str, Any]:
    return {
        "field": figure.field,
        "applicant": figure.applicant.value,
        "value": _text(figure.value),
        "unit": figure.unit,
        "status": figure.status.value,
        "qualifier": figure.qualifier.value if figure.qualifier else None,
        "origin": figure.origin.value,
        "quote": figure.quote,
        "start": figure.start,
        "end": figure.end,
        "section": figure.section,
        "row": figure.row,
        "column": figure.column,
    }


def _check(check: Check) -> dict[str, Any]:
    return {
        "rule": check.rule,
        "verdict": check.verdict.value,
        "lhs": _text(check.lhs),
        "rhs": _text(check.rhs),
        "difference": _text(check.difference),
        "applicant": check.applicant.value,
        "field": check.field,
        "section": check.section,
        "detail": check.detail,
        "left": _terms(check.left),
        "right": _terms(check.right),
    }


def _terms(terms: Sequence[Term]) -> list[dict[str, Any]]:
    return [
        {
            "field": term.field,
            "applicant": term.applicant.value,
            "value": _text(term.value),
            "quote": term.quote,
            "start": term.start,
            "end": term.end,
            "sign": term.sign,
        }
        for term in terms
    ]


def _repair(repair: Repair) -> dict[str, Any]:
    return {"code": repair.code, "detail": repair.detail, "start": repair.start, "end": repair.end}


def _text(value: Decimal | None) -> str | None:
    return None if value is None else format(value, "f")
