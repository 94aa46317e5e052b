"""What tests in a browser do again and again."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from selenium import webdriver
from selenium.common.exceptions import StaleElementReferenceException
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.shadowroot import ShadowRoot
from selenium.webdriver.support.ui import WebDriverWait

T = TypeVar("T")
SECONDS = 20


def until(browser: webdriver.Chrome, check: Callable[[], T]) -> T:
    """Wait for a check to hold, over elements that are replaced meanwhile too."""
    waiting = WebDriverWait(browser, SECONDS, 0.1, [StaleElementReferenceException])
    return waiting.until(lambda _: check())


def element(browser: webdriver.Chrome) -> ShadowRoot:
    return browser.find_element(By.TAG_NAME, "report-search").shadow_root


def marks(where: webdriver.Chrome | ShadowRoot) -> list[str]:
    return [mark.text for mark in where.find_elements(By.CSS_SELECTOR, "mark")]


def opened(browser: webdriver.Chrome) -> webdriver.Chrome:
    """Go to the tab that a link opened."""
    until(browser, lambda: len(browser.window_handles) > 1)
    browser.switch_to.window(browser.window_handles[-1])
    return browser


def assert_report_page(browser: webdriver.Chrome, base: str) -> None:
    until(browser, lambda: browser.find_elements(By.CSS_SELECTOR, "article section:target"))
    assert browser.current_url.startswith(f"{base}/reports/")
    assert marks(browser)
