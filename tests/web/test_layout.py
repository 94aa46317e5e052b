"""A report's text laid out for a page: nothing lost, nothing moved, rows as wide as their table."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.model import Applicant, Basis, Cell, Figure, Origin, PlacedTable, Section, SectionKind, Status, Table
from reports.parse import parse
from reports.reading.pieces import Paragraph, assemble
from reports.reading.pieces import lay_out as table_of
from search.needles import prepare
from tests.corpora import SAMPLES, corpus
from web.http.html import shown
from web.pages.layout import Block, LaidOut, Pieces, lay_out

TEXT = st.text(st.sampled_from("公开申请 \t\n一、<b>12，。：\x07"), max_size=80)


def section(text: str, number: str = "", heading: str = "", level: int = 1) -> Section:
    return Section("s1", level, number, heading, SectionKind.BODY, 0, len(text))


def plain(pieces: Pieces) -> str:
    return "".join(piece for piece, _ in pieces)


def whole(laid_out: LaidOut) -> str:
    return plain(laid_out.heading) + "".join(map(said, laid_out.blocks))


def said(block: Block) -> str:
    """Return the text of a block; that of a table set out as its form stands beside it."""
    if block.told:
        return "".join(map(said, block.told))
    return plain(block.pieces) + "".join(plain(cell.pieces) for row in block.rows for cell in row)


def widths(block: Block) -> list[int]:
    return [sum(cell.columns for cell in row) for row in block.rows]


@given(TEXT, st.sampled_from(["", "一、", "（一）"]), st.sampled_from(["", "公开情况", "<b>"]))
def test_nothing_of_a_section_is_lost(body: str, number: str, heading: str) -> None:
    text = f"{number}{heading}{body}"
    laid_out = lay_out(section(text, number, heading), text, prepare(("公开",), ()))
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


def cells(*rows: str) -> tuple[str, PlacedTable]:
    """Return a table's text and the table; a cell is written `text`, `text:rows×columns` or `#text` for a header."""
    fields = []
    for row in rows:
        laid = []
        for cell in row.split("|"):
            said, _, spans = cell.partition(":")
            height, _, width = spans.partition("×")
            laid.append((said.removeprefix("#"), int(height or 1), int(width or 1), said.startswith("#")))
        fields.append(laid)
    document = assemble("a.html", "html", [Paragraph("前文"), table_of(fields), Paragraph("后文")], {})
    block = document.blocks[1]
    assert block.table is not None
    return document.text, PlacedTable("t1", "s1", block.start, block.end, block.table)


REQUESTS = (
    "#（勾稽关系）:3×2|#申请人情况:1×4",
    "#自然人:2×1|#法人或其他组织:1×2|#总计:2×1",
    "#商业企业|#科研机构",
    "#一、新收:1×2|3001|53|0|3054",
    "#三、结果:2×1|#（一）公开|8|1|0|9",
    "#（二）部分|4||0|4",
)


def figure_at(text: str, quote: str, start: int | None = None) -> Figure:
    at = text.index(quote) if start is None else start
    return Figure(
        field="requests.received",
        applicant=Applicant.TOTAL,
        value=Decimal(quote or 0),
        unit="件",
        status=Status.REPORTED,
        qualifier=None,
        origin=Origin.TABLE,
        quote=quote,
        start=at,
        end=at + len(quote),
        section="s1",
        row="",
        column="总计",
    )


def test_a_table_stands_as_printed_between_the_paragraphs_around_it() -> None:
    text, table = cells(*REQUESTS)
    before, drawn, after = lay_out(section(text), text, (), [table]).blocks
    assert (plain(before.pieces), plain(after.pieces)) == ("前文", "后文")
    assert [[(plain(c.pieces), c.rows, c.columns) for c in row] for row in drawn.rows] == [
        [("（勾稽关系）", 3, 2), ("申请人情况", 1, 4)],
        [("自然人", 2, 1), ("法人或其他组织", 1, 2), ("总计", 2, 1)],
        [("商业企业", 1, 1), ("科研机构", 1, 1)],
        [("一、新收", 1, 2), ("3001", 1, 1), ("53", 1, 1), ("0", 1, 1), ("3054", 1, 1)],
        [("三、结果", 2, 1), ("（一）公开", 1, 1), ("8", 1, 1), ("1", 1, 1), ("0", 1, 1), ("9", 1, 1)],
        [("（二）部分", 1, 1), ("4", 1, 1), ("", 1, 1), ("0", 1, 1), ("4", 1, 1)],
    ]
    assert [c.header for c in drawn.rows[3]] == [True, False, False, False, False]


