"""What a Word file does not show is not read, by whatever level of style it is hidden."""

import pytest

from reports.reading import read
from tests.reports.reading_tools import check_offsets, paragraphs, tables
from tests.reports.word_files import beside, cell, paragraph, row, run, table, word

VANISH = "<w:rPr><w:vanish/></w:rPr>"
STYLES = f"""
<w:style w:type="character" w:styleId="Base">{VANISH}</w:style>
<w:style w:type="character" w:styleId="Derived"><w:basedOn w:val="Base"/></w:style>
<w:style w:type="character" w:styleId="Shown"><w:basedOn w:val="Base"/><w:rPr><w:vanish w:val="0"/></w:rPr></w:style>
<w:style w:type="character" w:styleId="White"><w:rPr><w:color w:val="FFFFFF"/></w:rPr></w:style>
<w:style w:type="character" w:styleId="Struck"><w:rPr><w:strike/></w:rPr></w:style>
<w:style w:type="character" w:styleId="Tiny"><w:rPr><w:sz w:val="2"/></w:rPr></w:style>
<w:style w:type="character" w:styleId="Note"><w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="Hidden">{VANISH}</w:style>
<w:style w:type="paragraph" w:styleId="Dark"><w:pPr><w:shd w:val="clear" w:fill="1F3864"/></w:pPr></w:style>
<w:style w:type="table" w:styleId="HiddenTable">{VANISH}</w:style>
<w:style w:type="table" w:styleId="HiddenFirst"><w:tblStylePr w:type="firstRow">{VANISH}</w:tblStylePr></w:style>
<w:style w:type="table" w:styleId="Blue"><w:tblStylePr w:type="firstRow"><w:tcPr><w:shd w:val="clear" w:fill="4472C4"/>
</w:tcPr></w:tblStylePr></w:style>
"""

HIDDEN = {
    "run": "<w:vanish/>",
    "run-true": '<w:vanish w:val="true"/>',
    "run-on": '<w:vanish w:val="on"/>',
    "character style": '<w:rStyle w:val="Base"/>',
    "derived style": '<w:rStyle w:val="Derived"/>',
    "struck by style": '<w:rStyle w:val="Struck"/>',
    "double strike": "<w:dstrike/>",
    "white": '<w:color w:val="FFFFFF"/>',
    "nearly white": '<w:color w:val="FEFEFE"/>',
    "white by style": '<w:rStyle w:val="White"/>',
    "a point high": '<w:sz w:val="2"/>',
    "half a point by style": '<w:rStyle w:val="Tiny"/>',
    "as its own shade": '<w:color w:val="00B050"/><w:shd w:val="clear" w:fill="00B050"/>',
    "as a solid shade": '<w:color w:val="00B050"/><w:shd w:val="solid" w:color="00B050"/>',
    "no fill": "<w14:textFill><w14:noFill/></w14:textFill>",
    "note by style": '<w:rStyle w:val="Note"/>',
}
SHOWN = {
    "set back": '<w:rStyle w:val="Base"/><w:vanish w:val="0"/>',
    "set back by style": '<w:rStyle w:val="Shown"/>',
    "off": '<w:vanish w:val="off"/>',
    "only on the web": "<w:webHidden/>",
    "red": '<w:color w:val="FF0000"/>',
    "auto": '<w:color w:val="auto"/>',
    "white on black": '<w:color w:val="FFFFFF"/><w:shd w:val="clear" w:fill="000000"/>',
    "white on a mark": '<w:color w:val="FFFFFF"/><w:highlight w:val="red"/>',
    "white on a pattern": '<w:color w:val="FFFFFF"/><w:shd w:val="pct50" w:fill="auto"/>',
    "small": '<w:sz w:val="10"/>',
    "what it was before": '<w:rPrChange w:id="1"><w:rPr><w:vanish/></w:rPr></w:rPrChange>',
}


def last_cell(inner: str, style: str = STYLES) -> str | None:
    document = read(word(beside(inner), style), "x.docx")
    check_offsets(document)
    return tables(document)[0][0][-1]


@pytest.mark.parametrize("properties", HIDDEN.values(), ids=HIDDEN.keys())
def test_digits_that_nobody_sees_are_no_part_of_a_cell(properties: str) -> None:
    assert last_cell(run("10") + run("7", properties)) == "10"


@pytest.mark.parametrize("properties", HIDDEN.values(), ids=HIDDEN.keys())
def test_digits_that_nobody_sees_are_no_part_of_a_sentence(properties: str) -> None:
    body = paragraph(run("收到申请12") + run("9", properties) + run("件。"))
    assert read(word(body, STYLES), "x.docx").text == "收到申请12件。"


@pytest.mark.parametrize("properties", SHOWN.values(), ids=SHOWN.keys())
def test_what_looks_hidden_and_is_shown_is_read(properties: str) -> None:
    assert last_cell(run("1") + run("2", properties)) == "12"


