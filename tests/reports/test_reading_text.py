import pytest

from reports.errors import EmptyFile, ReportError, UndecodableText
from reports.reading import read
from tests.corpora import corpus, needs
from tests.reports.reading_tools import SAMPLES, check_offsets, paragraphs, read_str, tables

REPORT = "清江县水利局2010年政府信息公开年度报告\n一、概述\n根据《中华人民共和国政府信息公开条例》，现公布年度报告。\n"


@pytest.mark.parametrize(
    "data",
    [
        REPORT.encode("utf-8"),
        REPORT.encode("utf-8-sig"),
        REPORT.encode("gb18030"),
        REPORT.encode("utf-16"),
        REPORT.encode("utf-16-le"),
        REPORT.encode("utf-16-be"),
        REPORT.replace("\n", "\r\n").encode("gbk"),
    ],
)
def test_every_encoding_reads_the_same(data: bytes) -> None:
    assert read(data, "x.txt").text == REPORT.strip()


def test_big5_is_told_from_gb18030() -> None:
    text = "臺江縣政府資訊公開年度報告\n一、概述\n本報告根據條例編製，統計期限自2010年1月1日起，共公開信息一百條。"
    assert read(text.encode("big5"), "x.txt").text == text


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
@pytest.mark.parametrize("sign", ["×", "□", "■", "①", "─", "→", "☑", "·", "Ⅲ"])
def test_a_text_full_of_signs_is_text(sign: str, encoding: str) -> None:
    text = f"清河县水务局2021年政府信息公开工作年度报告\n一、总体情况\n收到{sign * 60}公开申请{sign * 40}件。"
    assert read(text.encode(encoding), "r.txt").text.count(sign) == 100


def test_a_cut_last_character_does_not_cost_the_report() -> None:
    document = read((REPORT * 20).encode("utf-8")[:-2], "x.txt")
    assert document.text.startswith("清江县水利局")


@pytest.mark.parametrize("data", [bytes(range(128, 256)) * 20, b"\x81\x82\x8d\x9f" * 100])
def test_bytes_that_are_no_text_are_refused(data: bytes) -> None:
    with pytest.raises(UndecodableText) as refused:
        read(data, "x.txt")
    assert refused.value.file == "x.txt"


@pytest.mark.parametrize("data", [b"", b" \n\t\r\n", b"\xef\xbb\xbf", "\u3000\u3000\n\xa0".encode(), b"\xff\xfe\n\0"])
def test_an_empty_file_is_named(data: bytes) -> None:
    with pytest.raises(EmptyFile):
        read(data, "x.txt")


def test_a_crawlers_header_goes_to_metadata() -> None:
    document = read_str(
        "标题: 清江县2012年报告\n发布时间: 2013-01-17 00:00\n文号: \n发布机构: 清江县人民政府\n原文链接: https://x.cn/a?b=c:d\n"
        "页面链接与图片详见 links.tsv(同目录)\n==================== 正文 ====================\n一、概述 正文内容。"
    )
    assert document.text == "一、概述 正文内容。"
    assert document.metadata == {
        "title": "清江县2012年报告",
        "date": "2013-01-17 00:00",
        "publisher": "清江县人民政府",
        "url": "https://x.cn/a?b=c:d",
    }


def test_front_matter_goes_to_metadata() -> None:
    document = read_str('---\ntitle: "清江县年报"\ndate: 2013-01-17\n---\n# 一、概述\n无。', "x.md")
    assert (document.text, document.metadata["title"]) == ("一、概述\n无。", "清江县年报")


def test_markdown_headings_and_bold_lines_are_hints_not_text() -> None:
    document = read_str(
        "# 年度报告\n\n#### 二、收到申请\n\n**三、其他**\n\n**一是强化管理。**不断完善。\n\n![图](a.png)\n\n---\n",
        "x.md",
    )
    found = [(document.text[b.start : b.end], b.level, b.bold) for b in document.blocks]
    assert found == [
        ("年度报告", 1, False),
        ("二、收到申请", 4, False),
        ("三、其他", None, True),
        ("一是强化管理。不断完善。", None, False),
    ]


def test_links_keep_their_words_and_comments_go() -> None:
    text = "详见[门户网站](http://x.cn)<!-- 注 -->。1\\. 总体<br>二、主动 &nbsp;公开 R\\&D"
    assert read_str(text, "x.md").text == "详见门户网站。1. 总体\n二、主动  公开 R\\&D"


def test_navigation_is_cut_from_the_article_where_a_comment_ended() -> None:
    assert paragraphs(read_str("首页 微信 相关链接： --> 根据条例，编制本报告。")) == [
        "首页 微信 相关链接：",
        "根据条例，编制本报告。",
    ]


