"""What a page does not show is not read, by whatever means a browser honours; what only looks hidden is read."""

import pytest

from reports.errors import TooLarge
from reports.reading import read
from reports.reading.read import _READERS
from tests.reports.reading_tools import check_offsets, outline, tables

LEAD = (
    "<p>清江县水利局认真贯彻落实《中华人民共和国政府信息公开条例》，主动公开信息一千余条，受理申请十件，均已答复。</p>"
)


def page(cell: str, sheet: str = "", head: str = "", around: str = "") -> str:
    """Return a page with a table whose last cell holds `cell`."""
    rows = f"<tr><td>受理</td><td>件</td><td {around}>{cell}</td></tr><tr><td>答复</td><td>件</td><td>3</td></tr>"
    head = f"<!DOCTYPE html><html><head><meta charset=utf-8>{head}<style>{sheet}</style></head>"
    return f"{head}<body>{LEAD}<table>{rows}</table></body></html>"


def last(cell: str, sheet: str = "", head: str = "", around: str = "") -> str | None:
    document = read(page(cell, sheet, head, around).encode(), "x.html")
    check_offsets(document)
    return tables(document)[0][0][-1]


INLINE = {
    "display": "display:none",
    "display in capitals": "DISPLAY : NONE",
    "important": "display:none !important; display:inline",
    "visibility": "visibility:hidden",
    "opacity": "opacity:0",
    "opacity in hundredths": "opacity:0%",
    "filter": "filter:opacity(0)",
    "size": "font-size:0",
    "size in points": "font-size:0pt",
    "size of nothing in ems": "font-size:0em",
    "a pixel": "font-size:1px",
    "font": "font:0/0 a",
    "font with style": "font:italic bold 0px/1 serif",
    "transparent": "color:transparent",
    "no alpha": "color:rgba(0,0,0,0)",
    "no alpha in digits": "color:#0000",
    "white": "color:#fff",
    "white by name": "color:White",
    "white in parts": "color:rgb(255,255,255)",
    "white in hsl": "color:hsl(0,0%,100%)",
    "nearly white": "color:#fefefe",
    "own background": "color:#c00;background:#c00",
    "own background colour": "background-color:rgb(0,0,0);color:black",
    "filled white": "-webkit-text-fill-color:transparent",
    "off the left": "position:absolute;left:-9999px",
    "off the top": "position:absolute;top:-1000em",
    "off by per cent": "position:fixed;left:-200%",
    "off by a calculation": "position:absolute;left:calc(-100vw - 500px)",
    "pushed away": "margin-left:-9999px",
    "pushed by a shorthand": "margin:0 0 0 -9999px",
    "relative": "position:relative;left:-5000px",
    "indent": "display:inline-block;text-indent:-9999px",
    "no width": "display:inline-block;width:0;overflow:hidden",
    "no height": "display:block;height:0px;overflow:hidden",
    "at most nothing": "display:block;max-height:0;overflow:hidden",
    "scrolled away": "display:block;height:0;overflow:auto",
    "floating in nothing": "float:left;width:0;overflow-x:hidden",
    "for readers of screens": "position:absolute;width:1px;height:1px;overflow:hidden;clip:rect(0,0,0,0)",
    "clipped": "position:absolute;clip:rect(0 0 0 0)",
    "clipped by a path": "clip-path:inset(50%)",
    "clipped by a circle": "clip-path:circle(0)",
    "clipped by a polygon": "clip-path:polygon(0 0, 0 0, 0 0)",
    "shrunk": "transform:scale(0)",
    "shrunk by its own property": "scale:0",
    "moved": "transform:translateX(-9999px)",
    "edge-on": "transform:rotateY(90deg)",
    "unread contents": "content-visibility:hidden",
    "struck": "text-decoration:line-through",
    "struck in lines": "text-decoration-line:underline line-through",
}
SHEETS = {
    "class": (".a{display:none}", "class=a"),
    "id": ("#a{display:none}", "id=a"),
    "attribute": ("[data-x='1']{display:none}", "data-x=1"),
    "tag": ("span{display:none}", ""),
    "child": ("td>span{display:none}", ""),
    "descendant": ("table tr span{display:none}", ""),
    "two classes": (".a.b{display:none}", "class='b c a'"),
    "first child": ("td span:first-child{display:none}", ""),
    "last of its kind": ("span:nth-last-of-type(1){font-size:0}", ""),
    "far ancestors": ("html body td span{display:none}", ""),
    "ancestors of children": ("body > table td > span{display:none}", ""),
    "earlier siblings": ("p ~ table td ~ td > span{display:none}", ""),
    "next siblings": ("td + td + td span{display:none}", ""),
    "any of the ancestors": ("table *  *  span{display:none}", ""),
    "not": ("span:not(.x){visibility:hidden}", ""),
    "is": (":is(td,th) :is(span,i){opacity:0}", ""),
    "where": (":where(.a){display:none}", "class=a"),
    "in a list with one unknown": (".x:unheard-of, .a{display:none}", "class=a"),
    "important over inline": (".a{display:none!important}", "class=a style='display:inline'"),
    "more specific": ("td .a{display:none} .a{display:inline}", "class=a"),
    "later": (".a{display:inline} .a{display:none}", "class=a"),
    "on the screen": ("@media screen{.a{display:none}}", "class=a"),
    "not on paper": ("@media not print{.a{display:none}}", "class=a"),
    "at this width": ("@media screen and (min-width:600px){.a{display:none}}", "class=a"),
    "in a range": ("@media (width >= 600px){.a{display:none}}", "class=a"),
    "supported": ("@supports (display:grid){.a{display:none}}", "class=a"),
    "in a layer": ("@layer x{.a{display:none}}", "class=a"),
    "after an invalid one": (".a{display:none;display:nonsense}", "class=a"),
    "size by class": (".a{font-size:0}", "class=a"),
    "white by class": (".a{color:#FFF}", "class=a"),
    "away by class": (".a{position:absolute;left:-999em}", "class=a"),
}
MARKUP = {
    "hidden": "10<span hidden>7</span>",
    "hidden with a value": "10<span hidden=until-found>7</span>",
    "template": "10<template>7</template>",
    "noscript": "10<noscript>7</noscript>",
    "dialog": "10<dialog>7</dialog>",
    "popover": "10<div popover>7</div>",
    "comment": "10<!-- 7 -->",
    "comment for old browsers": "10<!--[if IE]>7<![endif]-->",
    "script": "10<script>7</script>",
    "style": "10<style>7</style>",
    "list of proposals": "10<datalist><option>7</datalist>",
    "hidden input": "10<input type=hidden value=7>",
    "font": "10<font color=white>7</font>",
    "font without its sign": "10<font color=FFFFFF>7</font>",
    "inside something hidden": "10<b style='display:none'><i style='display:inline'>7</i></b>",
    "inside something transparent": "10<b style='opacity:0'><i style='opacity:1'>7</i></b>",
    "a size of its parent's": "10<b style='font-size:0'><i style='font-size:2em'>7</i></b>",
    "struck": "10<s>7</s>",
    "deleted": "10<del>7</del>",
    "Word's own": "10<span style='mso-hide:all'>7</span>",
}
SHOWN = {
    "shown again": "<b style='visibility:hidden'>7<i style='visibility:visible'>12</i></b>",
    "size of its own": "<b style='font-size:0'>7<i style='font-size:14px'>12</i></b>",
    "a closed box that opens": "<details><summary></summary>12</details>",
    "not for machines that read aloud": "<span aria-hidden=true>12</span>",
    "half transparent": "<span style='opacity:.5'>12</span>",
    "inline boxes have no width": "<span style='width:0;overflow:hidden'>12</span>",
    "nothing clips": "<div style='height:0'>12</div>",
    "clip without a position": "<span style='clip:rect(0,0,0,0)'>12</span>",
    "left without a position": "<span style='left:-9999px'>12</span>",
    "white on blue": "<span style='color:#fff;background:#00f'>12</span>",
    "white on a picture": "<span style='color:#fff;background:url(a.png)'>12</span>",
    "hidden shown by a sheet": "<span hidden style='display:inline'>12</span>",
    "a hanging indent": "<p style='text-indent:-2em;margin-left:2em'>12</p>",
    "a length without a unit": "<span style='font-size:0.0001;display:bogus'>12</span>",
    "an open dialog": "<dialog open>12</dialog>",
    "zero in another unit": "<span style='opacity:0px'>12</span>",
}
SHEETS_SHOWN = {
    "only on paper": ("@media print{.a{display:none}}", "class=a"),
    "only on telephones": ("@media (max-width:600px){.a{display:none}}", "class=a"),
    "only in the dark": ("@media (prefers-color-scheme:dark){.a{display:none}}", "class=a"),
    "under the mouse": (".a:hover{display:none}", "class=a"),
    "another class": (".b{display:none}", "class=a"),
    "weaker": (".a{display:none} td .a{display:inline}", "class=a"),
    "weaker than the attribute": (".a{display:none}", "class=a style='display:inline'"),
    "weaker than an id": ("#a{display:inline} .a{display:none}", "class=a id=a"),
    "a layer": (".a{display:inline} @layer x{.a{display:none}}", "class=a"),
    "not supported": ("@supports not (display:grid){.a{display:none}}", "class=a"),
    "too far an ancestor": ("body > td span{display:none}", "class=a"),
    "a later sibling": ("td span ~ span{display:none}", "class=a"),
    "a child's child": ("tr > .a{display:none}", "class=a"),
    "no such ancestor": ("section table td .a{display:none}", "class=a"),
    "ended by a sign": ("td > {display:none}", "class=a"),
    "a comment": ("/* .a{display:none} */", "class=a"),
    "invalid": (".a{display:hidden;font-size:-1px;opacity:none}", "class=a"),
    "after a broken rule": ("}} .a{display:none}", "class=a"),
    "its first line": (".a::first-line{display:none}", "class=a"),
}


