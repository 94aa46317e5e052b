"""The official form as a Word file to start from: a report's outline and its tables with every cell blank."""

from __future__ import annotations

from functools import cache
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from reports.forms import FORMS, StatutoryForm
from reports.forms.model import DisclosureTable, RequestsTable, ReviewTable

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TITLE = "××××（机关全称）××××年政府信息公开工作年度报告"
TEXTS = ("一、总体情况", "五、存在的主要问题及改进情况", "六、其他需要报告的事项")
_FONT = "宋体"
_DEPTH = 3
"""Columns of labels in the table of requests."""


@cache
def blank_form(form: str) -> bytes:
    """Return the Word file of a statutory form that has the tables of 2019 and later."""
    document, official = Document(), FORMS[form]
    _set_up(document)
    document.add_paragraph(TITLE, style="Title").alignment = WD_ALIGN_PARAGRAPH.CENTER
    document.add_heading(TEXTS[0], 1)
    document.add_paragraph("")
    _tables(document, official)
    for heading in TEXTS[1:]:
        document.add_heading(heading, 1)
        document.add_paragraph("")
    written = BytesIO()
    document.save(written)
    return written.getvalue()


def _set_up(document: Any) -> None:
    section = document.sections[0]
    section.orientation = WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2)
    for name in ("Normal", "Title", "Heading 1"):
        style = document.styles[name]
        style.font.name = _FONT
        style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), _FONT)
    document.styles["Normal"].font.size = Pt(10.5)
    document.styles["Title"].font.size = Pt(18)
    document.styles["Heading 1"].font.size = Pt(14)


def _tables(document: Any, form: StatutoryForm) -> None:
    if form.disclosure:
        document.add_heading(form.disclosure.heading, 1)
        _disclosure(document, form.disclosure)
    if form.requests:
        document.add_heading(form.requests.heading, 1)
        _requests(document, form.requests)
    if form.review:
        document.add_heading(form.review.heading, 1)
        _review(document, form.review)


def _table(document: Any, rows: int, columns: int) -> Any:
    table = document.add_table(rows, columns)
    table.style = "Table Grid"
    return table


def _disclosure(document: Any, form_table: DisclosureTable) -> None:
    """Each block is a clause over its columns and rows; a block with fewer columns spans the rest."""
    width = 1 + max(len(block.columns) for block in form_table.blocks)
    table = _table(document, sum(2 + len(block.rows) for block in form_table.blocks), width)
    first_row = 0
    for block in form_table.blocks:
        _span(table, (first_row, 0), (first_row, width - 1), block.clause)
        heads = ["信息内容", *(column.name for column in block.columns)]
        for row, cells in enumerate([heads, *([row.row] for row in block.rows)], first_row + 1):
            _span(table, (row, len(heads) - 1), (row, width - 1), heads[-1] if cells is heads else "")
            for place, text in enumerate(cells[: len(heads) - 1] if cells is heads else cells):
                table.cell(row, place).text = text
        first_row += 2 + len(block.rows)


def _requests(document: Any, wanted: RequestsTable) -> None:
    columns = wanted.columns
    rows = [row for row in wanted.rows if row.field]
    table = _table(document, 3 + len(rows), _DEPTH + len(columns))
    _span(table, (0, 0), (2, _DEPTH - 1), wanted.clause)
    _span(table, (0, _DEPTH), (0, _DEPTH + len(columns) - 1), "申请人情况")
    _heads(table, 1, _DEPTH, [(column.head, column.name) for column in columns])
    paths = [[part for part in (row.part, row.group, row.row) if part] for row in rows]
    for depth in range(_DEPTH - 1):
        _runs(table, paths, depth)
    for at, path in enumerate(paths):
        _span(table, (3 + at, len(path) - 1), (3 + at, _DEPTH - 1), path[-1])


def _runs(table: Any, paths: list[list[str]], depth: int) -> None:
    """Merge a heading over the rows that stand below it."""
    start = 0
    while start < len(paths):
        end = start
        while end + 1 < len(paths) and paths[end + 1][: depth + 1] == paths[start][: depth + 1]:
            end += 1
        if len(paths[start]) > depth + 1:
            _span(table, (3 + start, depth), (3 + end, depth), paths[start][depth])
        start = end + 1


def _review(document: Any, form_table: ReviewTable) -> None:
    outcomes = [outcome.name for outcome in form_table.outcomes]
    table = _table(document, 4, len(form_table.groups) * len(outcomes))
    first_column = 0
    for part in dict.fromkeys(group.part or group.name for group in form_table.groups):
        several = [group for group in form_table.groups if (group.part or group.name) == part]
        width = len(several) * len(outcomes)
        parted = any(group.part for group in several)
        _span(table, (0, first_column), (0 if parted else 1, first_column + width - 1), part)
        for place, group in enumerate(several):
            start = first_column + place * len(outcomes)
            if parted:
                _span(table, (1, start), (1, start + len(outcomes) - 1), group.name)
            for column, outcome in enumerate(outcomes, start):
                table.cell(2, column).text = outcome
        first_column += width


def _heads(table: Any, top: int, left: int, columns: list[tuple[str, str]]) -> None:
    """Write two rows of headings: a head stands over its columns, a column without one takes both rows."""
    for place, (head, name) in enumerate(columns, left):
        if head:
            table.cell(top + 1, place).text = name
        else:
            _span(table, (top, place), (top + 1, place), name)
    for head in dict.fromkeys(head for head, _ in columns if head):
        under = [place for place, (one, _) in enumerate(columns, left) if one == head]
        _span(table, (top, under[0]), (top, under[-1]), head)


def _span(table: Any, first: tuple[int, int], last: tuple[int, int], text: str) -> None:
    cell = table.cell(*first)
    if first != last:
        cell = cell.merge(table.cell(*last))
    cell.text = text
