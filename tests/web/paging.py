"""What tests of pages ask with, and which pages they look at."""

from __future__ import annotations

from typing import Any

from flask.testing import FlaskClient
from lxml import html
from werkzeug.test import TestResponse

from tests.portal import BROWSER

REPORT = "/reports/qingdaoshi-kexuejishuju-2017"
PAGES = (
    "/",
    "/?lang=en",
    "/?q=依申请公开&year=2015..2019&kind=requests&not_region=浙江省",
    '/?q="绝无此语"',
    f"{REPORT}?q=公开",
    f"{REPORT}?lang=en",
    "/embed/search?q=公开",
    "/embed/figure?field=requests.received&agency=青岛市科技局",
    "/?yaer=2017",
    "/reports/none",
    "/nothing",
)


def ask(client: FlaskClient, path: str, **headers: str) -> TestResponse:
    return client.get(path, headers=BROWSER | headers)


def tree(response: TestResponse) -> Any:
    return html.document_fromstring(response.text)


def hrefs(page: Any) -> set[str]:
    return {href for href in page.xpath("//a/@href") if not href.startswith("#")}
