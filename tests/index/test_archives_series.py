"""A report that a site shows in several pages is one report, with all of it; other pages stay what they are."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.ingest.run import Intake
from index.reparse import reparse
from tests.crawl.writing import as_page
from tests.index.crawled import BODY, ID, REPORT, SITE, Taken, answer

FIRST = f"{SITE}/art/1.html"
LINES = REPORT.lines()


@pytest.fixture
def taken(tmp_path: Path) -> Taken:
    return Taken(tmp_path)


def part(lines: list[str], pager: str, furniture: str = "<div><a href='/'>首页</a></div>") -> bytes:
    text = "".join(f"<p>{line}</p>" for line in lines)
    return as_page(REPORT, furniture, body=f"{text}<p>{pager}</p>")


SERIES = {
    "numbered from one": [FIRST, f"{SITE}/art/1_1.html", f"{SITE}/art/1_2.html"],
    "numbered from two": [FIRST, f"{SITE}/art/1_2.html", f"{SITE}/art/1_3.html"],
    "by a hyphen": [FIRST, f"{SITE}/art/1-2.html", f"{SITE}/art/1-3.html"],
    "by a query": [f"{SITE}/a.asp?id=7", f"{SITE}/a.asp?id=7&page=2", f"{SITE}/a.asp?id=7&page=3"],
}


def pages(addresses: list[str], furniture: str = "") -> list[bytes]:
    links = "".join(f'<a href="{address}">{number}</a> ' for number, address in enumerate(addresses, 1))
    cut = (LINES[1:5], LINES[5:8], LINES[8:])
    return [part(lines, f"上一页 {links} 下一页", furniture) for lines in cut]


def text_of(taken: Taken) -> str:
    (report,) = taken.record.reports().items
    return taken.record.text(report.revision)


@pytest.mark.parametrize("order", [1, -1])
@pytest.mark.parametrize("kind", SERIES)
def test_the_pages_of_a_report_are_one_report(kind: str, order: int, taken: Taken) -> None:
    addresses = SERIES[kind]
    records = [answer(address, body) for address, body in zip(addresses, pages(addresses), strict=True)]
    summary = taken.ingest(b"".join(records[::order]))
    assert (taken.held(), summary.failed) == ({ID: [set(addresses)]}, [])
    (report,) = taken.record.reports().items
    assert (report.source or {})["address"] == addresses[0]
    text = text_of(taken)
    assert [line for line in LINES[1:] if line not in text] == []
    assert "下一页" not in text
    assert text.count(LINES[4]) == 1


def test_it_stays_one_when_it_is_read_again_and_fetched_again(taken: Taken) -> None:
    addresses = SERIES["numbered from one"]
    for furniture in ("<div>第1次访问</div>", "<div>第2次访问</div>"):
        records = zip(addresses, pages(addresses, furniture), strict=True)
        taken.ingest(b"".join(answer(address, body) for address, body in records))
    assert taken.held() == {ID: [set(addresses)]}
    intake = Intake(taken.record, taken.originals, taken.index)
    assert [(one.report, one.failure) for one in reparse(intake, every=True, jobs=1)] == [(ID, None)]
    assert taken.held() == {ID: [set(addresses)]}


def test_a_page_that_says_the_same_does_not_go_on(taken: Taken) -> None:
    pager = f'<a href="{SITE}/art/1_1.html">2</a>'
    whole = part(LINES[1:], pager)
    taken.ingest(answer(FIRST, whole) + answer(f"{SITE}/art/1_1.html", whole.replace(b"<body>", b"<body><b></b>")))
    assert taken.held() == {ID: [{FIRST, f"{SITE}/art/1_1.html"}]}
    assert text_of(taken).count(LINES[4]) == 1


def test_pages_of_another_title_or_that_nobody_turns_to_do_not_go_on(taken: Taken) -> None:
    other = part(LINES[8:], "").replace(REPORT.title.encode(), "全市工作会议召开".encode())
    turning = BODY.replace(b"</body>", b'<a href="1_1.html">2</a></body>')
    taken.ingest(answer(FIRST, turning) + answer(f"{SITE}/art/1_1.html", other))
    assert taken.held() == {ID: [{FIRST}]}
    assert taken.ingest(answer(FIRST, BODY) + answer(f"{SITE}/art/1_1.html", other)).failed == []
    assert taken.held() == {ID: [{FIRST}]}
