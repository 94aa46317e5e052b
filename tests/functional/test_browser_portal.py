"""A page of another origin embeds the search: by script element, by iframe and by oEmbed, to the report and back."""

from __future__ import annotations

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from tests.functional.browsing import assert_report_page, element, marks, opened, until
from tests.portal import HOSTILE

pytestmark = [
    pytest.mark.xdist_group("browser"),
    pytest.mark.parametrize(
        "browser", ["cookies allowed", "third-party cookies blocked"], indirect=True, scope="module"
    ),
]


def test_the_element_searches_as_one_types_and_leads_to_the_report(
    quiet: webdriver.Chrome, portal: dict[str, str]
) -> None:
    quiet.get(portal["site"])
    root = element(quiet)
    until(quiet, lambda: root.find_elements(By.CSS_SELECTOR, "li"))
    box = root.find_element(By.CSS_SELECTOR, "input")
    box.clear()
    box.send_keys('"行政诉讼"', Keys.ENTER)
    until(quiet, lambda: set(marks(root)) == {"行政诉讼"})
    assert root.find_element(By.CSS_SELECTOR, "[role=status]").text.split()[0].isdigit()
    root.find_element(By.CSS_SELECTOR, "li a").click()
    assert_report_page(opened(quiet), portal["base"])
    assert set(marks(quiet)) >= {"行政诉讼"}


def test_the_element_goes_on_to_more_and_says_when_there_is_nothing(
    quiet: webdriver.Chrome, portal: dict[str, str]
) -> None:
    quiet.get(portal["site"])
    root = element(quiet)
    until(quiet, lambda: len(root.find_elements(By.CSS_SELECTOR, "li")) == 3)
    root.find_element(By.CSS_SELECTOR, ".more").click()
    until(quiet, lambda: len(root.find_elements(By.CSS_SELECTOR, "li")) > 3)
    box = root.find_element(By.CSS_SELECTOR, "input")
    box.clear()
    box.send_keys('"绝无此语"', Keys.ENTER)
    until(quiet, lambda: root.find_element(By.CSS_SELECTOR, "[role=status]").text == "没有找到。")
    assert not root.find_elements(By.CSS_SELECTOR, "li")


def test_the_element_follows_its_attributes(quiet: webdriver.Chrome, portal: dict[str, str]) -> None:
    quiet.get(portal["site"])
    root = element(quiet)
    until(quiet, lambda: root.find_elements(By.CSS_SELECTOR, "li"))
    quiet.execute_script(
        "const e = document.querySelector('report-search');"
        "for (const [name, value] of [['year', '2020'], ['q', '公开'], ['lang', 'en'], ['limit', '2']])"
        " e.setAttribute(name, value);"
    )
    until(quiet, lambda: [p.text[-4:] for p in root.find_elements(By.CSS_SELECTOR, ".from")] == ["2020", "2020"])
    assert root.find_element(By.CSS_SELECTOR, "button").text == "Search"


def test_the_element_needs_no_inline_style_and_no_markup_of_a_strict_page(
    quiet: webdriver.Chrome, portal: dict[str, str]
) -> None:
    quiet.get(f"{portal['site']}/strict")
    root = element(quiet)
    until(quiet, lambda: marks(root))
    assert (
        quiet.execute_script(
            "return getComputedStyle(arguments[0]).display", root.find_element(By.CSS_SELECTOR, "form")
        )
        == "flex"
    )


def test_the_framed_search_works_in_its_frame_and_grows_with_its_hits(
    quiet: webdriver.Chrome, portal: dict[str, str]
) -> None:
    quiet.get(portal["site"])
    frame = quiet.find_element(By.ID, "frame")
    until(quiet, lambda: frame.get_attribute("height") not in ("420", None))
    quiet.switch_to.frame(frame)
    box = quiet.find_element(By.NAME, "q")
    box.clear()
    box.send_keys('"依申请公开"', Keys.ENTER)
    until(quiet, lambda: set(marks(quiet)) == {"依申请公开"})
    assert quiet.execute_script("return document.documentElement.scrollHeight <= window.innerHeight + 1") or until(
        quiet, lambda: quiet.execute_script("return document.documentElement.scrollHeight <= window.innerHeight + 1")
    )
    quiet.find_element(By.CSS_SELECTOR, ".hit-title a").click()
    assert_report_page(opened(quiet), portal["base"])


