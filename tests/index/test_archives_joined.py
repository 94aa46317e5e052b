"""What an archive tells of a file beside its bytes: the page that links to it, its headers, where it was met again."""

from __future__ import annotations

import gzip
import io
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import brotli
import pytest

from index.ingest.run import Intake
from index.reparse import reparse
from tests.crawl.writing import as_page
from tests.index.crawled import (
    BODY,
    FILE,
    HTML,
    ID,
    PAGE,
    REPORT,
    SITE,
    TITLE,
    Taken,
    answer,
    linking,
    nameless,
    revisit,
    written,
)


@pytest.fixture
def taken(tmp_path: Path) -> Taken:
    return Taken(tmp_path)


LINKS = {
    "a number": '<a href="/files/P0201.docx">附件1：</a>',
    "a click": '<a href="/files/P0201.docx">点击下载</a>',
    "a file's name": '<a href="/files/P0201.docx">P0201.docx</a>',
    "a report": '<a href="/files/P0201.docx">2023年度报告全文.docx</a>',
    "its title": f'<a href="/files/P0201.docx" title="{TITLE}">杭州市科学技术局2023年政府信息…</a>',
    "a script": '<a href="#" onclick="window.open(\'/files/P0201.docx\')">下载</a>',
    "a viewer": '<iframe src="/viewer.html?file=/files/P0201.docx"></iframe>',
}


@pytest.mark.parametrize("link", LINKS)
def test_a_file_that_names_nobody_is_its_pages(link: str, taken: Taken) -> None:
    summary = taken.ingest(answer(PAGE, linking(LINKS[link])) + answer(FILE, nameless(), {}))
    assert (taken.held(), summary.failed) == ({ID: [{FILE, PAGE} if "<iframe" in LINKS[link] else {FILE}]}, [])
    assert taken.page_of(FILE) == PAGE
    (report,) = taken.record.reports().items
    assert report.title == TITLE


def test_it_stays_its_pages_when_it_is_read_again(taken: Taken) -> None:
    taken.ingest(answer(PAGE, linking(LINKS["a number"])) + answer(FILE, nameless(), {}))
    intake = Intake(taken.record, taken.originals, taken.index)
    assert [(one.report, one.failure) for one in reparse(intake, every=True, jobs=1)] == [(ID, None)]
    assert taken.held() == {ID: [{FILE}]}


OTHERS = {
    "a form": ("政府信息公开申请表.docx", ["政府信息公开申请表", "申请人信息", "姓名", "所需信息内容描述"]),
    "a flow": ("附件", ["受理流程", "一、受理", "登记政府信息公开申请。", "二、审查", "审查。", "三、答复", "答复。"]),
    "a book": ("附件2", ["工作台账", "一、公开申请", "政府信息公开申请逐件登记。"]),
    "another year's": ("2021年度报告", None),
    "another paper": ("依申请公开情况说明", None),
}


@pytest.mark.parametrize("kind", OTHERS)
def test_a_page_does_not_make_a_report_of_whatever_it_links_to(kind: str, taken: Taken) -> None:
    words, lines = OTHERS[kind]
    link = f'<a href="/files/P0201.docx">{words}</a>'
    taken.ingest(answer(PAGE, linking(link)) + answer(FILE, written(lines) if lines else nameless(), {}))
    assert taken.held() == {}


def test_what_a_file_says_of_itself_goes_before_its_page(taken: Taken) -> None:
    page = linking(LINKS["a number"], "杭州市人民政府2023年政府信息公开工作年度报告")
    own = written(["2022年，杭州市科学技术局主动公开政府信息5条。", *REPORT.lines()[2:]])
    taken.ingest(answer(PAGE, page) + answer(FILE, own, {}))
    assert set(taken.held()) <= {"hangzhoushi-kexuejishuju-2023", "hangzhoushi-kexuejishuju-2022"}
    notice = linking(LINKS["a number"], "浙江省人民政府办公厅关于公布各部门2023年政府信息公开工作年度报告的通知")
    before = taken.held()
    taken.ingest(answer(PAGE, notice) + answer(FILE, nameless(), {}))
    assert taken.held() == before


@pytest.mark.parametrize(
    "header",
    [
        f"attachment; filename*=UTF-8''{quote(TITLE)}.docx",
        f'attachment; filename="{quote(TITLE)}.docx"',
        f'attachment;filename="{f"{TITLE}.docx".encode("gbk").decode("latin-1")}"',
        f'attachment; filename="{f"{TITLE}.docx".encode().decode("latin-1")}"',
    ],
)
def test_a_server_may_name_the_file(header: str, taken: Taken) -> None:
    taken.ingest(answer(f"{SITE}/down?id=7", nameless(), {"Content-Disposition": header}))
    assert taken.held() == {ID: [{f"{SITE}/down?id=7"}]}


