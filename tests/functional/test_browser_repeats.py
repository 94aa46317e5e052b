"""What stands elsewhere, changed or was planned, read in a browser: each page's links lead where their words say."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from selenium import webdriver
from selenium.webdriver.common.by import By

from app import create_app
from index.ingest.run import ingest
from tests import copies
from tests.copies import COPIED, OWN, PLAN
from tests.functional.browsing import until
from tests.portal import serving

pytestmark = pytest.mark.xdist_group("browser")
AGENCY, NINGBO = "hangzhoushi-kexuejishuju", "ningboshi-caizhengju-2019"
ADDRESS = "http://czj.a.example/2019.html"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve reports that copy from each other, one of them corrected since."""
    folder = tmp_path_factory.mktemp("copied")
    app: Flask = create_app({"DATA": folder / "data"})
    services = app.extensions["disclosure"]
    copies.write(folder)
    first = copies.report("宁波市财政局", 2019, COPIED.replace("各科室", "各处室"))
    for name, text in (("first", first), ("second", copies.report("宁波市财政局", 2019, COPIED))):
        (folder / name).mkdir()
        (folder / name / "x.txt").write_text(text, "utf-8")
        (folder / name / "sources.csv").write_text(f"file,address,retrieved\nx.txt,{ADDRESS},2024-01-02\n", "utf-8")
    (folder / "c.txt").unlink()
    taken = [folder / "first", folder / "second", *sorted(folder.glob("*.txt"))]
    ingest(taken, services.record, services.originals, services.text_index, jobs=1)
    services.follow()
    with serving(app) as base:
        yield base


class Reader:
    """Somebody who reads and clicks."""

    def __init__(self, browser: webdriver.Chrome) -> None:
        self.browser = browser

    def click(self, words: str, within: str = "main") -> None:
        before = self.browser.current_url
        for link in self.browser.find_elements(By.CSS_SELECTOR, f"{within} a"):
            if words in link.text:
                link.click()
                until(self.browser, lambda: self.browser.current_url != before)
                return
        raise AssertionError(f"no link says {words!r} at {before}")

    def text(self, selector: str = "main") -> str:
        return until(self.browser, lambda: self.browser.find_element(By.CSS_SELECTOR, selector).text)

    def at(self) -> str:
        return self.browser.current_url

    def back(self) -> None:
        self.browser.back()


@pytest.fixture
def reader(quiet: webdriver.Chrome) -> Reader:
    return Reader(quiet)


def test_a_repeated_sentence_leads_to_where_it_stands_first(reader: Reader, site: str) -> None:
    reader.browser.get(f"{site}/reports/{AGENCY}-2021?lang=en")
    reader.click("in common with others")
    assert OWN in {one.text.split("\n")[0] for one in reader.browser.find_elements(By.CSS_SELECTOR, "p.repeat-new")}
    reader.click("last year", "p.counts")
    assert copies.OLD in reader.text("p.repeat-last_year:target")
    reader.click("宁波市财政局 2019", "article")
    assert reader.at().startswith(f"{site}/reports/{NINGBO}?lang=en#")
    assert COPIED in reader.text("article section:target")


def test_a_repeated_report_leads_to_itself_beside_last_years(reader: Reader, site: str) -> None:
    reader.browser.get(f"{site}/reports/{AGENCY}-2021/repeats?lang=en")
    reader.click("side by side")
    assert reader.at() == f"{site}/reports/{AGENCY}-2020/against/{AGENCY}-2021?lang=en"
    assert OWN in reader.text()
    assert COPIED in reader.text()
    reader.click("Changes only", ".report-head")
    assert COPIED not in reader.text()
    assert OWN in reader.text()
    reader.click(f"{copies.AGENCY} 2020")
    assert reader.at() == f"{site}/reports/{AGENCY}-2020?lang=en"


def test_versions_lead_to_each_and_to_the_agencys_page(reader: Reader, site: str) -> None:
    reader.browser.get(f"{site}/reports/{NINGBO}?lang=en")
    reader.click("hanges", "dl.facts")
    assert {mark.text for mark in reader.browser.find_elements(By.CSS_SELECTOR, "main mark")} == {"处", "科"}
    links = reader.browser.find_elements(By.CSS_SELECTOR, f'main a[href="{ADDRESS}"]')
    assert len(links) == 2
    reader.click("ersion 1")
    assert reader.at() == f"{site}/reports/{NINGBO}?version=1&lang=en"
    assert "各处室" in reader.text("article")


def test_plans_lead_to_what_was_said_and_what_was_told(reader: Reader, site: str) -> None:
    reader.browser.get(f"{site}/agencies/{AGENCY}?lang=en")
    reader.click("Plans")
    reader.click(PLAN, ".aligned:last-of-type")
    assert reader.at().startswith(f"{site}/reports/{AGENCY}-2020?lang=en#")
    assert PLAN in reader.text("article section:target")
    reader.back()
    reader.click("全员保密审查培训3次")
    assert reader.at().startswith(f"{site}/reports/{AGENCY}-2021?lang=en#")
    assert "培训3次" in reader.text("article section:target")
    reader.back()
    reader.click(copies.AGENCY, "h1")
    assert reader.at() == f"{site}/agencies/{AGENCY}?lang=en"
