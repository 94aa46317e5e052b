"""What `q` is taken to mean: traditional characters, other names for the same, question words."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

Body = dict[str, Any]


def ask(client: FlaskClient, **query: object) -> Body:
    answer = client.get("/search", query_string={"limit": 100, **query})
    assert answer.status_code == 200, answer.text
    body: Body = answer.get_json()
    return body


def ids(body: Body) -> set[str]:
    return {hit["id"] for hit in body["hits"]}


@pytest.mark.parametrize(
    ("traditional", "simplified"),
    [
        ("依申請公開", "依申请公开"),
        ("依申請公開２０１７", "依申请公开2017"),
        ('"依申請公開"', '"依申请公开"'),
        ("「權力清單」", "「权力清单」"),
        ("公開 -收費", "公开 -收费"),
        ("公開 -依申請公開", "公开 -依申请公开"),
        ("科學技術局　複議", "科学技术局 复议"),
    ],
)
def test_traditional_and_full_width_characters_find_the_same(
    client: FlaskClient, traditional: str, simplified: str
) -> None:
    typed, plain = ask(client, q=traditional), ask(client, q=simplified)
    assert ids(typed) == ids(plain) != set()
    assert typed["query"]["q"] == traditional
    assert typed["query"]["normalised"] == simplified
    assert typed["query"]["words"] == plain["query"]["words"]
    assert "normalised" not in plain["query"]


@pytest.mark.parametrize("q", ["乾县", "显著 著作", "瞭望", "“五公开”", "PDF"])
def test_what_is_simplified_already_is_left_alone(client: FlaskClient, q: str) -> None:
    assert "normalised" not in ask(client, q=q)["query"]


def test_a_match_in_other_characters_is_marked(client: FlaskClient) -> None:
    snippet = ask(client, q='"權力清單"')["hits"][0]["snippet"]
    assert [snippet["text"][start:end] for start, end in snippet["ranges"]] == ["权力清单"]


def test_a_word_finds_what_else_says_the_same_and_says_so(client: FlaskClient) -> None:
    wide, narrow = ask(client, q="公众号"), ask(client, q="公众号", expand="none")
    assert ids(narrow) < ids(wide)
    assert "微信公众平台" in wide["query"]["expansions"]["公众号"]
    assert narrow["query"]["expansions"] == {}
    assert wide["query"]["words"] == narrow["query"]["words"] == ["公众", "号"]
    for hit in wide["hits"]:
        assert hit["snippet"]["ranges"]


def test_quoted_strings_have_no_synonyms(client: FlaskClient) -> None:
    quoted = ask(client, q='"公众号"')
    assert quoted["query"]["expansions"] == {}
    assert ids(quoted) == ids(ask(client, q='"公众号"', expand="none"))


@pytest.mark.parametrize("q", ["公众号", "科技局 复议", "收到 年报 微信", "公众号 -微信"])
@pytest.mark.parametrize("match", ["all", "any"])
def test_synonyms_only_add(client: FlaskClient, q: str, match: str) -> None:
    wide, narrow = ask(client, q=q, match=match), ask(client, q=q, match=match, expand="none")
    if not narrow["query"]["relaxed"]:
        assert ids(narrow) <= ids(wide)


def test_question_words_are_dropped_only_where_nothing_has_them(client: FlaskClient) -> None:
    asked = ask(client, q="青岛市科技局收到几件依申请公开")
    assert asked["query"]["ignored"] == ["几件"]
    assert (asked["query"]["match"], asked["query"]["relaxed"]) == ("all", True)
    assert ids(asked) == ids(ask(client, q="青岛市科技局收到依申请公开"))
    kept = ask(client, q="如何打造")
    assert kept["query"]["ignored"] == []
    assert not kept["query"]["relaxed"]


def test_a_question_of_question_words_alone_is_asked_as_it_is(client: FlaskClient) -> None:
    assert ask(client, q="有没有多少")["query"]["ignored"] == []


def test_pages_of_a_question_go_on_as_they_began(client: FlaskClient) -> None:
    first = client.get("/search", query_string={"q": "收到了多少申请吗", "limit": 2}).get_json()
    found, following = ids(first), first["links"]["next"]
    while following:
        page = client.get(following).get_json()
        assert page["query"] == first["query"]
        assert not found & ids(page)
        found |= ids(page)
        following = page["links"]["next"]
    assert len(found) == first["total"]


def test_the_report_page_marks_synonyms_too(client: FlaskClient) -> None:
    page = client.get("/reports/qingdaoshi-kexuejishuju-2017?q=科技局", headers={"Accept": "text/html"}).text
    assert "<mark>科学技术局</mark>" in page
