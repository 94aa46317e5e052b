"""`/search` on the sample reports: what a query finds, in which order, page by page."""

from __future__ import annotations

import random
from collections import Counter
from itertools import pairwise

import pytest
from flask.testing import FlaskClient

from index.text.folding import fold
from tests.functional.searching import Body, ask, counts, every_page, ids, sections


def test_the_readme_query_finds_the_sections_of_the_four_reports_of_2017(client: FlaskClient) -> None:
    body = ask(client, q="依申请公开", year="2017")
    assert body["query"] == {
        "q": "依申请公开",
        "words": ["依", "申请", "公开"],
        "phrases": [],
        "excluded": [],
        "match": "all",
        "relaxed": False,
        "expansions": {},
        "ignored": [],
    }
    assert {hit["report"]["agency"]["name"] for hit in body["hits"]} == {
        "杭州市科学技术委员会",
        "青岛市科学技术局",
        "贵州省科学技术厅",
        "温州市科学技术局",
    }
    assert {hit["report"]["year"] for hit in body["hits"]} == {2017}
    assert counts(body, "year")[2017] == body["total"] == len(body["hits"])
    assert sum(counts(body, "agency").values()) == body["total"]


def test_a_section_about_the_matter_comes_first(client: FlaskClient) -> None:
    assert ask(client, q="依申请公开", limit=1)["hits"][0]["section"]["kind"] == "requests"


def test_ranges_of_snippets_cover_what_matched(client: FlaskClient) -> None:
    body = ask(client, q='依申请公开 "网络"', match="any", limit=100)
    shown = Counter(
        hit["snippet"]["text"][start:end] for hit in body["hits"] for start, end in hit["snippet"]["ranges"]
    )
    assert shown["依申请公开"] > 3
    assert set("".join(shown)) <= set("依申请公开网络")


def test_random_substrings_are_found_exactly_where_they_stand(client: FlaskClient) -> None:
    texts = sections(client)
    folded = {name: fold(text) for name, text in texts.items()}
    choice = random.Random(7)
    for _ in range(60):
        text = choice.choice(list(texts.values()))
        start = choice.randrange(max(len(text) - 12, 1))
        string = text[start : start + choice.randint(2, 12)]
        if not fold(string):
            continue
        quoted = string.replace("\\", "\\\\").replace('"', '\\"')
        found = {hit for page in every_page(client, q=f'"{quoted}"', limit=100, facets="none") for hit in ids(page)}
        assert found == {name for name, text in folded.items() if fold(string) in text}, string


def test_an_excluded_word_is_nowhere_in_the_answer(client: FlaskClient) -> None:
    without, all_of_them = ask(client, q="公开 -微信"), ask(client, q="公开")
    assert without["query"]["excluded"] == ["微信"]
    assert without["total"] < all_of_them["total"]
    assert without["total"] + ask(client, q="公开 微信")["total"] == all_of_them["total"]


def test_an_empty_query_finds_everything_the_newest_first(client: FlaskClient) -> None:
    body = ask(client, q="", limit=100)
    years = [hit["report"]["year"] for hit in body["hits"]]
    assert years == sorted(years, reverse=True)
    assert body["total"] == len(body["hits"]) == ask(client, limit=100)["total"]


def test_nothing_matched_is_an_empty_list(client: FlaskClient) -> None:
    body = ask(client, q="紫禁城")
    assert (body["total"], body["hits"], body["query"]["relaxed"]) == (0, [], False)


def test_words_that_never_stand_together_are_looked_for_one_by_one(client: FlaskClient) -> None:
    body = ask(client, q="申请公开 紫禁城")
    assert body["query"]["relaxed"] is True
    assert body["query"]["match"] == "any"
    assert body["total"] == ask(client, q="申请公开 紫禁城", match="any")["total"] > 0


