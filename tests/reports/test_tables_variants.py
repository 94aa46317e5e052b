"""What real reports do to the forms: each variant as small as it shows."""

from decimal import Decimal

import pytest

from reports.model import LOCAL, PROSE, Applicant, Figure, Qualifier, Status
from reports.tables import TableReading, read_tables
from tests.reports.written_tables import (
    CLAUSE,
    Written,
    as_page,
    as_spaced_text,
    as_tab_text,
    laid_out,
    lines_of,
    order,
    text_document,
)

NUMBERS = {key: (i, i % 3, 0, i % 2, 0, 0, i + i % 3 + i % 2) for i, key in enumerate(order(True))}
T21 = Written(True, NUMBERS)


def figures(reading: TableReading) -> dict[str, Figure]:
    return {figure.field: figure for figure in reading.figures if figure.applicant is Applicant.TOTAL}


def totals(reading: TableReading) -> dict[str, Decimal | None]:
    return {field: figure.value for field, figure in figures(reading).items()}


def grid(*rows: str) -> TableReading:
    return read_tables(laid_out([[(cell, 1, 1) for cell in row.split("|")] for row in rows]), ())


def text(written: str) -> TableReading:
    return read_tables(text_document(written), ())


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


# --- 主动公开 -----------------------------------------------------------------------------------------------------

LICENCES = "成效。第二十条第（五）项信息内容上一年项目数量本年增/减处理决定数量行政许可"


@pytest.mark.parametrize(
    ("cells", "wanted"),
    [
        ("24 -7 1,912", (24, -7, 1912)),
        ("000", (0, 0, 0)),
        ("3960181", None),
        ("2648-18538", None),
        ("24 -719", None),
    ],
)
def test_three_numbers_without_a_sum(cells: str, wanted: tuple[int, int, int] | None) -> None:
    read = totals(text(f"{LICENCES}{cells}第二十条第（六）项"))
    names = ("licences.items_last_year", "licences.items_change", "licences.decisions")
    assert tuple(read[name] for name in names) == (wanted or (None, None, None))


def test_a_gap_in_a_row_stays_at_its_column() -> None:
    reading = grid("信息内容|上一年项目数量|本年增/减|处理决定数量", "行政强制|3||40")
    assert totals(reading) == {"coercion.items_last_year": 3, "coercion.items_change": None, "coercion.decisions": 40}
    assert figures(reading)["coercion.items_change"].status is Status.BLANK


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("信息内容|本年制发件数|本年废止件数|现行有效件数", "行政规范性文件|55|5"),
        ("表二|信息内容|本年制发件数|本年废止件数|现行有效件数", "行政规范性文件|13|0|55"),
        ("信息内容|本年制发件|本年废止件数|现行有效件数", "行政规范性文件|13 0 55"),
    ],
    ids=["a cell lost", "header shifted", "header misprinted"],
)
def test_a_row_that_does_not_fit_its_header_is_not_read(header: str, row: str) -> None:
    assert set(totals(grid(header, row)).values()) <= {None}


@pytest.mark.parametrize(
    ("header", "cell", "value", "converted"),
    [
        ("本年收费金额（单位：万元）", "24252.311082", "24252.311082", False),
        ("本年收费金额（单位：万元）", "984361.5元", "98.43615", True),
        ("本年收费金额（单位：元）", "984361.5", "98.43615", True),
        ("本年收费金额（单位：万元）", "1.2亿元", "12000", True),
        ("本年收费金额（单位：万元）", "36.5万元", "36.5", False),
    ],
)
def test_amounts_are_given_in_the_catalogue_unit(header: str, cell: str, value: str, converted: bool) -> None:
    reading = grid(f"信息内容|{header}", f"行政事业性收费|{cell}")
    assert str(totals(reading)["charges.amount"]) == value
    assert any(repair.code == "unit_converted" for repair in reading.repairs) is converted


