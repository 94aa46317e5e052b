"""A real browser, the service on one origin and a portal on another; absent a browser, its tests are skipped."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from shutil import which

import pytest
from flask import Flask
from selenium import webdriver
from selenium.webdriver.chrome.service import Service

from tests.portal import hostile_app, other_site, serving

CHROMIUM, DRIVER = which("chromium"), which("chromedriver")
EXAMPLE = Path(__file__).parents[2] / "examples" / "portal.html"
ARGUMENTS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-dev-shm-usage"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync", "--window-size=1200,1600"),
)
BLOCKED = "third-party cookies blocked"
NATIVE = "http://127.0.0.1:8000"
STRICT = (
    "<!doctype html><meta charset=utf-8><title>strict</title><link rel=icon href='data:,'>"
    "<meta http-equiv=Content-Security-Policy content=\"default-src 'none'; img-src data:; script-src {base}; "
    "connect-src {base}; require-trusted-types-for 'script'\">"
    "<script src='{base}/embed.js'></script><report-search q='依申请公开' lang=en></report-search>"
)


@pytest.fixture(scope="module")
def portal(app: Flask) -> Iterator[dict[str, str]]:
    """Serve the samples, a hostile corpus, and a portal that embeds both."""
    with (
        tempfile.TemporaryDirectory() as data,
        serving(app) as base,
        serving(hostile_app(Path(data))) as hostile,
    ):
        pages = {
            "/": EXAMPLE.read_text("utf-8").replace(NATIVE, base),
            "/hostile": EXAMPLE.read_text("utf-8")
            .replace(NATIVE, hostile)
            .replace(' year="2017"', "")
            .replace("<report-figure ", "<no-figure "),
            "/strict": STRICT.format(base=base),
            "/gone": EXAMPLE.read_text("utf-8")
            .replace("<report-search ", '<report-search kind="nonsense" ')
            .replace(NATIVE, base),
        }
        with other_site(pages) as site:
            yield {"base": base, "hostile": hostile, "site": site}


@pytest.fixture(scope="module")
def browser(request: pytest.FixtureRequest) -> Iterator[webdriver.Chrome]:
    """Start a browser that blocks third-party cookies, unless a test's parameter says otherwise."""
    if not (CHROMIUM and DRIVER):
        pytest.skip("no chromium with chromedriver")
    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM or ""
    with tempfile.TemporaryDirectory() as profile:
        for argument in (*ARGUMENTS, f"--user-data-dir={profile}"):
            options.add_argument(argument)
        if getattr(request, "param", BLOCKED) == BLOCKED:
            options.add_argument("--test-third-party-cookie-phaseout")
            options.add_experimental_option("prefs", {"profile.block_third_party_cookies": True})
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        driver = webdriver.Chrome(options=options, service=Service(DRIVER))
        try:
            yield driver
        finally:
            driver.quit()


@pytest.fixture
def quiet(browser: webdriver.Chrome) -> Iterator[webdriver.Chrome]:
    """Hold a browser to saying nothing on its console."""
    browser.get_log("browser")  # type: ignore[no-untyped-call]
    yield browser
    browser.switch_to.default_content()
    assert browser.get_log("browser") == []  # type: ignore[no-untyped-call]
    for extra in browser.window_handles[1:]:
        browser.switch_to.window(extra)
        browser.close()
    browser.switch_to.window(browser.window_handles[0])