@pytest.mark.parametrize("mark", ["— 3 —", "- 12 -", "第 3 页", "第3页 共9页", "－2－", "3 / 12", "Page 3 of 9"])
def test_page_marks_go(mark: str) -> None:
    assert read_str(f"一、概述\n{mark}\n二、主动公开").text == "一、概述\n二、主动公开"


LONG = (
    "清江县水利局认真贯彻落实政府信息公开条例围绕防汛抗旱河湖管护农村供水等重点领域，持续推进政务公开标准化规范化建设，"
    "全年召开专题会议4次，举办培训班2期，参训人员190余人次，通过门户网站公开各类信息1234条，其中工作动态类信息800条，"
    "公告公示类信息434条，办理人大代表建议和政协提案答复公开28件，全部在规定时限内通过门户网站向社会公布。"
)


def hard_wrapped(text: str, width: int) -> str:
    return "\n".join(text[at : at + width] for at in range(0, len(text), width))


@pytest.mark.parametrize("width", [22, 31, 38])
def test_hard_wrapped_text_is_put_together(width: int) -> None:
    parts = ["一、总体情况", LONG, "（一）主动公开。" + LONG, "二、存在的问题", "一是" + LONG]
    document = read_str("\n".join(hard_wrapped(part, width) for part in parts))
    assert paragraphs(document) == parts


def test_remains_of_tables_keep_their_lines_in_wrapped_text() -> None:
    rows = [
        "信息内容 本年制发件数 本年废止件数 现行有效件数",
        "行政规范性文件 109 489 597",
        "行政许可 1808595",
        "商业 科研 社会公益",
        "其他",
    ]
    document = read_str("\n".join([hard_wrapped(LONG, 30), *rows, hard_wrapped(LONG, 30)]))
    assert paragraphs(document) == [LONG, *rows, LONG]


def test_lines_of_a_report_that_is_not_wrapped_stay() -> None:
    lines = [f"第{n}项工作由办公室负责落实并按期公开" + "，持续推进" * n for n in range(12)]
    assert paragraphs(read_str("\n".join(lines))) == lines


def test_a_sentence_cut_by_a_page_goes_on_after_the_empty_line() -> None:
    document = read_str(
        "公众号将菜单栏进行再细化、再优化，及时推送信息，不断提高服务能力和水平，持续扩大覆盖面，推\n\n动科技企业平台等服务再升级，效果明显。"
    )
    assert "推动科技企业" in document.text


def test_a_heading_is_never_joined_to_the_line_before() -> None:
    long = "公众号将菜单栏进行再细化、再优化，及时推送信息，不断提高服务能力和水平，持续扩大覆盖面，效果良好"
    assert len(paragraphs(read_str(f"{long}\n\n二、主动公开政府信息情况，以及其他情况。"))) == 2


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*")), ids=lambda path: path.name)
def test_offsets_of_samples_are_true(path) -> None:  # type: ignore[no-untyped-def]
    check_offsets(read(path.read_bytes(), path.name))


@needs("reports")
def test_offsets_of_the_corpus_are_true() -> None:
    for path in sorted(corpus("reports").iterdir()):
        check_offsets(read(path.read_bytes(), path.name))


@needs("reports")
def test_wrapped_lines_of_a_converted_pdf_are_joined_and_its_table_rows_are_not() -> None:
    path = corpus("reports") / "2023-suqian-city-derived.txt"
    found = paragraphs(read(path.read_bytes(), path.name))
    assert "政府信息公开标准化国家级试点成果为抓手" in "".join(found)
    assert "行政规范性文件 109 489 597" in found
    assert "一、本年新收政府信息公开申请数量 3402 99 0 4 5 1 3511" in found
    assert not [text for text in found if text.endswith(("习近平", "打造“一刻"))]


def test_a_table_one_cell_a_line_with_blank_values_and_long_labels() -> None:
    path = SAMPLES / "2017-wenzhou-science-technology-bureau.txt"
    (table,) = tables(read(path.read_bytes(), path.name))
    assert len(table) == 66
    assert table[2] == ["（一）主动公开政府信息数（不同渠道和方式公开相同信息计1条）", "条", "947"]
    assert table[6] == ["1.政府公报公开政府信息数", "条", ""]


def test_every_error_names_file_and_reason() -> None:
    with pytest.raises(ReportError) as refused:
        read(b"", "空.txt")
    assert str(refused.value).startswith("空.txt: ")


@pytest.mark.parametrize("written", ["~~99~~12件", "<del>99</del>12件", "12<sup>1</sup>件", "12[^1]件"])
def test_markdowns_struck_out_numbers_and_notes_are_no_part_of_a_number(written: str) -> None:
    assert paragraphs(read_str(f"收到申请{written}。", "x.md")) == ["收到申请12件。"]