NAMED = quote("附件一.docx", encoding="gb18030")
SPELLINGS = {
    "https": ("https://kjj.a.example/files/1.docx", f"{SITE}/files/1.docx"),
    "a port": (f"{SITE}:80/files/1.docx", f"{SITE}/files/1.docx"),
    "汉字 in UTF-8": ("/files/附件一.docx", f"{SITE}/files/{quote('附件一.docx')}"),
    "汉字 in the page's charset": ("/files/附件一.docx", f"{SITE}/files/{NAMED}"),
    "an entity": ("/down?id=1&amp;kind=2", f"{SITE}/down?id=1&kind=2"),
    "escapes in small letters": (f"{SITE}/files/{NAMED.lower()}", f"{SITE}/files/{NAMED}"),
    "an escape that need not be": ("/files/%31.docx", f"{SITE}/files/1.docx"),
    "backslashes": ("\\files\\1.docx", f"{SITE}/files/1.docx"),
    "slashes as scripts write them": ("\\/files\\/1.docx", f"{SITE}/files/1.docx"),
    "www": ("http://www.kjj.a.example/files/1.docx", f"{SITE}/files/1.docx"),
    "no www": ("http://kjj.b.example/files/1.docx", "http://www.kjj.b.example/files/1.docx"),
    "a fragment": ("/files/1.docx#page=2", f"{SITE}/files/1.docx"),
    "a viewer": (f"/viewer.html?file={quote(f'{SITE}/files/1.docx', '')}", f"{SITE}/files/1.docx"),
    "a viewer in another folder": ("/js/web/viewer.html?file=../../files/1.docx", f"{SITE}/files/1.docx"),
}


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_a_link_leads_to_what_a_crawler_fetched_however_it_is_spelt(spelling: str, taken: Taken) -> None:
    href, fetched = SPELLINGS[spelling]
    page = linking(f'<a href="{href}">附件</a>').decode().replace("charset=utf-8", "charset=gbk").encode("gbk")
    taken.ingest(answer(PAGE, page) + answer(fetched, nameless(), {}))
    assert (taken.held(), taken.page_of(fetched)) == ({ID: [{fetched}]}, PAGE)


def test_a_link_in_a_page_in_utf_8_may_be_fetched_in_gbk(taken: Taken) -> None:
    fetched = f"{SITE}/files/{NAMED}"
    taken.ingest(answer(PAGE, linking('<a href="/files/附件一.docx">附件</a>')) + answer(fetched, nameless(), {}))
    assert taken.page_of(fetched) == PAGE


def test_a_tag_ends_behind_what_stands_in_quotation_marks(taken: Taken) -> None:
    link = '<a title="2023年>年报" onclick="if(a>1){b()}" href="/files/P0201.docx">附件</a>'
    taken.ingest(answer(PAGE, linking(link)) + answer(FILE, nameless(), {}))
    assert taken.page_of(FILE) == PAGE


def test_the_day_that_a_page_prints_is_its_attachments(taken: Taken) -> None:
    printed = linking('<div>发布时间：2024年1月15日 来源：本局</div><a href="/files/P0201.docx">附件</a>')
    taken.ingest(answer(PAGE, printed) + answer(FILE, nameless(), {}))
    (report,) = taken.record.reports().items
    assert (report.source or {})["published"] == "2024-01-15"


def test_a_page_may_stand_in_another_file_than_its_attachment(taken: Taken) -> None:
    parts = answer(FILE, nameless(), {}), answer(PAGE, linking(LINKS["a number"]))
    taken.ingest(*parts)
    assert taken.page_of(FILE) == PAGE


def test_a_package_of_several_files_is_one_crawl(taken: Taken) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as package:
        package.writestr("datapackage.json", "{}")
        package.writestr("archive/0.warc.gz", answer(FILE, nameless(), {}))
        package.writestr("archive/1.warc.gz", answer(PAGE, linking(LINKS["a number"])))
    taken.ingest(made.getvalue())
    assert (taken.held(), taken.page_of(FILE)) == ({ID: [{FILE}]}, PAGE)


def test_a_manifest_may_give_the_title(taken: Taken) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as package:
        package.writestr("P1.docx", nameless())
        rows = [f"P1.docx,{FILE},2024-03-01,附件1,{PAGE}", f"1.html,{PAGE},2024-03-01,{TITLE},"]
        package.writestr("1.html", linking("附件"))
        package.writestr("sources.csv", "\n".join(["file,address,retrieved,title,page", *rows]))
    taken.ingest(made.getvalue())
    assert taken.held() == {ID: [{FILE}]}