@pytest.mark.parametrize(
    "style", ["", "*{box-sizing:border-box}", "*{box-sizing:border-box}iframe{border:5px solid;padding:3px}"]
)
def test_a_frame_shows_its_page_without_a_scrollbar_whatever_the_site_counts_into_heights(
    quiet: webdriver.Chrome, portal: dict[str, str], style: str
) -> None:
    quiet.get(portal["site"])
    frame = quiet.find_element(By.ID, "frame")
    restyle = (
        "const s = document.createElement('style'); s.textContent = arguments[1]; document.head.append(s);"
        "arguments[0].height = 420; arguments[0].src = arguments[0].src;"
    )
    quiet.execute_script(restyle, frame, style)
    until(quiet, lambda: frame.get_attribute("height") not in ("420", None))
    quiet.switch_to.frame(frame)
    spare = "return window.innerHeight - document.documentElement.getBoundingClientRect().height"
    until(quiet, lambda: 0 <= quiet.execute_script(spare) < 1)


def test_the_framed_series_draws_what_its_table_says(quiet: webdriver.Chrome, portal: dict[str, str]) -> None:
    quiet.get(portal["site"])
    quiet.switch_to.frame(quiet.find_element(By.ID, "series"))
    values = [cell.text for cell in quiet.find_elements(By.CSS_SELECTOR, "td.value") if cell.text != "—"]
    assert values
    assert len(quiet.find_elements(By.CSS_SELECTOR, "svg circle")) == len(values)


def test_the_element_of_a_number_draws_what_its_table_says_and_tells_what_is_chosen(
    quiet: webdriver.Chrome, portal: dict[str, str]
) -> None:
    quiet.get(portal["site"])
    root = quiet.find_element(By.ID, "figure").shadow_root
    until(quiet, lambda: root.find_elements(By.CSS_SELECTOR, "svg"))
    values = [cell.text for cell in root.find_elements(By.CSS_SELECTOR, "td a")]
    agencies = root.find_elements(By.CSS_SELECTOR, "tbody tr")
    assert len(agencies) == 3
    assert len(root.find_elements(By.CSS_SELECTOR, "svg .dot")) == len(values) + len(agencies)
    assert "未收录" in [cell.text for cell in root.find_elements(By.CSS_SELECTOR, "td.none")]
    root.find_element(By.CSS_SELECTOR, "td a").click()
    assert quiet.find_element(By.ID, "chosen").text == f"收到政府信息公开申请数：{values[0]}"
    found = opened(quiet)
    until(quiet, lambda: found.find_elements(By.CSS_SELECTOR, "article mark"))


def test_words_are_offered_while_a_reader_types(quiet: webdriver.Chrome, portal: dict[str, str]) -> None:
    quiet.get(portal["site"])
    root = element(quiet)
    until(quiet, lambda: root.find_elements(By.CSS_SELECTOR, "li"))
    box = root.find_element(By.CSS_SELECTOR, "input")
    box.clear()
    box.send_keys("温州")
    offered = "return [...arguments[0].querySelectorAll('datalist option')].map((one) => one.value)"
    until(quiet, lambda: "温州市科学技术局" in quiet.execute_script(offered, root))


def test_an_element_that_gets_no_answer_says_so_as_an_event(browser: webdriver.Chrome, portal: dict[str, str]) -> None:
    browser.get(portal["site"])
    browser.execute_script(
        "window.heard = []; document.addEventListener('report-figure:error', (one) => heard.push(one.detail.status));"
        "document.getElementById('figure').setAttribute('field', 'nonsense');"
    )
    until(browser, lambda: browser.execute_script("return heard") == [422])
    assert (
        "没有这个数据项"
        in browser.find_element(By.ID, "figure").shadow_root.find_element(By.CSS_SELECTOR, "[role=status]").text
    )
    browser.get_log("browser")  # type: ignore[no-untyped-call]


