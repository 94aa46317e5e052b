"""A report as a page: its sections, tables and marks."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.portal import BROWSER
from tests.web.paging import REPORT, ask, tree


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        (None, "application/json"),
        ("*/*", "application/json"),
        ("application/json", "application/json"),
        ("application/json, text/html;q=0.9", "application/json"),
        ("text/html, application/json", "application/json"),
        ("text/html", "text/html"),
        (BROWSER["Accept"], "text/html"),
        ("text/*, application/json;q=0.1", "text/html"),
    ],
)
def test_a_report_is_json_unless_a_page_is_preferred(client: FlaskClient, accept: str | None, media_type: str) -> None:
    response = client.get(REPORT, headers={"Accept": accept} if accept else {})
    assert (response.status_code, response.mimetype) == (200, media_type)
    assert "Accept" in response.headers["Vary"]


def test_a_report_is_shown_whole_with_every_section_at_its_anchor(client: FlaskClient) -> None:
    for report in client.get("/reports").json["reports"]:
        path = f"/reports/{report['id']}"
        body: Any = client.get(path).json
        page = tree(ask(client, path))
        # A table that is set out as its form has the text as it stands beside it.
        for added in page.xpath("//a[@class='anchor'] | //div[@class='grid as-form'] | //*[@class='told']/summary"):
            added.drop_tree()
        assert page.xpath("//article/*/@id") == [section["id"] for section in body["sections"]]
        for section in body["sections"]:
            (shown,) = page.xpath("//article/*[@id=$id]", id=section["id"])
            assert "".join(shown.text_content().split()) == "".join(
                body["text"][section["start"] : section["end"]].split()
            )


def test_a_table_is_drawn_as_printed_and_each_number_is_an_anchor_for_its_evidence(client: FlaskClient) -> None:
    path = "/reports/hangzhoushi-kexuejishuju-2020"
    page, body = tree(ask(client, path)), client.get(f"{path}/tables").json
    drawn = page.xpath("//article//table")
    assert len(drawn) == body["total"] == 3
    for shown, table in zip(drawn, body["tables"], strict=True):
        assert len(shown.xpath("./tr")) == table["rows"]
        assert len(shown.xpath(".//th")) == sum(cell["header"] for cell in table["cells"])
        for cell in table["cells"]:
            if cell["field"]:
                (anchor,) = shown.xpath(".//td[@id=$id]", id=f"at{cell['start']}-{cell['end']}")
                assert anchor.text_content() == cell["text"]
                assert anchor.get("title")


def test_a_blank_cell_that_evidence_leads_to_is_shown(client: FlaskClient) -> None:
    """There is nothing to mark in it."""
    figures = client.get(f"{REPORT}/figures").json["figures"]
    blank = next(one["evidence"] for one in figures if one["status"] == "blank" and not one["evidence"]["quote"])
    page = tree(ask(client, f"{REPORT}?at={blank['start']}-{blank['end']}"))
    (cell,) = page.xpath("//*[@id='marked']")
    assert (cell.tag, cell.text_content().strip()) == ("td", "")
    assert page.xpath("//a[@href='#marked']")


def test_a_report_marks_what_was_asked_for(client: FlaskClient) -> None:
    page = tree(ask(client, f'{REPORT}?q="政府信息"'))
    marks = page.xpath("//article//mark/text()")
    text = client.get(REPORT).json["text"]
    assert set(marks) == {"政府信息"}
    assert len(marks) == text.count("政府信息")
    assert str(len(marks)) in page.xpath("string(//p[@class='marked-for'])")


def test_the_json_of_a_report_does_not_mind_what_the_page_is_asked(client: FlaskClient) -> None:
    assert client.get(f"{REPORT}?q=公开&lang=en").json == client.get(REPORT).json


def test_page_and_json_of_a_report_are_told_apart_by_their_tags(client: FlaskClient) -> None:
    assert ask(client, REPORT).headers["ETag"] != client.get(REPORT).headers["ETag"]
