"""A cell of a page is what it shows, by whatever element; a stray control character costs nothing."""

import pytest

from reports.errors import UndecodableText
from reports.model import Status
from reports.reading import read
from reports.tables.numbers import read_cell
from tests.reports.reading_tools import outline, paragraphs, tables

LEAD = (
    "<p>清江县水利局认真贯彻落实《中华人民共和国政府信息公开条例》，主动公开信息一千余条，受理申请十件，均已答复。</p>"
)
OPTIONS = "<option>无</option><option {}>12</option><option>3</option>"
MATHML = "<math><mn>{}</mn></math>"
SHOWN = {
    "input": "<input value=12>",
    "read-only input": "<input type=text value='12' readonly>",
    "disabled input": "<input type=text value='12' disabled>",
    "number": "<input type=number value=12>",
    "telephone": "<input type=TEL value=12>",
    "within a label": "<label><span><input value=12></span></label>",
    "select": f"<select>{OPTIONS.format('selected')}</select>",
    "select by label": "<select><option label=12>x</option></select>",
    "select without a choice": "<select><option>12</option><option>3</option></select>",
    "last of two choices": "<select><option selected>3</option><option selected>12</option></select>",
    "list with one choice": f"<select multiple>{OPTIONS.format('selected')}</select>",
    "textarea": "<textarea rows=2> 12 </textarea>",
    "output": "<output>12</output>",
    "button": "<button>12</button>",
    "equation": MATHML.format(12),
    "equation in rows": "<math><mrow><mn>1</mn><mn>2</mn></mrow></math>",
    "equation with its source": "<math><semantics><mn>12</mn><annotation>7</annotation></semantics></math>",
    "text beside a picture": "<img src=a.png alt=图>12",
    "link": "<a href=#>12</a>",
    "drawn letters": "<svg><text>12</text></svg>",
    "moving": "<marquee>12</marquee>",
    "an element of the site's own": "<ucap-number>12</ucap-number>",
}
UNCLEAR = {
    "picture": "<img src=a.png>",
    "picture of a number": "<img src=a.png alt=12>",
    "picture of a word": "<img src=a.png alt=见附件>",
    "picture with a title": "<img src=a.png title=12>",
    "drawing": "<svg><path d='M0 0'/></svg>",
    "ticked": "<input type=checkbox checked>",
    "unticked": "<input type=radio>",
    "meter": "<meter value=12 max=20></meter>",
    "progress": "<progress value=12 max=20>7</progress>",
    "password": "<input type=password value=12>",
    "slider": "<input type=range value=12>",
    "hint": "<input placeholder=12>",
    "open list": f"<select size=3>{OPTIONS.format('')}</select>",
    "fraction": "<math><mfrac><mn>1</mn><mn>2</mn></mfrac></math>",
    "power": "<math><msup><mn>1</mn><mn>2</mn></msup></math>",
    "root": "<math><msqrt><mn>12</mn></msqrt></math>",
    "frame": "<iframe src=a.html></iframe>",
    "object": "<object data=a.svg></object>",
    "canvas": "<canvas></canvas>",
    "backwards": "<bdo dir=rtl>21</bdo>",
    "word": "不适用",
    "ten": "十",
    "tick": "√",
    "two controls": "<input value=1>　<input value=2>",
}
NOTHING = {
    "no text": "",
    "spaces": "&nbsp;　<br>",
    "empty input": "<input value=''>",
    "input of spaces": "<input value='  '>",
    "hidden input": "<input type=hidden value=12>",
    "empty area": "<textarea></textarea>",
    "empty choice": "<select><option></option><option>12</option></select>",
    "submit": "<input type=submit value=12>",
    "spacer": "<img src=a.gif width=1 height=1>",
    "hidden picture": "<img src=a.gif style='display:none' alt=12>",
    "empty link": "<a name=a></a>",
}


def last(cell: str) -> str:
    table = (
        f"<table><tr><td>受理</td><td>件</td><td>{cell}</td></tr><tr><td>答复</td><td>件</td><td>3</td></tr></table>"
    )
    found = tables(read(f"<html><meta charset=utf-8><body>{LEAD}{table}</body></html>".encode(), "x.html"))[0][0][-1]
    assert found is not None
    return found


@pytest.mark.parametrize("cell", SHOWN.values(), ids=SHOWN.keys())
def test_a_value_is_read_whatever_element_shows_it(cell: str) -> None:
    assert last(cell) == "12"


@pytest.mark.parametrize("cell", UNCLEAR.values(), ids=UNCLEAR.keys())
def test_what_shows_no_number_is_neither_blank_nor_a_number(cell: str) -> None:
    assert read_cell(last(cell), "件").status is Status.UNPARSED


@pytest.mark.parametrize("cell", NOTHING.values(), ids=NOTHING.keys())
def test_a_cell_that_shows_nothing_is_blank(cell: str) -> None:
    assert read_cell(last(cell), "件").status is Status.BLANK


def test_blanks_filled_in_within_a_sentence_are_read_and_search_boxes_are_not() -> None:
    search = "<div><input value=搜索><select><option>全站</select></div>"
    text = f"<html><body>{search}{LEAD}<p>共收到申请<input value=12>件。</p>"
    assert "共收到申请12件。" in paragraphs(read(text.encode(), "x.html"))
    assert "搜索" not in read(text.encode(), "x.html").text


def test_a_form_that_holds_the_report_s_table_is_read() -> None:
    rows = "".join(f"<tr><td>{n}、项目</td><td>件</td><td><input value={n}></td></tr>" for n in range(20))
    document = read(f"<html><body>{LEAD}<form><table>{rows}</table></form></body></html>".encode(), "x.html")
    assert [cells[-1] for cells in tables(document)[0]] == [str(n) for n in range(20)]


def test_pictures_of_a_layout_are_no_text() -> None:
    row = f"<tr><td><img src=logo.png alt=徽标></td><td>{LEAD * 20}</td></tr>"
    assert outline(read(f"<html><body><table>{row}</table></body></html>".encode(), "x.html")) == [LEAD[3:-4]] * 20


PAGE = f"<html><head><meta charset=utf-8><title>年报</title></head><body>{LEAD}<p>一、概述</p></body></html>"
TEXT = LEAD[3:-4] + "\n一、概述\n" + "主动公开政府信息。" * 40


@pytest.mark.parametrize("control", ["\0", "\x01", "\x08", "\x0e", "\x1a", "\x1b", "\x7f", "\0\0\0"])
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
@pytest.mark.parametrize("place", [0, 3, 70, 130, 10_000])
def test_a_stray_control_character_costs_nothing(control: str, encoding: str, place: int) -> None:
    for whole, name in ((PAGE, "x.html"), (TEXT, "x.txt")):
        if name == "x.html" and encoding == "gb18030":
            whole = whole.replace("utf-8", "gb2312")
        stray = (whole[:place] + control + whole[place:]).encode(encoding)
        document = read(stray, name)
        assert "均已答复。" in document.text
        assert "一、概述" in document.text
        assert not set(document.text) & {"\0", "\x01", "\x08", "\x0e", "\x1a", "\x1b", "\x7f"}


def test_references_to_control_characters_cost_nothing() -> None:
    assert "一、概述" in read(PAGE.replace("概", "&#0;&#1;&#x1f;概").encode(), "x.html").text


@pytest.mark.parametrize("share", [3, 10])
def test_bytes_full_of_control_characters_are_no_text(share: int) -> None:
    noise = "".join("\x01" if n % share == 0 else "公" for n in range(3000))
    with pytest.raises(UndecodableText):
        read(noise.encode(), "x.txt")
