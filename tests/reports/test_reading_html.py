import base64

import pytest

from reports.errors import NotAReport
from reports.reading import read
from tests.reports.reading_tools import check_offsets, outline, paragraphs, read_file, read_str, tables

SENTENCE = "清江县水利局认真贯彻落实《中华人民共和国政府信息公开条例》，持续推进政务公开，主动公开政府信息一千余条。"
T14 = (
    "<table><tr><td>统计指标</td><td>单位</td><td>统计数</td></tr><tr><td>一、主动公开情况</td><td>—</td><td></td></tr>"
    "<tr><td>（一）主动公开政府信息数</td><td>条</td><td>947</td></tr><tr><td>其中：规范性文件</td><td>件</td><td>3</td></tr></table>"
)


def page(article: str, head: str = "") -> str:
    return (
        f"<!DOCTYPE html><html><head><meta charset='utf-8'>{head}<title>年报_栏目_清江县</title></head><body>"
        "<div class='header'><ul><li><a href='/'>首页，新闻</a></li><li><a href='/zw'>政务公开</a></li></ul></div>"
        f"<div class='wrap'>{article}</div><div class='footer'><p>主办：清江县人民政府，地址：河滨路1号。</p></div>"
        "</body></html>"
    )


def test_the_article_of_a_declared_gb2312_page() -> None:
    document = read_file("gb2312-page.html")
    found = paragraphs(document)
    assert found[0] == "清江县2022年度政府信息公开工作年度报告"
    assert found[2] == (
        "根据《中华人民共和国政府信息公开条例》规定，编制本报告。统计期限自2022年1月1日起至12月31日止。"
    )
    assert "（一）主动公开情况。2022年，主动公开政府信息1234条。" in found
    assert "（三）政府信息管理情况。良好。" in found
    assert not any("隐藏" in text or "ICP" in text or "首页" in text or "检索" in text for text in found)
    assert document.metadata == {
        "title": "清江县2022年度政府信息公开工作年度报告",
        "site": "清江县人民政府",
        "source": "县政府办公室",
        "date": "2023-01-18 09:20",
    }
    check_offsets(document)


def test_spans_are_laid_out_whatever_they_claim() -> None:
    table = tables(read_file("gb2312-page.html"))[1]
    assert [row[0] for row in table[4:]] == ["三、本年度"] * 3
    assert table[2][4] == "商业企业"
    assert table[0][3:] == ["申请人情况"] * 7
    assert {len(row) for row in table} == {10}


def test_tables_that_lay_the_page_out_are_unwrapped_and_the_title_above_is_kept() -> None:
    document = read_file("layout-tables.html")
    assert paragraphs(document)[0] == "清江县水利局2010年政府信息公开年度报告"
    assert document.metadata["title"] == "清江县水利局2010年政府信息公开年度报告"
    assert "（三）政府信息管理情况。良好。" in paragraphs(document)
    assert [len(table) for table in tables(document)] == [4, 7]
    assert "栏目" not in document.text


@pytest.mark.parametrize(
    "container", ["class='TRS_Editor'", "id='zoom'", "class='cms-3f9x'", "class='content-detail box'"]
)
def test_the_article_is_found_in_known_and_unknown_containers(container: str) -> None:
    news = "".join(f"<li><a href='{n}'>新闻标题，第{n}条，内容丰富</a></li>" for n in range(40))
    document = read_str(
        page(f"<ul>{news}</ul><div class='TRS_Editor'></div><div {container}>{f'<p>{SENTENCE}</p>' * 4}</div>")
    )
    assert paragraphs(document) == [SENTENCE] * 4


def test_a_table_outside_the_container_belongs_to_the_report() -> None:
    document = read_str(page(f"<div id='zoom'>{f'<p>{SENTENCE}</p>' * 5}</div><div class='fujian'>{T14}</div>"))
    assert outline(document)[5][2] == ["（一）主动公开政府信息数", "条", "947"]


def test_a_report_in_several_containers_is_read_whole() -> None:
    parts = "".join(f"<div class='TRS_Editor'><p>{n}、{SENTENCE}</p></div>" for n in "一二三四")
    assert [text[0] for text in paragraphs(read_str(page(parts)))] == list("一二三四")


