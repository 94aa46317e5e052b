"""What real reports do to the forms, each variant as small as it shows: rows, labels, columns, places of tables."""

from decimal import Decimal

import pytest

from reports.model import Applicant, Status
from reports.tables import read_tables
from tests.reports.table_readings import figures, grid, text, totals
from tests.reports.written_tables import (
    CLAUSE,
    Written,
    as_page,
    as_spaced_text,
    as_tab_text,
    laid_out,
    lines_of,
    order,
)

NUMBERS = {key: (i, i % 3, 0, i % 2, 0, 0, i + i % 3 + i % 2) for i, key in enumerate(order(True))}
T21 = Written(True, NUMBERS)


# --- rows and labels -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("printed", "field"),
    [
        ("2.其他法律行政止公开", "requests.outcome.refused.forbidden_by_law"),
        ("5、要求行政机关确认或重新出具以获取信息", "requests.outcome.unprocessed.confirmation"),
        ("2.没有现成信息需另行制作", "requests.outcome.unable.needs_creation"),
        ("3. 危及 “三安全一稳定”", "requests.outcome.refused.security_stability"),
        ("2.其他法律行政法規禁止公開", "requests.outcome.refused.forbidden_by_law"),
    ],
)
def test_a_misprinted_label_names_its_row(printed: str, field: str) -> None:
    reading = grid("申请人情况||||||||", f"{printed}|7|0|0|0|0|0|7")
    assert totals(reading) == {field: 7}


@pytest.mark.parametrize(
    "label",
    ["属于工作秘密", "属于内部管理信息", "信息不存在", "（三）不予公开", "非本机关负责公开", "三、本年度办理结果"],
)
def test_a_row_that_the_form_does_not_have_is_left(label: str) -> None:
    assert grid("申请人情况||||||||", f"{label}|7|0|0|0|0|0|7").figures == ()


def test_rows_are_told_by_label_whatever_their_order() -> None:
    rows = [line for line in as_tab_text(T21).text.split("\n") if line]
    shuffled = "\n".join([*rows[:2], *reversed(rows[2:])])
    assert totals(text(shuffled)) == {key: Decimal(numbers[-1]) for key, numbers in NUMBERS.items()}


def test_a_missing_row_is_absent_and_moves_no_other() -> None:
    rows = [line for line in as_tab_text(T21).text.split("\n") if "重复申请" not in line]
    wanted = {key: n[-1] for key, n in NUMBERS.items() if key != "requests.outcome.unprocessed.repeated"}
    assert totals(text("\n".join(rows))) == wanted


def test_a_row_without_label_gets_the_one_field_missing_at_its_place() -> None:
    adds_up = {**dict.fromkeys(order(True), (0,) * 7), "requests.outcome.unable.needs_creation": (4, 1, 0, 0, 0, 0, 5)}
    adds_up |= {"requests.closed": (4, 1, 0, 0, 0, 0, 5), "requests.received": (4, 1, 0, 0, 0, 0, 5)}
    written = as_spaced_text(Written(True, adds_up)).text
    lost = written.replace("2.没有现成信息需要另行制作 4 1", "2.没有现成信息需\n4 1").replace(
        "仍不明确", "仍不明确要另行制作", 0
    )
    reading = text(lost.replace("\n4 1 0 0 0 0 5\n3.补正", "\n4 1 0 0 0 0 5\n要另行制作\n3.补正"))
    assert totals(reading)["requests.outcome.unable.needs_creation"] == 5
    assert len(reading.figures) == 7 * 25


def test_values_before_their_labels_are_not_given_to_the_label_above() -> None:
    """Some PDFs print the numbers of a cell a line above its label."""
    rows = list(lines_of(T21))
    lines = [CLAUSE + "申请人情况"]
    for label, numbers in rows:
        lines += [" ".join(map(str, numbers)), label]
    read = totals(text("\n".join(lines)))
    assert all(value in (None, Decimal(NUMBERS[field][-1])) for field, value in read.items())


def test_a_table_printed_twice_is_one_table() -> None:
    once = as_tab_text(T21).text
    assert totals(text(f"{once}\n\n{once}")) == totals(text(once))


