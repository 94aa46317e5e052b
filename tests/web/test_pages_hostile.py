"""Pages of reports and queries that mean harm."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient

from tests.portal import HOSTILE, hostile_app
from tests.web.paging import ask, tree


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    return hostile_app(tmp_path_factory.mktemp("hostile")).test_client()


def test_an_earlier_version_says_that_there_is_a_later_one(hostile: FlaskClient) -> None:
    page = tree(ask(hostile, "/reports/hostile-ju-2019?version=1&q=first"))
    assert page.xpath("//article//mark/text()") == ["first"]
    assert page.xpath("//p[@class='notice']/a/@href") == ["../reports/hostile-ju-2019?q=first"]
    assert "first" not in tree(ask(hostile, "/reports/hostile-ju-2019")).text_content()


@pytest.mark.parametrize(
    "path",
    [
        "/?q=alert",
        "/",
        "/reports/hostile-ju-2017",
        "/reports/hostile-ju-2017?q=<script>",
        "/embed/search?q=alert",
        "/embed/figure?field=requests.received&agency=hostile-ju",
        "/?q=<img src=x onerror=alert(1)>",
        "/?agency=<script>",
        '/?q="><script>&year=17&sort=<script>&lang=en',
        "/<script>?q=<script>",
    ],
)
def test_a_hostile_report_or_query_adds_no_element(hostile: FlaskClient, path: str) -> None:
    page = tree(ask(hostile, path))
    assert page.xpath("//script[not(contains(@src, 'static/frame.js') or contains(@src, 'static/complete.js'))]") == []
    assert page.xpath("//article//img | //article//b | //article//i | //main//svg//script") == []
    assert not page.xpath("//@*[starts-with(name(), 'on')]")
    assert not [
        url for url in page.xpath("//@href | //@src | //@action") if urlsplit(url).scheme not in ("", "http", "https")
    ]


def test_hostile_text_is_all_there_to_be_read(hostile: FlaskClient) -> None:
    shown = tree(ask(hostile, "/reports/hostile-ju-2017")).xpath("string(//section[@id='s1'])")
    for text in HOSTILE:
        visible = "".join(
            char if char.isprintable() or char in "\u2028\u2029\u202e\u200d" else "\ufffd" for char in text
        )
        assert visible in shown


@pytest.mark.parametrize("path", ["/?q=bell", "/reports/hostile-ju-2017", "/embed/search?q=bell"])
def test_no_control_character_is_sent(hostile: FlaskClient, path: str) -> None:
    assert not [char for char in ask(hostile, path).text if char < " " and char not in "\t\n\r"]