@pytest.mark.parametrize("style", INLINE.values(), ids=INLINE.keys())
def test_digits_hidden_by_a_style_are_no_part_of_a_number(style: str) -> None:
    assert last(f'10<span style="{style}">7</span>') == "10"


@pytest.mark.parametrize("style", INLINE.values(), ids=INLINE.keys())
def test_the_same_styles_hide_by_a_class(style: str) -> None:
    style = style.replace("display:none !important; display:inline", "display:none !important")
    assert last('10<b class="q">7</b>', f".q{{{style}}}") == "10"


@pytest.mark.parametrize(("sheet", "attributes"), SHEETS.values(), ids=SHEETS.keys())
def test_whatever_selector_hides_is_honoured(sheet: str, attributes: str) -> None:
    assert last(f"10<span {attributes}>7</span>", sheet) == "10"


@pytest.mark.parametrize("cell", MARKUP.values(), ids=MARKUP.keys())
def test_markup_that_shows_nothing_is_not_read(cell: str) -> None:
    assert last(cell) == "10"


@pytest.mark.parametrize("cell", SHOWN.values(), ids=SHOWN.keys())
def test_what_looks_hidden_and_is_shown_is_read(cell: str) -> None:
    assert last(cell) == "12"


@pytest.mark.parametrize(("sheet", "attributes"), SHEETS_SHOWN.values(), ids=SHEETS_SHOWN.keys())
def test_rules_that_do_not_apply_hide_nothing(sheet: str, attributes: str) -> None:
    assert last(f"1<span {attributes}>2</span>", sheet) == "12"