def test_a_number_is_drawn_with_the_figure_that_was_read_from_its_cell() -> None:
    text, table = cells(*REQUESTS)
    figure = figure_at(text, "3054")
    _, drawn, _ = lay_out(section(text), text, (), [table], [figure]).blocks
    assert [c.figure for row in drawn.rows for c in row if c.figure] == [figure]


def test_a_blank_cell_that_is_asked_for_is_told_though_it_has_no_characters() -> None:
    text, table = cells(*REQUESTS)
    (blank,) = [cell for cell in table.table.cells if not cell.text]
    laid_out = lay_out(section(text), text, (), [table], at=(blank.start, blank.end))
    assert laid_out.found == 1
    assert [[c.here for c in row] for row in laid_out.blocks[1].rows][5] == [False, False, True, False, False]


def test_a_place_that_no_cell_covers_moves_nothing() -> None:
    text, table = cells("甲|乙|丙", "一:1×1")
    _, drawn, _ = lay_out(section(text), text, (), [table]).blocks
    assert [len(row) for row in drawn.rows] == [3, 3]
    assert [plain(c.pieces) for c in drawn.rows[1]] == ["一", "", ""]


def test_what_is_marked_is_marked_within_its_cell() -> None:
    text, table = cells(*REQUESTS)
    laid_out = lay_out(section(text), text, prepare(("公开",), ()), [table])
    assert [c.pieces for row in laid_out.blocks[1].rows for c in row if any(found for _, found in c.pieces)] == [
        [("（一）", False), ("公开", True)]
    ]


@given(st.lists(st.lists(st.tuples(TEXT, st.integers(1, 4), st.integers(1, 4), st.booleans()), max_size=5), max_size=5))
def test_a_table_of_any_spans_loses_nothing(rows: list[list[tuple[str, int, int, bool]]]) -> None:
    document = assemble("a.html", "html", [Paragraph("前文"), table_of(rows)], {})
    tables = [
        PlacedTable(f"t{place}", "s1", block.start, block.end, block.table)
        for place, block in enumerate(document.blocks)
        if block.table is not None
    ]
    text = document.text
    laid_out = lay_out(section(text), text, (), tables)
    assert "".join(whole(laid_out).split()) == "".join(shown(text).split())
    for block in laid_out.blocks:
        covered = sum(cell.columns * cell.rows for row in block.rows for cell in row)
        assert not block.rows or covered == len(block.rows) * tables[0].table.columns


def test_a_table_set_out_as_its_form_may_begin_in_the_mark_of_a_run_in_heading() -> None:
    text = "附表：主动公开信息数条26"
    table = Table(1, 2, (Cell("主动公开信息数", -1, -1, 0, 0, header=True), Cell("26", 11, 13, 0, 1)), Basis.FORM)
    laid_out = lay_out(section(text, "", "附表"), text, (), [PlacedTable("t1", "s1", 2, len(text), table)])
    (drawn,) = laid_out.blocks
    assert [[plain(c.pieces) for c in row] for row in drawn.rows] == [["主动公开信息数", "26"]]
    assert whole(laid_out) == text


REPORTS = [path for name in ("reports", "reports-2", "seeds") for path in sorted(corpus(name).glob("2*.*"))]


@pytest.mark.parametrize(
    "path",
    [*sorted(SAMPLES.iterdir()), *(pytest.param(path, marks=pytest.mark.slow) for path in REPORTS)],
    ids=lambda path: path.name,
)
def test_every_number_read_from_a_table_is_drawn_in_a_cell_of_one(path: Path) -> None:
    report = parse(path.read_bytes(), path.name)
    drawn: set[tuple[int, int]] = set()
    texts: set[str] = set()
    for one in report.sections:
        own = report.document.text[one.start : one.end]
        for block in lay_out(one, own, (), report.tables, report.figures).blocks:
            drawn |= {(c.figure.start, c.figure.end) for row in block.rows for c in row if c.figure}
            texts |= {plain(c.pieces) for row in block.rows for c in row if not c.header}
    for figure in report.figures:
        if figure.origin is Origin.TABLE and (figure.start, figure.end) not in drawn:
            assert figure.status is Status.UNPARSED  # one cell over all columns that its digits may stand in
            assert figure.quote in texts


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
