"""The search and the reports as pages: who gets them, what they lead to, what they never do."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import etree, html
from werkzeug.test import TestResponse

from schemas.embeds import PAGE_FACETS, PageArguments
from tests.portal import BROWSER, HOSTILE, hostile_app
from tests.web.test_documentation import HIDDEN
from web.http.html import COMPLETING_POLICY, EMBED_POLICY, POLICY
from web.http.problems import CODES, UNAVAILABLE
from web.http.wording import LANGUAGES, wording

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


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    return hostile_app(tmp_path_factory.mktemp("hostile")).test_client()


def ask(client: FlaskClient, path: str, **headers: str) -> TestResponse:
    return client.get(path, headers=BROWSER | headers)


def tree(response: TestResponse) -> Any:
    return html.document_fromstring(response.text)


def hrefs(page: Any) -> set[str]:
    return {href for href in page.xpath("//a/@href") if not href.startswith("#")}


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        (None, "application/json"),
        ("*/*", "application/json"),
        ("application/json", "application/json"),
        ("application/json, text/html;q=0.9", "application/json"),
        ("text/html, application/json", "application/json"),
        ("text/html", "text/html"),
        (BROWSER["Accept"], "text/html"),
        ("text/*, application/json;q=0.1", "text/html"),
    ],
)
def test_a_report_is_json_unless_a_page_is_preferred(client: FlaskClient, accept: str | None, media_type: str) -> None:
    response = client.get(REPORT, headers={"Accept": accept} if accept else {})
    assert (response.status_code, response.mimetype) == (200, media_type)
    assert "Accept" in response.headers["Vary"]


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


def test_the_search_page_is_for_those_who_take_pages(client: FlaskClient) -> None:
    assert client.get("/").mimetype == "text/html"
    assert client.get("/", headers={"Accept": "application/json"}).status_code == 406


@pytest.mark.parametrize("path", PAGES)
def test_nothing_on_a_page_runs_or_comes_from_elsewhere(client: FlaskClient, path: str) -> None:
    response = ask(client, path)
    embedded = path.startswith("/embed/")
    search = urlsplit(path).path == "/" and response.status_code == 200
    policy = EMBED_POLICY if embedded else COMPLETING_POLICY if search else POLICY
    assert response.headers["Content-Security-Policy"] == policy
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "X-Frame-Options" not in response.headers
    assert "Set-Cookie" not in response.headers
    page = tree(response)
    assert not page.xpath("//@style | //style | //@*[starts-with(name(), 'on')] | //base | //object | //embed")
    assert [urlsplit(src).path.split("/")[-2:] for src in page.xpath("//script/@src")] == [
        ["static", "frame.js" if embedded else "complete.js"]
    ] * (embedded or search)
    assert not page.xpath("//script/text()")
    assert all(urlsplit(src).netloc == "" for src in page.xpath("//link[@rel='stylesheet']/@href | //img/@src"))


@pytest.mark.parametrize("path", PAGES)
def test_a_page_can_be_read_aloud(client: FlaskClient, path: str) -> None:
    page = tree(ask(client, path))
    assert page.get("lang") in ("zh-CN", "en")
    assert page.xpath("//title/text()")
    assert len(page.xpath("//main")) == 1
    labelled = set(page.xpath("//label/@for"))
    for field in page.xpath("//input[not(@type='hidden')] | //select"):
        assert field.get("id") in labelled or field.xpath("ancestor::label")
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    levels = [int(heading.tag[1]) for heading in page.xpath("//h1|//h2|//h3|//h4|//h5|//h6")]
    assert levels.count(1) == 1


@pytest.mark.parametrize("path", PAGES[:6])
def test_every_link_of_a_page_leads_somewhere(client: FlaskClient, path: str) -> None:
    page = tree(ask(client, path))
    addresses = hrefs(page) | set(page.xpath("//link/@href"))
    assert addresses
    for href in sorted(addresses):
        address = urlsplit(urljoin(f"http://localhost{path}", href))
        found = ask(client, f"{address.path}?{address.query}" if address.query else address.path)
        assert found.status_code == 200, (href, found.text[:300])
        if address.fragment:
            assert tree(found).xpath("//*[@id=$id]", id=address.fragment), href


def test_hits_are_those_of_the_api_with_their_marks(client: FlaskClient) -> None:
    page = tree(ask(client, "/?q=依申请公开&year=2017"))
    answer: Any = client.get("/search?q=依申请公开&year=2017").json
    assert [item.xpath("string(.//a)") for item in page.xpath("//li[@class='hit']")] == [
        hit["section"]["path"][-1] if hit["section"]["path"] else hit["report"]["title"] for hit in answer["hits"]
    ]
    marked = [[mark.text for mark in item.xpath(".//mark")] for item in page.xpath("//li[@class='hit']")]
    assert marked == [
        [hit["snippet"]["text"][start:end] for start, end in hit["snippet"]["ranges"]] for hit in answer["hits"]
    ]
    assert str(answer["total"]) in page.xpath("string(//h1)")


def test_paging_gives_every_hit_once(client: FlaskClient) -> None:
    total = client.get("/search?q=公开&limit=1").json["total"]
    path, seen = "/?q=公开&limit=13", []
    while path:
        page = tree(ask(client, path))
        seen += page.xpath("//h2[@class='hit-title']/a/@href")
        path = next(iter(page.xpath("//a[@rel='next']/@href")), "").removeprefix(".")
    assert len(seen) == len(set(seen)) == total


def _sent(page: Any, **changed: list[str]) -> str:
    """Return the address that sending the page's form asks for, with other boxes ticked."""
    pairs: list[tuple[str, str]] = []
    for field in page.xpath("//form[@id='ask']//input | //*[@form='ask'][self::input or self::select]"):
        name, value = field.get("name"), field.value if field.tag == "select" else field.get("value", "")
        ticked = value in changed[name] if name in changed else field.get("checked") is not None
        if field.get("type") != "checkbox" or ticked:
            pairs += [(name, value)]
    return "/?" + "&".join(f"{name}={value}" for name, value in pairs)


