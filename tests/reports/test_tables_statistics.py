"""Variants of tables with one indicator a row: the national table of 2014 and what places made of it."""

import pytest

from reports.model import LOCAL, PROSE, Qualifier, Status
from tests.reports.table_readings import figures, grid, text, totals

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
