import zipfile
from io import BytesIO

import docx
import pytest
from docx.document import Document as WordDocument
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from reports.errors import DamagedFile, EmptyFile, TooLarge
from reports.model import Document
from reports.reading import read
from reports.reading.counting import chinese, written
from tests.corpora import corpus, needs
from tests.reports.reading_tools import FILES, check_offsets, outline, paragraphs, read_file, tables


def saved(word: WordDocument) -> bytes:
    buffer = BytesIO()
    word.save(buffer)
    return buffer.getvalue()


def read_word(word: WordDocument) -> Document:
    document = read(saved(word), "x.docx")
    check_offsets(document)
    return document


def with_member(data: bytes, name: str, content: bytes) -> bytes:
    """Return the Word file with one member replaced."""
    buffer = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.namelist():
            new.writestr(member, content if member == name else old.read(member))
    return buffer.getvalue()


def number(word: WordDocument, levels: list[tuple[str, str]]) -> int:
    """Add a list whose levels have these formats and texts; return its id."""
    root = word.part.numbering_part.element
    inner = "".join(
        f'<w:lvl w:ilvl="{i}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for i, (form, text) in enumerate(levels)
    )
    root.insert(0, parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="99">{inner}</w:abstractNum>'))
    root.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="99"><w:abstractNumId w:val="99"/></w:num>'))
    return 99


def add_numbered(word: WordDocument, text: str, level: int) -> None:
    properties = word.add_paragraph(text)._p.get_or_add_pPr()
    properties.append(parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="99"/></w:numPr>'))


def test_automatic_numbers_are_written_out() -> None:
    word = docx.Document()
    number(
        word, [("chineseCountingThousand", "%1、"), ("chineseCounting", "（%2）"), ("decimal", "%3."), ("bullet", "•")]
    )
    for text, level in [("总体", 0), ("主动", 1), ("依申请", 1), ("网站", 2), ("要点", 3), ("情况", 0), ("受理", 1)]:
        add_numbered(word, text, level)
    assert paragraphs(read_word(word)) == [
        "一、总体",
        "（一）主动",
        "（二）依申请",
        "1.网站",
        "要点",
        "二、情况",
        "（一）受理",
    ]


def test_numbers_by_style() -> None:
    word = docx.Document()
    number(word, [("japaneseCounting", "第%1章 ")])
    style = word.styles["Heading 1"].element.get_or_add_pPr()
    style.append(parse_xml(f'<w:numPr {nsdecls("w")}><w:numId w:val="99"/></w:numPr>'))
    word.add_heading("概述", 1)
    word.add_heading("公开", 1)
    document = read_word(word)
    assert paragraphs(document) == ["第一章 概述", "第二章 公开"]
    assert [block.level for block in document.blocks] == [1, 1]


@pytest.mark.parametrize(
    ("value", "form", "text"),
    [
        (1, "chineseCounting", "一"),
        (10, "chineseCounting", "十"),
        (21, "ideographDigital", "二十一"),
        (3, "decimal", "3"),
        (2, "upperLetter", "B"),
        (4, "lowerRoman", "iv"),
        (3, "decimalEnclosedCircle", "③"),
        (5, "bullet", ""),
    ],
)
def test_number_formats(value: int, form: str, text: str) -> None:
    assert written(value, form) == text


def test_chinese_numbers_count_as_headings_do() -> None:
    assert [chinese(n) for n in (9, 10, 11, 19, 20, 35, 99)] == ["九", "十", "十一", "十九", "二十", "三十五", "九十九"]


def test_merged_cells_and_lists_inside_them() -> None:
    word = docx.Document()
    table = word.add_table(4, 4)
    for i, row in enumerate(table.rows):
        for j, cell in enumerate(row.cells):
            cell.text = f"{i}{j}"
    table.cell(0, 0).merge(table.cell(0, 3)).text = "信息内容"
    table.cell(1, 0).merge(table.cell(3, 0)).text = "三、\n本\n年"
    (found,) = tables(read_word(word))
    assert found == [["信息内容"] * 4, *[["三、本年", f"{i}1", f"{i}2", f"{i}3"] for i in (1, 2, 3)]]


def test_a_frame_of_one_cell_is_unwrapped_and_a_table_in_it_is_a_table() -> None:
    word = docx.Document()
    frame = word.add_table(1, 1).cell(0, 0)
    frame.text = "二、主动公开"
    inner = frame.add_table(2, 2)
    for cell, text in zip([c for row in inner.rows for c in row.cells], ["规章", "0", "文件", "1"], strict=True):
        cell.text = text
    assert outline(read_word(word)) == ["二、主动公开", [["规章", "0"], ["文件", "1"]]]


def test_what_word_does_not_show_is_not_read() -> None:
    word = docx.Document()
    word.sections[0].header.paragraphs[0].text = "页眉"
    paragraph = word.add_paragraph("公开")
    paragraph._p.append(parse_xml(f'<w:del {nsdecls("w")} w:id="1"><w:r><w:delText>删</w:delText></w:r></w:del>'))
    paragraph._p.append(parse_xml(f'<w:ins {nsdecls("w")} w:id="2"><w:r><w:t>信息</w:t></w:r></w:ins>'))
    hidden = paragraph.add_run("隐藏")
    hidden.font.hidden = True
    paragraph._p.append(parse_xml(f"<w:r {nsdecls('w')}><w:instrText>PAGE</w:instrText></w:r>"))
    paragraph.add_run("13件")
    assert read_word(word).text == "公开信息13件"


@pytest.mark.parametrize("mark", ["<w:strike/>", '<w:dstrike w:val="true"/>', '<w:vertAlign w:val="superscript"/>'])
def test_struck_out_and_raised_digits_are_no_part_of_a_number(mark: str) -> None:
    word = docx.Document()
    paragraph = word.add_paragraph("收到申请12")
    paragraph._p.append(parse_xml(f"<w:r {nsdecls('w')}><w:rPr>{mark}</w:rPr><w:t>9</w:t></w:r>"))
    paragraph.add_run("件")
    assert read_word(word).text == "收到申请12件"


def test_a_run_set_back_to_plain_is_read() -> None:
    word = docx.Document()
    paragraph = word.add_paragraph("1")
    plain = '<w:vanish w:val="0"/><w:strike w:val="false"/>'
    paragraph._p.append(parse_xml(f"<w:r {nsdecls('w')}><w:rPr>{plain}</w:rPr><w:t>2件</w:t></w:r>"))
    assert read_word(word).text == "12件"


def test_deleted_cells_are_not_read() -> None:
    word = docx.Document()
    table = word.add_table(2, 3)
    for i, row in enumerate(table.rows):
        for j, cell in enumerate(row.cells):
            cell.text = f"{i}{j}"
        row.cells[1]._tc.get_or_add_tcPr().append(parse_xml(f'<w:cellDel {nsdecls("w")} w:id="{i}"/>'))
    assert tables(read_word(word)) == [[["00", "02"], ["10", "12"]]]


def test_text_boxes_and_content_controls_are_read_once() -> None:
    word = docx.Document()
    ns = (
        'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:v="urn:schemas-microsoft-com:vml"'
    )
    box = "<w:txbxContent><w:p><w:r><w:t>框内</w:t></w:r></w:p></w:txbxContent>"
    word.add_paragraph("框外")._p.append(
        parse_xml(
            f"<w:r {nsdecls('w')} {ns}><mc:AlternateContent><mc:Choice Requires='wps'>{box}</mc:Choice>"
            f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
        )
    )
    control = f"<w:sdt {nsdecls('w')}><w:sdtContent><w:p><w:r><w:t>控件</w:t></w:r></w:p></w:sdtContent></w:sdt>"
    word.element.body.insert(1, parse_xml(control))
    assert paragraphs(read_word(word)) == ["框外", "框内", "控件"]


def test_headings_and_bold_are_hints() -> None:
    word = docx.Document()
    word.add_heading("标题", 2)
    word.add_paragraph().add_run("一、概述").bold = True
    mixed = word.add_paragraph("（一）公开。")
    mixed.add_run("重点").bold = True
    assert [(block.level, block.bold) for block in read_word(word).blocks] == [(2, False), (None, True), (None, False)]


def test_a_line_break_inside_a_paragraph_ends_a_line() -> None:
    word = docx.Document()
    word.add_paragraph("一、概述\n2021年，公开信息。")
    assert paragraphs(read_word(word)) == ["一、概述", "2021年，公开信息。"]


def test_a_word_file_without_text_is_empty() -> None:
    with pytest.raises(EmptyFile):
        read(saved(docx.Document()), "x.docx")


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = with_member(saved(docx.Document()), "word/document.xml", b" " * (60 * 1024 * 1024))
    assert len(bomb) < 200_000
    with pytest.raises(TooLarge):
        read(bomb, "x.docx")


def test_entities_are_inert() -> None:
    lol = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    xml = (
        f'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY l0 "哈">{lol}<!ENTITY f SYSTEM "file:///etc/hostname">]>'
        f"<w:document {nsdecls('w')}><w:body><w:p><w:r><w:t>概述&l11;&f;</w:t></w:r></w:p></w:body></w:document>"
    )
    data = with_member(saved(docx.Document()), "word/document.xml", xml.encode())
    try:
        text = read(data, "x.docx").text
    except DamagedFile:
        return
    assert text == "概述"


@pytest.mark.parametrize("cut", [100, 3000, -30])
def test_a_cut_word_file_is_damaged(cut: int) -> None:
    with pytest.raises(DamagedFile):
        read((FILES / "2022-water-bureau.docx").read_bytes()[:cut], "x.docx")


@pytest.mark.parametrize("member", ["word/document.xml", "[Content_Types].xml", "word/_rels/document.xml.rels"])
def test_a_word_file_with_broken_xml_is_damaged(member: str) -> None:
    with pytest.raises(DamagedFile):
        read(with_member((FILES / "2022-water-bureau.docx").read_bytes(), member, b"<a><b>"), "x.docx")


@pytest.mark.parametrize("suffix", ["doc", "odt"])
def test_old_formats_read_as_the_page_does(suffix: str) -> None:
    document = read_file(f"2022-water-bureau.{suffix}")
    assert document.format == suffix
    assert outline(document) == outline(read_file("2022-water-bureau.html"))


def test_a_word_file_reads_as_the_page_does() -> None:
    assert outline(read_file("2022-water-bureau.docx")) == outline(read_file("2022-water-bureau.html"))


@needs("reports")
def test_the_blank_form() -> None:
    document = read((corpus("reports") / "template-2021-blank.docx").read_bytes(), "x.docx")
    first, second, third = tables(document)
    assert (len(first), len(second), len(third)) == (14, 28, 4)
    assert second[7][:3] == ["三、本年度办理结果", "（三）不予公开", "1.属于国家秘密"]
    assert second[7][3:] == [""] * 7
    assert qn("w:p") not in document.text
