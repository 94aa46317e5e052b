import pytest

from tests.reports.reading_tools import check_offsets, outline, paragraphs, read_str, tables


def test_a_pipe_table_with_and_without_outer_pipes() -> None:
    text = (
        "表二\n| 信息内容 | 本年制发件数 |\n|---|:---:|\n| 规章 | **0** |\n| a\\|b |  |\n\n"
        "名称 | 数\n--- | ---\n甲 | 1\n"
    )
    document = read_str(text, "x.md")
    assert outline(document) == [
        "表二",
        [["信息内容", "本年制发件数"], ["规章", "0"], ["a|b", ""]],
        [["名称", "数"], ["甲", "1"]],
    ]
    check_offsets(document)


def test_a_bar_in_a_sentence_is_no_table() -> None:
    assert tables(read_str("首页|机构|政策\n二、主动公开")) == []


def test_fragments_of_a_converted_table_stay_rows() -> None:
    (table,) = tables(read_str("| 三、 | （一）予以公开 | 9 |\n| 0 | 0 |\n|---|---|\n| 1 | 2 |", "x.md"))
    assert table == [["三、", "（一）予以公开", "9"], ["0", "0", None], ["1", "2", None]]


def test_ragged_rows_of_tabs() -> None:
    document = read_str(
        "第二十条第（五）项\t\t\t\n信息内容\t上一年项目数量\t本年增/减\t处理决定数量\n行政许可\t1\t0\t5829\n第二十条第（六）项\n"
        "信息内容\t上一年项目数量\t本年增/减\t处理决定数量\n行政处罚\t4\t\t0\n"
    )
    (table,) = tables(document)
    assert table[0] == ["第二十条第（五）项", "", "", ""]
    assert table[3] == ["第二十条第（六）项", None, None, None]
    assert table[5] == ["行政处罚", "4", "", "0"]
    assert "行政处罚\t4\t\t0" in document.text
    check_offsets(document)


def test_a_leading_tab_is_an_empty_first_cell() -> None:
    (table,) = tables(read_str("三、结果\t(一) 予以公开\t10\n\t(二) 部分公开\t0\n"))
    assert table == [["三、结果", "(一) 予以公开", "10"], ["", "(二) 部分公开", "0"]]


@pytest.mark.parametrize(
    "text",
    [
        "\t2017年，我局认真贯彻落实条例。\n\t一是加强领导。\n\t二是完善制度。\n",
        "单位负责人：甲\t审核人：乙\t填报人：丙\n联系电话：123\t填报日期：2018年\n",
        "一、概述\t见下。\n",
    ],
)
def test_tabs_that_indent_or_part_a_signature_are_no_table(text: str) -> None:
    assert tables(read_str(text)) == []


def test_cells_a_line_each_with_a_label_over_an_empty_line() -> None:
    text = (
        "填报单位：某局\n\t指标\n\t单位\n\t统计数\n\n\t一、主动公开情况\n\t——\n\t\n\n\t（一）热点数\n\n（同一热点计1次）\n\t次\n\t0\n\n"
        "\t2.访谈\n\t次\n\t12\n\n\t其中：\n  负责人\n\t次\n\t\n\n（注：总数）\n"
    )
    document = read_str(text)
    assert outline(document) == [
        "填报单位：某局",
        [
            ["指标", "单位", "统计数"],
            ["一、主动公开情况", "——", ""],
            ["（一）热点数（同一热点计1次）", "次", "0"],
            ["2.访谈", "次", "12"],
            ["其中：负责人", "次", ""],
        ],
        "（注：总数）",
    ]
    check_offsets(document)


def test_a_heading_between_two_tables_is_no_row() -> None:
    document = read_str("规章\t0\t0\n文件\t1\t2\n三、收到申请情况\n规章\t0\t0\n文件\t1\t2")
    assert "三、收到申请情况" in paragraphs(document)
    assert len(tables(document)) == 2


def test_a_table_a_converter_left_as_html_in_markdown() -> None:
    rows = "<tr><td colspan='2'>第二十条</td></tr><tr><td>规章</td><td>0</td></tr>"
    text = f"# 二、主动公开\n\n<html><body><table>{rows}</table></body></html>\n\n三、其他"
    document = read_str(text, "x.md")
    assert outline(document) == ["二、主动公开", [["第二十条", "第二十条"], ["规章", "0"]], "三、其他"]


def test_a_masked_telephone_number_keeps_its_asterisks() -> None:
    assert read_str("电话：138****1234，传真：139****5678").text == "电话：138****1234，传真：139****5678"


def test_a_label_without_a_tab_over_its_cells() -> None:
    rows = "指标\n\t单位\n\t数\n一、公开\n\t——\n\t\n（一）信息数\n（同一信息计1条）\n\t条\n\t947\n"
    text = f"填报单位：某局\n{rows}三、其他。"
    assert outline(read_str(text)) == [
        "填报单位：某局",
        [["指标", "单位", "数"], ["一、公开", "——", ""], ["（一）信息数（同一信息计1条）", "条", "947"]],
        "三、其他。",
    ]


def test_cells_without_a_mark_between_rows_are_told_by_units_and_values() -> None:
    cells = ["指标", "单位", "统计数", "一、公开", "——", "", "（一）信息数", "条", "947", "其中：文件", "件", "3"]
    (table,) = tables(read_str("".join(f"\t{cell}\n" for cell in cells)))
    assert table == [cells[i : i + 3] for i in range(0, 12, 3)]
    assert tables(read_str("".join(f"\t{cell}\n" for cell in cells[:-1]))) == []


def test_rows_of_tabs_with_an_empty_line_after_each() -> None:
    document = read_str("附表：\n项目\t数量\n\n规章\t0\n\n文件\t\n\n二、其他\n")
    assert outline(document) == ["附表：", [["项目", "数量"], ["规章", "0"], ["文件", ""]], "二、其他"]


def test_a_spreadsheets_quoted_cells() -> None:
    (table,) = tables(read_str('信息内容\t"本年\n制发件数"\t现行有效\n规章\t0\t1\n'))
    assert table == [["信息内容", "本年制发件数", "现行有效"], ["规章", "0", "1"]]


@pytest.mark.parametrize(
    "line", ["\t1\n", "\t1\n\t2\n\n\t1\n\n", "a\n\t1\nb。\n", " \t\n\t\n", "|\n", "a\tb\n", "\t\t\n"]
)
def test_lines_without_end_are_read_to_the_end(line: str) -> None:
    """What they cost is measured by hostile_texts.py."""
    assert "公开" in read_str(line * 5_000 + "公开").text
