"""A report's text laid out for a page: nothing lost, nothing moved, rows as wide as their table."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.model import Applicant, Figure, Origin, Section, SectionKind, Status
from search.snippets import needles
from web.columns import Columns
from web.html import shown
from web.layout import Block, LaidOut, Pieces, lay_out

TEXT = st.text(st.sampled_from("公开申请 \t\n一、<b>12，。：\x07"), max_size=80)


def section(text: str, number: str = "", heading: str = "", level: int = 1) -> Section:
    return Section("s1", level, number, heading, SectionKind.BODY, 0, len(text))


def plain(pieces: Pieces) -> str:
    return "".join(piece for piece, _ in pieces)


def whole(laid_out: LaidOut) -> str:
    blocks = "".join(
        plain(block.pieces) + "".join(plain(c.pieces) for row in block.rows for c in row) for block in laid_out.blocks
    )
    return plain(laid_out.heading) + blocks


def widths(block: Block) -> list[int]:
    return [sum(cell.span for cell in row) for row in block.rows]


@given(TEXT, st.sampled_from(["", "一、", "（一）"]), st.sampled_from(["", "公开情况", "<b>"]))
def test_nothing_of_a_section_is_lost(body: str, number: str, heading: str) -> None:
    text = f"{number}{heading}{body}"
    laid_out = lay_out(section(text, number, heading), text, needles(("公开",), ()))
    assert "".join(whole(laid_out).split()) == "".join(shown(text).split())


@given(TEXT)
def test_rows_are_as_wide_as_their_table(text: str) -> None:
    for block in lay_out(section(text), text, ()).blocks:
        assert len(set(widths(block))) <= 1


def test_rows_of_fewer_cells_are_no_part_of_the_grid_above_them() -> None:
    text = "事项\t分项\t自然人\t单位\n（一）公开\t分项\t3\t2\n其他\t1\t0"
    wide, short = lay_out(section(text), text, ()).blocks
    assert widths(wide) == [4, 4]
    assert [[(plain(cell.pieces), cell.value) for cell in row] for row in short.rows] == [
        [("其他", False), ("1", True), ("0", True)]
    ]


APPLICANTS = ("natural_person", "business", "research", "total")
PRINTED = ("自然人", "商业企业", "科研机构", "总计")


def requests(text: str, numbered: str = "n", printed: tuple[str, ...] = PRINTED) -> tuple[str, Columns]:
    """Return a table without the marks `n` before numbers, and the figures read from the marked ones, in order."""
    figures, clean = [], ""
    for line in text.splitlines(keepends=True):
        owners = iter(zip(APPLICANTS, printed, strict=True))
        for cell in re.split(r"(?<=\t)", line):
            value = cell.removeprefix(numbered)
            if value != cell:
                owner, label = next(owners)
                quote = value.strip()
                figures.append(_figure(owner, label, quote, len(clean)))
            clean += value
    return clean, Columns.of(figures, section(clean))


def _figure(applicant: str, label: str, quote: str, start: int) -> Figure:
    return Figure(
        field="requests.new",
        applicant=Applicant(applicant),
        value=Decimal(quote or 0),
        unit="件",
        status=Status.REPORTED,
        qualifier=None,
        origin=Origin.TABLE,
        quote=quote,
        start=start,
        end=start + len(quote),
        section="s1",
        row="",
        column=label,
    )


def grid(text: str, columns: Columns) -> list[list[tuple[str, int]]]:
    (block,) = lay_out(section(text), text, (), columns).blocks
    return [[(plain(cell.pieces), cell.span) for cell in row] for row in block.rows]


def test_numbers_stand_under_their_applicants_whatever_cells_the_merging_took() -> None:
    text, columns = requests(
        "（勾稽关系）\t申请人情况\n自然人\t法人或其他组织\t总计\n商业企业\t科研机构\n"
        "一、新收\tn3001\tn53\tn0\tn3054\n三、结果\t（一）公开\tn8\tn1\tn0\tn9\n（二）部分\tn4\tn0\tn0\tn4"
    )
    assert grid(text, columns) == [
        [("（勾稽关系）", 2), ("申请人情况", 4)],
        [("", 2), ("自然人", 1), ("法人或其他组织", 2), ("总计", 1)],
        [("", 3), ("商业企业", 1), ("科研机构", 1), ("", 1)],
        [("一、新收", 2), ("3001", 1), ("53", 1), ("0", 1), ("3054", 1)],
        [("三、结果", 1), ("（一）公开", 1), ("8", 1), ("1", 1), ("0", 1), ("9", 1)],
        [("（二）部分", 2), ("4", 1), ("0", 1), ("0", 1), ("4", 1)],
    ]


def test_empty_cells_that_a_text_keeps_move_no_number() -> None:
    text, columns = requests(
        "（勾稽关系）\t\t申请人情况\t\t\t总计\t\n\t\t自然人\t法人或其他组织\t\t\t\n\t\t\t商业企业\t科研机构\t\t\n"
        "一、新收\t\tn11\tn1\tn0\tn12\t\n三、结果\t（三）不予公开\t1.秘密\tn7\tn0\tn0\tn7\n\t\t2.禁止\tn5\tn0\tn0\tn5"
    )
    rows = grid(text, columns)
    assert rows[:3] == [
        [("（勾稽关系）", 3), ("申请人情况", 3), ("总计", 1)],
        [("", 3), ("自然人", 1), ("法人或其他组织", 2), ("", 1)],
        [("", 4), ("商业企业", 1), ("科研机构", 1), ("", 1)],
    ]
    assert [row[-4:] for row in rows[3:]] == [
        [("11", 1), ("1", 1), ("0", 1), ("12", 1)],
        [("7", 1), ("0", 1), ("0", 1), ("7", 1)],
        [("5", 1), ("0", 1), ("0", 1), ("5", 1)],
    ]


def test_what_no_figure_places_in_a_table_of_requests_is_a_line_of_its_own() -> None:
    text, columns = requests(
        "业\t构\t益组织\t务机构\n一、新收\tn1\tn2\tn3\tn6\n（二）\t7\t8\n二、结转\tn0\tn0\tn0\tn0\t备注\n四、\tn1\tn0\tn0\tn1"
    )
    assert [len(row) for row in grid(text, columns)] == [1, 5, 1, 1, 5]
    assert [row[0][1] for row in grid(text, columns)] == [5, 1, 5, 5, 1]


def test_numbers_of_a_table_of_requests_say_whose_they_are() -> None:
    text, columns = requests("一、新收\tn1\tn2\tn3\tn6")
    (block,) = lay_out(section(text), text, (), columns).blocks
    assert [cell.applicant for cell in block.rows[0]] == ["", *APPLICANTS]


@given(TEXT, st.lists(st.tuples(st.integers(0, 80), st.integers(0, 3), st.sampled_from(APPLICANTS)), max_size=8))
def test_figures_wherever_they_are_lose_nothing_and_keep_rows_as_wide(
    text: str, read: list[tuple[int, int, str]]
) -> None:
    figures = [_figure(owner, owner, "1" * size, start) for start, size, owner in read]
    laid_out = lay_out(section(text), text, (), Columns.of(figures, section(text)))
    assert "".join(whole(laid_out).split()) == "".join(shown(text).split())
    assert all(len(set(widths(block))) <= 1 for block in laid_out.blocks)


@pytest.mark.parametrize(
    ("text", "number", "heading", "expected"),
    [
        ("一、概述\n本年", "一、", "概述", "一、概述"),
        ("（一）主动公开情况。2021年", "（一）", "主动公开情况", "（一）主动公开情况。"),
        ("(一) 主动公开情况：2021年", "(一)", "主动公开情况", "(一) 主动公开情况："),
        ("2021年的概述", "", "", ""),
        ("概述", "", "概述", "概述"),
        ("前文很长很长很长概述", "", "概述", ""),
    ],
)
def test_a_heading_is_what_stands_before_its_text(text: str, number: str, heading: str, expected: str) -> None:
    assert plain(lay_out(section(text, number, heading), text, ()).heading) == expected


@pytest.mark.parametrize(("level", "expected"), [(0, 1), (1, 2), (4, 5), (9, 6)])
def test_levels_stay_within_those_of_html(level: int, expected: int) -> None:
    assert lay_out(section("文", level=level), "文", ()).level == expected


@pytest.mark.parametrize("sign", ["\x00", "\x07", "\x1b", "\x7f", "\x85", "\ufffe"])
def test_control_characters_are_shown_not_sent(sign: str) -> None:
    assert shown(f"公{sign}开") == "公\ufffd开"


def test_line_ends_and_tabs_are_no_controls() -> None:
    assert shown("公\t开\n\r𠮷\u2028") == "公\t开\n\r𠮷\u2028"
