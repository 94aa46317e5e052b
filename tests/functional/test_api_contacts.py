"""Who filled a report in is left out of every list, and stays in the report itself."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient

REPORT = "qingdaoshi-kexuejishuju-2017"
SAID = ("姜波", "纪芳", "张永艳", "85911345", "85911333", "qdstc@qingdao.gov.cn")
QUERIES = ("填报人", "联系电话", "单位负责人 审核人", "电子邮箱", "")
LISTS = (
    "/search",
    "/search?format=csv",
    "/search?format=ndjson",
    "/search?group_by=report&snippet_chars=400",
    "/embed/search",
    "/feed.json",
    "/feed.atom",
    "/",
)


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize("q", QUERIES)
def test_lists_leave_names_and_numbers_out(client: FlaskClient, path: str, q: str) -> None:
    at, _, given = path.partition("?")
    answer = client.get(at, query_string=f"{given}&{urlencode({'q': q, 'agency': '青岛市科学技术局'})}".lstrip("&"))
    assert answer.status_code == 200, answer.text
    assert not [said for said in SAID if said in answer.text]


def test_a_number_that_is_asked_for_finds_its_section_and_is_not_printed(client: FlaskClient) -> None:
    hits = client.get("/search", query_string={"q": '"85911345"'}).json["hits"]
    assert {hit["report"]["id"] for hit in hits} == {REPORT}
    assert all("85911345" not in hit["snippet"]["text"] for hit in hits)
    assert all(hit["snippet"]["text"] for hit in hits)


def test_ranges_still_cover_what_matched(client: FlaskClient) -> None:
    for hit in client.get("/search", query_string={"q": "填报人 联系电话", "agency": "青岛市科学技术局"}).json["hits"]:
        text = hit["snippet"]["text"]
        assert set("".join(text[start:end] for start, end in hit["snippet"]["ranges"])) <= set("填报人联系电话")


def test_they_are_shown_to_those_who_ask_for_them(client: FlaskClient) -> None:
    answer = client.get("/search", query_string={"q": '"张永艳"', "contacts": "include"}).json
    assert "填报人：张永艳" in answer["hits"][0]["snippet"]["text"]
    assert any(answer["hits"][0]["snippet"]["ranges"])


@pytest.mark.parametrize("path", ["/embed/search", "/feed.json", "/feed.atom"])
def test_embeds_and_feeds_never_show_them(client: FlaskClient, path: str) -> None:
    assert client.get(f"{path}?contacts=include").status_code == 422


def test_the_report_and_its_original_keep_them(client: FlaskClient) -> None:
    for path in ("", "/source", "?q=填报人"):
        text = client.get(f"/reports/{REPORT}{path}").data.decode()
        assert all(said in text for said in SAID)
