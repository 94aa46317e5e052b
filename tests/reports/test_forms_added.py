"""A form of 2027 with two new rows is one file of data: it is read whole, and tables of T21 are read as before.

The tests write that file into a copy of the product and run the copy, as whoever adds a form would.
"""

from __future__ import annotations

import json
import os
import pickle
import subprocess
import sys
import tomllib
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random
from typing import Any

import pytest

from reports.forms import FORMS, StatutoryForm
from reports.forms.load import form as form_of
from reports.model import Document
from reports.tables import read_tables
from tests.reports.written_tables import (
    APPLICANTS,
    Written,
    as_cell_lines,
    as_glued_text,
    as_page,
    as_tab_text,
    filled,
)

ROOT = Path(__file__).parents[2]
CELLS = 175
"""Cells of the requests table of T21: 25 rows of seven."""
WORK_SECRET, ENQUIRY = "requests.outcome.refused.work_secret", "requests.outcome.unprocessed.enquiry"
NEW_ROWS = (
    f"""
[[requests.rows]]
field = "{WORK_SECRET}"
part = "三、本年度办理结果"
group = "（三）不予公开"
row = "9.属于工作秘密"
""",
    f"""
[[requests.rows]]
field = "{ENQUIRY}"
part = "三、本年度办理结果"
group = "（五）不予处理"
row = "6.无正当理由大量反复咨询"
""",
)
NEW_FIELDS = f"""
[[fields]]
id = "{WORK_SECRET}"
label = "不予公开：属于工作秘密"
unit = "件"

[[fields]]
id = "{ENQUIRY}"
label = "不予处理：无正当理由大量反复咨询"
unit = "件"
"""
READ = """
import json, pickle, sys
from reports.tables import read_tables
readings = [read_tables(document, ()) for document in pickle.load(sys.stdin.buffer)]
print(json.dumps([[one.form, [[f.field, f.applicant, str(f.value)] for f in one.figures]] for one in readings]))
"""
NAMED = """
import json
from reports.codes import meaning
from web.http.wording import wording
from web.resources.selfcheck import BLANK_FORM
print(json.dumps([*(wording(lang)["forms"]["T27"] for lang in ("zh", "en")), meaning("form", "T27"), BLANK_FORM]))
"""
Cells = list[list[str]]


def form_of_2027() -> str:
    """Return the file of a form that goes on from T21, with a row more among the refusals and one among the rest."""
    text = (ROOT / "reports/forms/T21.toml").read_text("utf-8").split("# --- what became of the fields")[0]
    for old, new in (
        ('id = "T21"', 'id = "T27"'),
        ('predecessor = "T19"', 'predecessor = "T21"'),
        ("years = [2021]", "years = [2027]"),
        ("2021年格式", "2027年格式"),
        ("Form of 2021", "Form of 2027"),
    ):
        assert text.count(old) == 1
        text = text.replace(old, new)
    for row, after in zip(NEW_ROWS, ('row = "8.属于行政查询事项"\n', '获取信息"\n'), strict=True):
        assert text.count(after) == 1
        text = text.replace(after, after + row)
    lines = [line for line in text.split("\n") if not line.startswith("tells = ")]
    return "\n".join(lines) + NEW_FIELDS


@pytest.fixture(scope="module")
def form() -> StatutoryForm:
    return form_of(tomllib.loads(form_of_2027()))


