"""From a question to its evidence on pages: numbers, comparison, contradictions, the three views of a report."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qs, urljoin, urlsplit

import pytest
from flask.testing import FlaskClient
from lxml import etree, html
from sqlalchemy import Engine, event

from search.grid import ranking_year
from tests.portal import BROWSER
from web.http.html import COMPLETING_POLICY, POLICY
from web.pages.agency_page import KEY_FIELDS

QINGDAO = "qingdaoshi-kexuejishuju"
WENZHOU = "wenzhoushi-kexuejishuju"
COMPLETED = ("/", "/figures", "/checks", "/compare", "/distribution")
"""Pages with a box that is completed while somebody types."""
PAGES = (
    "/",
    "/?q=2017年青岛科技局收到多少申请",
    "/?q=科技局收到多少申请&lang=en",
    "/agencies",
    "/agencies?region=浙江省&letter=h&lang=en",
    "/agencies/hangzhoushi-kexuejishuju?lang=en",
    f"/agencies/{WENZHOU}",
    "/figures",
    "/figures?field=requests.received",
    "/figures?field=requests.received&year=&region=浙江省&agency=&value=",
    "/figures?field=litigation.total&lang=en",
    f"/compare?field=requests.received&agency={QINGDAO},{WENZHOU}",
    "/checks",
    "/checks?verdict=pass&lang=en",
    f"/reports/{QINGDAO}-2017?view=data",
    f"/reports/{QINGDAO}-2017?view=checks&lang=en",
)


def shown(client: FlaskClient, path: str) -> Any:
    response = client.get(path, headers=BROWSER)
    assert response.status_code == 200, response.text
    assert response.mimetype == "text/html"
    return html.document_fromstring(response.text)


def sheet(client: FlaskClient, href: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(client.get(href.removeprefix(".")).text.removeprefix("\ufeff"))))


@contextmanager
def statements() -> Iterator[list[str]]:
    """Gather the SQL statements that are sent meanwhile."""
    found: list[str] = []

    def keep(*given: Any) -> None:
        found.append(given[2])

    event.listen(Engine, "before_cursor_execute", keep)
    try:
        yield found
    finally:
        event.remove(Engine, "before_cursor_execute", keep)


def follow(client: FlaskClient, at: str, href: str) -> Any:
    return shown(client, urljoin(f"http://localhost{at}", href).removeprefix("http://localhost"))


@pytest.fixture(scope="module")
def there() -> set[str]:
    """Return the addresses that were followed already: most pages lead to the same places."""
    return set()


@pytest.mark.parametrize("path", PAGES)
def test_a_page_runs_nothing_and_leads_only_to_what_is_there(client: FlaskClient, path: str, there: set[str]) -> None:
    response = client.get(path, headers=BROWSER)
    page = shown(client, path)
    completes = urlsplit(path).path in COMPLETED
    assert response.headers["Content-Security-Policy"] == (COMPLETING_POLICY if completes else POLICY)
    scripts = [one.partition("?")[0] for one in page.xpath("//script/@src")]
    assert scripts == (["./static/complete.js"] if completes else [])
    assert page.xpath("//h1")
    assert page.xpath("string(//title)")
    assert page.xpath("//meta[@name='description']/@content")
    assert not page.xpath("//script[not(@src)] | //*[@style] | //*[@onclick]")
    base = f"http://localhost{path}"
    linked = {urljoin(base, one) for one in page.xpath("//a/@href") if not one.startswith("#")}
    for parts in map(urlsplit, linked):
        address = f"{parts.path}?{parts.query}"
        assert address in there or client.get(address, headers=BROWSER).status_code == 200, address
        there.add(address)


def test_a_field_that_nobody_filled_in_asks_nothing(client: FlaskClient) -> None:
    everything = shown(client, "/figures?field=requests.received")
    left_empty = shown(client, "/figures?field=requests.received&year=&region=&agency=&value=")
    assert everything.xpath("//tbody//th//text()") == left_empty.xpath("//tbody//th//text()")
    assert client.get("/figures?field=requests.received&year=").status_code == 422


def test_the_years_are_columns_and_an_empty_cell_says_why(client: FlaskClient) -> None:
    page = shown(client, "/figures?field=requests.received&by=2017")
    assert [one.strip() for one in page.xpath("//thead//th[@class='value']//text()") if one.strip()] == ["2017", "2020"]
    rows = [[" ".join(cell.text_content().split()) for cell in row] for row in page.xpath("//tbody/tr")]
    assert rows[0][:4] == ["1", "杭州市科学技术委员会", "13", "未收录"]
    assert {row[1]: row[2] for row in rows}["杭州市科学技术局"] == "未收录"


def test_a_number_leads_to_its_characters(client: FlaskClient) -> None:
    path = "/figures?field=requests.received&by=2017"
    page = shown(client, path)
    (cell,) = page.xpath("//tr[th/a[text()='青岛市科学技术局']]/td[@class='value']/a/@href")
    report = follow(client, path, cell)
    assert [mark.text_content() for mark in report.xpath("//mark[@id='marked']")] == ["3"]
    assert len(report.xpath("//article//mark")) == 1


def test_every_quote_of_a_card_is_marked_in_its_report(client: FlaskClient) -> None:
    page = shown(client, "/checks")
    quotes = page.xpath("//li[contains(@class, 'check')]//li/a")
    assert len(page.xpath("//ol/li")) == 4
    for one in quotes:
        report = follow(client, "/checks", one.get("href"))
        marked = "".join(mark.text_content() for mark in report.xpath("//article//mark"))
        quote = re.sub(r"^「|」.*$", "", one.text_content(), flags=re.S)
        assert "".join(quote.split()) == "".join(marked.split()), one.get("href")


def test_a_mark_beyond_the_text_is_said_and_not_hidden(client: FlaskClient) -> None:
    page = shown(client, f"/reports/{QINGDAO}-2017?at=9999990-9999999")
    assert "没有所指的文字" in page.text_content()
    assert client.get(f"/reports/{QINGDAO}-2017?at=9-3", headers=BROWSER).status_code == 422


def test_a_comparison_is_one_drawing_a_table_a_picture_and_a_sheet(client: FlaskClient) -> None:
    query = f"field=requests.received&agency={QINGDAO},{WENZHOU},杭州市科技局"
    page = shown(client, f"/compare?{query}")
    assert len(page.xpath("//*[local-name()='svg']")) == 1
    assert len(page.xpath("//tbody/tr")) == 3
    picture = client.get(f"/compare?{query}&format=svg")
    drawn = etree.fromstring(picture.data)
    assert picture.mimetype == "image/svg+xml"
    assert "青岛市科学技术局" in "".join(map(str, drawn.itertext()))
    assert client.get(f"/compare?{query}&format=png").data.startswith(b"\x89PNG")
    rows = list(csv.DictReader(io.StringIO(client.get(f"/compare?{query}&format=csv").text.removeprefix("\ufeff"))))
    values = {(row["agency"], row["year"]): row["value"] or row["reason"] for row in rows}
    assert values["青岛市科学技术局", "2017"] == "3"
    assert values["青岛市科学技术局", "2020"] == "no_report"
    body = client.get(f"/compare?{query}").json
    assert next(cell["figure"] and cell["figure"]["value"] for cell in body["agencies"][0]["cells"]) == 3


def test_nine_agencies_are_too_many_for_one_drawing(client: FlaskClient) -> None:
    names = ",".join(one["id"] for one in client.get("/agencies").json["agencies"])
    assert client.get(f"/compare?field=requests.received&agency={names}").status_code == 200
    assert client.get("/compare?field=requests.received&agency=" + ",".join(["x"] * 9)).status_code == 422


def test_the_form_is_filled_in_and_every_number_leads_to_its_place(client: FlaskClient) -> None:
    path = f"/reports/{QINGDAO}-2017?view=data"
    page = shown(client, path)
    cells = page.xpath("//td[@class='value']/a[not(@class)]")
    assert len(cells) > 50
    for one in cells[:10]:
        assert "at" in parse_qs(urlsplit(one.get("href")).query)
        assert follow(client, path, one.get("href")).xpath("//mark[@id='marked']")


def test_the_checks_of_a_report_begin_with_those_that_fail(client: FlaskClient) -> None:
    page = shown(client, f"/reports/{WENZHOU}-2017?view=checks")
    verdicts = [one.get("class").split()[-1] for one in page.xpath("//ol/li")]
    assert verdicts[:2] == ["fail", "fail"]
    assert set(verdicts[2:]) >= {"pass"}


def test_of_a_long_sum_the_terms_that_are_zero_are_folded_and_none_is_lost(client: FlaskClient) -> None:
    asked = "/checks?rule=outcomes&verdict=pass&year=2020"
    checks = client.get(asked).json["checks"]
    terms = {len(side["terms"]) for one in checks for side in (one["left"], one["right"])}
    sides = shown(client, asked).xpath("//div[@class='side']")
    assert {len(side.xpath(".//li")) for side in sides} == terms
    folded = [side for side in sides if side.xpath("details")]
    assert folded
    for side in folded:
        assert set(side.xpath("details//strong/text()")) == {"0"}
        assert "0" not in side.xpath("ul//strong/text()")
        assert str(len(side.xpath("details//li"))) in side.xpath("string(details/summary)")


def test_words_that_ask_for_a_number_are_answered_above_the_hits(client: FlaskClient) -> None:
    page = shown(client, "/?q=2017年青岛科技局收到多少申请")
    (card,) = page.xpath("//section[@class='answer']")
    assert card.xpath(".//p[@class='told']/strong/a/text()") == ["3"]
    (href,) = card.xpath(".//p[@class='told']/strong/a/@href")
    assert follow(client, "/", href).xpath("//mark[@id='marked']/text()") == ["3"]


def test_words_that_are_only_looked_for_have_no_answer(client: FlaskClient) -> None:
    for q in ("双公示", '"依申请公开"', "-收费", "关于拆迁的申请", "公开", "政府信息公开"):
        assert not shown(client, f"/?q={q}").xpath("//section[@class='answer']")


def test_a_bare_word_for_a_number_leads_to_it(client: FlaskClient) -> None:
    (card,) = shown(client, "/?q=被告").xpath("//section[@class='answer']")
    assert card.xpath(".//p[@class='named']/a/text()") == ["行政诉讼数量"]
    assert "哪一项数据" not in card.text_content()


def test_an_agency_shows_its_years_numbers_and_contradictions(client: FlaskClient) -> None:
    page = shown(client, f"/agencies/{WENZHOU}")
    assert page.xpath("//ol[@class='years']//a/text()")[0] == "2017"
    assert len(page.xpath("//li[contains(@class, 'check')]")) == 2
    assert "收到政府信息公开申请数" in page.xpath("//tbody/tr/th/a/text()")


def test_a_page_of_an_agency_asks_the_record_once_for_all_its_numbers(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    counts = []
    for fields in (KEY_FIELDS[1:2], KEY_FIELDS):
        monkeypatch.setattr("web.pages.agency_page.KEY_FIELDS", fields)
        shown(client, f"/agencies/{WENZHOU}")  # what is kept until the record changes
        with statements() as asked:
            shown(client, f"/agencies/{WENZHOU}")
        counts.append(len(asked))
    assert counts[1] - counts[0] <= 1  # the cells of computed sums


def test_the_directory_is_told_by_place_and_letter(client: FlaskClient) -> None:
    names = [one["name"] for one in client.get("/agencies?region=浙江省&letter=h").json["agencies"]]
    assert names == ["杭州市科学技术委员会", "杭州市科学技术局"]
    page = shown(client, "/agencies?region=浙江省&letter=h")
    assert page.xpath("//ul[@class='latest']//a/text()") == names
    (href,) = page.xpath("//p[@class='take']/a[text()='CSV']/@href")
    assert [row["name"] for row in sheet(client, href)] == names
    (href,) = page.xpath("//p[@class='take']/a[text()='JSON']/@href")
    assert [one["name"] for one in client.get(href.removeprefix("."), headers=BROWSER).json["agencies"]] == names


def test_agencies_are_ranked_by_the_last_year_that_most_report_for(client: FlaskClient) -> None:
    page = shown(client, "/figures?field=requests.received")
    assert page.xpath("//th[@aria-sort='descending']//text()") == ["2017"]
    assert page.xpath("//tbody/tr/td[1]/text()") == ["1", "2", "3", "4"]
    assert shown(client, "/figures?field=requests.received&by=2020").xpath("//th[@aria-sort]//text()") == ["2020"]


@pytest.mark.parametrize(
    ("counts", "year"),
    [
        ({2020: 1}, 2020),
        ({2021: 30, 2022: 31, 2023: 30}, 2023),
        ({2021: 30, 2022: 31, 2023: 3}, 2022),
        ({2019: 90, 2022: 31, 2023: 30}, 2019),
        ({2022: 3, 2023: 2}, 2023),
    ],
)
def test_a_year_of_which_few_reports_are_in_ranks_nobody(counts: dict[int, int], year: int) -> None:
    assert ranking_year(counts) == year


def test_a_hit_in_the_headings_of_a_table_shows_the_numbers_under_them(client: FlaskClient) -> None:
    page = shown(client, "/?q=行政诉讼&year=2020")
    told = [" ".join(one.text_content().split()) for one in page.xpath("//ul[@class='hit-rows']/li")]
    assert told
    assert all(re.fullmatch(r"行政诉讼.*: [\d,]+ ?Σ? [件次]", one) for one in told), told
    (href,) = page.xpath("(//ul[@class='hit-rows']/li/a/@href)[1]")
    assert follow(client, "/", href).xpath("//mark[@id='marked']")


@pytest.mark.parametrize("path", [path for path in PAGES if "?q=" not in path])
def test_an_english_page_is_english_but_for_what_it_says_is_chinese(client: FlaskClient, path: str) -> None:
    asked = path.replace("&lang=en", "").replace("?lang=en", "")
    page = shown(client, f"{asked}{'&' if '?' in asked else '?'}lang=en")
    for one in page.xpath("//*[@lang='zh-CN' or @lang='zh']"):
        one.drop_tree()
    words = page.xpath("//*[self::h1 or self::h2 or self::th or self::td or self::option or self::label or self::svg]")
    assert [one for one in words if re.search("[\u4e00-\u9fff]", one.text_content())] == []


def test_agencies_with_another_value_are_not_counted_as_without_one(client: FlaskClient) -> None:
    def told(asked: str) -> str:
        (said,) = shown(client, f"/figures?field=requests.received&by=2017{asked}").xpath("//p[@class='spread']")
        return str(said.text_content())

    assert "没有数值" in told("")
    assert "没有数值" not in told("&value=1..")