def test_two_tables_that_contradict_each_other_leave_the_cell_open() -> None:
    once = as_tab_text(T21).text
    other = once.replace("重复申请\t16\t", "重复申请\t18\t")
    reading = text(f"{once}\n{other}")
    doubtful = [figure for figure in reading.figures if figure.status is Status.UNPARSED]
    assert {figure.field for figure in doubtful} == {"requests.outcome.unprocessed.repeated"}
    assert any(repair.code == "contradiction" for repair in reading.repairs)


def test_one_row_of_other_results_under_a_cover_of_2021_is_t21() -> None:
    cover = "第二十条第（一）项\n信息内容\t本年制发件数\t本年废止件数\t现行有效件数\n规章\t0\t0\t3\n"
    table = Written(False, dict.fromkeys(order(False), (0,) * 7))
    reading = text(cover + as_tab_text(table).text)
    assert reading.form == "T21"
    assert totals(reading)["requests.outcome.other"] == 0


# --- columns ---------------------------------------------------------------------------------------------------------


def test_columns_are_told_by_the_header() -> None:
    header = "|总计|自然人|商业企业|科研机构|社会公益组织|法律服务机构|其他"
    reading = grid(header, "一、本年新收政府信息公开申请数量|9|5|4|0|0|0|0")
    assert totals(reading) == {"requests.received": 9}
    natural = next(f for f in reading.figures if f.applicant is Applicant.NATURAL_PERSON)
    assert (natural.value, natural.row, natural.column) == (5, "一、本年新收政府信息公开申请数量", "自然人")


def test_a_row_with_a_cell_too_many_is_not_read() -> None:
    reading = grid("申请人情况||||||||", "一、本年新收政府信息公开申请数量|5|4|0|0|0|0|4|9")
    assert all(figure.status is Status.UNPARSED for figure in reading.figures)


@pytest.mark.parametrize("count", [5, 15])
def test_review_cells_follow_their_groups(count: int) -> None:
    groups = ["行政复议", "行政诉讼未经复议直接起诉", "行政诉讼复议后起诉"][: count // 5]
    outcomes = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]
    header = "|".join(group + outcome for group in groups for outcome in outcomes)
    read = totals(grid(header, "|".join(str(n) for n in range(count))))
    assert read["review.total"] == 4
    assert read.get("litigation.after_review.upheld") == (10 if count == 15 else None)
    assert len(read) == count


def test_a_review_that_does_not_add_up_is_read_as_printed() -> None:
    header = "行政复议 行政诉讼 结果维持 结果纠正 其他结果 尚未审结 总计 未经复议直接起诉 复议后起诉"
    read = totals(text(f"{header}\n10 1 0 0 0 0 0 0 0 0 5 0 0 0 0\n五、存在的主要问题"))
    assert read["review.upheld"] == 10
    assert read["review.total"] == 0


def test_a_gap_is_read_where_the_other_rows_tell_its_column() -> None:
    full, gap = "二、上年结转政府信息公开申请数量|0|0|0|0|0|0|0", "一、本年新收政府信息公开申请数量|1|0|0|0|0|0|"
    assert totals(grid(full, gap))["requests.received"] is None
    assert [figure.value for figure in grid(full, gap).figures].count(Decimal(1)) == 1
    shifted = "四、结转下年度继续办理||0|0|0|0|0|0|0"
    assert all(f.status is Status.UNPARSED for f in grid(full, gap, shifted).figures if f.field == "requests.received")


@pytest.mark.parametrize("cell", ["12（含信函3件）", "-3", "1 912", "007", "3.5.1", "约定"])
def test_a_cell_that_is_no_plain_number_has_no_value(cell: str) -> None:
    reading = grid("统计指标|单位|统计数", f"（一）收到申请数|件|{cell}", "1.当面申请数|件|2")
    assert totals(reading)["requests.received.in_person"] == 2
    assert totals(reading).get("requests.received") is None


RECEIVED = "一、本年新收政府信息公开申请数量"