@pytest.mark.parametrize(
    ("above", "below", "suffixes"),
    [
        ("信息内容|本年新|本年新|对外公开", "|制作数量|公开数量|总数量", ("made", "published", "public_total")),
        ("信息内容|本年制|本年废|现行有", "|发件数|止件数|效件数", ("issued", "repealed", "in_force")),
        ("信息内容|本年|本年|现行", "|废止件数|制发件数|有效件数", None),
        ("信息内容|本年新|本年新|备注", "|制作数量|公开数量|说明", None),
        ("信息内容|本年新|本年新|对外公开总数量", "||||", ("made", "published", "public_total")),
    ],
)
def test_a_header_cut_over_two_rows_is_joined_column_by_column(
    above: str, below: str, suffixes: tuple[str, ...] | None
) -> None:
    read = totals(grid(above, below, "规章|1|2|3", "行政规范性文件|4|5|6"))
    if suffixes:
        assert {field: value for field, value in read.items() if field.startswith("normative")} == {
            f"normative.{suffix}": number for suffix, number in zip(suffixes, (4, 5, 6), strict=True)
        }
    else:
        assert not any(read.values()) or read["normative.issued"] == 5


def test_a_cut_header_beside_cells_that_reach_over_both_rows() -> None:
    reading = read_tables(
        laid_out(
            [
                [("信息内容", 2, 1), ("本年新", 1, 1), ("本年新", 1, 1), ("对外公开总数量", 2, 1)],
                [("制作数量", 1, 1), ("公开数量", 1, 1)],
                [("规章", 1, 1), ("1", 1, 1), ("2", 1, 1), ("3", 1, 1)],
            ]
        ),
        (),
    )
    assert totals(reading) == {"regulations.made": 1, "regulations.published": 2, "regulations.public_total": 3}


def test_blank_cells_too_many_at_the_end_cost_no_row() -> None:
    read = totals(grid("信息内容|本年制发件数|本年废止件数|现行有效件数||", "规章|1|2|3||", "行政规范性文件|4|5|6||"))
    assert [read[f"normative.{suffix}"] for suffix in ("issued", "repealed", "in_force")] == [4, 5, 6]
    review = "|".join("行政复议" + name for name in ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计"))
    assert totals(grid(review, "0|1|0|0|1||"))["review.corrected"] == 1


def test_a_sentence_about_documents_is_no_cover_table() -> None:
    reading = text("2020年，本年新公开规范性文件3件，现行有效件数为12件，收费金额5万元，行政许可 30 件")
    assert reading.form == PROSE
    assert reading.figures == ()


# --- one indicator a row ---------------------------------------------------------------------------------------------

NATIONAL = [
    "统　计　指　标|单位|统计数",
    "一、主动公开情况|——|",
    "（一）主动公开政府信息数（不同渠道和方式公开相同信息计1条）|条|1,912",
    "3.政务微博公开政府信息数|条|",
    "4.政务微信公开政府信息数|条|12",
    "1.参加或举办新闻发布会总次数|次|零",
    "（一）收到申请数|件|2笔",
    "1.按时办结数|件|1",
    "四、行政复议数量|件|3",
    "（一）维持具体行政行为数|件|1",
    "（二）被依法纠错数|件|/",
    "七、向图书馆、档案馆等查阅场所报送信息数|条|9",
    "（三）其他情形数|件|5",
    "（四）政府信息公开专项经费|万元|50000元",
    "（三）接受培训人员数|人次|190多",
]


def test_the_national_table_is_read_by_label_and_group() -> None:
    reading = grid(*NATIONAL)
    read = figures(reading)
    assert reading.form == "T14"
    assert read["disclosure.total"].value == 1912
    assert read["disclosure.weibo"].status is Status.BLANK
    assert read["response.press_conferences"].status is Status.REPORTED_ZERO
    assert read["requests.received"].value == 2
    assert read["review.upheld"].value == 1
    assert read["review.corrected"].status is Status.BLANK
    assert read["organisation.budget"].value == 5
    assert read["training.participants"].qualifier is Qualifier.AT_LEAST
    assert not {field for field in read if field.endswith(".other")}


@pytest.mark.parametrize("separator", ["", " ", "\t", "\n", "\n\n"])
def test_the_national_table_is_read_from_running_text(separator: str) -> None:
    cells = [cell for row in NATIONAL[:2] for cell in row.split("|")]
    cells += [cell for row in NATIONAL[2:8] if not row.endswith("零") for cell in row.replace("2笔", "2").split("|")]
    read = totals(text("情况如下。" + separator.join(cells)))
    assert read == {
        "disclosure.total": 1912,
        "disclosure.weibo": None,
        "disclosure.wechat": 12,
        "requests.received": 2,
        "requests.closed.on_time": 1,
    }


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("指标名称|计量单位|2012年度|历年累计", 3),
        ("指标名称|计量单位|历年累计|2012年度", 40),
        ("指标名称|计量单位|代码|本年累计", 40),
        ("指标名称|计量单位|本期实际|本年累计", 40),
        ("统计指标|单位|市本级统计数|全市统计数", None),
        ("统计指标|单位|上年数量|本年数量", 40),
    ],
)
def test_only_this_years_column_is_the_figure(header: str, value: int | None) -> None:
    reading = grid(header, "受理依申请公开信息总数|条|3|40", "其中：1.当面申请数|条|3|40", "2.信函、传真申请数|条|0|0")
    assert totals(reading) == {"requests.received": value, "requests.received.in_person": value}
    assert reading.form == LOCAL


