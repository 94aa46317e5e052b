"""Sections partition any text, form a tree, and keep their headings when line breaks are lost."""

from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.model import Block, Cell, Document, Section, SectionKind, Table
from reports.sections import split

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = sorted((ROOT / "samples").glob("*.txt"))
PIECES = [
    "一、",
    "二、",
    "三、",
    "（一）",
    "（二）",
    "1.",
    "2、",
    "第一部分 ",
    "附件",
    "附表",
    "总体情况",
    "主动公开政府信息情况",
    "概述",
    "情况",
    "2017年，",
    "我局",
    "公开信息12条。",
    "无",
    "\n",
    " ",
    "\t",
    "；",
    "：",
    "，",
    "。",
    "统计指标",
    "件 0",
    "（",
    "》",
    "|",
    "##",
    "**",
    "㈠",
    "Ⅱ、",
    "①",
    "a",
    "１．",
]


def document(text: str) -> Document:
    """Return the text as a reader of plain text hands it on: one block a line."""
    blocks, at = [], 0
    for line in text.split("\n"):
        if line.strip():
            blocks.append(Block(at, at + len(line)))
        at += len(line) + 1
    return Document("report.txt", "txt", text, tuple(blocks))


def outline(sections: Iterable[Section]) -> list[str]:
    return [f"{section.level}{section.heading}" for section in sections if section.level]


def first_level(text: str) -> list[str]:
    return [section.heading for section in split(document(text)) if section.level == 1]


@given(st.one_of(st.text(), st.lists(st.sampled_from(PIECES), max_size=60).map("".join)))
def test_sections_partition_any_text(text: str) -> None:
    sections = split(document(text))
    assert "".join(text[section.start : section.end] for section in sections) == text
    assert all(section.start < section.end for section in sections)


@given(st.lists(st.sampled_from(PIECES), max_size=80).map("".join))
def test_parents_precede_children_and_ids_count_up(text: str) -> None:
    sections = split(document(text))
    assert [section.id for section in sections] == [f"s{index}" for index in range(len(sections))]
    seen: dict[str, Section] = {}
    for section in sections:
        assert section.parent is None or seen[section.parent].level < section.level
        assert (section.level == 0) <= (section.id == "s0" and section.parent is None)
        seen[section.id] = section


@given(st.lists(st.sampled_from(PIECES), max_size=60).map("".join))
def test_number_and_heading_stand_at_the_start_of_their_section(text: str) -> None:
    for section in split(document(text)):
        written = "".join(text[section.start : section.end].replace("*", "").replace("#", "").split()).lstrip("|>-")
        assert written.startswith("".join(section.number.split()))
        assert section.heading in written


def test_an_empty_text_has_no_sections() -> None:
    assert split(document("")) == ()


def test_a_text_without_headings_is_one_preamble() -> None:
    (only,) = split(document("我局公开政府信息12条。\n没有其他。"))
    assert (only.id, only.level, only.kind, only.parent) == ("s0", 0, SectionKind.BODY, None)


def test_a_text_that_begins_with_a_heading_has_no_preamble() -> None:
    sections = split(document("\n 一、概述\n推进公开。\n二、主动公开政府信息情况\n12条。"))
    assert [(one.id, one.level, one.start) for one in sections] == [("s0", 1, 0), ("s1", 1, 13)]


def test_the_number_is_kept_as_written() -> None:
    sections = split(document("一、概述\n推进公开。\n（一）组织领导\n成立小组。\n1．机构建设\n设办公室。\n"))
    assert [section.number for section in sections] == ["一、", "（一）", "1．"]


def test_the_third_level_may_stand_under_the_first() -> None:
    sections = split(document("二、政府信息公开情况\n1、主动公开情况：我局公开947条。\n2、依申请公开情况：收到2件。\n"))
    assert [(one.level, one.parent) for one in sections] == [(1, None), (3, "s0"), (3, "s0")]


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
@pytest.mark.parametrize("joint", ["", " "], ids=["glued", "spaced"])
def test_a_report_crawled_into_one_line_keeps_its_first_level(path: Path, joint: str) -> None:
    text = path.read_text("utf-8")
    assert first_level(joint.join(text.split("\n"))) == first_level(text)


def test_cells_of_a_table_are_no_headings() -> None:
    before, label, value, after = (
        "一、总体情况\n推进公开。\n",
        "二、主动公开政府信息情况",
        "0",
        "\n三、其他需要报告的事项\n无。",
    )
    text = before + label + value + after
    start = len(before)
    cells = (
        Cell(label, start, start + len(label), 0, 0),
        Cell(value, start + len(label), start + len(label) + 1, 0, 1),
    )
    table = Block(start, start + len(label) + 1, Table(1, 2, cells))
    blocks = (Block(0, 6), Block(7, 12), table, *document(after).blocks)
    sections = split(Document("report.html", "html", text, blocks))
    assert [section.heading for section in sections] == ["总体情况", "其他需要报告的事项"]


def test_a_table_that_frames_the_page_is_read_as_text() -> None:
    rows = ["一、总体情况", "我局推进公开，更新栏目。" * 30, "二、其他需要报告的事项", "本年度没有收费。" * 10]
    body = "\n".join(rows)
    starts = [body.index(row) for row in rows]
    cells = (Cell(row, at, at + len(row), n, 0) for n, (row, at) in enumerate(zip(rows, starts, strict=True)))
    frame = Block(0, len(body), Table(len(rows), 1, tuple(cells)))
    sections = split(Document("report.html", "html", body, (frame,)))
    assert [section.heading for section in sections] == ["总体情况", "其他需要报告的事项"]


def test_headings_of_a_style_but_without_ordinals_are_found() -> None:
    lines = [
        "某局2021年政府信息公开工作年度报告",
        "总体情况",
        "有序推进公开。",
        "健全公开制度",
        "制定办法2项，明确分工，落实责任。",
    ]
    text = "\n".join(lines)
    blocks = [Block(text.index(line), text.index(line) + len(line)) for line in lines]
    blocks[3] = Block(blocks[3].start, blocks[3].end, level=2, bold=True)
    assert outline(split(Document("report.docx", "docx", text, tuple(blocks)))) == ["1总体情况", "2健全公开制度"]


def test_a_label_that_its_cell_broke_over_lines_is_no_heading() -> None:
    text = (
        "一、收到和处理政府信息公开申请情况\n收到8件。\n申请\n1.申请人无正当理由逾\n期不补正、行政机关不\n再处理其政府信息公开\n"
        "申请\n二、其他需要报告的事项\n无。\n"
    )
    assert outline(split(document(text))) == ["1收到和处理政府信息公开申请情况", "1其他需要报告的事项"]


def test_a_heading_glued_to_its_sentence_is_cut_where_the_sentence_begins() -> None:
    text = (
        "一、总体情况\n1.加强用权公开\n公开5件。"
        "2.加强政策解读发布充分利用网站、报刊公开文件，聚焦部署解读。"
        "3.加强政务公开\n公开9件。\n"
    )
    assert outline(split(document(text))) == ["1总体情况", "3加强用权公开", "3加强政策解读发布", "3加强政务公开"]
