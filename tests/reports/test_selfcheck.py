"""A draft is told what is wrong in it, where, and what would be right; a sound one is told nothing."""

from __future__ import annotations

import string
import tomllib
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest

from reports.checks.rules import rules
from reports.errors import NotAReport
from reports.forms import FORMS
from reports.model import Applicant, Figure, Origin
from reports.selfcheck import Finding, LastYear, Level, examine, read_draft, said
from reports.selfcheck.cells import cells_of
from reports.selfcheck.personal import is_card
from tests.draft_files import ROWS, SOUND, draft

CARD, PHONE = "11010519491231002X", "13812345678"
DATA = tomllib.loads((Path(__file__).resolve().parents[2] / "reports/data/selfcheck.toml").read_text("utf-8"))
ROW = "二、上年结转政府信息公开申请数量"
COLUMNS = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")


def found(data: bytes, last: LastYear | None = None, file: str = "d.docx") -> tuple[Finding, ...]:
    return examine(read_draft(data, file), last)


def codes(findings: tuple[Finding, ...]) -> list[str]:
    return [one.code for one in findings]


def last_year(**values: int) -> LastYear:
    """Last year's report with these numbers of its table of requests."""
    report = read_draft(draft(year=2020), "d.docx").report
    figures: list[Figure] = []
    for one in report.figures:
        name = one.field.removeprefix("requests.")
        changed = name in values and one.applicant in (Applicant.TOTAL, Applicant.NATURAL_PERSON)
        figures.append(replace(one, value=Decimal(values[name])) if changed and one.origin is Origin.TABLE else one)
    return LastYear("report-2020", "T21", tuple(figures))


def test_a_sound_draft_is_told_nothing() -> None:
    assert found(draft()) == ()


def test_the_filled_in_form_is_read_cell_by_cell() -> None:
    report = read_draft(draft(), "d.docx").report
    cells = {(one.field, one.applicant) for one in report.figures if one.origin is Origin.TABLE}
    assert cells == set(cells_of("T21"))


def test_the_blank_form_is_told_every_row() -> None:
    from web.resources.wordform import blank_form

    findings = found(blank_form("T21"))
    rows = {one.values["row"] for one in findings if "row" in one.values}
    assert rows == {cell.row for cell in cells_of("T21").values()}
    assert {"agency_unknown", "year_unknown"} <= set(codes(findings))


def test_a_contradiction_names_both_sides_and_where_they_stand() -> None:
    (flow, row) = found(draft(text="无。", cells={("received", 6): "15"}))
    assert (flow.rule, flow.level, flow.values["left"], flow.values["right"]) == ("flow", Level.ERROR, "15", "14")
    assert "第一项“本年新收”加第二项“上年结转”之和" in said(flow, "zh")
    assert {place.quote for place in flow.places} == {"15", "0", "12", "2"}
    assert row.rule == "applicants"
    assert "“一、本年新收政府信息公开申请数量”一行" in said(row, "zh")


def test_the_text_is_held_against_the_table() -> None:
    (one,) = found(draft(text="全年收到政府信息公开申请15件。"))
    assert (one.code, one.values["left"], one.values["right"]) == ("text_table", "15", "14")
    assert [place.label for place in one.places] == ["", "一、本年新收政府信息公开申请数量 · 总计"]


@pytest.mark.parametrize("column", range(7))
def test_a_blank_cell_is_named_with_what_it_would_have_to_be(column: int) -> None:
    (one,) = found(draft(cells={("granted", column): ""}))
    assert one.code == "blank_cell"
    assert one.values["column"] == COLUMNS[column]
    assert one.values["implied"] == ("12" if column in (0, 6) else "0")


def test_any_blank_cell_of_the_table_of_requests_is_named() -> None:
    """28 tries: the seven cells of four rows."""
    order = list(dict.fromkeys(cell.row for cell in cells_of("T21").values() if cell.field.startswith("requests")))
    random = Random(11)
    for row, name in random.sample(list(enumerate(ROWS)), 4):
        for column in range(7):
            blank = [one for one in found(draft(cells={(name, column): ""})) if one.code == "blank_cell"]
            assert [(one.values["row"], one.values["column"]) for one in blank] == [(order[row], COLUMNS[column])]


def as_text(left_out: int | None, separator: str = " ") -> bytes:
    """Write a report with its tables as text; the row of those carried in lacks a cell."""
    report = read_draft(draft(persons=SOUND | {"carried_in": 3, "closed": 15, "granted": 15}), "d.docx").report
    lines = report.document.text.replace("\t", separator).splitlines()
    at = next(place for place, line in enumerate(lines) if line.startswith(ROW))
    numbers = ["3", "0", "0", "0", "0", "0", "3"]
    if left_out is not None:
        numbers[left_out : left_out + 1] = [""] if separator == "\t" else []
    lines[at] = separator.join([ROW, *numbers])
    return "\n".join(lines).encode()


@pytest.mark.parametrize("column", [0, 6])
def test_a_text_draft_says_which_cell_is_blank_by_what_its_column_needs(column: int) -> None:
    (one,) = [one for one in found(as_text(column), file="d.txt") if one.code.startswith("short_row")]
    assert one.code == "short_row"
    assert (one.values["columns"], one.values["implied"]) == (COLUMNS[column], "3")