def test_oembed_gives_a_frame_that_works_in_its_sandbox(quiet: webdriver.Chrome, portal: dict[str, str]) -> None:
    quiet.get(portal["site"])
    frame = until(quiet, lambda: quiet.find_elements(By.CSS_SELECTOR, "#oembed iframe"))[0]
    quiet.execute_script("arguments[0].scrollIntoView()", frame)
    quiet.switch_to.frame(frame)
    until(quiet, lambda: marks(quiet))
    quiet.find_element(By.CSS_SELECTOR, ".hit-title a").click()
    assert_report_page(opened(quiet), portal["base"])


def test_nothing_is_stored_in_the_browser(quiet: webdriver.Chrome, portal: dict[str, str]) -> None:
    quiet.get(portal["site"])
    until(quiet, lambda: marks(element(quiet)))
    assert quiet.execute_cdp_cmd("Network.getAllCookies", {})["cookies"] == []
    quiet.get(f"{portal['base']}/?q=公开")
    assert quiet.execute_cdp_cmd("Network.getAllCookies", {})["cookies"] == []
    assert quiet.execute_script("return localStorage.length + sessionStorage.length") == 0


def test_a_hostile_report_stays_text_wherever_it_is_shown(quiet: webdriver.Chrome, portal: dict[str, str]) -> None:
    quiet.get(f"{portal['site']}/hostile")
    title = quiet.title
    root = element(quiet)
    box = root.find_element(By.CSS_SELECTOR, "input")
    until(quiet, lambda: root.find_elements(By.CSS_SELECTOR, "li"))
    box.clear()
    box.send_keys("owned", Keys.ENTER)
    until(quiet, lambda: "owned" in marks(root))
    assert HOSTILE[0] in root.find_element(By.CSS_SELECTOR, "[part=snippet]").text
    assert not root.find_elements(By.CSS_SELECTOR, "script, img, svg, b")
    assert quiet.title == title
    for path in ("/?q=owned", "/embed/search?q=owned", "/reports/hostile-ju-2017?q=owned#s1"):
        quiet.get(portal["hostile"] + path)
        assert "owned" in marks(quiet)
        assert HOSTILE[0] in quiet.find_element(By.TAG_NAME, "main").text
        assert quiet.title != "owned"


def test_marks_stand_where_they_should_after_astral_characters(quiet: webdriver.Chrome, portal: dict[str, str]) -> None:
    quiet.get(f"{portal['site']}/hostile")
    root = element(quiet)
    until(quiet, lambda: root.find_elements(By.CSS_SELECTOR, "li"))
    box = root.find_element(By.CSS_SELECTOR, "input")
    box.clear()
    box.send_keys('"before 依申请公开"', Keys.ENTER)
    until(quiet, lambda: "before 依申请公开" in marks(root))


def test_what_is_wrong_with_an_attribute_is_said(browser: webdriver.Chrome, portal: dict[str, str]) -> None:
    browser.get(f"{portal['site']}/gone")
    until(browser, lambda: "kind：没有这个选项" in element(browser).find_element(By.CSS_SELECTOR, "[role=status]").text)


def test_a_service_that_is_gone_is_said(browser: webdriver.Chrome, portal: dict[str, str]) -> None:
    browser.get(portal["site"])
    root = element(browser)
    until(browser, lambda: root.find_elements(By.CSS_SELECTOR, "li"))
    browser.execute_cdp_cmd("Network.enable", {})
    browser.execute_cdp_cmd("Network.setBlockedURLs", {"urls": ["*/search?*"]})
    try:
        root.find_element(By.CSS_SELECTOR, "button").click()
        until(browser, lambda: "暂时无法访问" in root.find_element(By.CSS_SELECTOR, "[role=status]").text)
    finally:
        browser.execute_cdp_cmd("Network.setBlockedURLs", {"urls": []})
        browser.execute_cdp_cmd("Network.disable", {})
