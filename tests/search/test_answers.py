"""Reading questions in words: years, cutting, what is left over, on the sample reports."""

from __future__ import annotations

from datetime import date

import pytest
from flask.testing import FlaskClient

from reports.catalogue import FIELDS
from reports.questions import question_words
from search.answers import years

TODAY = date(2025, 6, 1)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("2023年", (2023,)),
        ("2021至2023年", (2021, 2022, 2023)),
        ("2021年—2023年", (2021, 2022, 2023)),
        ("二〇二〇年", (2020,)),
        ("24年", (2024,)),
        ("去年", (2024,)),
        ("近三年", (2022, 2023, 2024)),
        ("过去两年", (2023, 2024)),
    ],
)
def test_a_year_is_read_however_it_is_said(text: str, wanted: tuple[int, ...]) -> None:
    longest = max(years.at(text, 0, TODAY), key=lambda token: token.end)
    assert (longest.end, longest.years) == (len(text), wanted)


@pytest.mark.parametrize("text", ["99年", "12345", "2023123", "近百年"])
def test_a_number_that_is_no_year_is_none(text: str) -> None:
    assert [token for token in years.at(text, 0, TODAY) if token.end == len(text)] == []


def test_all_but_the_leftover_fields_have_words_and_every_word_is_a_concept() -> None:
    table = question_words()
    concepts = {word.value for word in table.words.values() if word.kind == "concept"}
    without = {"response.other", "response.social_media", "requests.received.other", "requests.outcome.other.other"}
    without.add("requests.outcome.refused.not_government_information")
    assert FIELDS.keys() - {one.field for one in table.wordings} == without
    assert all(one.needs | one.may <= concepts for one in table.wordings)


def ask(client: FlaskClient, q: str, **more: str) -> dict[str, object]:
    body: dict[str, object] = client.get("/answers", query_string={"q": q, **more}).get_json()
    return body


def test_an_answer_has_its_quote_and_says_how_it_was_read(client: FlaskClient) -> None:
    body = client.get("/answers", query_string={"q": "青岛科技局2017年收到几个申请"}).json
    assert body["status"] == "answered"
    assert [figure["value"] for figure in body["figures"]] == [3]
    assert body["figures"][0]["evidence"]["quote"] == "3"
    assert body["understood"]["agencies"][0]["name"] == "青岛市科学技术局"
    assert [one["id"] for one in body["understood"]["fields"]] == ["requests.received"]


def test_one_word_that_is_not_known_leaves_a_question_unanswered(client: FlaskClient) -> None:
    body = client.get("/answers", query_string={"q": "青岛科技局2017年收到几个关于拆迁的申请"}).json
    assert (body["status"], body["reasons"], body["figures"]) == ("unknown", ["not_understood"], [])
    assert body["understood"]["left"] == ["拆迁"]


def test_a_choice_leads_to_the_answer(client: FlaskClient) -> None:
    body = client.get("/answers", query_string={"q": "哪个单位收到的申请最多"}).json
    assert body["status"] == "choices"
    (last,) = [one for one in body["choices"] if one["value"] == "2017"]
    chosen = client.get(last["url"]).json
    assert [figure["report"]["agency"]["name"] for figure in chosen["figures"]] == ["杭州市科学技术委员会"]


def test_a_blank_cell_is_no_answer_and_is_shown(client: FlaskClient) -> None:
    body = client.get("/answers", query_string={"q": "温州市科技局2017年政府公报公开了多少条"}).json
    assert (body["status"], body["reasons"]) == ("unknown", ["blank"])
    assert body["gaps"][0]["statement"]["value"] is None


def test_persons_are_not_counted_in_cases(client: FlaskClient) -> None:
    assert ask(client, "青岛科技局2017年收到多少人申请")["reasons"] == ["wrong_unit"]


@pytest.mark.parametrize("q", ["", "？", "的", "2017", "青岛", "a" * 100, "申请" * 50, "\x00", "杭州市" * 33])
def test_anything_may_be_asked(client: FlaskClient, q: str) -> None:
    assert client.get("/answers", query_string={"q": q}).status_code == 200
