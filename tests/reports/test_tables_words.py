"""A word among numbers costs its own cell and no other, wherever it stands and whatever carries it."""

from collections.abc import Callable

import pytest

from reports.model import Applicant, Document, Figure, Status
from reports.tables import read_tables
from tests.reports.reading_tools import read_str
from tests.reports.written_tables import OUTCOMES, REVIEW, Written, as_page, as_spaced_text, as_tab_text, order

WORDS = ["不适用", "见附件", "暂无", "√", "十", "不涉及", "N/A", "略", "☐", "#REF!", "详见附件", "未统计"]
ROWS = {key: (n % 7, 0, 1, 0, 0, 2, n % 7 + 3) for n, key in enumerate(order(True))}
TABLE = Written(True, ROWS)


def figures(document: Document) -> dict[tuple[str, Applicant], Figure]:
    return {(figure.field, figure.applicant): figure for figure in read_tables(document, ()).figures}


@pytest.mark.parametrize("word", WORDS)
@pytest.mark.parametrize("write", [as_page, as_tab_text, as_spaced_text])
@pytest.mark.parametrize(
    ("key", "place"),
    [("requests.received", 0), ("requests.outcome.granted", 3), ("requests.closed", 6), ("requests.carried_out", 1)],
)
def test_a_word_costs_one_cell(write: Callable[..., Document], word: str, key: str, place: int) -> None:
    whole, found = figures(write(TABLE)), figures(write(TABLE, {(key, place): word}))
    assert found.keys() == whole.keys()
    lost = [at for at in whole if whole[at].value != found[at].value]
    assert len(lost) == 1
    assert (found[lost[0]].field, found[lost[0]].status, found[lost[0]].quote) == (key, Status.UNPARSED, word)


@pytest.mark.parametrize("word", WORDS)
def test_a_row_of_words_is_a_row_without_values(word: str) -> None:
    found = figures(as_page(TABLE, {("requests.outcome.granted", place): word for place in range(7)}))
    assert len(found) == len(figures(as_page(TABLE)))
    assert all(found["requests.outcome.granted", applicant].status is Status.UNPARSED for applicant in Applicant)


def test_a_word_beside_a_blank_leaves_the_blank_blank() -> None:
    cells = {("requests.outcome.granted", 1): "不适用", ("requests.outcome.granted", 2): ""}
    found = figures(as_page(TABLE, cells))
    assert found["requests.outcome.granted", Applicant.BUSINESS].status is Status.UNPARSED
    assert found["requests.outcome.granted", Applicant.RESEARCH].status is Status.BLANK


def t14(*rows: tuple[str, str, str]) -> str:
    cells = "".join(f"<tr><td>{label}</td><td>{unit}</td><td>{value}</td></tr>" for label, unit, value in rows)
    return f"<html><body><table><tr><td>统计指标</td><td>单位</td><td>统计数</td></tr>{cells}</table></body></html>"


@pytest.mark.parametrize("word", WORDS)
@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_word_in_a_table_of_one_value_a_row(word: str, place: int) -> None:
    rows = [
        ("（一）主动公开政府信息数", "条", "947"),
        ("（一）收到申请数", "件", "3"),
        ("（二）申请办结数", "件", "3"),
        ("四、行政复议数量", "件", "0"),
        ("五、行政诉讼数量", "件", "0"),
    ]
    rows[place] = (*rows[place][:2], word)
    found = {figure.field: figure for figure in read_tables(read_str(t14(*rows), "x.html"), ()).figures}
    whole = {
        figure.field for figure in read_tables(read_str(t14(*[(*row[:2], "1") for row in rows]), "x.html"), ()).figures
    }
    assert found.keys() == whole
    assert [figure.quote for figure in found.values() if figure.status is Status.UNPARSED] == [word]


@pytest.mark.parametrize("word", WORDS)
@pytest.mark.parametrize("place", [0, 4, 7, 14])
def test_a_word_in_the_row_of_reviews(word: str, place: int) -> None:
    cells = ["1" if n % 5 in (0, 4) else "0" for n in range(15)]
    cells[place] = word
    names = "".join(f"<td>{name}</td>" for name in ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计"))
    head = (
        "<tr><td colspan=5 rowspan=2>行政复议</td><td colspan=10>行政诉讼</td></tr>"
        f"<tr><td colspan=5>未经复议直接起诉</td><td colspan=5>复议后起诉</td></tr><tr>{names * 3}</tr>"
    )
    row = "".join(f"<td>{cell}</td>" for cell in cells)
    page = f"<html><body><table>{head}<tr>{row}</tr></table></body></html>"
    found = {figure.field: figure for figure in read_tables(read_str(page, "x.html"), ()).figures}
    assert found.keys() == {f"{group}.{outcome}" for group in REVIEW for outcome in OUTCOMES}
    assert [figure.quote for figure in found.values() if figure.status is Status.UNPARSED] == [word]


def test_headers_and_labels_are_no_words_of_cells() -> None:
    page = t14(
        ("（一）主动公开政府信息数", "条", "947"), ("其中：规范性文件", "件", "3"), ("三、依申请公开情况", "—", "")
    )
    assert not [f for f in read_tables(read_str(page, "x.html"), ()).figures if f.status is Status.UNPARSED]
