"""axe finds nothing wrong with any page, in either language, light or dark."""

from __future__ import annotations

import pytest
from selenium import webdriver

from tests.clients.conftest import HERE
from tests.functional.conftest import browser, portal
from tests.portal import EVERY_PAGE

__all__ = ["browser", "portal"]
pytestmark = [pytest.mark.clients, pytest.mark.xdist_group("browser")]
AXE = HERE / "node_modules" / "axe-core" / "axe.min.js"
RUN = """
const done = arguments[arguments.length - 1];
axe.run().then((found) => done(found.violations.map((one) => `${one.id}: ${one.nodes[0].html}`)));
"""


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_axe_finds_nothing_on_any_page(
    browser: webdriver.Chrome, portal: dict[str, str], lang: str, theme: str
) -> None:
    features = [{"name": "prefers-color-scheme", "value": theme}]
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
    browser.set_script_timeout(300)  # seconds; on a busy machine a long page takes more than the usual thirty
    found = {}
    for path in EVERY_PAGE:
        browser.get(f"{portal['base']}{path}{'&' if '?' in path else '?'}lang={lang}")
        browser.execute_script(AXE.read_text("utf-8"))
        if violations := browser.execute_async_script(RUN):
            found[path] = violations
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})
    assert found == {}
