"""A report that another page shows in a frame or by a viewer: it is that page's, and both addresses are its sources."""

from __future__ import annotations

import base64
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.crawl.writing import Written, as_page, as_pdf
from tests.index.crawled import BODY, ID, PAGE, REPORT, SITE, Taken, answer, nameless, raw_record

INNER, PDF = f"{SITE}/art/inner.html", f"{SITE}/files/1.pdf"
FURNITURE = "<div><a href='/'>首页</a></div>"


@pytest.fixture
def taken(tmp_path: Path) -> Taken:
    return Taken(tmp_path)


def around(frame: str, report: Written = REPORT) -> bytes:
    return as_page(report, FURNITURE, body=frame)


def inner(*, named: bool = False, extra: str = "") -> bytes:
    """Write the report's text as a page of its own, without title, agency and year unless `named`."""
    lines = REPORT.lines() if named else [one.replace(REPORT.agency, "本机关") for one in REPORT.lines()[2:]]
    text = "".join(f"<p>{line if named else line.replace('2023年', '全年')}</p>" for line in lines)
    return f"<html><head><meta charset=utf-8><title>正文</title></head><body>{extra}{text}</body></html>".encode()


FRAMES = {
    "a frame": '<iframe src="inner.html"></iframe>',
    "capitals": "<IFRAME WIDTH=100% SRC=inner.html></IFRAME>",
    "a whole address": f"<iframe src='{INNER}'></iframe>",
    "https": f'<iframe src="{INNER.replace("http:", "https:")}#top"></iframe>',
    "a tag with >": '<iframe onload="if(a>1){b()}" src="inner.html"></iframe>',
    "one that loads late": '<iframe data-src="inner.html"></iframe>',
    "an object": '<object data="inner.html"><a href="inner.html">打开</a></object>',
    "an object's parameter": '<object classid="x"><param value="inner.html" name="src"></object>',
    "an embed": '<embed src="inner.html">',
    "a script": '<iframe id="f"></iframe><script>document.getElementById("f").src="inner.html"</script>',
    "another script": '<iframe id="f"></iframe><script>$("#f").attr("src", "inner.html")</script>',
    "two frames": '<iframe src="/menu.html"></iframe><iframe src="inner.html"></iframe>',
    "an introduction": (
        "<p>现将本单位政府信息公开工作年度报告予以公布，欢迎监督，有疑问请与本单位联系。</p>"
        "<iframe src=inner.html></iframe>"
    ),
}


@pytest.mark.parametrize("named", [False, True])
@pytest.mark.parametrize("frame", FRAMES)
def test_a_page_in_a_frame_is_the_report_of_the_page_around_it(frame: str, named: bool, taken: Taken) -> None:
    menu = answer(f"{SITE}/menu.html", "<html><meta charset=utf-8><li>栏目</li></html>".encode())
    summary = taken.ingest(answer(INNER, inner(named=named)) + menu + answer(PAGE, around(FRAMES[frame])))
    assert (taken.held(), summary.failed) == ({ID: [{INNER, PAGE}]}, [])
    assert taken.page_of(INNER) == PAGE
    (report,) = taken.record.reports().items
    assert (report.source or {})["published"] == REPORT.published


def test_a_frame_may_stand_in_another_file_and_be_led_to(taken: Taken) -> None:
    led = raw_record("response", f"{SITE}/go", b"HTTP/1.1 302 Found\r\nLocation: art/inner.html\r\n\r\n")
    taken.ingest(answer(INNER, inner()), led, answer(PAGE, around('<iframe src="/go"></iframe>')))
    assert taken.held() == {ID: [{INNER, PAGE, f"{SITE}/go"}]}


def test_a_set_of_frames_is_a_page(taken: Taken) -> None:
    head = f"<html><head><meta charset=utf-8><title>{REPORT.title}</title></head>"
    frames = f'{head}<frameset cols="20%,*"><frame src="/menu.html"><frame src="inner.html"></frameset></html>'
    taken.ingest(answer(PAGE, frames.encode()) + answer(INNER, inner()))
    assert taken.held() == {ID: [{INNER, PAGE}]}


def test_frames_may_stand_in_frames_and_lead_in_circles(taken: Taken) -> None:
    middle = b'<html><body><iframe src="inner.html"></iframe></body></html>'
    back = inner(extra='<iframe src="1.html"></iframe><iframe src="inner.html"></iframe>')
    shown = answer(PAGE, around('<iframe src="middle.html"></iframe>')) + answer(f"{SITE}/art/middle.html", middle)
    taken.ingest(shown + answer(INNER, back))
    assert taken.held() == {ID: [{INNER, PAGE, f"{SITE}/art/middle.html"}]}
    assert taken.page_of(INNER) == PAGE