CHARSETS = {"GBK": "gb18030", "gb2312": "gb18030", "utf-16le": "utf-16-le", "utf-8": "utf-8"}


@pytest.mark.parametrize("label", CHARSETS)
def test_a_charset_may_stand_in_the_header_alone(label: str, taken: Taken) -> None:
    text = BODY.decode().replace("<meta charset=utf-8>", "").encode(CHARSETS[label])
    page = linking(LINKS["a number"]).decode().replace("<meta charset=utf-8>", "").encode(CHARSETS[label])
    told = {"Content-Type": f"text/html; charset={label}"}
    taken.ingest(answer(f"{SITE}/1.html", text, told))
    assert taken.held() == {ID: [{f"{SITE}/1.html"}]}
    if label != "utf-16le":  # links are looked for in bytes
        taken.record.delete(ID)
        taken.ingest(answer(PAGE, page, told) + answer(FILE, nameless(), {}))
        assert taken.page_of(FILE) == PAGE


def chunked(data: bytes) -> bytes:
    parts = [data[at : at + 700] for at in range(0, len(data), 700)]
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


def bare_deflate(data: bytes) -> bytes:
    made = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return made.compress(data) + made.flush()


CHUNKED = {"Transfer-Encoding": "chunked", "Content-Length": ""}
CODED: dict[str, tuple[Callable[[bytes], bytes], dict[str, str]]] = {
    "gzip": (gzip.compress, {"Content-Encoding": "gzip"}),
    "x-gzip": (gzip.compress, {"Content-Encoding": "x-gzip"}),
    "brotli": (brotli.compress, {"Content-Encoding": "br"}),
    "deflate": (zlib.compress, {"Content-Encoding": "deflate"}),
    "bare deflate": (bare_deflate, {"Content-Encoding": "deflate"}),
    "chunks": (chunked, CHUNKED),
    "chunks of gzip": (lambda data: chunked(gzip.compress(data)), CHUNKED | {"Content-Encoding": "gzip"}),
    "chunks of brotli": (lambda data: chunked(brotli.compress(data)), CHUNKED | {"Content-Encoding": "br"}),
    "chunks joined before": (bytes, CHUNKED),
    "gzip undone before": (bytes, {"Content-Encoding": "gzip"}),
}


@pytest.mark.parametrize("code", CODED)
def test_a_body_is_read_as_it_was_sent(code: str, taken: Taken) -> None:
    encode, headers = CODED[code]
    taken.ingest(answer(f"{SITE}/1.html", encode(BODY), HTML | headers))
    assert taken.held() == {ID: [{f"{SITE}/1.html"}]}


ONE, TWO = f"{SITE}/1.html", f"{SITE}/2.html"


def test_what_was_the_same_again_is_a_source_too(taken: Taken) -> None:
    taken.ingest(revisit(TWO, ONE, "2024-03-01"), answer(ONE, BODY))
    assert taken.held() == {ID: [{ONE, TWO}]}


def test_what_an_earlier_ingest_took_in_is_found_again_in_its_version(taken: Taken) -> None:
    later = as_page(REPORT.corrected(), "<div>首页</div>")
    taken.ingest(answer(ONE, BODY), answer(ONE, later, date="2024-05-01"))
    taken.ingest(revisit(TWO, ONE, "2024-03-01"), revisit(f"{SITE}/3.html", ONE, "2024-05-01"))
    assert taken.held() == {ID: [{ONE, TWO}, {ONE, f"{SITE}/3.html"}]}


def test_the_same_of_what_was_never_taken_in_is_no_source(taken: Taken) -> None:
    taken.ingest(answer(ONE, BODY), revisit(TWO, f"{SITE}/9.html", "2024-03-01"))
    assert taken.held() == {ID: [{ONE}]}


def test_a_digest_tells_which_of_two_answers_it_was(taken: Taken) -> None:
    later = as_page(REPORT.corrected(), "<div>首页</div>")
    first, second = answer(ONE, BODY), answer(ONE, later, date="2024-05-01")
    digest = next(
        line.split(": ")[1]
        for line in gzip.decompress(second).decode("utf-8", "replace").splitlines()
        if line.startswith("WARC-Payload-Digest")
    )
    taken.ingest(first + second + revisit(TWO, "", "", digest))
    assert taken.held() == {ID: [{ONE}, {ONE, TWO}]}
