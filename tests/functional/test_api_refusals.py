"""What `/search` refuses, parameter by parameter."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient

from tests.functional.searching import ask, ids, refusal
from tests.schemas.test_parameters import BAD_VALUES


@pytest.mark.parametrize(("name", "value", "code"), BAD_VALUES)
def test_every_bad_value_is_a_422_that_names_its_parameter(
    client: FlaskClient, name: str, value: str, code: str
) -> None:
    assert [(one["parameter"], one["code"]) for one in refusal(client, urlencode({name: value}))] == [(name, code)]


@pytest.mark.parametrize(
    ("query", "parameter", "code"),
    [
        ("q=%22a", "q", "unbalanced_quote"),
        ("q=%22%22", "q", "empty_phrase"),
        ("q=a&q=b", "q", "repeated"),
        ("limit=1&limit=2", "limit", "repeated"),
        ("format=csv&format=json", "format", "repeated"),
        ("bogus=1", "bogus", "unknown_parameter"),
        ("Q=a", "Q", "unknown_parameter"),
        ("cursor=AAAA", "cursor", "bad_cursor"),
        ("cursor=%00", "cursor", "bad_cursor"),
        ("cursor=公开", "cursor", "bad_cursor"),
        ("q=%B9%AB%BF%AA", "q", "not_utf8"),
        ("agency=nobody", "agency", "unknown_agency"),
        ("region=%00", "region", "unknown_region"),
        ("kind=requests&kind=x", "kind", "unknown_value"),
        ("q=%22a&format=csv", "q", "unbalanced_quote"),
    ],
)
def test_every_other_mistake_is_a_422_too(client: FlaskClient, query: str, parameter: str, code: str) -> None:
    assert [(one["parameter"], one["code"]) for one in refusal(client, query)] == [(parameter, code)]


@pytest.mark.parametrize(
    ("query", "wrong"),
    [
        (
            'q="a&limit=0&year=x&agency=nobody&not_region=nowhere&bogus=1&cursor=AAAA',
            {"q", "limit", "year", "agency", "not_region", "bogus", "cursor"},
        ),
        ('q=""&agency=nobody', {"q", "agency"}),
        (f"q={'a' * 201}&region=nowhere&region=neither", {"q", "region"}),
        ("limit=0&agency=温州市科学技术局", {"limit"}),
    ],
)
def test_all_that_is_wrong_is_told_at_once(client: FlaskClient, query: str, wrong: set[str]) -> None:
    assert {one["parameter"] for one in refusal(client, query)} == wrong


def test_what_is_wrong_is_named_in_the_order_it_was_given_in(client: FlaskClient) -> None:
    given = ["zebra", "bogus", "limit", "level", "year"]
    assert [one["parameter"] for one in refusal(client, "&".join(f"{name}=x" for name in given))] == given


def test_numbers_are_refused_with_all_that_is_wrong_as_well(client: FlaskClient) -> None:
    answer = client.get("/figures?agency=nobody&limit=0&field=requests.recieved")
    assert {one["parameter"] for one in answer.json["errors"]} == {"agency", "limit", "field"}


def test_a_cursor_is_good_for_its_own_query_only(client: FlaskClient) -> None:
    following = ask(client, q="公开", limit=3)["links"]["next"]
    cursor = following.rpartition("cursor=")[2]
    assert ids(ask(client, q="公开", limit=5, snippet_chars=50, facets="none", cursor=cursor))
    for change in ({"q": "申请"}, {"year": "2017"}, {"sort": "year"}, {"match": "any"}, {"group_by": "report"}):
        assert refusal(client, urlencode({"q": "公开", "cursor": cursor, **change}))[0]["code"] == "bad_cursor"
