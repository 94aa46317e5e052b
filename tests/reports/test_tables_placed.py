"""Tables stay tables: every number read from one stands in a cell with the labels of its row and column."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from reports.model import Basis, Cell, Document, Figure, Origin, PlacedTable, Section, SectionKind, Table
from reports.parse import parse
from reports.reading import read
from reports.tables import place_tables, read_tables
from reports.tables.placed import figures_in
from tests.reports.reading_tools import SAMPLES, read_file
from tests.reports.test_office_kinds import fodt
from tests.reports.test_tables_gold import worn
from tests.reports.word_files import cell, row, run, table, word
from tests.reports.written_tables import (
    APPLICANTS,
    HEADER,
    Written,
    as_cell_lines,
    as_glued_text,
    as_page,
    as_spaced_text,
    as_tab_text,
    tables,
    text_document,
)

few = settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.too_slow])
WAYS = [as_page, as_tab_text, as_spaced_text, as_cell_lines, as_glued_text]


def placed(document: Document) -> tuple[tuple[PlacedTable, ...], tuple[Figure, ...]]:
    whole = (Section("s1", 0, "", "", SectionKind.BODY, 0, len(document.text)),)
    reading = read_tables(document, whole)
    return place_tables(document, whole, reading.figures, reading.form), reading.figures


def labels(table: Table, of: Cell) -> tuple[str, str]:
    """Return what the headers left of a cell and those above it say."""
    headers = [cell for cell in table.cells if cell.header]
    rows = [one.text for one in headers if one.column < of.column and _cross(one.row, one.row_span, of.row, 1)]
    columns = [one.text for one in headers if one.row < of.row and _cross(one.column, one.column_span, of.column, 1)]
    return "".join(rows), "".join(columns)


def _cross(start: int, size: int, other: int, others: int) -> bool:
    return start < other + others and other < start + size


@pytest.mark.parametrize("write", WAYS)
@given(written=tables())
@few
def test_a_number_stands_in_the_row_and_column_it_was_written_in(
    write: Callable[[Written], Document], written: Written
) -> None:
    document = write(written)
    found, figures = placed(document)
    assert figures
    rows = {one.field: one.row for one in written.form.requests.rows} if written.form.requests else {}
    held = {figure: (one.table, cell) for one in found for cell, figure in figures_in(one.table, figures).items()}
    for figure in figures:
        if figure.value is None:
            continue  # digits that can be cut in several ways are one cell over all columns they may stand in
        table, cell = held[figure]
        beside, above = labels(table, cell)
        assert beside.endswith(rows[figure.field])
        assert above.endswith(HEADER[APPLICANTS.index(figure.applicant)])
        assert cell.text == figure.quote == document.text[cell.start : cell.end]


def test_glued_digits_that_nothing_parts_are_one_cell_over_their_columns() -> None:
    text = "第二十条第（一）项信息内容本年制发件数本年废止件数现行有效件数规章000行政规范性文件693665"
    found, _ = placed(text_document(f"{text}第二十条第（五）项信息内容本年处理决定数量行政许可7"))
    (only,) = found
    assert only.table.basis is Basis.FORM
    ((glued),) = [one for one in only.table.cells if one.text == "693665"]
    assert (glued.column, glued.column_span) == (1, 3)
    assert labels(only.table, glued)[0] == "行政规范性文件"


def test_rows_that_the_text_does_not_have_are_no_blank_rows_of_its_form() -> None:
    text = "第二十条第（五）项信息内容本年处理决定数量行政许可7"
    more = "第二十条第（六）项信息内容本年处理决定数量行政处罚2行政强制1"
    found, _ = placed(text_document(f"{text}{more}第二十条第（八）项信息内容本年收费金额（单位：万元）行政事业性收费0"))
    assert [cell.text for one in found for cell in one.table.cells if cell.column == 0] == [
        *("第二十条第（五）项", "信息内容", "行政许可", "第二十条第（六）项", "信息内容", "行政处罚", "行政强制"),
        *("第二十条第（八）项", "信息内容", "行政事业性收费"),
    ]


LONG = "本年度我局认真贯彻条例，做好政府信息公开工作，现将有关情况报告如下，请予监督。" * 4


@pytest.mark.parametrize("suffix", ["docx", "doc", "odt", "pdf"])
def test_every_carrier_keeps_the_same_rows_columns_spans_and_headers(suffix: str) -> None:
    """Ruling lines of a PDF tell as much as the cells of a page."""
    page, other = (placed(read_file(f"2022-water-bureau.{one}"))[0] for one in ("html", suffix))
    assert [one.table.basis for one in page] == [Basis.CELLS] * 3
    assert [_shape(one.table) for one in page] == [_shape(one.table) for one in other]


def _shape(table: Table) -> list[tuple[object, ...]]:
    return [(c.row, c.column, c.row_span, c.column_span, c.header, c.text) for c in table.cells]


@pytest.mark.parametrize("path", sorted(SAMPLES.iterdir()), ids=lambda path: path.name)
@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(1, 8))])
def test_tables_of_a_worn_text_lie_in_their_sections_one_after_another(path: Path, seed: int) -> None:
    text, chance = path.read_text("utf-8"), random.Random(seed)
    for _ in range(12):
        text = worn(text, chance)
    report = parse(text.encode(), path.name, "杭州市科学技术局", 2020)
    sections = {section.id: section for section in report.sections}
    last = 0
    for one in report.tables:
        section = sections[one.section]
        assert max(last, section.start) <= one.start <= one.end <= section.end
        last = one.end
        for place in one.table.cells:
            assert place.row + place.row_span <= one.table.rows
            assert place.column + place.column_span <= one.table.columns
            if place.start >= 0:
                assert one.start <= place.start <= place.end <= one.end
                assert report.document.text[place.start : place.end] == place.text


TEXTS = (("受理", "件", "21"), ("答复", "件", "3"))
RTF = r"\trowd{}\cellx2000\cellx3000\cellx4000 a\intbl\cell b\cell 1\cell\row"


def _html(head: str) -> bytes:
    rows = "".join("<tr>" + "".join(f"<td>{one}</td>" for one in cells) + "</tr>" for cells in TEXTS)
    return f"<html><body><p>{LONG}</p><table>{head}{rows}</table></body></html>".encode()


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (_html("<tr><th>指标</th><th>单位</th><th>数</th></tr>"), "a.html"),
        (_html("<thead><tr><td>指标</td><td>单位</td><td>数</td></tr></thead>"), "a.html"),
        (
            word(
                table(
                    row(*(cell(run(one)) for one in ("指标", "单位", "数")), properties="<w:tblHeader/>"),
                    *(row(*(cell(run(one)) for one in cells)) for cells in TEXTS),
                )
            ),
            "a.docx",
        ),
        (
            rf"{{\rtf1\ansi x\par\pard {RTF.format(chr(92) + 'trhdr')}{RTF.format('')}\pard y\par}}".encode(),
            "a.rtf",
        ),
        (
            fodt("1", "")
            .replace("<table:table-row>", "<table:table-header-rows><table:table-row>", 1)
            .replace("</table:table-row>", "</table:table-row></table:table-header-rows>", 1)
            .encode(),
            "a.fodt",
        ),
    ],
)
def test_what_a_file_marks_as_headers_are_headers(data: bytes, name: str) -> None:
    (found,) = [block.table for block in read(data, name).blocks if block.table]
    assert {cell.row for cell in found.cells if cell.header} == {0}
    assert sum(cell.header for cell in found.cells) == 3


@pytest.mark.parametrize("path", sorted(SAMPLES.iterdir()), ids=lambda path: path.name)
def test_no_number_of_a_sample_s_tables_stands_without_its_row_and_column(path: Path) -> None:
    report = parse(path.read_bytes(), path.name)
    held = [(one, place) for one in report.tables for place in figures_in(one.table, report.figures)]
    assert len(held) == sum(figure.origin is Origin.TABLE for figure in report.figures)
    for one, place in held:
        beside, above = labels(one.table, place)
        assert above
        assert beside or one.table.rows == 4  # 行政复议、行政诉讼 has one row of numbers, without a label
        assert one.start <= place.start <= place.end <= one.end
