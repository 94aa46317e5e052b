"""The client and the script of examples/ against a running service."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.portal import serving

EXAMPLES = Path(__file__).parents[2] / "examples"
sys.path.insert(0, str(EXAMPLES))

from disclosure_client import ApiError, Client  # noqa: E402


@pytest.fixture(scope="module")
def base(app: Flask) -> Iterator[str]:
    with serving(app) as address:
        yield address


def test_the_client_follows_every_page(base: str) -> None:
    client = Client(base)
    one_by_one = [hit["id"] for hit in client.search("公开", limit=3)]
    assert one_by_one == [hit["id"] for hit in client.search("公开", limit=100)]
    assert len(set(one_by_one)) == len(one_by_one) > 3


def test_the_client_reads_numbers(base: str) -> None:
    values = [figure["value"] for figure in Client(base).figures(field="requests.received", year=2017, sort="value")]
    assert values == [1, 2, 3, 13]
    assert Client(base).frame("requests.received", 2017)["distribution"]["sum"] == 19
    assert {check["rule"] for check in Client(base).checks(verdict="fail")} == {"answers", "closing", "prose-sum"}


def test_the_client_raises_what_the_service_says(base: str) -> None:
    with pytest.raises(ApiError, match="bad_parameters") as caught:
        list(Client(base).figures(field="requests.receive"))
    assert caught.value.problem["errors"][0]["did_you_mean"][0] == "requests.received"


def test_the_script_draws_a_series(base: str) -> None:
    script = [sys.executable, str(EXAMPLES / "draw_series.py"), base, "requests.received", "杭州市科技局"]
    drawn = subprocess.run(script, capture_output=True, text=True, encoding="utf-8", check=True).stdout
    assert "2017  █" in drawn
    assert "13 件  (杭州市科学技术委员会)" in drawn
    assert "┄┄ agency" in drawn
