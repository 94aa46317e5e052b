"""What tests of pages, embeds and feeds share: reports that try to break out of them, and servers on two origins."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from flask import Flask
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from app import create_app
from index.sync import refresh
from reports.model import SectionKind
from tests.factories import make_agency, make_original, make_report

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,image/webp,*/*;q=0.8"}
_AGENCY, _OTHER = "qingdaoshi-kexuejishuju", "wenzhoushi-kexuejishuju"
EVERY_PAGE = (
    *("/", "/?q=公开", "/?q=2017年青岛科技局收到多少申请", "/?q=没有这样的话", "/?sort=nonsense", "/nothing-here"),
    *("/agencies", f"/agencies/{_AGENCY}", f"/agencies/{_OTHER}/promises?year=2017"),
    *("/figures", "/figures?field=requests.received", "/figures?field=litigation.total&year=2017"),
    f"/compare?field=requests.received&agency={_AGENCY},{_OTHER}",
    *("/map?field=requests.received", "/distribution?field=requests.received&year=2017&agency=青岛市科技局"),
    *("/checks", "/check", "/download", "/compare", "/distribution?lang=en"),
    *(f"/reports/{_AGENCY}-2017?q=公开", f"/reports/{_AGENCY}-2017?view=data", f"/reports/{_AGENCY}-2017?view=checks"),
    "/reports/hangzhoushi-kexuejishuju-2020?view=data",
    *(f"/reports/{_AGENCY}-2017/repeats", f"/reports/{_AGENCY}-2017/versions"),
    f"/reports/{_AGENCY}-2017/against/{_OTHER}-2017",
    *("/docs", "/docs/search", "/docs/numbers", "/docs/checks", "/docs/embedding", "/docs/download", "/docs/stability"),
    "/embed/search?q=公开",
    *(f"/embed/figure?field=requests.received&agency={one}" for one in (_AGENCY, f"{_AGENCY},{_OTHER}")),
)
"""Each page of the samples once, some with something wrong with them."""
HOSTILE = (
    "<script>document.title='owned'</script>",
    '<img src=x onerror="document.title=1">',
    "</mark></p></article><svg/onload=alert(1)>",
    "javascript:alert(1)",
    '=HYPERLINK("http://evil.example/","依申请公开")',
    "]]><!--",
    "&lt;b&gt; &amp;amp; {{ 7*7 }} {% raw %}",
    "line\u2028end\u2029",
    "bell\x07 escape\x1b[31m null-like\x01",
    "override\u202efdp.exe",
    "𠮷野家 and 👨‍👩‍👧 before 依申请公开",
)
PARTS = (
    (0, "", "", SectionKind.BODY, "现将情况报告如下。\n"),
    (
        1,
        "一、",
        "主动<b>公开</b>情况",
        SectionKind.DISCLOSURE,
        "\n".join(HOSTILE).replace("{", "{{").replace("}", "}}") + "\n",
    ),
    (1, "二、", "依申请公开情况", SectionKind.REQUESTS, "收到依申请公开件13件，其中网络申请9件。\n"),
    (2, "（一）", "收到申请", SectionKind.REQUESTS, "指标\t单位\t数\n<i>申请</i>\t件\t13\n网络申请\t9\n"),
)
HOSTILE_AGENCY = make_agency('测试<script>alert(2)</script>"局', "hostile-ju", ())
YEARS = (2016, 2017, 2019)


def hostile_app(data: Path) -> Flask:
    """Make the service over reports of one hostile agency, the last of them in two versions."""
    app = create_app({"DATA": data})
    services = app.extensions["disclosure"]
    for year in YEARS:
        for version in ("first", "second") if year == YEARS[-1] else ("only",):
            report = make_report(
                HOSTILE_AGENCY, year, file='"><img src=x>.txt', extra=f"This is the {version}.\n", parts=PARTS
            )
            if version == "first":
                report = replace(report, title=f"{report.title}（初稿）")
            sha256 = hashlib.sha256(report.document.text.encode()).hexdigest()
            services.record.save(report, make_original(report, sha256), parser="test")
    refresh(services.record, services.text_index, services.record.revisions())
    return app


class _Quiet(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"

    def log(self, *args: object) -> None:
        """Say nothing."""


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    """Serve the application on a port of 127.0.0.1; yield its address."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Quiet)
    with _running(server):
        yield f"http://127.0.0.1:{server.server_port}"


@contextmanager
def other_site(pages: Mapping[str, str]) -> Iterator[str]:
    """Serve pages on another port and under another host name, so that no site is shared; yield the address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            page = pages.get(self.path.partition("?")[0])
            body = (page or "").encode()
            self.send_response(404 if page is None else 200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    with _running(server):
        yield f"http://localhost:{server.server_port}"


@contextmanager
def _running(server: ThreadingHTTPServer | BaseWSGIServer) -> Iterator[None]:
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