VIEWERS = {
    "a frame": '<iframe src="/files/1.pdf#toolbar=0"></iframe>',
    "an object": '<object data="/files/1.pdf"><a href="/files/1.pdf">下载</a></object>',
    "an embed": '<embed src="/files/1.pdf" type="application/pdf">',
    "a viewer": '<iframe src="/viewer.html?a=1&amp;file=/files/1.pdf&amp;b=2"></iframe>',
    "a viewer elsewhere": '<iframe src="/js/web/viewer.html?file=../../files/1.pdf#page=1"></iframe>',
    "a viewer's fragment": '<iframe src="/viewer.html#file=/files/1.pdf"></iframe>',
    "an encoded address": f'<iframe src="/viewer.html?file={quote(PDF, "")}"></iframe>',
    "one encoded twice": f'<iframe src="/viewer.html?file={quote(quote(PDF, ""), "")}"></iframe>',
    "base64": f'<iframe src="/preview?url={quote(base64.b64encode(PDF.encode()).decode(), "")}"></iframe>',
    "a viewer of another host": f'<iframe src="https://view.c.example/op?src={quote(PDF, "")}"></iframe>',
}


@pytest.mark.parametrize("viewer", VIEWERS)
def test_a_document_that_a_page_shows_is_its_report(viewer: str, taken: Taken) -> None:
    taken.ingest(answer(PAGE, around(VIEWERS[viewer])) + answer(PDF, as_pdf(REPORT), {}))
    assert taken.held() == {ID: [{PDF, PAGE}]}
    assert taken.page_of(PDF) == PAGE
    (report,) = taken.record.reports().items
    assert (report.source or {})["published"] == REPORT.published


def test_a_viewer_that_was_fetched_is_a_source_too(taken: Taken) -> None:
    file, viewer = f"{SITE}/files/1.docx", f"{SITE}/viewer.html?file=/files/1.docx"
    empty = b"<html><title>viewer</title><body></body></html>"
    page = around('<a href="/viewer.html?file=/files/1.docx">在线查看</a>')
    taken.ingest(answer(PAGE, page) + answer(viewer, empty) + answer(file, nameless(), {}))
    assert (taken.held(), taken.page_of(file)) == ({ID: [{file, viewer}]}, PAGE)


def test_an_attachment_of_a_page_in_a_frame_is_the_page_arounds(taken: Taken) -> None:
    file = f"{SITE}/files/1.docx"
    attached = '<html><meta charset=utf-8><body><a href="/files/1.docx">点击下载</a></body></html>'.encode()
    shown = answer(PAGE, around('<iframe src="inner.html"></iframe>')) + answer(INNER, attached)
    taken.ingest(shown + answer(file, nameless(), {}))
    assert (taken.held(), taken.page_of(file)) == ({ID: [{file}]}, PAGE)


def test_what_a_frame_says_of_itself_goes_before_the_page_around_it(taken: Taken) -> None:
    other = Written("宁波市财政局", 2022, "html", 9, 77)
    taken.ingest(answer(PAGE, around('<iframe src="inner.html"></iframe>')) + answer(INNER, as_page(other, "")))
    assert taken.held() == {"ningboshi-caizhengju-2022": [{INNER, PAGE}]}
    (report,) = taken.record.reports().items
    assert (report.source or {})["published"] == other.published


def test_a_report_that_frames_another_is_no_source_of_it(taken: Taken) -> None:
    other = Written("宁波市财政局", 2022, "html", 9, 77)
    page = BODY.replace(b"</body>", b'<iframe src="/files/1.pdf"></iframe></body>')
    taken.ingest(answer(PAGE, page) + answer(PDF, as_pdf(other), {}))
    assert taken.held() == {ID: [{PAGE}], "ningboshi-caizhengju-2022": [{PDF}]}


OTHERS = {
    "a form": "<p>政府信息公开申请表</p><p>申请人信息</p><p>姓名</p><p>所需信息内容描述</p>",
    "a menu": '<ul><li><a href="/">首页</a></li><li><a href="/2">政府信息公开年报</a></li></ul>',
    "a notice": "<p>各单位：请于1月31日前报送政府信息公开工作年度报告，逾期通报。</p>",
}


@pytest.mark.parametrize("other", OTHERS)
def test_a_page_does_not_make_a_report_of_whatever_it_frames(other: str, taken: Taken) -> None:
    shown = f"<html><meta charset=utf-8><body>{OTHERS[other]}</body></html>".encode()
    taken.ingest(answer(PAGE, around('<iframe src="inner.html"></iframe>')) + answer(INNER, shown))
    assert taken.held() == {}


def test_a_report_with_frames_around_it_is_read(taken: Taken) -> None:
    page = BODY.replace(b"<body>", b'<body><iframe src="/menu.html"></iframe><iframe src="1.html"></iframe>')
    taken.ingest(answer(PAGE, page) + answer(f"{SITE}/menu.html", b"<html><a href='/'>1</a></html>"))
    assert taken.held() == {ID: [{PAGE}]}


def test_a_second_crawl_of_a_framed_report_changes_nothing(taken: Taken) -> None:
    parts = [(PAGE, around('<iframe src="inner.html"></iframe>')), (INNER, inner())]
    for date in ("2024-03-01", "2024-06-01"):
        taken.ingest(b"".join(answer(address, body, date=date) for address, body in parts))
    assert taken.held() == {ID: [{INNER, PAGE}]}