@pytest.fixture(scope="module")
def branch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the product with the file of the form added, and nothing else changed."""
    folder = tmp_path_factory.mktemp("branch")
    (folder / "reports/forms").mkdir(parents=True)
    for name in ("app.py", "index", "search", "schemas", "web"):
        (folder / name).symlink_to(ROOT / name)
    for part in (ROOT / "reports", ROOT / "reports/forms"):
        for path in part.iterdir():
            if path.name not in ("forms", "__pycache__"):
                (folder / path.relative_to(ROOT)).symlink_to(path)
    (folder / "reports/forms/T27.toml").write_text(form_of_2027(), "utf-8")
    return folder


def run(branch: Path, *arguments: str | Path, sent: bytes = b"") -> Any:
    """Run Python in the branch and return what it prints as JSON."""
    environment = {**os.environ, "PYTHONPATH": str(branch), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, *arguments], input=sent, capture_output=True, cwd=branch, env=environment, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout)


def read_there(branch: Path, documents: Sequence[Document]) -> list[tuple[str, Cells]]:
    return [(form, cells) for form, cells in run(branch, "-c", READ, sent=pickle.dumps(list(documents)))]


def read_here(document: Document) -> tuple[str, Cells]:
    reading = read_tables(document, ())
    return reading.form, [[figure.field, figure.applicant.value, str(figure.value)] for figure in reading.figures]


def written(form: StatutoryForm, random: Random, largest: int = 60) -> Written:
    def count() -> int:
        return random.choice((0, 0, 0, 0, random.randint(0, 9), random.randint(0, largest)))

    return filled(form, count, lambda most: random.randint(0, most))


def cells_of(table: Written) -> set[tuple[str, str, str]]:
    return {
        (field, applicant.value, str(number))
        for field, numbers in table.rows.items()
        for applicant, number in zip(APPLICANTS, numbers, strict=True)
    }


def test_glued_tables_of_2021_are_read_as_before(branch: Path) -> None:
    """10,500 cells, and nearly all of them have a number."""
    random, tables = Random(2027), 60
    documents = [as_glued_text(written(FORMS["T21"], random)) for _ in range(tables)]
    before, after = [read_here(one) for one in documents], read_there(branch, documents)
    same = sum(old == new for old, new in zip(before, after, strict=True))
    assert same == tables
    assert sum(len(cells) for _, cells in after) == tables * CELLS
    assert sum(value != "None" for _, cells in after for _, _, value in cells) > 0.9 * tables * CELLS


def test_pages_and_sheets_call_the_form_what_its_file_calls_it_and_drafts_begin_with_it(branch: Path) -> None:
    assert run(branch, "-c", NAMED) == ["2027年格式", "Form of 2027", "2027年格式", "T27"]


@pytest.mark.parametrize("write", [as_page, as_tab_text, as_cell_lines])
def test_the_new_rows_are_read_where_cells_stand_apart(
    branch: Path, form: StatutoryForm, write: Callable[[Written], Document]
) -> None:
    tables = [written(form, Random(seed)) for seed in range(5)]
    for table, (found, cells) in zip(tables, read_there(branch, [write(one) for one in tables]), strict=True):
        assert found == "T27"
        assert {(field, applicant, value) for field, applicant, value in cells} == cells_of(table)


def test_the_new_rows_are_read_in_glued_text(branch: Path, form: StatutoryForm) -> None:
    """No cell is read wrong, and those of both rows are read."""
    tables = [written(form, Random(seed)) for seed in range(5)]
    held = 0
    for table, (found, cells) in zip(tables, read_there(branch, [as_glued_text(one) for one in tables]), strict=True):
        assert found == "T27"
        valued = {(field, applicant, value) for field, applicant, value in cells if value != "None"}
        assert valued <= cells_of(table)
        held += sum(field in (WORK_SECRET, ENQUIRY) for field, _, _ in valued)
    assert held >= 0.9 * len(tables) * 2 * len(APPLICANTS)


def test_a_report_of_2027_is_checked_and_summed_by_its_own_form(
    branch: Path, form: StatutoryForm, tmp_path: Path
) -> None:
    table = written(form, Random(1))
    report = tmp_path / "report.txt"
    opening = "杭州市科学技术局2027年政府信息公开工作年度报告\n\n一、总体情况\n工作有序推进。\n\n"
    report.write_text(opening + "三、收到和处理政府信息公开申请情况\n" + as_tab_text(table).text, "utf-8")
    read = run(branch, "-m", "flask", "--app", "app", "parse", report)
    assert read["form"] == "T27"
    verdicts = {check["rule"]: check["verdict"] for check in read["checks"]}
    assert verdicts == {"flow": "pass", "outcomes": "pass", "applicants": "pass"}
    refused = [one for one in read["computed"] if one["field"] == "requests.outcome.refused"]
    assert {one["field"] for one in refused[0]["inputs"]} >= {WORK_SECRET}
    total = sum(numbers[-1] for field, numbers in table.rows.items() if ".refused." in field)
    assert [one["value"] for one in refused if one["applicant"] == "total"] == [str(total)]
