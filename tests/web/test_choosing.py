"""Pages that are opened before anything is chosen offer the choice; programs are told what is missing."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from lxml import html

from reports.catalogue import FIELDS
from tests.portal import BROWSER

PATHS = ["/compare", "/map", "/distribution"]


def opened(client: FlaskClient, path: str) -> Any:
    response = client.get(path, headers=BROWSER)
    assert response.status_code == 200, response.text
    return html.document_fromstring(response.text)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("path", PATHS)
def test_a_page_opened_without_a_field_offers_all_fields(client: FlaskClient, path: str, lang: str) -> None:
    page = opened(client, f"{path}?lang={lang}")
    assert page.xpath("//select[@name='field']//option/@value") == list(FIELDS)
    links = page.xpath("//main//section//a/@href")
    assert len(links) == len(FIELDS)
    assert all(link.startswith(f".{path}?field=") for link in links)
    assert all(f"lang={lang}" in link for link in links)
    assert page.xpath("//h1/text()")
    assert page.xpath("//form/@action") == [f".{path}"]


@pytest.mark.parametrize("path", PATHS)
def test_a_form_sent_without_anything_filled_in_is_offered_again(client: FlaskClient, path: str) -> None:
    assert opened(client, f"{path}?field=&agency=").xpath("//select[@name='field']")


def test_a_comparison_keeps_the_field_while_it_asks_for_agencies(client: FlaskClient) -> None:
    page = opened(client, "/compare?field=disclosure.total")
    assert page.xpath("//select[@name='field']//option[@selected]/@value") == ["disclosure.total"]
    assert page.xpath("//input[@name='agency']")


def test_a_choice_keeps_what_was_chosen_before(client: FlaskClient) -> None:
    page = opened(client, "/map?year=2017&measure=sum&lang=en")
    (link,) = page.xpath("//main//section//a[contains(@href, 'field=requests.received&')]/@href")
    chosen = client.get(link.removeprefix("."), headers=BROWSER)
    assert (chosen.status_code, "2017" in chosen.text, "lang=en" in link) == (200, True, True)
    assert page.xpath("//form//input[@type='hidden']/@name") == ["year", "measure", "lang"]


@pytest.mark.parametrize("path", PATHS)
def test_a_program_is_told_what_is_missing(client: FlaskClient, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 422
    assert "missing" in [one["code"] for one in response.json["errors"]]


@pytest.mark.parametrize("path", ["/map?region=XX", "/compare?agency=XX", "/distribution?nothing=1", "/map?lang=xx"])
def test_what_is_wrong_beside_is_still_said(client: FlaskClient, path: str) -> None:
    assert client.get(path, headers=BROWSER).status_code == 422
