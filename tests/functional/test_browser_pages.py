"""The pages in a real browser: by keyboard alone, on narrow screens."""

from __future__ import annotations

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from tests.functional.browsing import assert_report_page

pytestmark = pytest.mark.xdist_group("browser")


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


@pytest.mark.parametrize("width", [320, 400, 1280])
@pytest.mark.parametrize(
    "path", ["/", "/?q=公开", "/reports/qingdaoshi-kexuejishuju-2017?q=公开", "/embed/search?q=公开"]
)
def test_no_page_is_wider_than_its_window(
    quiet: webdriver.Chrome, portal: dict[str, str], path: str, width: int
) -> None:
    metrics = {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": False}
    quiet.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    quiet.get(portal["base"] + path)
    wide = quiet.execute_script("return document.documentElement.scrollWidth")
    quiet.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    assert wide <= width