def test_breaks_end_lines_and_words_over_spans_are_one() -> None:
    lines = f"&nbsp;&nbsp;一、概<span>述</span><br/>　　收到<b>1</b><span>3</span>件<br>{SENTENCE}<o:p></o:p>"
    article = f"<div id='zoom'>{lines}</div>"
    assert paragraphs(read_str(page(article))) == ["一、概述", "收到13件", SENTENCE]


def test_source_line_ends_inside_chinese_text_are_no_spaces() -> None:
    assert paragraphs(read_str(page(f"<div id='zoom'><p>收到\n    申请\n2 件</p><p>{SENTENCE}</p></div>"))) == [
        "收到申请 2 件",
        SENTENCE,
    ]


def test_headings_and_bold_lines_are_hints() -> None:
    article = f"<div id='zoom'><h3>一、概述</h3><p><strong>二、公开</strong></p><p>{SENTENCE}<b>重点</b></p></div>"
    document = read_str(page(article))
    assert [(block.level, block.bold) for block in document.blocks] == [(3, False), (None, True), (None, False)]


@pytest.mark.parametrize(
    "span", ["rowspan='0'", "rowspan='10000'", "rowspan='-3'", "rowspan='x'", "colspan='99999999'"]
)
def test_absurd_spans_are_bounded(span: str) -> None:
    table = f"<table><tr><td {span}>甲</td><td>信息</td><td>1</td></tr><tr><td>乙</td><td>公开</td></tr></table>"
    document = read_str(page(f"<div id='zoom'><p>{SENTENCE}</p>{table}</div>"))
    check_offsets(document)
    (found,) = tables(document)
    assert len(found) == 2
    assert len(found[0]) <= 64


def test_many_huge_spans_do_not_exhaust_memory() -> None:
    row = "<tr>" + "<td rowspan=9999 colspan=9999>信息</td>" * 40 + "</tr>"
    document = read_str(page(f"<div id='zoom'><p>{SENTENCE}</p><table>{row * 60}</table></div>"))
    check_offsets(document)


def test_deeply_nested_elements_are_read() -> None:
    deep = "<div>" * 1000 + f"<p>{SENTENCE}</p>" + "</div>" * 1000
    assert SENTENCE in read_str(page(f"<div id='zoom'>{deep}</div>")).text


@pytest.mark.parametrize(
    "link",
    [
        "<a href='2022nb.pdf'>2022年报</a>",
        "<a href='/f/nb.docx?id=3'>点此下载</a>",
        "<iframe src='/pdf/nb.PDF'></iframe>",
    ],
)
def test_a_covering_letter_is_no_report_and_says_where_it_is(link: str) -> None:
    letter = (
        f"<div id='zoom'><p>现将《清江县2022年政府信息公开工作年度报告》予以公布。</p></div><div>附件：{link}</div>"
    )
    with pytest.raises(NotAReport, match="attachment"):
        read_str(page(letter))


def test_a_report_that_also_offers_itself_as_a_file_is_a_report() -> None:
    parts = "".join(f"<p>{n}、{SENTENCE}</p>" for n in "一二三")
    assert paragraphs(read_str(page(f"<div id='zoom'>{parts}<a href='nb.pdf'>下载</a></div>")))[0].startswith("一、")


def test_a_page_drawn_by_a_script_is_no_report() -> None:
    with pytest.raises(NotAReport, match="script"):
        read_str(page("<div id='app'></div><script>render('政府信息公开，年度报告。')</script>"))


def test_the_suffix_may_lie() -> None:
    assert read(page(f"<div id='zoom'><p>{SENTENCE}</p></div>").encode(), "report.doc").format == "html"
    assert read_str("一、概述\n<b>无</b>", "report.html").format == "txt"


def test_a_page_saved_as_one_file() -> None:
    body = base64.encodebytes(page(f"<div id='zoom'><p>{SENTENCE}</p></div>").encode("gb18030")).decode()
    archive = (
        "From: <Saved by Blink>\nSubject: x\nMIME-Version: 1.0\n"
        'Content-Type: multipart/related;\n\tboundary="b"\n\n--b\n'
        f"Content-Type: text/html\nContent-Transfer-Encoding: base64\n\n{body}\n--b--\n"
    )
    assert paragraphs(read(archive.encode(), "x.doc")) == [SENTENCE]