@pytest.mark.parametrize("mark", ["class=a", "hidden", "style='display:none'", "style='visibility:collapse'"])
def test_a_hidden_row_is_no_row(mark: str) -> None:
    text = page("12", ".a{display:none}").replace(
        "<tr><td>受理", f"<tr {mark}><td>受理</td><td>件</td><td>77</td></tr><tr><td>受理"
    )
    assert tables(read(text.encode(), "x.html"))[0][0] == ["受理", "件", "12"]


@pytest.mark.parametrize("mark", ["class=a", "style='display:none'"])
def test_a_hidden_cell_lets_the_others_move_up(mark: str) -> None:
    text = page("12", ".a{display:none}").replace("<td>件</td><td >", f"<td {mark}>9</td><td>件</td><td>", 1)
    assert tables(read(text.encode(), "x.html"))[0][0] == ["受理", "件", "12"]


def test_a_cell_made_invisible_keeps_its_place() -> None:
    assert last("12", around="style='visibility:hidden'") == ""


@pytest.mark.parametrize("mark", ["class=a", "hidden", "style='position:absolute;left:-9999px'", "style='opacity:0'"])
def test_hidden_paragraphs_and_tables_are_not_read(mark: str) -> None:
    copy = "<table><tr><td>受理</td><td>99</td></tr><tr><td>答复</td><td>99</td></tr></table>"
    text = page("12", ".a{display:none}").replace("<body>", f"<body><div {mark}>{LEAD}{copy}</div>")
    document = read(text.encode(), "x.html")
    assert "99" not in document.text
    assert document.text.count("均已答复") == 1