@pytest.mark.parametrize("q", ["zzzz无此词", "紫禁城无此", "紫禁城 依zzzz", '"紫禁城"无此词'])
def test_characters_cut_from_unknown_words_are_no_hits(client: FlaskClient, q: str) -> None:
    body = ask(client, q=q)
    assert (body["total"], body["query"]["relaxed"], body["query"]["match"]) == (0, False, "all")
    assert ask(client, q=q, match="any")["total"] > 0


def test_characters_cut_from_a_word_do_not_count_beside_words_and_that_is_said(client: FlaskClient) -> None:
    body = ask(client, q="依申请公开 紫禁城")
    assert (body["query"]["relaxed"], body["query"]["ignored"]) == (True, ["依"])
    assert body["total"] == ask(client, q="申请公开 紫禁城")["total"]


@pytest.mark.parametrize("q", ["紫禁城 无 此", "无 紫禁城 无此"])
def test_characters_typed_apart_are_looked_for_one_by_one(client: FlaskClient, q: str) -> None:
    body = ask(client, q=q)
    assert body["query"]["relaxed"]
    assert body["total"] >= ask(client, q="无")["total"] > 0


def test_the_pages_of_a_relaxed_answer_go_on_as_they_began(client: FlaskClient) -> None:
    pages = every_page(client, q="依申请公开 紫禁城", limit=7)
    assert all(page["query"]["relaxed"] for page in pages)
    assert sum(len(page["hits"]) for page in pages) == pages[0]["total"]


def test_filters_that_leave_nothing_do_not_loosen_the_query(client: FlaskClient) -> None:
    assert ask(client, q="依申请公开", year="2001")["query"]["relaxed"] is False


@pytest.mark.parametrize("sort", ["relevance", "year", "-year", "agency"])
@pytest.mark.parametrize("more", [{}, {"q": "公开"}, {"q": "公开", "group_by": "report"}])
def test_pages_hold_every_hit_once_and_in_order(client: FlaskClient, sort: str, more: Body) -> None:
    whole = ids(ask(client, sort=sort, limit=100, **more))
    paged = [hit for page in every_page(client, sort=sort, limit=7, **more) for hit in ids(page)]
    assert paged == whole
    assert len(set(whole)) == len(whole)


@pytest.mark.parametrize(("sort", "sign"), [("year", 1), ("-year", -1)])
def test_hits_are_sorted_by_year(client: FlaskClient, sort: str, sign: int) -> None:
    years = [hit["report"]["year"] * sign for hit in ask(client, q="公开", sort=sort, limit=100)["hits"]]
    assert years == sorted(years)


def test_hits_are_sorted_by_relevance_unless_said_otherwise(client: FlaskClient) -> None:
    scores = [hit["score"] for hit in ask(client, q="公开", limit=100)["hits"]]
    assert all(before >= after for before, after in pairwise(scores))


def test_grouping_gives_the_best_section_of_each_report(client: FlaskClient) -> None:
    body = ask(client, q="公开", group_by="report", limit=100)
    reports = [hit["report"]["id"] for hit in body["hits"]]
    assert len(reports) == len(set(reports)) == body["total"] == 5
    assert body["hits"][0]["id"] == ids(ask(client, q="公开"))[0]


@pytest.mark.parametrize("chars", [40, 120, 400])
def test_snippets_are_as_long_as_asked(client: FlaskClient, chars: int) -> None:
    lengths = [len(hit["snippet"]["text"]) for hit in ask(client, q="公开", snippet_chars=chars, limit=100)["hits"]]
    assert max(lengths) <= chars
    assert max(lengths) > chars * 0.7


def test_the_next_page_is_in_the_link_header_as_well(client: FlaskClient) -> None:
    answer = client.get("/search?limit=3")
    assert f'<{answer.json["links"]["next"]}>; rel="next"' in answer.headers["Link"]
    assert 'rel="next"' not in client.get("/search?limit=100").headers["Link"]


def test_chinese_is_written_as_chinese(client: FlaskClient) -> None:
    assert "依申请公开".encode() in client.get("/search?q=依申请公开").data