def test_a_text_draft_names_the_cells_of_which_one_is_blank_where_nothing_tells_them_apart() -> None:
    (one,) = [one for one in found(as_text(2), file="d.txt") if one.code.startswith("short_row")]
    assert one.code == "short_row_open"
    assert one.values["columns"].split("|") == list(COLUMNS[1:6])


@pytest.mark.parametrize("column", range(7))
def test_tabs_tell_which_cell_of_a_text_draft_is_blank(column: int) -> None:
    named = [one for one in found(as_text(column, "\t"), file="d.txt") if one.code in ("short_row", "blank_cell")]
    assert [one.values.get("columns") or one.values["column"] for one in named] == [COLUMNS[column]]


def test_a_text_draft_without_a_blank_is_told_nothing() -> None:
    assert [one for one in found(as_text(None), file="d.txt") if one.level is not Level.NOTICE] == []


def test_an_outdated_form_is_named_with_the_one_in_force() -> None:
    (one,) = [one for one in found(draft(year=2020)) if one.code == "outdated_form"]
    assert (one.values["form"], one.values["current"]) == (FORMS["T21"].name, FORMS["T19"].name)


def test_last_years_carry_over_has_to_be_this_years() -> None:
    (one,) = [one for one in found(draft(), last_year(carried_out=3)) if one.values.get("applicant") is None]
    assert (one.code, one.rule, one.values["left"], one.values["right"]) == ("last_year", "carry-over", "0", "3")
    assert [place.last_year for place in one.places] == [False, True]
    assert found(draft(), last_year(carried_out=0)) == ()


def test_a_jump_is_pointed_out_and_a_small_change_is_not() -> None:
    (one,) = [one for one in found(draft(), last_year(carried_out=0, received=400)) if one.code == "jump"]
    assert (one.level, one.values["before"], one.values["now"]) == (Level.NOTICE, "400件", "14件")
    assert codes(found(draft(), last_year(carried_out=0, received=20))) == []


@pytest.mark.parametrize(
    ("text", "code", "masked"),
    [
        (f"经办人身份证号{CARD}。", "id_card", "110***********002X"),
        (f"联系电话{PHONE}。", "mobile", "138****5678"),
        ("联系电话138-1234-5678。", "mobile", "138****5678"),
        ("联系电话１３８１２３４５６７８。", "mobile", "138****5678"),
    ],
)
def test_personal_data_left_in_is_pointed_out_and_masked(text: str, code: str, masked: str) -> None:
    (one,) = found(draft(text=text))
    assert (one.code, one.values["masked"]) == (code, masked)
    assert CARD not in said(one, "zh") + one.places[0].quote


@pytest.mark.parametrize("text", ["文号110105194912310021。", "电话0571-87654321。", "编号2021138123456780001。"])
def test_other_numbers_are_no_personal_data(text: str) -> None:
    assert [one for one in found(draft(text=text)) if one.code in ("id_card", "mobile")] == []


def test_a_card_number_is_told_by_its_last_character() -> None:
    assert [last for last in "0123456789X" if is_card(CARD[:17] + last)] == ["X"]


def test_four_planted_faults_are_all_found() -> None:
    text = f"全年收到政府信息公开申请15件。经办人身份证号{CARD}。"
    findings = found(draft(text=text, cells={("closed", 6): "13", ("granted", 2): ""}), last_year(carried_out=0))
    assert {"text_table", "id_card", "blank_cell", "contradiction"} <= set(codes(findings))
    assert [one.level for one in findings] == sorted((one.level for one in findings), key=list(Level).index)


def test_a_draft_without_a_title_is_checked_all_the_same() -> None:
    findings = found(draft(agency="", text="无。", cells={("received", 6): "15"}))
    assert "agency_unknown" in codes(findings)
    assert "contradiction" in codes(findings)


def test_another_paper_is_refused() -> None:
    with pytest.raises(NotAReport):
        read_draft("关于召开会议的通知。请准时参加。".encode(), "d.txt")


def test_findings_are_worded_alike_in_both_languages() -> None:
    def asks(words: str) -> set[str | None]:
        return {name for _, name, _, _ in string.Formatter().parse(words) if name}

    chinese, english = DATA["zh"], DATA["en"]
    assert chinese.keys() == english.keys()
    assert chinese["says"].keys() == english["says"].keys() == rules().says.keys()
    for code in chinese.keys() - {"says"}:
        assert asks(chinese[code]) == asks(english[code]), code


def test_every_finding_can_be_said(tmp_path: Path) -> None:
    text = f"全年收到政府信息公开申请15件，其中网上申请3件、信函申请4件。身份证号{CARD}。"
    cells = {("received", 6): "15", ("granted", 2): "", ("closed", 3): "见附件"}
    for one in found(draft(year=2020, text=text, cells=cells), last_year(carried_out=3, received=400)):
        for lang in ("zh", "en"):
            assert "{" not in said(one, lang)
