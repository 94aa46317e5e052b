"""What makes an export a release: Parquet and SQLite beside the CSV, a version, what changed, and how it is cited."""

from __future__ import annotations

import csv
import hashlib
import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import click
import yaml

from schemas.package import Table

DATABASE = "reports.db"
RELEASE, CITATION, DATACITE = "release.json", "CITATION.cff", "datacite.json"
TITLE = "政府信息公开工作年度报告: sections, figures, checks"
_DUCKDB = {
    "integer": "BIGINT",
    "number": "DECIMAL(28, 9)",
    "boolean": "BOOLEAN",
    "year": "SMALLINT",
    "datetime": "TIMESTAMP WITH TIME ZONE",
}
_AS_WRITTEN = (
    "header = true, delim = ',', quote = '\"', escape = '\"', nullstr = '', auto_detect = false, strict_mode = false, "
    "parallel = false, max_line_size = 100000000"
)
_SQLITE = {"integer": "INTEGER", "year": "INTEGER", "boolean": "INTEGER", "number": "NUMERIC"}
_INDEXES = (
    *(("figures", "field"), ("figures", "report"), ("sections", "report"), ("cells", "report")),
    *(("checks", "report"), ("reports", "agency")),
)


@dataclass(frozen=True, slots=True)
class About:
    """What is said of a release; `hash` is over the hashes of its tables, so that equal data has an equal hash."""

    version: str
    created: str
    hash: str
    homepage: str | None
    publisher: str
    description: str


def file_names(tables: Iterable[Table]) -> list[str]:
    """Return the names of the files that a release adds."""
    return [*(f"{table.name}.parquet" for table in tables), DATABASE, RELEASE, CITATION, DATACITE]


def must_write_parquet() -> Any:
    """Return the module that writes Parquet. Raises ClickException where it is not installed."""
    try:
        return import_module("duckdb")
    except ImportError as error:
        raise click.ClickException("a release is written with DuckDB: pip install duckdb") from error


def hash_of(resources: Iterable[Mapping[str, Any]]) -> str:
    """Return one hash over the hashes of all tables."""
    lines = "".join(sorted(f"{one['name']} {one['hash']}\n" for one in resources))
    return f"sha256:{hashlib.sha256(lines.encode()).hexdigest()}"


def version_of(created: str, hashed: str, before: Mapping[str, Any] | None) -> str:
    """Return the release's version: its day, .2 and so on where that day has one already; equal data keeps its own."""
    day = created[:10].replace("-", ".")
    if before is None:
        return day
    if before["hash"] == hashed:
        return str(before["version"])
    earlier, _, number = str(before["version"]).partition("-")
    return f"{day}-{int(number or 1) + 1}" if earlier == day else day


def write_parquet(tables: Mapping[str, Table], parts: Mapping[str, Path]) -> None:
    """Write each table's CSV as Parquet: decimals exact, empty values null."""
    duckdb = must_write_parquet()
    with closing(duckdb.connect()) as database:
        for table in tables.values():
            columns = {column.name: _DUCKDB.get(column.type, "VARCHAR") for column in table.columns}
            source, target = (str(parts[name]).replace("'", "''") for name in (table.file, f"{table.name}.parquet"))
            read = f"read_csv('{source}', columns = {columns}, {_AS_WRITTEN})"
            database.execute(f"COPY (SELECT * FROM {read}) TO '{target}' (FORMAT parquet, COMPRESSION zstd)")


def write_sqlite(tables: Mapping[str, Table], parts: Mapping[str, Path]) -> None:
    """Write all tables into one SQLite file with keys and indexes; a number is one, exactly or to 15 digits."""
    csv.field_size_limit(1 << 30)
    with closing(sqlite3.connect(parts[DATABASE])) as database:
        for table in tables.values():
            database.execute(f'CREATE TABLE "{table.name}" ({", ".join(_columns(table))})')
            with parts[table.file].open(encoding="utf-8", newline="") as file:
                rows = csv.reader(file)
                next(rows)
                marks = ", ".join("?" * len(table.columns))
                database.executemany(
                    f'INSERT INTO "{table.name}" VALUES ({marks})', (_values(table, row) for row in rows)
                )
        for name, column in _INDEXES:
            database.execute(f'CREATE INDEX "{name}_{column}" ON "{name}" ("{column}")')
        database.commit()
        database.execute("VACUUM")


