"""Ten tasks that people come for, each from the first page by links alone, in a browser; clicks are counted."""

from __future__ import annotations

import base64
import csv
import io
import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.request import Request, urlopen

import pypdfium2
import pytest
from lxml import etree
from selenium import webdriver
from selenium.common.exceptions import NoSuchElementException
from selenium.webdriver.common.by import By

from app import create_app
from tests.draft_files import draft
from tests.functional import history
from tests.functional.browsing import until
from tests.portal import other_site, serving

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("browser")]
MOST_CLICKS = 4


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve six agencies over four years, and a release of them."""
    files, data = tmp_path_factory.mktemp("files"), tmp_path_factory.mktemp("data")
    history.write(files)
    runner = create_app({"DATA": data}).test_cli_runner()
    for asked in (["ingest", str(files), "--jobs", "1"], ["export", str(data / "release"), "--release"]):
        result = runner.invoke(args=asked)
        assert result.exit_code == 0, result.output
    with serving(create_app({"DATA": data})) as base:
        yield base


class Visitor:
    """A person at the first page with a browser: clicks, types, reads. `clicks` counts what is clicked on."""

    def __init__(self, browser: webdriver.Chrome, base: str, downloads: Path) -> None:
        self.browser, self.downloads, self.clicks = browser, downloads, 0
        asked = {"behavior": "allow", "downloadPath": str(downloads)}
        browser.execute_cdp_cmd("Browser.setDownloadBehavior", asked)
        browser.get(f"{base}/")

    def click(self, text: str, within: str = "//body") -> None:
        """Click on the first link, button or summary that shows this text."""
        for kind in ("a", "button", "summary"):
            shown = f"{within}//{kind}[contains(normalize-space(.), '{text}')]"
            with suppress(NoSuchElementException):
                return self.click_on(shown)
        raise AssertionError(f"nothing to click on shows {text!r} at {self.browser.current_url}")

    def click_on(self, path: str) -> None:
        found = self.browser.find_element(By.XPATH, path)
        self.browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", found)
        found.click()
        self.clicks += 1

    def back(self) -> None:
        self.browser.back()
        self.clicks += 1

    def type(self, field: str, text: str) -> None:
        self.browser.find_element(By.ID, field).send_keys(text)

    def downloaded(self, name: str) -> bytes:
        """Return a file once it is there whole."""

        def whole() -> Path | None:
            found = [path for path in self.downloads.glob(name) if not path.name.endswith(".crdownload")]
            return found[0] if found and found[0].stat().st_size else None

        return until(self.browser, whole).read_bytes()

    @property
    def marked(self) -> str:
        """Return what is marked in a report's text."""
        return "".join(one.text for one in self.browser.find_elements(By.CSS_SELECTOR, "article mark"))

    @property
    def text(self) -> str:
        return until(self.browser, lambda: self.browser.find_element(By.TAG_NAME, "main").text)


@pytest.fixture
def visitor(browser: webdriver.Chrome, site: str, tmp_path: Path) -> Iterator[Visitor]:
    found = Visitor(browser, site, tmp_path)
    yield found
    for extra in browser.window_handles[1:]:
        browser.switch_to.window(extra)
        browser.close()
    browser.switch_to.window(browser.window_handles[0])
    assert 0 < found.clicks <= MOST_CLICKS


def test_who_was_taken_to_court_from_2021_to_2024_ranked(visitor: Visitor) -> None:
    visitor.click("行政诉讼数量")
    heads = [one.text for one in visitor.browser.find_elements(By.CSS_SELECTOR, "thead th.value")]
    assert heads == ["2021", "2022", "2023", "2024"]
    rows = [
        [cell.text.split("\n")[0].strip("Σ ") for cell in row.find_elements(By.CSS_SELECTOR, "td, th")]
        for row in visitor.browser.find_elements(By.CSS_SELECTOR, "tbody tr")
    ]
    ranked = sorted(history.AGENCIES, key=lambda agency: -history.sued(agency, 2024))
    assert [row[1] for row in rows] == ranked
    assert [row[0] for row in rows] == [str(place) for place in range(1, 7)]
    for row in rows:
        assert row[2:] == [str(history.sued(row[1], year)) for year in history.YEARS]


def test_five_agencies_requests_in_one_chart_as_csv_and_png(visitor: Visitor) -> None:
    visitor.click("收到政府信息公开申请数")
    visitor.click("前五名逐年比较")
    assert len(visitor.browser.find_elements(By.CSS_SELECTOR, "figure svg")) == 1
    assert len(visitor.browser.find_elements(By.CSS_SELECTOR, "figure svg .legend")) == 5
    visitor.click("PNG")
    visitor.click("CSV")
    assert visitor.downloaded("*.png").startswith(b"\x89PNG")
    rows = list(csv.DictReader(io.StringIO(visitor.downloaded("*.csv").decode("utf-8-sig"))))
    values = {(row["agency"], int(row["year"])): row["value"] for row in rows}
    assert len(values) == 5 * len(history.YEARS)
    for (agency, year), value in values.items():
        assert value == ("99" if (agency, year) == history.CONTRADICTING else str(history.received(agency, year)))


