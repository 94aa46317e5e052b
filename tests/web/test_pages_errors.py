"""Errors as pages: for whom, in which language, and where their form leads."""

from __future__ import annotations

import re
from urllib.parse import urljoin

import pytest
from flask.testing import FlaskClient

from tests.web.paging import REPORT, ask, tree
from web.http.problems import CODES, UNAVAILABLE
from web.http.wording import wording


@pytest.mark.parametrize(
    "path",
    [
        *("/?yaer=2017", "/?year=17", "/reports/none", f"{REPORT}?version=9", "/embed/search?limit=0"),
        *("/nothing", "/nothing/at/all", "/search/x", "/embed/nothing"),
    ],
)
def test_an_error_is_a_page_for_readers_of_pages_only(client: FlaskClient, path: str) -> None:
    page, document = ask(client, path), client.get(path)
    assert page.mimetype == "text/html"
    assert document.mimetype == "application/problem+json"
    assert page.status_code == document.status_code == document.json["status"]
    assert "Accept" in page.headers["Vary"]
    assert "Accept" in document.headers["Vary"]
    assert page.headers["Cache-Control"] == "no-store"


def test_an_error_page_says_what_may_have_been_meant(client: FlaskClient) -> None:
    assert "year" in tree(ask(client, "/?yaer=2017")).xpath("//main//strong/text()")


@pytest.mark.parametrize(
    "path", ["/search?yaer=1", "/fields/none", f"{REPORT}/sections/x", "/figures/series?field=x", "/oembed"]
)
def test_the_api_never_answers_an_error_with_a_page(client: FlaskClient, path: str) -> None:
    assert ask(client, path).mimetype == "application/problem+json"


@pytest.mark.parametrize("accept", [None, "*/*", "application/json", "application/json, text/html;q=0.9"])
def test_an_unknown_path_is_json_to_those_who_did_not_prefer_a_page(client: FlaskClient, accept: str | None) -> None:
    response = client.get("/nothing", headers={"Accept": accept} if accept else {})
    assert (response.status_code, response.mimetype) == (404, "application/problem+json")
    assert "Accept" in response.headers["Vary"]


ENGLISH = re.compile(r"[A-Za-z]{2,} [A-Za-z]{2,}")


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ('/?q="', "检索词: 引号没有成对"),
        ('/?q=""', "检索词: 引号内没有"),
        (f"/?q={'公' * 201}", "检索词: 输入的文字过长"),
        ("/?yaer=2017", "yaer: 网址中有这里不支持的参数"),
        ("/?sort=year&sort=agency", "sort: 只能给出一个值"),
        ("/?agency=" + ",".join("甲" * 101), "机关: 给出的值过多"),
        ("/?kind=x", "内容: 没有这个选项"),
        ("/?limit=x", "limit: 须为整数"),
        ("/?limit=0", "limit: 超出"),
        ("/?year=17", "年度: 年度写法不对"),
        ("/?year=2019..2015", "年度: 起止顺序颠倒"),
        ("/?agency=绝无此局", "机关: 没有这个名称或编号"),
        ("/?not_region=绝无此省", "排除地区: 没有这个名称或代码"),
        ("/?cursor=x", "cursor: 翻页位置已失效"),
        ("/?q=%ff", "检索词: 网址不是 UTF-8"),
        ("/embed/search?q=“", "检索词: 引号没有成对"),
        ("/embed/figure?field=x&agency=青岛市科技局", "field: 没有这个数据项"),
        ("/embed/figure", "缺少这一必填项"),
        ("/reports/none", "没有收录这份报告"),
        (f"{REPORT}?version=9", "这份报告没有这个版本"),
        ("/nothing", "这个网址下没有内容"),
    ],
)
def test_a_chinese_page_explains_an_error_in_chinese(client: FlaskClient, path: str, said: str) -> None:
    (main,) = tree(ask(client, path)).xpath("//main")
    assert said in main.text_content()
    assert not ENGLISH.search(main.text_content())


def test_a_page_says_in_chinese_that_storage_does_not_answer() -> None:
    codes = {*UNAVAILABLE.values(), CODES[400], CODES[404], CODES[422], CODES[429], CODES[500]}
    assert codes <= wording("zh")["problems"].keys()


def test_an_english_page_explains_an_error_as_the_api_does(client: FlaskClient) -> None:
    (said,) = tree(ask(client, '/?q="&lang=en')).xpath("//main//li")
    assert " ".join(said.text_content().split()) == 'Words: the quote " at character 1 has no closing "'


def test_an_error_keeps_the_query_and_the_sound_filters_in_its_form(client: FlaskClient) -> None:
    page = tree(ask(client, '/?q="公开&year=2017&not_kind=body&sort=x&lang=en'))
    (form,) = page.xpath("//form[@role='search']")
    assert (form.get("action"), form.xpath(".//input[@name='q']/@value")) == ("./", ['"公开'])
    hidden = [(one.get("name"), one.get("value")) for one in form.xpath(".//input[@type='hidden']")]
    assert sorted(hidden) == [("lang", "en"), ("not_kind", "body"), ("year", "2017")]


@pytest.mark.parametrize(
    ("path", "actions"),
    [
        ("/reports/none?version=2", ["../"]),
        ("/nothing/at/all", ["../../"]),
        ('/embed/search?q="', ["../embed/search"]),
        ("/embed/figure?field=x", []),
    ],
)
def test_the_form_of_an_error_leads_where_it_may(client: FlaskClient, path: str, actions: list[str]) -> None:
    page = tree(ask(client, path))
    assert page.xpath("//form/@action") == actions
    assert page.xpath("//form//input[@type='hidden']") == []


def test_a_query_that_cannot_be_read_is_said(client: FlaskClient) -> None:
    response = ask(client, f'{REPORT}?q="公开')
    assert (response.status_code, response.mimetype) == (422, "text/html")


@pytest.mark.parametrize("path", ["/reports/none?version=2", "/?yaer=2017", "/nothing/at/all"])
def test_an_error_can_be_read_in_the_other_language(client: FlaskClient, path: str) -> None:
    page = tree(ask(client, path))
    (href,) = page.xpath("//header//a[@hreflang='en']/@href")
    other = tree(ask(client, urljoin(path, href)))
    assert (other.get("lang"), other.xpath("//header//a[@hreflang='zh']/text()")) == ("en", ["中文"])
