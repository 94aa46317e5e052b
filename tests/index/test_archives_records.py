"""Records as crawlers write them beside the standard, and the ways in which an address leads to another."""

from __future__ import annotations

import base64
import gzip
import hashlib
import zlib
from pathlib import Path

import pytest

from tests.index.crawled import BODY, ID, PAGE, SITE, Taken, answer, raw_record

OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
OTHER = f"{SITE}/art/2.html"


@pytest.fixture
def taken(tmp_path: Path) -> Taken:
    return Taken(tmp_path)


def told(*lines: str, body: bytes = BODY, status: str = "HTTP/1.1 200 OK") -> bytes:
    return "\r\n".join([status, *lines]).encode("gb18030") + b"\r\n\r\n" + body


def chunks(data: bytes) -> bytes:
    return b"".join(b"%X;a=1\r\n%s\r\n" % (len(part), part) for part in (data[:400], data[400:])) + b"0\r\nA: b\r\n\r\n"


CHUNKED = "Transfer-Encoding: chunked"
PACKED = gzip.compress(BODY)
ANSWERS = {
    "no headers": told(status="HTTP/1.0 200 OK"),
    "no reason": told("Content-Type: text/html", status="HTTP/2 200"),
    "a reason in GBK": told("Content-Type: text/html", status="HTTP/1.1 200 成功"),
    "lines that end in LF": told("Content-Type: text/html").replace(b"\r\n", b"\n"),
    "headers in capitals": told("CONTENT-TYPE: TEXT/HTML", "CONTENT-ENCODING: GZIP", body=PACKED),
    "an answer before the answer": b"HTTP/1.1 100 Continue\r\n\r\n" + told("Content-Type: text/html"),
    "hints before the answer": b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + told("Content-Type: text/html"),
    "of another": told("Content-Type: text/html", status="HTTP/1.1 203 Non-Authoritative Information"),
    "the length of what was packed": told(f"Content-Length: {len(BODY)}", "Content-Encoding: gzip", body=PACKED),
    "more behind the end of gzip": told("Content-Encoding: gzip", body=PACKED + b"\r\n\r\n"),
    "gzip in parts": told("Content-Encoding: gzip", body=gzip.compress(BODY[:700]) + gzip.compress(BODY[700:])),
    "chunks": told(CHUNKED, "Content-Length: 999999", body=chunks(BODY)),
    "chunks of gzip in an older version": told(
        CHUNKED, "Content-Encoding: gzip", body=chunks(PACKED), status="HTTP/1.0 200 OK"
    ),
    "gzip as a transfer": told("Transfer-Encoding: gzip, chunked", body=chunks(PACKED)),
    "gzip twice": told("Content-Encoding: gzip, gzip", body=gzip.compress(PACKED)),
    "a code that is a charset": told("Content-Type: text/html", "Content-Encoding: utf-8"),
}


@pytest.mark.parametrize("kind", ANSWERS)
def test_an_answer_is_read_however_it_is_written(kind: str, taken: Taken) -> None:
    summary = taken.ingest(raw_record("response", PAGE, ANSWERS[kind]))
    assert (taken.held(), summary.failed) == ({ID: [{PAGE}]}, [])


CUT = {
    "a body": told(f"Content-Length: {len(BODY)}", body=BODY[:-300]),
    "gzip": told(f"Content-Length: {len(PACKED)}", "Content-Encoding: gzip", body=PACKED[:-60]),
    "gzip without a length": told("Content-Encoding: gzip", body=PACKED[:-60]),
    "deflate": told("Content-Encoding: deflate", body=zlib.compress(BODY)[:-60]),
    "a chunk": told(CHUNKED, body=chunks(BODY)[:-60]),
    "chunks without an end": told(CHUNKED, body=chunks(BODY).partition(b"0\r\nA: b")[0]),
    "gzip in whole chunks": told(CHUNKED, "Content-Encoding: gzip", body=chunks(PACKED[:-60])),
}


@pytest.mark.parametrize("kind", CUT)
def test_an_answer_that_was_cut_is_named(kind: str, taken: Taken) -> None:
    summary = taken.ingest(raw_record("response", PAGE, CUT[kind]))
    assert (taken.held(), len(summary.failed)) == ({}, 1)
    assert summary.failed[0].code in {"damaged_response", "damaged_archive"}


def test_a_file_packed_as_one_is_whole_or_named(taken: Taken) -> None:
    records = b"".join(raw_record("response", f"{SITE}/{n}.html", told(body=BODY)) for n in range(3))
    packed = gzip.compress(records)
    assert taken.ingest(packed).failed == []
    assert taken.ingest(gzip.compress(records[:2000]) + gzip.compress(records[2000:])).failed == []
    assert taken.held() == {ID: [{f"{SITE}/{n}.html" for n in range(3)}]}
    assert [one.code for one in taken.ingest(packed[:-20]).failed][:1] == ["damaged_record"]