def test_the_form_sent_as_it_is_gives_the_same_hits(client: FlaskClient) -> None:
    for path in (
        "/?q=公开&year=2015..2019&not_kind=body&lang=en",
        "/?q=公开&agency=青岛市科技局&sort=-year&group_by=report",
    ):
        page = tree(ask(client, path))
        again = tree(ask(client, _sent(page)))
        assert again.xpath("//h2[@class='hit-title']/a/@href") == page.xpath("//h2[@class='hit-title']/a/@href") != []


def test_ticking_a_box_filters(client: FlaskClient) -> None:
    page = tree(ask(client, "/?q=公开"))
    filtered = tree(ask(client, _sent(page, year=["2020"])))
    assert set(filtered.xpath("//p[@class='hit-from']/span[2]/text()")) == {"2020"}
    assert filtered.xpath("//input[@name='year'][@checked]/@value") == ["2020"]
    chip = next(iter(filtered.xpath("//ul[@class='chips']//a[contains(., '2020')]/@href")))
    assert tree(ask(client, chip.removeprefix("."))).xpath("//h1/text()") == page.xpath("//h1/text()")


def test_the_first_page_shows_the_newest_reports(client: FlaskClient) -> None:
    titles = tree(ask(client, "/")).xpath("//ul[@class='latest']//span[@class='latest-title']/text()")
    assert titles == [one["title"] for one in client.get("/reports").json["reports"]]


def test_a_report_is_shown_whole_with_every_section_at_its_anchor(client: FlaskClient) -> None:
    for report in client.get("/reports").json["reports"]:
        path = f"/reports/{report['id']}"
        body: Any = client.get(path).json
        page = tree(ask(client, path))
        # A table that is set out as its form has the text as it stands beside it.
        for added in page.xpath("//a[@class='anchor'] | //div[@class='grid as-form'] | //*[@class='told']/summary"):
            added.drop_tree()
        assert page.xpath("//article/*/@id") == [section["id"] for section in body["sections"]]
        for section in body["sections"]:
            (shown,) = page.xpath("//article/*[@id=$id]", id=section["id"])
            assert "".join(shown.text_content().split()) == "".join(
                body["text"][section["start"] : section["end"]].split()
            )