def test_a_contradiction_opened_at_both_quotes(visitor: Visitor) -> None:
    visitor.click("看矛盾")
    quoted = "(//li[contains(@class, 'check')])[1]//div[@class='side'][{}]//a"
    for side in (1, 2):
        path = quoted.format(side)
        quote = re.split("[「」]", visitor.browser.find_element(By.XPATH, path).text)[1]
        visitor.click_on(path)
        assert visitor.marked == quote
        assert history.CONTRADICTING[0] in visitor.text
        if side == 1:
            visitor.back()


def test_one_number_verified_in_its_report(visitor: Visitor) -> None:
    visitor.click("收到政府信息公开申请数")
    value = str(history.received("青岛市科学技术局", 2023))
    visitor.click_on(f"//tr[th/a[text()='青岛市科学技术局']]//a[text()='{value}']")
    assert visitor.marked == value
    assert "青岛市科学技术局2023年政府信息公开工作年度报告" in visitor.text


def test_an_agencys_whole_history(visitor: Visitor) -> None:
    visitor.click("查机关")
    visitor.click("温州市科学技术局")
    assert [one.text[:4] for one in visitor.browser.find_elements(By.CSS_SELECTOR, "ol.years li")] == [
        str(year) for year in history.YEARS
    ]
    for year in history.YEARS:
        value = "99" if year == history.CONTRADICTING[1] else str(history.received("温州市科学技术局", year))
        assert value in visitor.text
    assert "≠" in visitor.text


def test_a_draft_with_four_faults_all_found_and_printed(visitor: Visitor, tmp_path: Path) -> None:
    """A column that does not add up, a text that says otherwise, a blank cell, a person's number left in."""
    data = draft(
        "杭州市科学技术局",
        2025,
        "全年收到政府信息公开申请15件。联系人王小明，电话13912345678。",
        {("received", 6): "20", ("outcome3", 1): ""},
    )
    (tmp_path / "draft.docx").write_bytes(data)
    visitor.click("自检")
    visitor.type("file", str(tmp_path / "draft.docx"))
    visitor.click("开始核对")
    until(visitor.browser, lambda: visitor.browser.find_elements(By.ID, "found"))
    assert "杭州市科学技术局2024年" in visitor.text  # compared with last year's
    printed = visitor.browser.execute_cdp_cmd("Page.printToPDF", {"printBackground": False})["data"]
    pages = pypdfium2.PdfDocument(base64.b64decode(printed))
    paper = "".join("".join(page.get_textpage().get_text_range() for page in pages).split())
    for found in ("左边为20，右边为14", "正文写“收到政府信息公开申请数”为15", "格空白", "139****5678"):
        assert found in visitor.text
        assert found in paper


def test_a_chart_embedded_on_another_origin(visitor: Visitor) -> None:
    visitor.click("收到政府信息公开申请数")
    visitor.click("前五名逐年比较")
    visitor.click("嵌入")
    code = visitor.browser.find_element(By.CSS_SELECTOR, "details pre").text
    with other_site({"/": f"<!doctype html><meta charset=utf-8><title>x</title>{code}"}) as portal:
        visitor.browser.get(portal)
        visitor.browser.switch_to.frame(visitor.browser.find_element(By.TAG_NAME, "iframe"))
        assert len(visitor.browser.find_elements(By.CSS_SELECTOR, "svg .legend")) == 5
        visitor.browser.switch_to.default_content()


def test_a_saved_search_followed(visitor: Visitor) -> None:
    visitor.type("q", "行政复议")
    visitor.click("检索", "//form")
    until(visitor.browser, lambda: "q=" in visitor.browser.current_url)
    address = visitor.browser.find_element(By.LINK_TEXT, "Atom").get_attribute("href")
    visitor.click("Atom", "//footer")
    with urlopen(Request(address or "")) as answer:
        feed = etree.fromstring(answer.read())
    entries = feed.findall("{*}entry")
    assert len(entries) == 20
    visitor.browser.get(str(entries[0].find("{*}link").get("href")))
    assert "政府信息公开工作年度报告" in visitor.text


def test_a_question_in_words_answered_with_its_quote(visitor: Visitor) -> None:
    visitor.type("q", "2023年青岛市科技局收到多少申请")
    visitor.click("检索", "//form")
    value = str(history.received("青岛市科学技术局", 2023))
    answer = until(visitor.browser, lambda: visitor.browser.find_elements(By.CSS_SELECTOR, ".answer .told"))[0]
    assert answer.find_element(By.TAG_NAME, "strong").text == value
    assert answer.find_element(By.TAG_NAME, "q").text
    visitor.click_on("//section[@class='answer']//strong/a")
    assert visitor.marked == value


def test_everything_downloaded_with_a_citation(visitor: Visitor) -> None:
    visitor.click("下载")
    citation = visitor.browser.find_element(By.ID, "citation").text
    assert re.search(r"version \d{4}\.\d\d\.\d\d.*sha256:[0-9a-f]{64}", citation)
    visitor.click("reports.db")
    assert visitor.downloaded("reports.db").startswith(b"SQLite format 3\0")