def test_what_is_nothing_of_the_web_is_passed_over(taken: Taken) -> None:
    text = BODY.decode()
    beside = [
        raw_record(
            "response", "dns:kjj.a.example", b"20240301080000\nkjj.a.example 1.2.3.4", told=["Content-Type: text/dns"]
        ),
        raw_record("resource", f"urn:text:{PAGE}", text.encode(), told=["Content-Type: text/plain"]),
        raw_record("resource", f"urn:view:{PAGE}", BODY, told=["Content-Type: text/html"]),
        raw_record("conversion", PAGE, text.encode(), told=["Content-Type: text/plain"]),
    ]
    summary = taken.ingest(b"".join(beside) + raw_record("response", PAGE, told()))
    assert (taken.held(), summary.failed) == ({ID: [{PAGE}]}, [])


def test_a_resource_is_read_in_the_charset_it_states(taken: Taken) -> None:
    body = BODY.decode().replace("<meta charset=utf-8>", "").encode("gb18030")
    taken.ingest(raw_record("resource", PAGE, body, told=['Content-Type: text/html; charset="GBK"']))
    assert taken.held() == {ID: [{PAGE}]}


def test_an_older_archive_is_named(taken: Taken) -> None:
    head = b"filedesc://x 0.0.0.0 20240301080000 text/plain 76\n1 0 x\nURL IP-address Archive-date\n\n"
    summary = taken.ingest(head + f"{PAGE} 1.2.3.4 20240301080000 text/html {len(BODY)}\n".encode() + BODY)
    assert (taken.held(), [one.code for one in summary.failed]) == ({}, ["unknown_format"])
    assert "ARC" in summary.failed[0].detail


DIGEST = f"sha1:{base64.b32encode(hashlib.sha1(BODY).digest()).decode()}"
IDENTITY = "WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-000000000007>"
AGAIN = {
    "a digest that the answer lacks": [f"WARC-Payload-Digest: {DIGEST}"],
    "its record": [IDENTITY.replace("Record-ID", "Refers-To")],
    "a digest of another kind": ["WARC-Payload-Digest: md5:0", f"WARC-Refers-To-Target-URI: {PAGE}"],
}


@pytest.mark.parametrize("kind", AGAIN)
def test_what_was_the_same_is_found_by_what_is_told_of_it(kind: str, taken: Taken) -> None:
    first = raw_record("response", PAGE, told(), told=[IDENTITY])
    taken.ingest(first + raw_record("revisit", OTHER, b"HTTP/1.1 200 OK\r\n\r\n", told=AGAIN[kind]))
    assert taken.held() == {ID: [{PAGE, OTHER}]}


def moved(address: str, target: str) -> bytes:
    record = raw_record("response", address, told(f"Location: {target}", body=b"", status="HTTP/1.1 301 Moved"))
    return gzip.compress(record)


NAMED = f"{SITE}/%C4%EA%B1%A8.html"
ZERO, ONE = f"{SITE}/0", f"{SITE}/1"
LEADS = {
    "a chain": (moved(ZERO, "1") + moved(OTHER, "/0") + moved(ONE, PAGE), {ZERO, ONE, OTHER}),
    "to https": (moved(PAGE.replace("http:", "https:"), PAGE), {PAGE.replace("http:", "https:")}),
    "a circle": (moved(f"{SITE}/0", "1") + moved(f"{SITE}/1", "/0"), set()),
    "a page": (
        answer(OTHER, b'<html><meta http-equiv="refresh" content="0; url=/art/1.html"></html>'), {OTHER}
    ),
    "a page in capitals": (
        answer(OTHER, b"<META CONTENT=\"3;URL='1.html'\" HTTP-EQUIV='Refresh'>"), {OTHER}
    ),
    "a header": (answer(OTHER, b"<html></html>", {"Refresh": "0; url=1.html"}), {OTHER}),
    "a script": (answer(OTHER, b'<script>window.location.href="1.html";</script>'), {OTHER}),
    "another script": (answer(OTHER, b"<body><script>location.replace('1.html')</script></body>"), {OTHER}),
    "a page that waits": (
        answer(OTHER, b'<html><meta http-equiv="refresh" content="600;url=1.html"></html>'), set()
    ),
    "a page of its own": (
        answer(OTHER, f"<p>{'本站介绍' * 30}</p><script>function f(){{location.href='1.html'}}</script>".encode()),
        set(),
    ),
    "the same again": (
        moved(f"{SITE}/0", PAGE)
        + gzip.compress(raw_record("revisit", OTHER, told(f"Location: {PAGE}", body=b"", status="HTTP/1.1 301 Moved"))),
        {f"{SITE}/0", OTHER},
    ),
}  # fmt: skip


@pytest.mark.parametrize("way", LEADS)
def test_what_leads_to_a_report_is_a_source_of_it(way: str, taken: Taken) -> None:
    records, sources = LEADS[way]
    taken.ingest(records + answer(PAGE, BODY))
    assert taken.held() == {ID: [{PAGE} | sources]}


def test_where_an_answer_leads_may_be_written_in_gbk(taken: Taken) -> None:
    taken.ingest(moved(OTHER, "/年报.html") + answer(NAMED, BODY))
    assert taken.held() == {ID: [{NAMED, OTHER}]}