def test_a_table_is_drawn_as_printed_and_each_number_is_an_anchor_for_its_evidence(client: FlaskClient) -> None:
    path = "/reports/hangzhoushi-kexuejishuju-2020"
    page, body = tree(ask(client, path)), client.get(f"{path}/tables").json
    drawn = page.xpath("//article//table")
    assert len(drawn) == body["total"] == 3
    for shown, table in zip(drawn, body["tables"], strict=True):
        assert len(shown.xpath("./tr")) == table["rows"]
        assert len(shown.xpath(".//th")) == sum(cell["header"] for cell in table["cells"])
        for cell in table["cells"]:
            if cell["field"]:
                (anchor,) = shown.xpath(".//td[@id=$id]", id=f"at{cell['start']}-{cell['end']}")
                assert anchor.text_content() == cell["text"]
                assert anchor.get("title")


def test_a_blank_cell_that_evidence_leads_to_is_shown(client: FlaskClient) -> None:
    """There is nothing to mark in it."""
    figures = client.get(f"{REPORT}/figures").json["figures"]
    blank = next(one["evidence"] for one in figures if one["status"] == "blank" and not one["evidence"]["quote"])
    page = tree(ask(client, f"{REPORT}?at={blank['start']}-{blank['end']}"))
    (cell,) = page.xpath("//*[@id='marked']")
    assert (cell.tag, cell.text_content().strip()) == ("td", "")
    assert page.xpath("//a[@href='#marked']")


def test_a_report_marks_what_was_asked_for(client: FlaskClient) -> None:
    page = tree(ask(client, f'{REPORT}?q="政府信息"'))
    marks = page.xpath("//article//mark/text()")
    text = client.get(REPORT).json["text"]
    assert set(marks) == {"政府信息"}
    assert len(marks) == text.count("政府信息")
    assert str(len(marks)) in page.xpath("string(//p[@class='marked-for'])")


def test_the_json_of_a_report_does_not_mind_what_the_page_is_asked(client: FlaskClient) -> None:
    assert client.get(f"{REPORT}?q=公开&lang=en").json == client.get(REPORT).json


def test_a_query_that_cannot_be_read_is_said(client: FlaskClient) -> None:
    response = ask(client, f'{REPORT}?q="公开')
    assert (response.status_code, response.mimetype) == (422, "text/html")


@pytest.mark.parametrize("path", ["/", "/embed/search"])
def test_nothing_found_for_a_quoted_string_says_where_it_has_to_stand(client: FlaskClient, path: str) -> None:
    assert "同一章节" in ask(client, f'{path}?q="紫禁城"').text
    assert "同一章节" not in ask(client, f"{path}?q=紫禁城").text


def test_an_earlier_version_says_that_there_is_a_later_one(hostile: FlaskClient) -> None:
    page = tree(ask(hostile, "/reports/hostile-ju-2019?version=1&q=first"))
    assert page.xpath("//article//mark/text()") == ["first"]
    assert page.xpath("//p[@class='notice']/a/@href") == ["../reports/hostile-ju-2019?q=first"]
    assert "first" not in tree(ask(hostile, "/reports/hostile-ju-2019")).text_content()


