"""PDF tables without rules, whose labels wrap; each sample stands beside the page that it was printed from."""

import pytest

from reports.model import Applicant, Figure
from reports.reading.pdf.align import aligned_tables
from reports.reading.pdf.labels import Word, labels_of, text_of
from reports.reading.pdf.lines import GlyphLine, Segment
from reports.reading.pieces import Grid
from reports.sections import split
from reports.tables import read_tables
from tests.reports.reading_tools import check_offsets, read_file
from tests.reports.written_tables import laid_out

SAMPLES = {
    "unruled-requests-top": 175,
    "unruled-requests-middle": 175,
    "unruled-requests-centred": 175,
    "unruled-cover-2019": 22,
    "unruled-statistics-middle": 21,
    "unruled-statistics-bottom": 21,
}


def figures(file: str) -> dict[tuple[str, str], Figure]:
    document = read_file(file)
    check_offsets(document)
    return {(figure.field, figure.applicant.value): figure for figure in read_tables(document, split(document)).figures}


@pytest.mark.parametrize(("sample", "cells"), SAMPLES.items())
def test_wrapped_labels_without_rules_read_as_the_page_they_were_printed_from(sample: str, cells: int) -> None:
    printed, page = figures(f"{sample}.pdf"), figures(f"{sample}.html")
    assert len(page) == cells
    assert {key: figure.value for key, figure in printed.items()} == {key: figure.value for key, figure in page.items()}


def word(text: str, y: float, x0: float = 0) -> Word:
    return Word(text, x0, x0 + 10 * len(text), y, 10)


def labels(words: list[Word], rows: list[float]) -> list[str]:
    found, _ = labels_of(words, rows)
    return [text_of(found.get(row, ())) for row in rows]


@pytest.mark.parametrize("rows", [[0, 24, 36], [6, 24, 42], [12, 24, 48]], ids=["top", "middle", "bottom"])
def test_a_value_stands_within_the_height_of_its_label(rows: list[float]) -> None:
    words = [word("1.本机关不掌", 0), word("握相关政府信息", 12), word("2.重复申请", 24), word("3.要求提供", 36)]
    words.append(word("公开出版物", 48))
    assert labels(words, rows) == ["1.本机关不掌握相关政府信息", "2.重复申请", "3.要求提供公开出版物"]


@pytest.mark.parametrize("rows", [[0, 24, 36], [12, 24, 48]], ids=["top", "bottom"])
def test_labels_without_ordinals_are_parted_the_way_the_others_are_set(rows: list[float]) -> None:
    words = [word("1.涉及国家", 0), word("秘密", 12), word("涉及个人隐私", 24)]
    words += [word("法律法规规定", 36), word("的其他情形", 48)]
    assert labels(words, rows) == ["1.涉及国家秘密", "涉及个人隐私", "法律法规规定的其他情形"]


def test_a_label_of_blank_cells_is_not_joined_to_the_one_above() -> None:
    assert labels([word("规章", 0), word("行政规范性文件", 12)], [0]) == ["规章"]


def test_two_unknown_labels_for_one_value_stay_unread() -> None:
    assert labels([word("区级公报", 0), word("市级公报", 12)], [6]) == [""]


def test_a_heading_over_several_rows_is_no_rows_label() -> None:
    words = [word("（三）不", 0), word("予公开", 12), word("1.属于国家", 0, 60), word("秘密", 12, 60)]
    assert labels(words, [6]) == ["1.属于国家秘密"]


def line(top: float, *cells: tuple[str, float]) -> GlyphLine:
    segments = (Segment(text, x, x + 10 * len(text)) for text, x in cells)
    return GlyphLine(tuple(segments), top, top + 10, 10, False, 1)


def test_a_number_broken_in_its_cell_is_not_read_by_its_first_line() -> None:
    lines = [
        line(0, ("1.重复申请", 0), ("34", 100), ("5", 150)),
        line(12, ("0", 105)),
        line(40, ("2.其他处理", 0), ("7", 100), ("8", 150)),
        line(60, ("3.总计", 0), ("9", 100), ("8", 150)),
    ]
    (table,) = aligned_tables(lines)
    assert isinstance(table, Grid)
    assert [cell.text for cell in table.cells if cell.row == 0] == ["1.重复申请", "34 0", "5"]


@pytest.mark.parametrize("total_first", [True, False])
def test_sums_tell_where_the_total_stands_when_the_header_is_lost(total_first: bool) -> None:
    people = (4, 2, 0, 0, 1, 0)
    cells = [str(number) for number in ((sum(people), *people) if total_first else (*people, sum(people)))]
    rows = [
        [(text, 1, 1) for text in (label, *cells)] for label in ("一、本年新收政府信息公开申请数量", "（一）予以公开")
    ]
    document = laid_out(rows)
    found = {figure.applicant: figure.value for figure in read_tables(document, split(document)).figures}
    assert (found[Applicant.TOTAL], found[Applicant.NATURAL_PERSON], found[Applicant.LEGAL_SERVICE]) == (7, 4, 1)
