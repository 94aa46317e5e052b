"""A release is opened as it is by pandas, DuckDB and Datasette, and its sums are those of the API."""

from __future__ import annotations

import asyncio
import hashlib
import json
import sqlite3
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from click.testing import Result
from flask import Flask
from flask.testing import FlaskClient

from app import create_app
from tests.web.data_package import described, problems
from web.http.services import Services

duckdb = pytest.importorskip("duckdb")
pandas = pytest.importorskip("pandas")
TABLES = ("agencies", "fields", "reports", "sections", "cells", "figures", "checks")
Export = Callable[..., Result]
SUM = "SELECT field, sum(value) FROM {} WHERE main AND applicant = 'total' AND value IS NOT NULL GROUP BY field"


@pytest.fixture(scope="module")
def released(app: Flask, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("release")
    result = app.test_cli_runner().invoke(args=["export", str(folder), "--release", "--publisher", "某数据社"])
    assert result.exit_code == 0, result.output
    return folder


@pytest.fixture(scope="module")
def sums(app: Flask) -> dict[str, Decimal]:
    """What /figures says, field by field."""
    client: FlaskClient = app.test_client()
    found: dict[str, Decimal] = {}
    lines = client.get("/figures?format=ndjson").get_data(as_text=True).splitlines()
    for one in (json.loads(line, parse_float=Decimal) for line in lines):
        if one["value"] is not None:
            found[one["field"]] = found.get(one["field"], Decimal()) + Decimal(one["value"])
    assert len(found) > 20
    return found


def test_duckdb_reads_parquet_exactly(released: Path, sums: dict[str, Decimal]) -> None:
    found = duckdb.sql(SUM.format(f"'{released}/figures.parquet'")).fetchall()
    assert dict(found) == sums


def test_duckdb_reads_the_sqlite_tables_as_they_stand_in_parquet(released: Path) -> None:
    with sqlite3.connect(released / "reports.db") as database:
        for name in TABLES:
            (count,) = duckdb.sql(f"SELECT count(*) FROM '{released}/{name}.parquet'").fetchall()
            assert database.execute(f'SELECT count(*) FROM "{name}"').fetchone() == count
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_pandas_reads_parquet_and_sqlite(released: Path, sums: dict[str, Decimal]) -> None:
    rows = duckdb.sql(f"SELECT * FROM '{released}/figures.parquet'").df()
    kept = rows[rows.main & (rows.applicant == "total") & rows.value.notna()]
    assert {name: round(float(total), 6) for name, total in kept.groupby("field").value.sum().items()} == {
        name: round(float(total), 6) for name, total in sums.items()
    }
    parquet = pandas.read_parquet(released / "figures.parquet")
    assert len(parquet) == len(rows)
    assert sum(parquet.value.dropna()) == sum(one for one in parquet.value if one is not None)
    with sqlite3.connect(released / "reports.db") as database:
        found = pandas.read_sql(SUM.format("figures"), database).set_index("field").iloc[:, 0]
    assert {name: round(float(total), 6) for name, total in found.items()} == {
        name: round(float(total), 6) for name, total in sums.items()
    }


def test_datasette_serves_the_sqlite_file_as_it_is(released: Path, sums: dict[str, Decimal]) -> None:
    datasette = pytest.importorskip("datasette.app")

    async def ask(path: str) -> object:
        served = datasette.Datasette([str(released / "reports.db")], settings={"num_sql_threads": 1})
        await served.invoke_startup()
        answer = await served.client.get(path)
        assert answer.status_code == 200, answer.text
        return answer.json()

    field = "requests.received"
    wanted = f"field={field}&main=1&applicant=total&_shape=array"
    rows = asyncio.run(ask(f"/reports/figures.json?{wanted}"))
    assert isinstance(rows, list)
    assert sum(Decimal(str(one["value"])) for one in rows if one["value"] is not None) == sums[field]
    assert rows[0]["quote"]


def test_a_blank_cell_is_null_and_not_zero(released: Path) -> None:
    found = duckdb.sql(
        f"SELECT count(*) FROM '{released}/figures.parquet' WHERE status = 'blank' AND value IS NOT NULL"
    )
    assert found.fetchall() == [(0,)]


def test_a_release_is_a_data_package_that_says_what_it_is_and_how_to_cite_it(released: Path) -> None:
    assert problems(released) == []
    release = json.loads((released / "release.json").read_text("utf-8"))
    citation = yaml.safe_load((released / "CITATION.cff").read_text("utf-8"))
    datacite = json.loads((released / "datacite.json").read_text("utf-8"))
    package = described(released)
    versions = {str(one["version"]) for one in (release, citation, datacite, package)}
    assert len(versions) == 1
    assert citation["cff-version"] == "1.2.0"
    assert citation["authors"] == [{"name": "某数据社"}]
    assert {"types", "creators", "titles", "publisher", "publicationYear"} <= datacite.keys()
    assert release["rows"]["reports"] == 5
    assert (release["since"], release["reports"]) == (None, None)


def test_the_next_release_says_what_changed_since_the_last(tmp_path: Path) -> None:
    from tests.factories import make_agency, make_original, make_report

    app = create_app({"DATA": tmp_path / "data"})
    services: Services = app.extensions["disclosure"]
    run = app.test_cli_runner()
    folder = tmp_path / "out"

    def save(year: int, extra: str = "", agency: str = "杭州市科学技术局") -> None:
        report = make_report(make_agency(agency), year, extra=extra)
        sha256 = hashlib.sha256(report.document.text.encode()).hexdigest()
        services.record.save(report, make_original(report, sha256), parser="1")

    def export() -> dict[str, object]:
        assert run.invoke(args=["export", str(folder), "--release"]).exit_code == 0
        found: dict[str, object] = json.loads((folder / "release.json").read_text("utf-8"))
        return found

    save(2017)
    save(2018)
    first = export()
    again = export()
    assert (again["version"], again["hash"]) == (first["version"], first["hash"])
    save(2018, "又加了一句。")
    save(2019)
    services.record.delete("hangzhou-kexuejishuju-2017")
    after = export()
    assert after["version"] != first["version"]
    assert after["since"] == {"version": first["version"], "hash": first["hash"]}
    assert after["reports"] == {
        "added": ["hangzhou-kexuejishuju-2019"],
        "removed": ["hangzhou-kexuejishuju-2017"],
        "new_versions": ["hangzhou-kexuejishuju-2018"],
        "read_anew": [],
    }


def test_a_release_is_for_programs(app: Flask, tmp_path: Path) -> None:
    result = app.test_cli_runner().invoke(args=["export", str(tmp_path / "x"), "--release", "--spreadsheets"])
    assert result.exit_code == 2
