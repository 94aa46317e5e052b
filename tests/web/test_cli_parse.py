"""`disclosure parse`: the lines that other programs read."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from app import create_app
from reports.forms import FORM_IDS
from reports.model import SectionKind
from tests.factories import make_report
from web.cli.parse import report_json

SAMPLES = Path(__file__).parents[2] / "samples"


def parse(*arguments: object) -> Result:
    return create_app().test_cli_runner().invoke(args=["parse", *map(str, arguments)])


@pytest.fixture(scope="module")
def lines() -> list[dict[str, Any]]:
    result = parse(SAMPLES)
    assert (result.exit_code, result.stderr) == (0, "")
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_each_report_is_one_line_named_by_its_file(lines: list[dict[str, Any]]) -> None:
    assert [Path(line["file"]).name for line in lines] == sorted(path.name for path in SAMPLES.iterdir())


def test_a_line_holds_what_the_scorer_reads(lines: list[dict[str, Any]]) -> None:
    for line in lines:
        assert line["agency"]["id"]
        assert line["agency"]["name"]
        assert line["year"] in (2017, 2020)
        assert line["form"] in set(FORM_IDS)
        assert "".join(line["text"][s["start"] : s["end"]] for s in line["sections"]) == line["text"]
        assert {s["kind"] for s in line["sections"]} <= set(SectionKind)
        assert all(line["text"][f["start"] : f["end"]] == f["quote"] for f in line["figures"])


def test_hanzi_are_not_escaped(lines: list[dict[str, Any]]) -> None:
    assert "依申请公开" in parse(SAMPLES / lines[0]["file"].rsplit("/", 1)[-1]).stdout


def test_values_are_exact_text() -> None:
    said = report_json(make_report(), "a.txt")
    assert said["figures"][0]["value"] == "13"
    assert Decimal(said["checks"][0]["difference"]) == 4
    assert json.loads(json.dumps(said, ensure_ascii=False))["file"] == "a.txt"


def test_a_failing_file_is_told_on_stderr_and_the_others_are_printed(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").touch()
    sample = next(SAMPLES.glob("2017-q*"))
    result = parse(tmp_path / "empty.txt", sample, tmp_path / "gone.txt")
    assert result.exit_code == 1
    assert [Path(json.loads(line)["file"]).name for line in result.stdout.splitlines()] == [sample.name]
    assert f"{tmp_path / 'empty.txt'}: [empty_file]" in result.stderr
    assert f"{tmp_path / 'gone.txt'}: [file_not_found]" in result.stderr


def test_a_sidecar_counts_and_an_option_counts_more(tmp_path: Path) -> None:
    text = next(SAMPLES.glob("2017-hangzhou*")).read_text("utf-8")
    (tmp_path / "a.txt").write_text(text, "utf-8")
    (tmp_path / "a.yml").write_text("agency: 宁波市科学技术局\nyear: 2015\n", "utf-8")
    said = json.loads(parse(tmp_path / "a.txt", "--year", "2014").stdout)
    assert (said["agency"]["name"], said["year"]) == ("宁波市科学技术局", 2014)


def test_parsing_keeps_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert parse(SAMPLES).exit_code == 0
    assert list(tmp_path.iterdir()) == []


def test_a_refused_file_is_explained_by_its_statements(tmp_path: Path) -> None:
    paper = tmp_path / "a.txt"
    paper.write_text("青溪县农业局2020年上半年政府信息公开工作总结\n一、主动公开情况\n公开120条。\n", "utf-8")
    result = parse("--explain", paper)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "[not_a_report] a paper for part of a year" in result.stderr
    assert "identity: title line at 0, line 1: 青溪县农业局2020年上半年政府信息公开工作总结" in result.stderr


def test_an_explanation_leaves_standard_output_to_programs() -> None:
    plain, explained = parse(SAMPLES), parse("--explain", SAMPLES)
    assert plain.stdout == explained.stdout
    assert explained.stderr.count("identity: judgement: ") == len(list(SAMPLES.iterdir()))
