"""`disclosure parse`: print what is read from files, one JSON object a line, without keeping anything."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import click

from index.ingest.fetch import fetch
from index.ingest.outcome import Failure
from index.ingest.walk import path_text, walk
from index.ingest.workers import Limits, Task, Workers
from index.record.rows import Given
from reports.checks.terms import cells
from reports.computed import inputs, with_computed
from reports.explain import explain
from reports.model import Document, Figure, Origin, Report, is_incomplete
from reports.parse import parse
from reports.reading import read
from schemas.checks import verdict_body
from schemas.report_tables import table_body


@click.command("parse")
@click.argument("paths", metavar="FILE…", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--agency", metavar="NAME", help="Whose reports these are, where the files do not say.")
@click.option("--year", type=click.IntRange(2000, 2049), help="The statistical year of the reports.")
@click.option("--explain", "explained", is_flag=True, help="Say on standard error how each file was understood.")
@click.option("--timeout", type=click.FloatRange(1), default=120, show_default=True, help="Seconds to read one file.")
@click.option("--memory", type=click.IntRange(256), default=4096, show_default=True, help="MB to read one file.")
def parse_command(
    paths: tuple[Path, ...], agency: str | None, year: int | None, explained: bool, timeout: float, memory: int
) -> None:
    """Print each report as one line of JSON; say on standard error why a file gives none (exit status 1)."""
    listing = walk(paths)
    failed = list(listing.failed)
    files: dict[int, str] = {}

    def tasks() -> Iterator[Task]:
        for path in listing.files:
            found = fetch(path, Given(agency, year))
            if isinstance(found, Failure):
                _complain(found)
                failed.append(found)
                continue
            data, given = found
            task = Task(data, path_text(Path(path.name)), given.agency, given.year)
            files[id(task)] = path_text(path)
            yield task

    limits = Limits(timeout, memory)
    with Workers(parse, 1, limits) as workers:
        for task, result in workers.run(tasks()):
            file = files.pop(id(task))
            if isinstance(result, Failure):
                failed.append(replace(result, file=file))
                _complain(failed[-1])
            else:
                click.echo(json.dumps(report_json(result, file), ensure_ascii=False))
            if explained:
                _explain(file, task, result, limits)
    for failure in listing.failed:
        _complain(failure)
    if failed:
        raise click.exceptions.Exit(1)


def _explain(file: str, task: Task, result: Report | Failure, limits: Limits) -> None:
    """Say how the file was understood; nothing where it could not be read at all, which was said before."""
    report = None if isinstance(result, Failure) else result
    document = report.document if report else _read_alone(task, limits)
    if document is not None:
        for line in explain(document, report):
            click.echo(f"{file}: {line}", err=True)


def _read_alone(task: Task, limits: Limits) -> Document | None:
    """Return the text of what gave no report, None where it cannot be read."""
    with Workers(_document, 1, limits) as workers:
        ((_, document),) = workers.run([task])
    return document if isinstance(document, Document) else None


def _document(data: bytes, file: str, *_: object) -> Any:
    return read(data, file)


def _complain(failure: Failure) -> None:
    click.echo(f"{failure.file}: [{failure.code}] {failure.detail}", err=True)


def report_json(report: Report, file: str) -> dict[str, Any]:
    """Return the report as plain values: figures with decimals as text, checks as `/checks` has them."""
    return {
        "file": file,
        "id": report.id,
        "agency": {"id": report.agency.id, "name": report.agency.name, "names": report.agency.names},
        "regions": [{"code": r.code, "name": r.name, "level": r.level} for r in report.agency.regions],
        "year": report.year,
        "title": report.title,
        "form": report.form,
        "format": report.document.format,
        "metadata": dict(report.document.metadata),
        "sections": [asdict(section) for section in report.sections],
        "figures": [_figure(figure) for figure in report.figures],
        "computed": _computed(report.figures, report.form),
        "tables": [table_body(table, report.figures) for table in report.tables],
        "checks": [verdict_body(check, report.year) for check in report.checks],
        "incomplete": is_incomplete(report.repairs),
        "repairs": [asdict(repair) for repair in report.repairs],
        "text": report.document.text,
    }


def _figure(figure: Figure) -> dict[str, Any]:
    return asdict(figure) | {"value": None if figure.value is None else format(figure.value, "f")}


def _computed(stated: Sequence[Figure], form: str) -> list[dict[str, Any]]:
    """Return the sums that the form implies and does not print, each with the cells it is made of."""
    found = cells(stated)
    sums = [one for one in with_computed(stated, form) if one.origin is Origin.COMPUTED]
    return [{**_figure(one), "inputs": [_figure(part) for part in inputs(one, found)]} for one in sums]
