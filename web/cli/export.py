"""`disclosure export DIR`: the whole record as CSV files with their Table Schema, a data package."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from web.cli.common import in_app
from web.cli.progress import progress
from web.cli.replacing import replacing
from web.http.services import services
from web.http.streams import BOM, safe

if TYPE_CHECKING:
    from index.record.dump import Dump
    from schemas.package import Table

DESCRIPTOR = "datapackage.json"
ROWS = 500
"""Rows turned into text at a time."""


@click.command("export")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "--contacts",
    type=click.Choice(["include", "exclude"]),
    default="exclude",
    show_default=True,
    help="Whether texts show names of persons, telephone numbers and mail addresses; left out, … stands for each.",
)
@click.option(
    "--spreadsheets",
    is_flag=True,
    help="For people: a byte order mark, and ' before text that a spreadsheet would run as a formula.",
)
@click.option(
    "--release",
    is_flag=True,
    help="Also as Parquet and one SQLite file, with a version, what changed since the last, and how to cite it.",
)
@click.option(
    "--publisher", metavar="NAME", default="disclosure-reports", show_default=True, help="Who a release is cited by."
)
@in_app
def export_command(folder: Path, contacts: str, spreadsheets: bool, release: bool, publisher: str) -> None:
    """Write agencies, fields, reports, sections, cells, figures and checks as CSV, described by datapackage.json.

    DIR is made, or an earlier export in it replaced once the new one is complete; a folder with anything else in it is
    left alone (exit status 1).
    """
    from schemas.export import package_info, tables
    from schemas.package import package
    from web.cli.release import file_names, must_write_parquet

    if release and spreadsheets:
        raise click.UsageError("--release is for programs, --spreadsheets for people: one of them")
    if release:
        must_write_parquet()
    with_all = services()
    whole = contacts == "include"
    tables_of = tables(whole)
    added = file_names(tables_of.values()) if release else []
    names = [*(table.file for table in tables_of.values()), *added, DESCRIPTOR]
    with replacing(folder, names, _is_ours) as parts:
        with with_all.record.dump() as dump, ExitStack() as stack:
            files = {
                name: stack.enter_context(CsvFile(parts[table.file], table, spreadsheets))
                for name, table in tables_of.items()
            }
            _fill(files, dump)
        resources = [written.resource for written in files.values()]
        created = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        about = package_info(created, with_all.settings.public_url, whole)
        if release:
            counts = {name: written.rows for name, written in files.items()}
            about["version"] = _release(folder, parts, tables_of, resources, counts, about, publisher)
        parts[DESCRIPTOR].write_text(package(about, resources), "utf-8")
    click.echo(f"{folder}: " + ", ".join(f"{written.rows} {name}" for name, written in files.items()))


def _release(
    folder: Path,
    parts: Mapping[str, Path],
    tables: Mapping[str, Table],
    resources: Sequence[Mapping[str, Any]],
    counts: Mapping[str, int],
    told: Mapping[str, Any],
    publisher: str,
) -> str:
    """Write the files that make an export a release, and return its version."""
    from web.cli import release

    before, hashed = release.earlier(folder), release.hash_of(resources)
    version = release.version_of(told["created"], hashed, before)
    about = release.About(version, told["created"], hashed, told.get("homepage"), publisher, told["description"])
    release.write_parquet(tables, parts)
    release.write_sqlite(tables, parts)
    changed = release.changes(
        release.reports_of(folder / tables["reports"].file), release.reports_of(parts[tables["reports"].file])
    )
    sizes = [f"{count} {name}" for name, count in counts.items()]
    parts[release.RELEASE].write_text(release.release_json(about, counts, before, changed), "utf-8")
    parts[release.CITATION].write_text(release.citation_cff(about), "utf-8")
    parts[release.DATACITE].write_text(release.datacite_json(about, sizes), "utf-8")
    return version


def _is_ours(descriptor: Path) -> bool:
    from schemas.export import NAME

    try:
        return bool(json.loads(descriptor.read_text("utf-8"))["name"] == NAME)
    except (OSError, ValueError, TypeError, LookupError):
        return False


def _fill(files: dict[str, CsvFile], dump: Dump) -> None:
    """Write every table, a few reports at a time."""
    from schemas.export_rows import cells_of, field_rows, rows_of

    files["agencies"].write(dump.agencies())
    met: set[str] = set()
    with progress("writing the export", "report") as advance:
        done, total = 0, dump.count()
        for batch in dump.batches():
            of = {row.revision: row.report_id for row in batch.reports}
            files["reports"].write(batch.reports)
            files["sections"].write(rows_of(of, batch.sections))
            files["cells"].write(cells_of(of, batch.sections, batch.tables))
            files["figures"].write(rows_of(of, batch.figures))
            files["checks"].write(rows_of(of, batch.checks))
            met |= {row.field for row in batch.figures}
            done += len(batch.reports)
            advance(done, total)
    files["fields"].write(field_rows(met))


class CsvFile:
    """A CSV file (RFC 4180) while it is written, with its rows, bytes and hash so far."""

    def __init__(self, path: Path, table: Table, spreadsheets: bool) -> None:
        self.rows = self.size = 0
        self._file, self._hash = path.open("wb"), hashlib.sha256()
        self._table, self._spreadsheets = table, spreadsheets
        self._put((BOM if spreadsheets else "") + self._written([[column.name for column in table.columns]]))

    def __enter__(self) -> CsvFile:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()

    @property
    def resource(self) -> dict[str, object]:
        """Describe the file as it was written."""
        return self._table.resource(self.size, self._hash.hexdigest())

    def write(self, things: Iterable[Any]) -> None:
        """Add a row for each thing."""
        left = iter(things)
        while rows := [self._table.row(one) for one in islice(left, ROWS)]:
            self.rows += len(rows)
            self._put(self._written(rows))

    def _written(self, rows: Sequence[Sequence[object]]) -> str:
        text = io.StringIO()
        kept = [[safe(value) for value in row] for row in rows] if self._spreadsheets else rows
        csv.writer(text).writerows(kept)
        return text.getvalue()

    def _put(self, text: str) -> None:
        data = text.encode()
        self.size += len(data)
        self._hash.update(data)
        self._file.write(data)
