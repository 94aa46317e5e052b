"""The pages in a real browser: by keyboard alone, on narrow screens."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement

from app import create_app
from tests.functional.browsing import assert_report_page, until
from tests.portal import EVERY_PAGE, serving

pytestmark = pytest.mark.xdist_group("browser")
SCREEN, MOST_SCREENS = 800, 12
"""Pixels of a screen, and how many of them a page may take that has no way round."""
SAMPLE = Path(__file__).parents[2] / "samples" / "2017-qingdao-science-technology-bureau.txt"
PAPER = 718
"""CSS pixels of A4 between margins of 10 mm."""


def test_the_pages_can_be_used_by_keyboard_alone(quiet: webdriver.Chrome, portal: dict[str, str]) -> None:
    quiet.get(f"{portal['base']}/?q=公开&lang=en")
    quiet.find_element(By.TAG_NAME, "body").send_keys(Keys.TAB)
    assert quiet.switch_to.active_element.get_attribute("class") == "skip"
    quiet.switch_to.active_element.send_keys(Keys.ENTER)
    quiet.switch_to.active_element.send_keys(Keys.TAB)
    for _ in range(6):
        if "/reports/" in (quiet.switch_to.active_element.get_attribute("href") or ""):
            break
        quiet.switch_to.active_element.send_keys(Keys.TAB)
    quiet.switch_to.active_element.send_keys(Keys.ENTER)
    assert_report_page(quiet, portal["base"])


@pytest.mark.parametrize("path", EVERY_PAGE)
def test_no_page_is_wider_than_its_window_or_endlessly_long(
    browser: webdriver.Chrome, portal: dict[str, str], path: str
) -> None:
    found = {}
    for width in (320, 390, 1280):
        metrics = {"width": width, "height": SCREEN, "deviceScaleFactor": 1, "mobile": False}
        browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
        browser.get(portal["base"] + path)
        size = "return [document.documentElement.scrollWidth, document.documentElement.scrollHeight]"
        found[width] = browser.execute_script(size)
    browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    browser.get_log("browser")  # type: ignore[no-untyped-call]
    for width, (wide, high) in found.items():
        assert wide <= width
        outlined = browser.find_elements(By.CSS_SELECTOR, "aside.outline a, nav.letters a, .counts a")
        assert high <= MOST_SCREENS * SCREEN or outlined


@pytest.mark.parametrize("path", EVERY_PAGE)
def test_everything_to_click_on_can_be_reached_by_keyboard(
    browser: webdriver.Chrome, portal: dict[str, str], path: str
) -> None:
    browser.get(portal["base"] + path)
    browser.get_log("browser")  # type: ignore[no-untyped-call]
    unreachable = browser.execute_script(
        "return [...document.querySelectorAll('a, button, input:not([type=hidden]), select, textarea, summary')]"
        ".filter((one) => one.tabIndex < 0 || (one.tagName === 'A' && !one.href)).map((one) => one.outerHTML)"
    )
    assert unreachable == []
    scrolling = browser.execute_script(
        "return [...document.querySelectorAll('.grid, pre')].filter((one) => one.tabIndex < 0).length"
    )
    assert scrolling == 0


def test_filters_stand_before_the_results_and_are_folded_where_there_is_little_room(
    browser: webdriver.Chrome, portal: dict[str, str]
) -> None:
    for width, is_shown in ((390, False), (1280, True)):
        metrics = {"width": width, "height": SCREEN, "deviceScaleFactor": 1, "mobile": False}
        browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
        browser.get(f"{portal['base']}/?q=公开&year=2017")
        filters, hit = (browser.find_element(By.CSS_SELECTOR, one) for one in ("#filters", ".hit"))
        choice, summary = (filters.find_element(By.CSS_SELECTOR, one) for one in ("[name=year]", "summary"))
        assert [_is_seen(browser, one) for one in (choice, summary)] == [is_shown, not is_shown]
        assert is_shown or filters.rect["y"] < hit.rect["y"] < SCREEN
        if not is_shown:
            assert "1" in summary.text
            summary.send_keys(Keys.ENTER)
            assert _is_seen(browser, choice)
    browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    browser.get_log("browser")  # type: ignore[no-untyped-call]


@pytest.mark.parametrize("path", [path for path in EVERY_PAGE if not path.startswith("/embed/")])
def test_paper_cuts_nothing_off(browser: webdriver.Chrome, portal: dict[str, str], path: str) -> None:
    metrics = {"width": PAPER, "height": SCREEN, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    browser.get(portal["base"] + path)
    wide = "return [document.documentElement, ...document.querySelectorAll('.grid')]"
    beyond = browser.execute_script(f"{wide}.filter((one) => one.scrollWidth > one.clientWidth).length")
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
    browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    browser.get_log("browser")  # type: ignore[no-untyped-call]
    assert beyond == 0


def _is_seen(browser: webdriver.Chrome, one: WebElement) -> bool:
    """Ask the browser itself: the driver takes what is in closed details for hidden, however a style sheet shows it."""
    return bool(browser.execute_script("return arguments[0].checkVisibility()", one))


@pytest.mark.parametrize(
    ("lang", "typed", "whole"), [("zh", "被告", ""), ("zh", "xzss", ""), ("en", "lawsuit", "lawsuit")]
)
def test_a_number_is_found_by_typing_what_it_is_called(
    quiet: webdriver.Chrome, portal: dict[str, str], lang: str, typed: str, whole: str
) -> None:
    quiet.get(f"{portal['base']}/figures?lang={lang}")
    box = quiet.find_element(By.ID, "find")
    box.send_keys(typed)
    offered = "return [...arguments[0].list.options].map((one) => one.value)"
    names = until(quiet, lambda: quiet.execute_script(offered, box))
    assert all(whole in name.lower() for name in names)
    box.clear()
    box.send_keys(names[0])
    chosen = quiet.find_element(By.CSS_SELECTOR, "#field option:checked")
    assert chosen.text == names[0]
    quiet.find_element(By.CSS_SELECTOR, "form.choose button").click()
    until(quiet, lambda: quiet.find_element(By.TAG_NAME, "h1").text.startswith(names[0]))


@pytest.mark.parametrize(
    "path", ["/figures?field=requests.received", "/checks", "/distribution?field=requests.received"]
)
def test_an_agency_is_found_by_the_letters_it_begins_with(
    quiet: webdriver.Chrome, portal: dict[str, str], path: str
) -> None:
    quiet.get(portal["base"] + path)
    box = quiet.find_element(By.ID, "agency")
    box.send_keys("qdskjj")
    offered = "return [...arguments[0].list.options].map((one) => one.value)"
    assert until(quiet, lambda: quiet.execute_script(offered, box))[0].startswith("青岛市科")


def test_an_address_without_a_place_to_break_is_broken_on_a_narrow_screen(
    browser: webdriver.Chrome, tmp_path: Path
) -> None:
    (tmp_path / "a.txt").write_text(SAMPLE.read_text("utf-8"), "utf-8")
    address = f"http://kjj.example.gov.cn/{'zwgk_zfxxgk_ndbg' * 8}/2017.htm"
    (tmp_path / "sources.csv").write_text(f"file,address,published\na.txt,{address},2018-03-01\n", "utf-8")
    app = create_app({"DATA": tmp_path / "data"})
    result = app.test_cli_runner().invoke(args=["ingest", str(tmp_path / "a.txt"), str(tmp_path), "--jobs", "1"])
    assert result.exit_code == 0, result.output
    with serving(app) as base, narrow(browser):
        report = str(app.test_client().get("/reports").json["reports"][0]["url"])
        for path in (report, f"{report}?lang=en", f"{report}/versions", "/", "/checks?verdict=pass"):
            browser.get(base + path)
            shown = address in browser.page_source
            assert browser.execute_script("return document.documentElement.scrollWidth") <= 390, path
            assert shown or report not in path


@contextmanager
def narrow(browser: webdriver.Chrome) -> Iterator[None]:
    metrics = {"width": 390, "height": SCREEN, "deviceScaleFactor": 1, "mobile": True}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    yield
    browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    browser.get_log("browser")  # type: ignore[no-untyped-call]
