"""A report's text laid out for a page: nothing lost, nothing moved, rows as wide as their table."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.model import Section, SectionKind
from search.snippets import needles
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


def test_a_short_row_of_numbers_keeps_them_under_their_columns() -> None:
    text = "事项\t合计\t自然人\t单位\n（一）公开\t分项\t3\t2\n其他\t1\t0"
    (block,) = lay_out(section(text), text, ()).blocks
    assert [[(plain(cell.pieces), cell.span) for cell in row] for row in block.rows][2] == [
        ("其他", 2),
        ("1", 1),
        ("0", 1),
    ]
    assert [cell.value for cell in block.rows[2]] == [False, True, True]


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