@pytest.mark.parametrize(
    ("cells", "value"),
    [
        ("5|O|o|Ｏ|〇|0|5", 0),
        ("O|O|O|O|O|O|O", 0),
        ("1O|0|0|0|0|0|10", 0),
        ("5|O|0|0|0|0|7", None),
    ],
)
def test_a_letter_typed_for_a_zero_is_one_where_the_row_adds_up(cells: str, value: int | None) -> None:
    row = grid("申请人情况||||||||", f"{RECEIVED}|{cells}", "予以公开|1|0|0|0|0|0|1")
    figure = next(f for f in row.figures if f.applicant is Applicant.BUSINESS and f.field == "requests.received")
    assert figure.value == value
    assert figure.quote == cells.split("|")[1]
    assert (figure.status is Status.UNPARSED) == (value is None)


def test_a_letter_in_a_table_without_sums_leaves_the_cell_open() -> None:
    found = figures(grid("信息内容|本年制发件数|本年废止件数|现行有效件数", "行政规范性文件|O|1|3"))
    assert (found["normative.issued"].status, found["normative.issued"].quote) == (Status.UNPARSED, "O")
    assert found["normative.in_force"].value == 3


@pytest.mark.parametrize(("cells", "status"), [("1 O O O 1", Status.REPORTED_ZERO), ("1 O O O 2", Status.UNPARSED)])
def test_letters_in_a_review_are_judged_by_its_total(cells: str, status: Status) -> None:
    found = figures(text(f"行政复议 结果维持 结果纠正 其他结果 尚未审结 总计\n{cells}"))
    assert found["review.corrected"].status is status


def test_a_reason_that_a_place_added_is_not_other_results() -> None:
    rows = ["申请人情况||||||||", f"{RECEIVED}|5|0|0|0|0|0|5", "8.属于行政查询事项|1|0|0|0|0|0|1"]
    assert "requests.outcome.other" not in totals(grid(*rows, "9.其他|4|0|0|0|0|0|4"))
    assert totals(grid(*rows, "（六）其他处理|4|0|0|0|0|0|4"))["requests.outcome.other"] == 4


def test_a_page_mark_is_no_value() -> None:
    read = figures(text("统计指标 单位 统计数\n1.当面申请数 件\n— 5 —\n2.传真申请数 件 0\n3.网络申请数 件 2"))
    assert read["requests.received.in_person"].status is Status.BLANK
    assert read["requests.received.online"].value == 2


# --- where tables are ------------------------------------------------------------------------------------------------


def test_the_spans_cover_the_tables_and_no_sentence() -> None:
    before, after = "全年收到申请3511件。", "五、存在的主要问题。2023年共3件。"
    table = as_tab_text(T21).text
    reading = text(f"{before}\n{table}\n{after}")
    (span,) = reading.spans
    assert span[0] >= len(before)
    assert span[1] <= len(before) + 1 + len(table)
    assert all(span[0] <= figure.start and figure.end <= span[1] for figure in reading.figures)


def test_a_blank_review_is_blank() -> None:
    groups = [("行政复议", 1, 5), ("行政诉讼未经复议直接起诉", 1, 5), ("行政诉讼复议后起诉", 1, 5)]
    outcomes = [(name, 1, 1) for _ in groups for name in ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")]
    reading = read_tables(laid_out([groups, outcomes, [("", 1, 1)] * 15]), ())
    assert [figure.status for figure in reading.figures] == [Status.BLANK] * 15


def test_a_page_reads_like_its_text() -> None:
    assert totals(read_tables(as_page(T21), ())) == totals(read_tables(as_spaced_text(T21), ()))


def test_headers_that_share_a_cell_tell_the_order_of_their_columns() -> None:
    reading = grid("信息内容|本年制发件数本年废止件数现行有效件数||", "规章|0|0|6", "行政规范性文件|58|45|546")
    rows = {"regulations": (0, 0, 6), "normative": (58, 45, 546)}
    columns = ("issued", "repealed", "in_force")
    assert totals(reading) == {
        f"{row}.{column}": value for row, values in rows.items() for column, value in zip(columns, values, strict=True)
    }


def test_a_header_without_its_last_word_stands_before_the_first_row() -> None:
    cells = [
        "信息内容",
        "本年制发件数",
        "本年废止件数",
        "现行有效件",
        "规章",
        "0",
        "0",
        "6",
        "行政规范性文件",
        "1",
        "2",
        "3",
    ]
    assert totals(text("\n\n".join(cells)))["regulations.in_force"] == 6