def test_text_set_as_typed_keeps_its_lines() -> None:
    article = f"<div id='zoom'><pre>一、概述\n{SENTENCE}\n规章\t0\t1\n文件\t2\t3\n</pre></div>"
    assert outline(read_str(page(article))) == ["一、概述", SENTENCE, [["规章", "0", "1"], ["文件", "2", "3"]]]


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("12<sup>1</sup>件", "12件"),
        ("<span>12</span><sup>[1]</sup>件", "12件"),
        ("12<span style='vertical-align:super'>①</span>件", "12件"),
        ("<sup>1</sup>12件", "12件"),
        ("第<sup>12</sup>件", "第12件"),
        ("5m<sup>2</sup>", "5m2"),
        ("<s>99</s>12件", "12件"),
        ("<del>99</del><ins>12</ins>件", "12件"),
        ("<strike>99</strike>12件", "12件"),
        ("<span style='text-decoration:line-through'>99</span>12件", "12件"),
        ("<span style='text-decoration:underline'>12</span>件", "12件"),
        ("12<span style='DISPLAY: none'>9</span>件", "12件"),
    ],
)
def test_marks_of_notes_and_struck_out_numbers_are_no_part_of_a_number(written: str, said: str) -> None:
    cells = f"<table><tr><td>项目</td><td>数</td></tr><tr><td>规章</td><td>{written}</td></tr></table>"
    document = read_str(page(f"<p>{SENTENCE}</p><p>收到申请{written}。</p>{cells}"), "x.html")
    assert f"收到申请{said}。" in paragraphs(document)
    assert tables(document)[-1][1][1] == said


TITLE = "<h1>清江县2022年政府信息公开工作年度报告</h1><p>发布日期：2023-01-18 来源：县政府办公室 浏览次数：12</p>"


@pytest.mark.parametrize(
    ("article", "reason"),
    [
        (TITLE + "<iframe src='/report/2022.html'></iframe>", "frames another one.*/report/2022.html"),
        (TITLE + "<iframe src='/pdfjs/viewer.html?file=/up/2022.pdf'></iframe>", "attachment.*2022.pdf"),
        (TITLE + "<a href='/download.jsp?classid=0&filename=2.pdf'>年度报告</a>", "attachment.*年度报告"),
        (TITLE + "<img src='1.jpg'><img src='2.jpg'>", "2 pictures"),
        (TITLE + "<div id='app'></div>", "drawn by a script"),
    ],
)
def test_a_page_without_the_report_says_where_it_may_be(article: str, reason: str) -> None:
    with pytest.raises(NotAReport, match=reason):
        read_str(f"<html><body><div>{article}</div></body></html>", "x.html")


def test_a_page_of_frames_says_so() -> None:
    frames = "<frameset cols='20,80'><frame src='menu.html'><frame src='report.html'></frameset>"
    with pytest.raises(NotAReport, match=r"frames another one.*report\.html"):
        read_str(f"<html><head><title>年报</title></head>{frames}</html>", "x.html")


def test_a_saved_archive_gives_the_page_that_holds_the_report() -> None:
    parts = ("<html><frameset><frame src='a.html'></frameset></html>", page(f"<p>{SENTENCE}</p>"))
    text = "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n"
    text += "".join(
        f"--b\nContent-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: base64\n\n"
        f"{base64.b64encode(part.encode()).decode()}\n"
        for part in parts
    )
    assert SENTENCE in paragraphs(read_str(text + "--b--\n", "x.mht"))


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("<p>我局公开信息二十条。</p>", "too little for a report"),
        (
            "<h1>清江县水利局2022年政府信息公开工作年度报告</h1><p>2022年，我局公开信息二十条。</p>",
            "too little for a report",
        ),
        ("<p>正在加载，请稍候。</p><script>draw()</script>", "drawn by a script"),
        ("<a href='/nb/2021'>2021年</a><a href='/nb/2022'>2022年</a>", "list of links"),
    ],
)
def test_a_page_of_hardly_a_sentence_is_refused_for_what_it_lacks(body: str, why: str, encoding: str) -> None:
    with pytest.raises(NotAReport, match=why):
        read(f"<html><head><meta charset='{encoding}'></head><body>{body}</body></html>".encode(encoding), "a.html")


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_one_whole_sentence_is_read_in_any_encoding(encoding: str) -> None:
    assert SENTENCE in read(f"<html><body><p>{SENTENCE}</p></body></html>".encode(encoding), "a.html").text