@pytest.mark.parametrize("path", PAGES[:5])
def test_a_page_unchanged_is_not_sent_again(client: FlaskClient, path: str) -> None:
    tag = ask(client, path).headers["ETag"]
    again = ask(client, path, **{"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")


def test_page_and_json_of_a_report_are_told_apart_by_their_tags(client: FlaskClient) -> None:
    assert ask(client, REPORT).headers["ETag"] != client.get(REPORT).headers["ETag"]


def _texts(page: Any) -> Iterator[str]:
    yield " ".join(page.text_content().split())


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


def test_links_keep_the_language(client: FlaskClient) -> None:
    page = tree(ask(client, "/?q=公开&lang=en"))
    for href in page.xpath("//h2[@class='hit-title']/a/@href"):
        assert ("lang", "en") in parse_qsl(urlsplit(href).query)


def test_both_languages_have_the_same_words() -> None:
    words = tomllib.loads((Path(__file__).parents[2] / "web" / "wording.toml").read_text("utf-8"))

    def keys(part: dict[str, Any], above: str = "") -> set[str]:
        return {
            path
            for key, value in part.items()
            for path in (keys(value, f"{above}{key}.") if isinstance(value, dict) else {above + key})
        }

    assert tuple(words) == LANGUAGES
    assert words["zh"].pop("problems")
    assert keys(words["zh"]) == keys(words["en"])


def test_no_word_hides_behind_a_method_of_mappings() -> None:
    assert not set(wording("zh")) & set(dir(dict))


def test_pages_are_documented(app: Flask, client: FlaskClient) -> None:
    document: Any = client.get("/openapi.json").json
    served = {re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule) for rule in app.url_map.iter_rules()}
    assert served - HIDDEN <= set(document["paths"])
    assert "text/html" in document["paths"]["/reports/{report_id}"]["get"]["responses"]["200"]["content"]


def test_everything_of_a_long_filter_can_be_reached(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    few = tuple(replace(one, size=1) if one.column == "agency" else one for one in PAGE_FACETS)
    monkeypatch.setattr(PageArguments, "ours", (("facets", few), ("explain", "false")))
    page = tree(ask(client, "/?q=公开"))
    assert len(page.xpath("//aside//input[@type='checkbox'][@name='agency']")) == 1
    (more,) = [one for one in page.xpath("//aside//a/@href") if "more=agency" in one]
    whole = tree(ask(client, more.removeprefix(".")))
    assert len(whole.xpath("//aside//input[@type='checkbox'][@name='agency']")) == 5
    named = tree(ask(client, "/?q=公开&agency=&agency=温州市科技局&region="))
    assert set(named.xpath("//*[@class='hit-from']/span[1]/text()")) == {"温州市科学技术局"}


def test_a_search_offers_every_filter(client: FlaskClient) -> None:
    page = tree(ask(client, "/?q=公开"))
    assert {"year", "agency", "region", "kind", "form"} <= set(page.xpath("//aside//input[@type='checkbox']/@name"))


def test_crawlers_find_every_report_and_agency(client: FlaskClient) -> None:
    assert "Sitemap: http://localhost/sitemap.xml" in client.get("/robots.txt").text
    maps = etree.fromstring(client.get("/sitemap.xml").data).findall(".//{*}loc")
    told = [
        one.text for found in maps for one in etree.fromstring(client.get(found.text or "").data).findall(".//{*}loc")
    ]
    listed = [f"http://localhost{one['url']}" for one in client.get("/reports").json["reports"]]
    assert set(listed) <= set(told)
    assert len(told) == len(set(told))
    for address in told[:12] + told[-8:]:
        assert client.get(address or "", headers=BROWSER).status_code == 200
    assert client.get("/sitemap-9.xml").status_code == 404
    assert client.get("/favicon.ico").data.startswith(b"\x89PNG")


def test_pages_say_what_they_are_about(client: FlaskClient) -> None:
    kinds = {
        "/download": "Dataset",
        "/figures?field=requests.received": "Dataset",
        "/reports/qingdaoshi-kexuejishuju-2017": "Report",
    }
    for path, kind in kinds.items():
        page = tree(ask(client, path))
        (item,) = page.xpath(f"//*[@itemtype='https://schema.org/{kind}']")
        assert item.xpath(".//*[@itemprop='name']")
        assert item.xpath(".//*[@itemprop='url']/@content")[0].startswith("http://localhost/")
