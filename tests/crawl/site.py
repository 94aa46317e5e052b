"""A site of an agency's kind on this machine: lists, pages, attachments, notices, pictures, moved pages.

It answers 300 addresses, 60 of which are reports.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import quote

from tests.crawl.writing import Written, as_docx, as_page, as_pdf, as_rtf, reports

Answer = tuple[int, dict[str, str], bytes]
HTML = {"Content-Type": "text/html; charset=utf-8"}
PDF, WORD, RTF = (
    "application/pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/rtf",
)
ROBOTS = "User-agent: *\nDisallow: /private/\n"
RESPONSES = 300


@dataclass(slots=True)
class Site:
    """The answers by path, and for each report the path at which its text stands."""

    answers: dict[str, Answer] = field(default_factory=dict)
    at: dict[tuple[str, int], str] = field(default_factory=dict)
    pages: dict[tuple[str, int], str] = field(default_factory=dict)
    visits: int = 0


def make(visit: int = 0, corrected: frozenset[int] = frozenset()) -> Site:
    """Make the site as it stands at a visit: counters in menus differ; these reports, by place, were corrected."""
    site = Site()
    menus = "".join(f'<li><a href="/menu/{n}.html">栏目{n}</a></li>' for n in range(20))
    furniture = f'<div class="nav"><ul>{menus}</ul></div><div class="position">当前位置：首页 第{visit}次访问</div>'
    listed = []
    for place, report in enumerate(reports()):
        said = report.corrected() if place in corrected else report
        path = f"/art/{report.year + 1}/{report.published[5:7]}/art_{place}.html"
        _publish(site, path, said, furniture, place)
        listed.append((path, report))
    _lists(site, listed, furniture)
    _rest(site, furniture)
    return site


def _publish(site: Site, path: str, report: Written, furniture: str, place: int) -> None:
    key = (report.agency, report.year)
    site.pages[key] = site.at[key] = path
    if report.carrier in ("html", "gbk"):
        page = as_page(report, furniture, charset="utf-8" if report.carrier == "html" else "gbk")
        kind = "text/html; charset=utf-8" if report.carrier == "html" else "text/html"
        if report.carrier == "gbk" and place % 2:
            page, kind = page.replace(b"<meta charset=gbk>", b""), "text/html; charset=GBK"
        site.answers[path] = (200, {"Content-Type": kind}, page)
        return
    data, kind = {"pdf": (as_pdf, PDF), "docx": (as_docx, WORD), "rtf": (as_rtf, RTF)}[report.carrier]
    file = f"/att/{place}/{quote(report.title)}.{report.carrier}"
    body = f'<p>附件：<a href="{file}">{report.title}.{report.carrier}</a></p>'
    site.answers[path] = (200, HTML, as_page(report, furniture, body=body))
    site.answers[file] = (200, {"Content-Type": kind}, data(report))
    site.at[key] = file


def _lists(site: Site, listed: list[tuple[str, Written]], furniture: str) -> None:
    """Lists of ten, each linked from the last; every fifth report is linked by the address it had before."""
    for number in range(6):
        rows = []
        for place, (path, report) in enumerate(listed[number * 10 : number * 10 + 10]):
            shown = path
            if place % 5 == 0:
                shown = path.replace("/art/", "/old/")
                site.answers[shown] = (301, {"Location": path}, b"")
            rows.append(f'<li><a href="{shown}">{report.title}</a><span>{report.published}</span></li>')
        more = f'<a href="/list/{number + 1}.html">下一页</a>' if number < 5 else ""
        site.answers[f"/list/{number}.html"] = _page("政府信息公开年报", f"<ul>{''.join(rows)}</ul>{more}", furniture)


def _rest(site: Site, furniture: str) -> None:
    """Menus, notices about reports, pictures, a style sheet, a script, and pages enough to make up the number."""
    for number in range(20):
        site.answers[f"/menu/{number}.html"] = _page(
            f"栏目{number}", f'<a href="/list/{number % 6}.html">年报</a>', furniture
        )
    for number in range(15):
        text = f"<p>各单位：请于1月31日前报送政府信息公开工作年度报告，逾期通报。联系电话：8765{number:04d}。</p>"
        site.answers[f"/notice/{number}.html"] = _page(
            "关于做好政府信息公开工作年度报告编制工作的通知", text, furniture
        )
    for number in range(10):
        site.answers[f"/img/{number}.png"] = (200, {"Content-Type": "image/png"}, _picture(number))
    site.answers["/style.css"] = (200, {"Content-Type": "text/css"}, b".nav{color:#333}")
    site.answers["/robots.txt"] = (200, {"Content-Type": "text/plain"}, ROBOTS.encode())
    left = RESPONSES - len(site.answers) - 1
    for number in range(left):
        text = f"<p>本市召开第{number}次工作会议，研究部署{number}项重点工作，要求各部门抓好落实。</p>" * 3
        site.answers[f"/news/{number}.html"] = _page(f"全市召开第{number}次工作会议", text, furniture)
    links = "".join(
        f'<li><a href="{path}">{path}</a></li>'
        for path in site.answers
        if path.startswith(("/notice", "/news", "/list/0", "/menu"))
    )
    pictures = "".join(f'<img src="/img/{number}.png">' for number in range(10))
    head = '<link rel=stylesheet href="/style.css">'
    site.answers["/"] = _page("首页", f"{head}<ul>{links}</ul>{pictures}<a href='/private/x.html'>内部</a>", furniture)


def _page(title: str, body: str, furniture: str) -> Answer:
    head = f"<!doctype html><html><head><meta charset=utf-8><title>{title}</title></head>"
    return 200, HTML, f"{head}<body>{furniture}{body}</body></html>".encode()


def _picture(shade: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 4, 4, 8, 0, 0, 0, 0)
    rows = zlib.compress(b"".join(b"\0" + bytes([shade * 20] * 4) for _ in range(4)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@contextmanager
def serving(answers: Mapping[str, Answer], port: int = 0) -> Iterator[tuple[str, list[str]]]:
    """Serve the answers; yield the address and the paths that were asked for."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            asked.append(self.path)
            status, headers, body = answers.get(self.path, (404, HTML, b"<html>404</html>"))
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
