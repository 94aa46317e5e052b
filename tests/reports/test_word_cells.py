"""A Word cell is what it shows: by text, a form field, an equation, a box, a picture. Watermarks show nothing."""

import pytest

from reports.model import Status
from reports.reading import read
from reports.reading.objects import OBJECT
from reports.tables.numbers import read_cell
from tests.reports.reading_tools import outline, paragraphs, tables
from tests.reports.word_files import beside, paragraph, run, word


def char(kind: str, inner: str = "") -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}">{inner}</w:fldChar></w:r>'


def field(code: str, result: str = "", data: str = "") -> str:
    """Return a field with its result, as Word stores it."""
    parted = f"{char('separate')}{run(result)}" if result else ""
    instruction = f"<w:r><w:instrText>{code}</w:instrText></w:r>"
    return f"{char('begin', f'<w:ffData>{data}</w:ffData>' if data else '')}{instruction}{parted}{char('end')}"


def math(inner: str) -> str:
    return f"<m:oMath>{inner}</m:oMath>"


def letters(text: str) -> str:
    return f"<m:r><m:t>{text}</m:t></m:r>"


def box(text: str, properties: str = "", name: str = "文本框 1", rotation: str = "", behind: str = "0") -> str:
    """Return a text box as Word writes it: once for itself, once more for programs that know no such shapes."""
    inner = f"<w:txbxContent>{paragraph(run(text, properties))}</w:txbxContent>"
    shape = f"<wps:wsp><wps:spPr><a:xfrm{rotation}/></wps:spPr><wps:txbx>{inner}</wps:txbx></wps:wsp>"
    anchor = f'<wp:anchor behindDoc="{behind}"><wp:docPr id="1" name="{name}"/>{shape}</wp:anchor>'
    old = f"<w:pict><v:shape><v:textbox>{inner}</v:textbox></v:shape></w:pict>"
    return (
        f'<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>{anchor}</w:drawing></mc:Choice>'
        f"<mc:Fallback>{old}</mc:Fallback></mc:AlternateContent></w:r>"
    )


