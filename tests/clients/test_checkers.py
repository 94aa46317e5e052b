"""Checkers that others run find no error in the OpenAPI document or any page; oEmbed consumers find the frames."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import requests

from tests.clients.calls import REPORT, TABLES
from tests.clients.conftest import BIN, HERE, Service, run
from tests.portal import EVERY_PAGE

pytestmark = pytest.mark.clients
PAGES = (
    *EVERY_PAGE,
    *("/reports/none", "/embed/search?sort=nonsense", "/figures?year=x", "/agencies?letter=h"),
    *(f"/reports/{TABLES}?view=data", f"/reports/{REPORT}/against/{TABLES}?sentences=changes", "/checks?verdict=pass"),
)


def in_english(path: str) -> str:
    return f"{path}{'&' if '?' in path else '?'}lang=en"


def test_redocly_finds_no_error(service: Service) -> None:
    run(BIN / "redocly", "lint", "--extends=recommended", service.specification)


def test_spectral_finds_no_error_and_no_warning(service: Service, tmp_path: Path) -> None:
    rules = tmp_path / "rules.yaml"
    rules.write_text('extends: ["spectral:oas"]\n')
    run(BIN / "spectral", "lint", "--ruleset", rules, "--fail-severity", "warn", service.specification)


def test_the_nu_html_checker_finds_no_error_on_any_page(service: Service, tmp_path: Path) -> None:
    every = [call.path for call in service.calls if call.page]
    files = []
    for number, path in enumerate(dict.fromkeys((*PAGES, *every, *map(in_english, (*EVERY_PAGE, *every))))):
        answer = requests.get(service.base + path, headers={"Accept": "text/html"}, timeout=30)
        assert answer.headers["Content-Type"].startswith("text/html"), path
        files.append(tmp_path / f"{number}.html")
        files[-1].write_bytes(answer.content)
    run("java", "-jar", HERE / "node_modules/vnu-jar/build/dist/vnu.jar", "--errors-only", *files)


def test_two_oembed_consumers_turn_addresses_into_frames(service: Service) -> None:
    addresses = [f"{service.base}/?q=公开", f"{service.base}/reports/{REPORT}"]
    said = [json.loads(line) for line in run("node", HERE / "callers" / "consumers.mjs", *addresses).splitlines()]
    assert [one["url"] for one in said] == addresses
    for one in said:
        assert one["extractor"].startswith("<iframe ")
        assert one["unfurl"].startswith("<iframe ")


def test_a_link_header_tells_consumers_that_read_no_page(service: Service) -> None:
    for path in (f"/reports/{REPORT}", "/search?q=公开&year=2017"):
        answer = requests.get(service.base + path, timeout=30)
        (link,) = [
            one
            for one in requests.utils.parse_header_links(answer.headers["Link"])
            if one.get("type") == "application/json+oembed"
        ]
        assert requests.get(service.base + link["url"], timeout=30).json()["html"].startswith("<iframe ")