def test_a_gap_that_hidden_letters_leave_parts_a_number() -> None:
    assert last("1<span style='visibility:hidden'>7</span>2") == "1 2"
    assert last("1<span style='display:none'>7</span>2") == "12"


def test_white_text_of_a_sheet_elsewhere_is_read_where_that_sheet_may_paint() -> None:
    linked = '<link rel="stylesheet" href="/site.css">'
    assert last("12", head=linked, around="class=dark style='color:#fff'") == "12"
    assert last("12<span style='color:#fff'>7</span>", head=linked) == "12"
    assert last("12<span class=badge style='color:#fff'>7</span>", head=linked) == "127"


@pytest.mark.parametrize("attributes", ["bgcolor=#003399", "style='background-color:navy'", "background='a.gif'"])
def test_white_text_on_a_coloured_cell_is_read(attributes: str) -> None:
    assert last("<font color=#ffffff>12</font>", around=attributes) == "12"


@pytest.mark.parametrize("place", ["before", "after"])
def test_what_a_sheet_adds_is_a_part_of_what_is_seen(place: str) -> None:
    wanted = "712" if place == "before" else "127"
    assert last("<b>12</b>", f"b::{place}{{content:'7'}}") == wanted
    assert last("<b data-n=7>12</b>", f"b:{place}{{content:attr(data-n)}}") == wanted
    assert last("<b>12</b>", f"b::{place}{{content:'7';display:none}}") == "12"
    assert last("<b>12</b>", f"b::{place}{{content:'.';visibility:hidden;height:0}}") == "12"


def test_a_sheet_in_an_address_counts_and_one_for_paper_does_not() -> None:
    assert last("10<i class=a>7</i>", head='<link rel=stylesheet href="data:text/css,.a%7Bdisplay:none%7D">') == "10"
    assert last("1<i class=a>2</i>", head="<style media=print>.a{display:none}</style>") == "12"
    assert last("10<i class=a>7</i>", head="<style media='screen, print'>.a{display:none}</style>") == "10"


def test_bold_and_raised_by_a_sheet_count_as_such() -> None:
    sheet = ".b{font-weight:bold}.n{vertical-align:super}"
    text = f"<html><style>{sheet}</style><body>{LEAD}<p class=b>一、概述</p><p>收到12<i class=n>1</i>件</p>"
    document = read(text.encode(), "x.html")
    assert [block.bold for block in document.blocks] == [False, True, False]
    assert outline(document)[-1] == "收到12件"


def test_a_saved_page_is_read_with_its_sheets() -> None:
    mail = (
        'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="b"\n\n--b\nContent-Type: text/html\n'
        "Content-Location: http://x.example/a/page.html\n\n"
        + page("10<i class=a>7</i>", head='<link rel=stylesheet href="../s.css">')
        + "\n--b\nContent-Type: text/css\nContent-Location: http://x.example/s.css\n\n.a{display:none}\n--b--\n"
    )
    assert tables(_READERS["mhtml"](mail.encode(), "x.mht"))[0][0][-1] == "10"


UNKIND = {
    "ancestors": ("x " + "div " * 12 + "span{display:none}", "<div>" * 150 + "<span>1</span>" * 50),
    "siblings": ("p.x ~ p.y ~ p.z ~ p{display:none}", '<p class="y z">1</p>' * 2000),
    "within brackets": (":not(x div div div div div span){display:none}", "<div>" * 150 + "<span>1</span>" * 50),
    "long": ("p" + ".a" * 5000 + "{display:none}", "<p>1</p>"),
    "nested": ("@media screen{" * 500 + ".a{display:none}" + "}" * 500, "<p>1</p>"),
    "open": (".a{" * 2000, "<p>1</p>"),
}


@pytest.mark.parametrize(("sheet", "body"), UNKIND.values(), ids=UNKIND.keys())
def test_unkind_style_sheets_end_and_cost_no_text(sheet: str, body: str) -> None:
    document = read(f"<html><style>{sheet}</style><body>{LEAD * 3}{body}</body></html>".encode(), "x.html")
    assert "均已答复" in document.text


def test_sheets_longer_than_any_site_s_are_refused_by_that_reason() -> None:
    with pytest.raises(TooLarge, match="style sheets"):
        read(f"<html><style>{'.a{color:red}' * 100_000}</style><body>{LEAD}</body></html>".encode(), "x.html")