def picture(alternative: str = "") -> str:
    inner = '<a:graphic><a:graphicData><pic:pic><pic:blipFill><a:blip r:embed="r1"/></pic:blipFill></pic:pic>'
    return (
        f'<w:r><w:drawing><wp:inline><wp:docPr id="1" name="图片 1" descr="{alternative}"/>{inner}'
        "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )


OLD_BOX = (
    f"<w:r><w:pict><v:shape><v:textbox><w:txbxContent>{paragraph(run('12'))}</w:txbxContent></v:textbox></v:shape>"
    "</w:pict></w:r>"
)
CHOICES = '<w:listEntry w:val="无"/><w:listEntry w:val="12"/>'
SHOWN = {
    "simple field": (f'<w:fldSimple w:instr="FORMTEXT">{run("12")}</w:fldSimple>', "12"),
    "form text": (field(" FORMTEXT ", "12", '<w:textInput><w:default w:val="9"/></w:textInput>'), "12"),
    "sum": (field(" =SUM(LEFT) ", "12"), "12"),
    "nested": (char("begin") + field("IF 1=1", "7") + char("separate") + run("12") + char("end"), "12"),
    "field without an end": (char("begin") + run("12"), "12"),
    "drop-down": (field(" FORMDROPDOWN ", "", f'<w:ddList><w:result w:val="1"/>{CHOICES}</w:ddList>'), "12"),
    "drop-down by default": (
        field(" FORMDROPDOWN ", "", f'<w:ddList><w:default w:val="1"/>{CHOICES}</w:ddList>'),
        "12",
    ),
    "untouched drop-down": (field(" FORMDROPDOWN ", "", f"<w:ddList>{CHOICES}</w:ddList>"), "无"),
    "drop-down with result": (field(" FORMDROPDOWN ", "12", f"<w:ddList>{CHOICES}</w:ddList>"), "12"),
    "ticked box": (field(" FORMCHECKBOX ", "", "<w:checkBox><w:checked/></w:checkBox>"), "☑"),
    "unticked box": (field(" FORMCHECKBOX ", "", '<w:checkBox><w:default w:val="0"/></w:checkBox>'), "☐"),
    "content control": (
        f"<w:sdt><w:sdtPr><w:dropDownList/></w:sdtPr><w:sdtContent>{run('12')}</w:sdtContent></w:sdt>",
        "12",
    ),
    "equation": (math(letters("12")), "12"),
    "equation in runs": (math(letters("1") + letters("2")), "12"),
    "equation on a line": (f"<m:oMathPara>{math(letters('12'))}</m:oMathPara>", "12"),
    "text box": (box("12"), "12"),
    "old text box": (OLD_BOX, "12"),
    "symbol font": ('<w:r><w:sym w:font="Symbol" w:char="F031"/><w:sym w:font="Symbol" w:char="F032"/></w:r>', "12"),
    "hyperlink": (f'<w:hyperlink w:anchor="a">{run("12")}</w:hyperlink>', "12"),
    "smart tag": (f"<w:smartTag>{run('12')}</w:smartTag>", "12"),
    "inserted": (f'<w:ins w:id="1">{run("12")}</w:ins>', "12"),
    "moved here": (f'<w:moveTo w:id="1">{run("12")}</w:moveTo>', "12"),
    "beside a picture": (picture("统计图") + run("12"), "12"),
}
UNCLEAR = {
    "fraction": math(f"<m:f><m:num>{letters('1')}</m:num><m:den>{letters('2')}</m:den></m:f>"),
    "power": math(f"<m:sSup><m:e>{letters('1')}</m:e><m:sup>{letters('2')}</m:sup></m:sSup>"),
    "root": math(f"<m:rad><m:deg/><m:e>{letters('12')}</m:e></m:rad>"),
    "picture": picture(),
    "picture of a number": picture("12"),
    "picture with words": picture("见附件"),
    "old picture": '<w:r><w:pict><v:shape alt="12"><v:imagedata r:id="r1"/></v:shape></w:pict></w:r>',
    "object": '<w:r><w:object><v:shape><v:imagedata r:id="r1"/></v:shape></w:object></w:r>',
    "equation field": field(" EQ \\o\\ac(○,1) "),
    "field not yet computed": field(" REF total "),
    "tick of Wingdings": '<w:r><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>',
    "unknown symbol": '<w:r><w:sym w:font="Webdings" w:char="F031"/></w:r>',
    "ten in Chinese": run("十"),
    "words": run("不适用"),
    "tick": run("√"),
    "placeholder": f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{run('请输入')}</w:sdtContent></w:sdt>",
}
NOTHING = {
    "no text": "",
    "spaces of an empty field": field(" FORMTEXT ", "\u2002\u2002\u2002\u2002\u2002"),
    "an index entry": field(' XE "公开" '),
    "a bookmark": '<w:bookmarkStart w:id="1" w:name="a"/><w:bookmarkEnd w:id="1"/>',
    "a line drawn": '<w:r><w:pict><v:line from="0,0" to="9,9"/></w:pict></w:r>',
    "an empty shape": "<w:r><w:drawing><wp:anchor><wps:wsp><wps:spPr/></wps:wsp></wp:anchor></w:drawing></w:r>",
    "a watermark": box("内部资料", name="PowerPlusWaterMarkObject1"),
    "a watermark askew": box("12", rotation=' rot="18900000"'),
    "a pale one behind": box("样稿", '<w:color w:val="D9D9D9"/>', behind="1"),
    "a large one behind": box("样稿", '<w:sz w:val="144"/>', behind="1"),
    "WordArt": '<w:r><w:pict><v:shape style="rotation:315"><v:textpath string="12"/></v:shape></w:pict></w:r>',
}


def last_cell(inner: str) -> str:
    found = tables(read(word(beside(inner)), "x.docx"))[0][0][-1]
    assert found is not None
    return found


@pytest.mark.parametrize(("inner", "shown"), SHOWN.values(), ids=SHOWN.keys())
def test_a_cell_holds_what_it_shows_by_any_means(inner: str, shown: str) -> None:
    assert last_cell(inner) == shown


@pytest.mark.parametrize("inner", UNCLEAR.values(), ids=UNCLEAR.keys())
def test_what_is_no_number_is_neither_blank_nor_a_number(inner: str) -> None:
    assert read_cell(last_cell(inner), "件").status is Status.UNPARSED


@pytest.mark.parametrize("inner", NOTHING.values(), ids=NOTHING.keys())
def test_a_cell_that_shows_nothing_is_blank(inner: str) -> None:
    assert read_cell(last_cell(inner), "件").status is Status.BLANK


@pytest.mark.parametrize(
    "mark", [value for name, value in NOTHING.items() if "watermark" in name or "behind" in name or name == "WordArt"]
)
def test_a_watermark_is_no_text(mark: str) -> None:
    assert paragraphs(read(word(paragraph(run("一、概述") + mark)), "x.docx")) == ["一、概述"]


def test_a_box_of_text_is_read_after_its_paragraph_once() -> None:
    data = word(paragraph(run("框外") + box("框内")) + paragraph(run("其后")))
    assert outline(read(data, "x.docx")) == ["框外", "框内", "其后"]


def test_an_upright_box_behind_the_text_is_read() -> None:
    data = word(paragraph(run("框外") + box("框内", behind="1", rotation=' rot="5400000"')))
    assert paragraphs(read(data, "x.docx")) == ["框外", "框内"]


def test_page_marks_and_pictures_are_no_paragraphs() -> None:
    page = paragraph(run("— ") + field("PAGE", "3") + run(" —"))
    data = word(paragraph(run("一、概述")) + page + paragraph(picture("政务公开图解")) + paragraph(run("二、公开")))
    assert paragraphs(read(data, "x.docx")) == ["一、概述", "二、公开"]
    assert OBJECT not in read(data, "x.docx").text


def test_a_table_of_contents_is_read_as_it_is_printed() -> None:
    body = paragraph(char("begin") + "<w:r><w:instrText>TOC</w:instrText></w:r>" + char("separate") + run("一、概述"))
    assert paragraphs(read(word(body + paragraph(run("二、公开") + char("end"))), "x.docx")) == ["一、概述", "二、公开"]


def test_equations_of_an_attacker_cost_little() -> None:
    deep = letters("1")
    for _ in range(40):
        deep = f"<m:f><m:num>{deep}</m:num><m:den>{letters('2')}</m:den></m:f>"
    assert last_cell(math(deep)).startswith("1/2")