def test_levels_of_style_switch_a_toggle_on_and_off() -> None:
    both = paragraph(run("1") + run("2", '<w:rStyle w:val="Base"/>'), '<w:pStyle w:val="Hidden"/>')
    assert last_cell(both) == "2"


def test_document_defaults_hide_what_nothing_sets_back() -> None:
    defaults = f"<w:docDefaults><w:rPrDefault>{VANISH}</w:rPrDefault></w:docDefaults>"
    body = paragraph(run("隐") + run("现", '<w:vanish w:val="0"/>'))
    assert read(word(body, defaults), "x.docx").text == "现"


@pytest.mark.parametrize(
    ("style", "look", "wanted"),
    [
        ("HiddenTable", "", ["", ""]),
        ("HiddenFirst", '<w:tblLook w:val="0020"/>', ["", "2"]),
        ("HiddenFirst", '<w:tblLook w:firstRow="1"/>', ["", "2"]),
        ("HiddenFirst", '<w:tblLook w:val="0000"/>', ["1", "2"]),
        ("HiddenFirst", "", ["1", "2"]),
    ],
)
def test_table_styles_hide_text_where_their_condition_holds(style: str, look: str, wanted: list[str]) -> None:
    shown = run("受理", '<w:vanish w:val="0"/>')
    rows = [row(cell(shown), cell(run(str(n)))) for n in (1, 2)]
    body = table(*rows, properties=f'<w:tblStyle w:val="{style}"/>{look}')
    assert [cells[-1] for cells in tables(read(word(body, STYLES), "x.docx"))[0]] == wanted


def test_white_text_on_a_table_style_of_colour_is_read() -> None:
    white = '<w:color w:val="FFFFFF"/>'
    body = table(
        row(cell(run("项目", white)), cell(run("数量", white))),
        row(cell(run("受理")), cell(run("1") + run("9", white))),
        properties='<w:tblStyle w:val="Blue"/><w:tblLook w:val="0020"/>',
    )
    assert tables(read(word(body, STYLES), "x.docx")) == [[["项目", "数量"], ["受理", "1"]]]


@pytest.mark.parametrize("fill", ['<w:pStyle w:val="Dark"/>', '<w:shd w:val="clear" w:fill="C00000"/>'])
def test_white_text_on_a_shaded_paragraph_is_read(fill: str) -> None:
    body = paragraph(run("一、概述", '<w:color w:val="FFFFFF"/>'), fill)
    assert read(word(body, STYLES), "x.docx").text == "一、概述"


def test_white_text_on_a_coloured_page_is_read_and_text_of_the_page_s_colour_is_not() -> None:
    body = paragraph(run("白", '<w:color w:val="FFFFFF"/>') + run("绿", '<w:color w:val="00B050"/>') + run("黑"))
    assert read(word(body, lead='<w:background w:color="00B050"/>'), "x.docx").text == "白黑"


@pytest.mark.parametrize(
    "properties",
    [
        "<w:hidden/>",
        '<w:del w:id="1"/>',
        '<w:moveFrom w:id="1"/>',
        '<w:trHeight w:val="10" w:hRule="exact"/>',
    ],
)
def test_rows_that_nobody_sees_are_not_read(properties: str) -> None:
    rows = [row(cell(run("甲")), cell(run("1"))), row(cell(run("乙")), cell(run("2")), properties=properties)]
    assert tables(read(word(table(*rows)), "x.docx")) == [[["甲", "1"]]]


@pytest.mark.parametrize(
    "inner",
    [
        f'<w:del w:id="1">{run("7")}</w:del>',
        f'<w:moveFrom w:id="1">{run("7")}</w:moveFrom>',
        f'<w:ins w:id="1"><w:del w:id="2">{run("7")}</w:del></w:ins>',
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>IF 1 = 1 </w:instrText></w:r>'
        + run("7")
        + '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>',
        f"<w:ruby><w:rt>{run('7')}</w:rt><w:rubyBase>{run('')}</w:rubyBase></w:ruby>",
    ],
)
def test_what_was_taken_back_or_only_instructs_is_not_read(inner: str) -> None:
    assert last_cell(run("10") + inner) == "10"


def test_a_hidden_paragraph_end_joins_what_word_shows_in_one_line() -> None:
    mark = "<w:rPr><w:vanish/><w:specVanish/></w:rPr>"
    assert paragraphs(read(word(paragraph(run("（一）公开。"), mark) + paragraph(run("全年"))), "x.docx")) == [
        "（一）公开。全年"
    ]
    assert last_cell(paragraph(run("1"), mark) + paragraph(run("0"))) == "10"
    assert last_cell(paragraph(run("1"), "<w:rPr><w:del w:id='1'/></w:rPr>") + paragraph(run("0"))) == "10"


def test_lines_of_no_height_are_not_read() -> None:
    flat = '<w:spacing w:line="20" w:lineRule="exact"/>'
    assert last_cell(paragraph(run("10")) + paragraph(run("7"), flat)) == "10"