def test_glued_columns_are_settled_by_parts_and_sentences() -> None:
    table = (
        "指标名称计量单位2018年度历年累计主动公开文件数条206912106其中：1.政府网站公开数条2069121062.政府公报公开数条00"
    )
    assert totals(text(f"方便群众。{table}")) == {
        "disclosure.total": None,
        "disclosure.website": None,
        "disclosure.gazette": 0,
    }
    told = totals(text(f"全区主动公开政府信息2069条。{table}"))
    assert told["disclosure.total"] == told["disclosure.website"] == 2069


@pytest.mark.parametrize("comma", ["，", ",", ", ", "；", ";"])
def test_a_running_list_of_labels_is_a_sentence_whatever_its_commas(comma: str) -> None:
    parts = (
        "2020年度公开政府信息48条",
        "制发规范性文件总数2件",
        "行政复议数量0件",
        "行政诉讼数量1件",
        "举报投诉数量0件",
        "依申请公开信息收取的费用0万元",
        "接受培训人员数12人次",
    )
    reading = text(comma.join(parts) + "。")
    assert reading.form == PROSE
    assert reading.figures == ()
    assert reading.spans == ()


@pytest.mark.parametrize("comma", [",", ", "])
def test_cells_parted_by_commas_are_not_lost_with_it(comma: str) -> None:
    rows = (("指标名称", "单位", "2018年度"), ("主动公开政府信息数", "条", "94"), ("收到申请数", "件", "3"))
    reading = text("工作有序。\n" + "\n".join(comma.join(row) for row in rows))
    assert totals(reading) == {"disclosure.total": 94, "requests.received": 3}


def test_sentences_about_requests_are_no_table() -> None:
    reading = text("统计数据显示，全年收到申请数3件，其中当面申请数1件，网络申请数2件，传真申请数0件，按时办结数3件")
    assert reading.form == PROSE
    assert reading.figures == ()


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


def test_a_label_broken_around_its_value_is_read() -> None:
    lines = "统计指标 单位 统计数\n4.不同意公开答复数 件 4\n"
    lines += "其中：危及国家安全、公共安全、\n件 4\n经济安全和社会稳定\n5.不属于本行政机关公开数 件 1"
    assert totals(text(lines)) == {
        "requests.outcome.refused": 4,
        "requests.outcome.refused.security_stability": 4,
        "requests.outcome.not_this_agency": 1,
    }


def test_part_of_a_channel_is_not_the_total() -> None:
    read = totals(text("统计指标单位统计数（一）收到申请数件3通过网站主动公开信息数条50其中：当面申请数件1"))
    assert read == {"requests.received": 3, "requests.received.in_person": 1}


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