def _columns(table: Table) -> list[str]:
    found = []
    for column in table.columns:
        key = " PRIMARY KEY" if column.name == "id" else ""
        target = table.refers.get(column.name)
        refers = "" if target is None else f' REFERENCES "{target or table.name}" ("id")'
        found.append(f'"{column.name}" {_SQLITE.get(column.type, "TEXT")}{key}{refers}')
    return found


def _values(table: Table, row: Sequence[str]) -> list[object]:
    return [
        None if value == "" else (value.lower() == "true" if column.type == "boolean" else value)
        for column, value in zip(table.columns, row, strict=True)
    ]


def earlier(folder: Path) -> Mapping[str, Any] | None:
    """Return what an earlier release in the folder says of itself."""
    try:
        found: Mapping[str, Any] = json.loads((folder / RELEASE).read_text("utf-8"))
        return found if {"version", "hash"} <= found.keys() else None
    except (OSError, ValueError, AttributeError):
        return None


def reports_of(path: Path) -> dict[str, tuple[str, str]]:
    """Return report id → hash of its file and edition of the rules that read it, of a reports.csv."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return {row["id"]: (row["sha256"], row["parser"]) for row in csv.DictReader(file)}
    except (OSError, KeyError, ValueError):
        return {}


def changes(before: Mapping[str, tuple[str, str]], now: Mapping[str, tuple[str, str]]) -> dict[str, list[str]]:
    """Say which reports came, went, have another file or were read anew since the release before."""
    both = sorted(before.keys() & now.keys())
    return {
        "added": sorted(now.keys() - before.keys()),
        "removed": sorted(before.keys() - now.keys()),
        "new_versions": [one for one in both if before[one][0] != now[one][0]],
        "read_anew": [one for one in both if before[one][0] == now[one][0] and before[one][1] != now[one][1]],
    }


def release_json(
    about: About, counts: Mapping[str, int], before: Mapping[str, Any] | None, changed: Mapping[str, Sequence[str]]
) -> str:
    """Write what the release is and what changed since the one that stood in the folder."""
    told = {
        "version": about.version,
        "created": about.created,
        "hash": about.hash,
        "rows": dict(counts),
        "since": None if before is None else {"version": before["version"], "hash": before["hash"]},
        "reports": None if before is None else changed,
    }
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"


def citation_cff(about: About) -> str:
    """Write how the release is cited (Citation File Format 1.2.0)."""
    citation = {
        "cff-version": "1.2.0",
        "message": "Please cite this data set and the agencies' own reports; each names its address in reports.source.",
        "type": "dataset",
        "title": TITLE,
        "version": about.version,
        "date-released": about.created[:10],
        "authors": [{"name": about.publisher}],
        "identifiers": [{"type": "other", "value": about.hash, "description": "Hash over the hashes of the tables."}],
        "keywords": ["政府信息公开", "年度报告", "freedom of information", "China"],
        **({"url": about.homepage} if about.homepage else {}),
    }
    return yaml.safe_dump(citation, allow_unicode=True, sort_keys=False, width=100)


def datacite_json(about: About, sizes: Sequence[str]) -> str:
    """Write the release's metadata as DataCite has it (schema 4.6); whoever registers it adds the DOI."""
    record = {
        "types": {"resourceTypeGeneral": "Dataset", "resourceType": "Dataset"},
        "creators": [{"name": about.publisher, "nameType": "Organizational"}],
        "titles": [{"title": TITLE, "lang": "en"}],
        "publisher": {"name": about.publisher},
        "publicationYear": int(about.created[:4]),
        "dates": [{"date": about.created, "dateType": "Created"}],
        "language": "zh",
        "subjects": [{"subject": "政府信息公开"}, {"subject": "freedom of information"}],
        "version": about.version,
        "identifiers": [{"identifier": about.hash, "identifierType": "Other"}],
        "formats": ["text/csv", "application/vnd.apache.parquet", "application/vnd.sqlite3"],
        "sizes": list(sizes),
        "descriptions": [{"description": about.description, "descriptionType": "Abstract", "lang": "en"}],
        "schemaVersion": "http://datacite.org/schema/kernel-4",
        **({"url": about.homepage} if about.homepage else {}),
    }
    return json.dumps(record, ensure_ascii=False, indent=2) + "\n"
