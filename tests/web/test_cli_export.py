"""`disclosure export`: a data package that holds what the service holds, and a folder that is never spoilt."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from flask.testing import FlaskClient

from app import create_app
from index.record.dump import BATCH
from reports.model import Cell, PlacedTable, Table
from schemas.export import NAME
from tests.factories import make_agency, make_original, make_report
from tests.functional.test_api_contacts import SAID
from tests.portal import HOSTILE, hostile_app
from tests.web.data_package import described, problems, rows
from web.cli.export import DESCRIPTOR

TABLES = ("agencies", "fields", "reports", "sections", "cells", "figures", "checks")
FILES = sorted([DESCRIPTOR, *(f"{name}.csv" for name in TABLES)])
Export = Callable[..., Result]


@pytest.fixture(scope="module")
def exported(app: Flask, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("export")
    result = app.test_cli_runner().invoke(args=["export", str(folder)])
    assert result.exit_code == 0, result.output
    return folder


@pytest.fixture
def export(app: Flask) -> Export:
    return lambda *arguments: app.test_cli_runner().invoke(args=["export", *map(str, arguments)])


def test_an_export_is_a_valid_data_package(exported: Path) -> None:
    assert sorted(path.name for path in exported.iterdir()) == FILES
    assert problems(exported) == []


@pytest.mark.parametrize(
    ("file", "before", "after", "problem"),
    [
        ("figures.csv", ",prose,", ",hearsay,", "figures: origin: 'hearsay' is none of those allowed"),
        ("reports.csv", ",2017,", ",MMXVII,", "reports: year: 'MMXVII' is no year"),
        ("agencies.csv", "qingdaoshi-kexuejishuju,", "nobody,", "reports: agency qingdaoshi-kexuejishuju is nowhere"),
        ("checks.csv", ":c2,", ":c1,", "checks: a primary key is empty or used twice"),
    ],
)
def test_a_package_that_breaks_the_rules_is_told(
    export: Export, tmp_path: Path, file: str, before: str, after: str, problem: str
) -> None:
    export(tmp_path)
    (tmp_path / file).write_text((tmp_path / file).read_text("utf-8").replace(before, after), "utf-8", newline="")
    assert {problem, f"{file.removesuffix('.csv')}: bytes or hash differ"} <= set(problems(tmp_path))


def test_every_column_says_what_it_holds(exported: Path) -> None:
    fields = [field for resource in described(exported)["resources"] for field in resource["schema"]["fields"]]
    assert [field["name"] for field in fields if not field["description"]] == []


def test_the_tables_hold_what_the_service_answers(exported: Path, client: FlaskClient) -> None:
    reports = rows(exported, "reports")
    assert {row["id"] for row in reports} == {one["id"] for one in client.get("/reports").json["reports"]}
    for row in reports:
        report = client.get(f"/reports/{row['id']}").json
        mine = [section for section in rows(exported, "sections") if section["report"] == row["id"]]
        assert [section["id"] for section in mine] == [f"{row['id']}:{one['id']}" for one in report["sections"]]
        stated = client.get(f"/reports/{row['id']}/figures").json["figures"]
        figures = [one for one in rows(exported, "figures") if one["report"] == row["id"]]
        assert len(figures) == len(stated)
        for one, other in zip(figures, stated, strict=True):
            assert (one["field"], one["unit"], one["status"]) == (other["field"], other["unit"], other["status"])
            assert (Decimal(one["value"]) if one["value"] else None) == (
                None if other["value"] is None else Decimal(str(other["value"]))
            )


def test_offsets_find_their_quotes_in_the_texts_one_after_another(export: Export, tmp_path: Path) -> None:
    export(tmp_path, "--contacts", "include")
    texts: dict[str, str] = {}
    for section in rows(tmp_path, "sections"):
        texts[section["report"]] = texts.get(section["report"], "") + section["text"]
    figures = rows(tmp_path, "figures")
    assert figures
    found = [texts[one["report"]][int(one["start"]) : int(one["end"])] for one in figures]
    assert found == [one["quote"] for one in figures]


def test_names_and_numbers_of_persons_are_left_out_unless_asked_for(export: Export, tmp_path: Path) -> None:
    export(tmp_path / "without")
    export(tmp_path / "with", "--contacts", "include")
    without, whole = (
        "".join((tmp_path / name / file).read_text("utf-8") for file in FILES) for name in ("without", "with")
    )
    assert [said for said in SAID if said in without] == []
    assert [said for said in SAID if said not in whole] == []
    assert "are left out" in described(tmp_path / "without")["description"]
    assert "are left out" not in described(tmp_path / "with")["description"]


def test_cells_stand_in_the_texts_with_their_row_and_column(
    export: Export, client: FlaskClient, tmp_path: Path
) -> None:
    export(tmp_path, "--contacts", "include")
    texts: dict[str, str] = {}
    for section in rows(tmp_path, "sections"):
        texts[section["report"]] = texts.get(section["report"], "") + section["text"]
    cells = rows(tmp_path, "cells")
    assert all(
        texts[one["report"]][int(one["start"]) : int(one["end"])] == one["text"] for one in cells if one["start"]
    )
    for report in {one["report"] for one in cells}:
        served = [cell for table in client.get(f"/reports/{report}/tables").json["tables"] for cell in table["cells"]]
        mine = [one for one in cells if one["report"] == report]
        assert [(one["row"], one["column"], one["row_span"], one["column_span"], one["text"]) for one in mine] == [
            (str(one["row"]), str(one["column"]), str(one["row_span"]), str(one["column_span"]), one["text"])
            for one in served
        ]


def test_a_name_in_a_cell_beside_its_label_is_left_out(tmp_path: Path) -> None:
    app = create_app({"DATA": tmp_path / "data"})
    report = make_report(extra="填报人：\t王小明\t电话\t85911345")
    text = report.document.text
    places = [(text.index(said), said) for said in ("填报人：", "王小明", "电话", "85911345")]
    cells = tuple(Cell(said, at, at + len(said), 0, n) for n, (at, said) in enumerate(places))
    table = PlacedTable("t1", report.sections[-1].id, cells[0].start, cells[-1].end, Table(1, 4, cells))
    app.extensions["disclosure"].record.save(replace(report, tables=(table,)), make_original(report), parser="1")
    said = {}
    for how in ("exclude", "include"):
        result = app.test_cli_runner().invoke(args=["export", str(tmp_path / how), "--contacts", how])
        assert result.exit_code == 0, result.output
        said[how] = [row["text"] for row in rows(tmp_path / how, "cells")]
    assert said == {"exclude": ["填报人：", "…", "电话", "…"], "include": [cell.text for cell in cells]}


def test_texts_stand_as_they_are_unless_they_are_for_spreadsheets(tmp_path: Path) -> None:
    app = hostile_app(tmp_path / "data")
    for name, flags in (("machines", []), ("people", ["--spreadsheets"])):
        result = app.test_cli_runner().invoke(args=["export", str(tmp_path / name), *flags])
        assert result.exit_code == 0, result.output
    assert problems(tmp_path / "machines") == []
    sections = rows(tmp_path / "machines", "sections")
    assert any(HOSTILE[4] in row["text"] for row in sections)
    assert (tmp_path / "people" / "sections.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    for name in TABLES:
        for row in rows(tmp_path / "people", name, "utf-8-sig"):
            assert not [value for value in row.values() if value.startswith(("=", "+", "@"))]


def test_an_earlier_export_is_replaced(export: Export, tmp_path: Path) -> None:
    export(tmp_path, "--contacts", "include")
    (tmp_path / ".reports.csv.part").write_text("left by a run that was stopped")
    result = export(tmp_path)
    assert (result.exit_code, sorted(path.name for path in tmp_path.iterdir())) == (0, FILES)
    assert problems(tmp_path) == []


@pytest.mark.parametrize(
    "there",
    [
        {"thesis.odt": "years of work"},
        {"reports.csv": "somebody else's"},
        {DESCRIPTOR: '{"name": "another-package"}', "reports.csv": "another's"},
        {DESCRIPTOR: f'{{"name": "{NAME}"}}', "notes.txt": "beside ours"},
        {DESCRIPTOR: "no JSON"},
        {DESCRIPTOR: "[]"},
    ],
)
def test_a_folder_with_anything_else_is_left_alone(export: Export, tmp_path: Path, there: dict[str, str]) -> None:
    for name, text in there.items():
        (tmp_path / name).write_text(text)
    result = export(tmp_path)
    assert result.exit_code == 1
    assert "holds what no export wrote" in result.output
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == there


def test_a_file_in_the_place_of_the_folder_is_refused(export: Export, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert export(tmp_path / "file").exit_code == 2


def test_a_run_that_fails_leaves_the_earlier_export_whole(
    export: Export, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    export(tmp_path)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}

    def fail(*_: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr("web.cli.export.CsvFile.resource", property(fail))
    result = export(tmp_path)
    assert (result.exit_code, "no space left" in result.output) == (1, True)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_two_runs_at_a_time_do_not_share_a_folder(export: Export, tmp_path: Path) -> None:
    other = os.open(tmp_path, os.O_RDONLY)
    fcntl.flock(other, fcntl.LOCK_EX)
    try:
        result = export(tmp_path)
    finally:
        os.close(other)
    assert (result.exit_code, "by another run" in result.output, list(tmp_path.iterdir())) == (1, True, [])


def test_a_record_without_reports_makes_empty_tables(tmp_path: Path) -> None:
    result = create_app({"DATA": tmp_path / "data"}).test_cli_runner().invoke(args=["export", str(tmp_path / "out")])
    assert result.exit_code == 0, result.output
    assert problems(tmp_path / "out") == []
    assert rows(tmp_path / "out", "reports") == []
    assert rows(tmp_path / "out", "fields")


def test_what_is_written_meanwhile_is_not_in_it_and_a_few_reports_are_held_at_a_time(tmp_path: Path) -> None:
    services = create_app({"DATA": tmp_path}).extensions["disclosure"]
    count = 2 * BATCH + 5

    def save(number: int) -> None:
        report = make_report(make_agency(f"第{number}局", f"ju-{number}", ()))
        services.record.save(report, make_original(report, f"{number:064}"), parser="1")

    for number in range(count):
        save(number)
    with services.record.dump() as dump:
        assert dump.count() == count
        save(count)
        batches = [batch.reports for batch in dump.batches()]
        assert len(list(dump.agencies())) == count
    assert [len(batch) for batch in batches] == [BATCH, BATCH, 5]
