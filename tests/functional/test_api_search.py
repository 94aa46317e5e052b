"""`/search` on the sample reports: what a query finds."""

from __future__ import annotations

import csv
import io
import json
import random
from collections import Counter
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient

from app import create_app
from index.sync import refresh
from index.text.folding import fold
from schemas.hits import HitSchema, SearchAnswerSchema
from tests.factories import make_agency, make_original, make_report
from tests.schemas.test_parameters import BAD_VALUES

Body = dict[str, Any]


def ask(client: FlaskClient, **query: object) -> Body:
    answer = client.get("/search", query_string=query)
    assert answer.status_code == 200, answer.text
    body: Body = answer.get_json()
    SearchAnswerSchema().load(body)
    return body


def refusal(client: FlaskClient, query: str) -> list[Body]:
    answer = client.get(f"/search?{query}")
    assert answer.status_code == 422, answer.text
    assert answer.mimetype == "application/problem+json"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.json["status"] == 422
    errors: list[Body] = answer.json["errors"]
    return errors


def ids(body: Body) -> list[str]:
    return [hit["id"] for hit in body["hits"]]


def every_page(client: FlaskClient, **query: object) -> list[Body]:
    pages = [ask(client, **query)]
    while following := pages[-1]["links"]["next"]:
        pages.append(client.get(following).get_json())
    return pages


def counts(body: Body, facet: str) -> dict[Any, int]:
    return {option["value"]: option["count"] for option in body["facets"][facet]["options"]}


def sections(client: FlaskClient) -> dict[str, str]:
    """Return id → own text of every section there is."""
    found = {}
    for page in every_page(client, limit=100, facets="none"):
        for hit in page["hits"]:
            at = f"/reports/{hit['report']['id']}/sections/{hit['section']['id']}"
            found[hit["id"]] = client.get(at).json["text"]
    return found


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


@pytest.mark.parametrize(
    "agency", ["hangzhoushi-kexuejishuweiyuanhui", "杭州市科学技术委员会", "杭州市科委", " 杭州市科委 "]
)
def test_an_agency_is_known_by_its_id_and_each_of_its_names(client: FlaskClient, agency: str) -> None:
    body = ask(client, agency=agency)
    assert {hit["report"]["agency"]["id"] for hit in body["hits"]} == {"hangzhoushi-kexuejishuweiyuanhui"}


def test_an_unknown_agency_brings_those_that_may_have_been_meant(client: FlaskClient) -> None:
    error = refusal(client, urlencode({"agency": "杭州市科学技术委员", "not_agency": "青岛科技"}))
    assert [(one["parameter"], one["code"]) for one in error] == [
        ("agency", "unknown_agency"),
        ("not_agency", "unknown_agency"),
    ]
    assert error[0]["did_you_mean"][0] == "杭州市科学技术委员会"


@pytest.mark.parametrize("region", ["浙江省", "浙江", "330000"])
def test_a_region_holds_the_agencies_of_all_places_in_it(client: FlaskClient, region: str) -> None:
    agencies = counts(ask(client, region=region), "agency")
    assert len(agencies) == 3
    assert not agencies.keys() & counts(ask(client, not_region=region), "agency").keys()


def test_an_unknown_region_is_refused(client: FlaskClient) -> None:
    error = refusal(client, urlencode({"region": "浙江剩"}))[0]
    assert error["code"] == "unknown_region"
    assert "浙江省" in error["did_you_mean"]


@pytest.mark.parametrize(
    ("query", "years"),
    [
        ({"year": "2017"}, {2017}),
        ({"year": "2018.."}, {2020}),
        ({"year": "..2018"}, {2017}),
        ({"year": "2017,2020"}, {2017, 2020}),
        ({"year": "2018..2019"}, set()),
        ({"not_year": "2017"}, {2020}),
        ({"year": "2015..", "not_year": "2019.."}, {2017}),
    ],
)
def test_years_filter(client: FlaskClient, query: Body, years: set[int]) -> None:
    assert {hit["report"]["year"] for hit in ask(client, limit=100, **query)["hits"]} == years


def test_excluding_is_the_rest_of_including(client: FlaskClient) -> None:
    whole = ask(client)["total"]
    for name, value in (("kind", "requests"), ("form", "T14"), ("agency", "温州市科学技术局"), ("year", "2017")):
        assert ask(client, **{name: value})["total"] + ask(client, **{f"not_{name}": value})["total"] == whole


def test_facets_count_as_if_their_own_filter_were_not_there(client: FlaskClient) -> None:
    free, filtered = ask(client, q="公开"), ask(client, q="公开", year="2017")
    assert counts(filtered, "year") == counts(free, "year")
    assert counts(filtered, "agency") != counts(free, "agency")
    assert [option["selected"] for option in filtered["facets"]["year"]["options"]] == [False, True]


def test_following_an_option_gives_as_many_hits_as_it_counts(client: FlaskClient) -> None:
    body = ask(client, q="公开", facets="year,agency,region,kind,form")
    for facet in body["facets"].values():
        for option in facet["options"]:
            found = client.get(option["url"]).json
            assert found["total"] == option["count"], option
            chosen = [one for one in found["facets"].get("kind", {"options": []})["options"] if one["selected"]]
            assert [one["value"] for one in chosen] in ([], [option["value"]])


def test_sections_of_an_agency_without_a_place_are_missing_from_the_facet_of_regions(tmp_path: Path) -> None:
    app = create_app({"DATA": tmp_path})
    services = app.extensions["disclosure"]
    for agency in (make_agency(), replace(make_agency("某局", "mou-ju", ()), regions=())):
        report = make_report(agency)
        services.record.save(report, make_original(report, agency.id), parser="1")
    refresh(services.record, services.text_index, services.record.revisions())
    body = ask(app.test_client(), facets="region,agency")
    held = {option["value"]: option["count"] for option in body["facets"]["agency"]["options"]}
    assert body["facets"]["region"]["missing"] == held["mou-ju"] > 0
    assert {option["count"] for option in body["facets"]["region"]["options"]} == {held["hangzhou-kexuejishuju"]}
    assert body["facets"]["agency"]["missing"] == 0


def test_a_selected_option_leads_back(client: FlaskClient) -> None:
    narrowed = ask(client, q="公开", kind="requests")
    chosen = next(option for option in narrowed["facets"]["kind"]["options"] if option["selected"])
    assert client.get(chosen["url"]).json["total"] == ask(client, q="公开")["total"]


def test_a_facet_is_cut_to_its_size_and_says_so(client: FlaskClient) -> None:
    facet = ask(client, facets="agency:2")["facets"]["agency"]
    assert (len(facet["options"]), facet["total"], facet["truncated"]) == (2, 5, True)
    assert list(ask(client, facets="none")["facets"]) == []
    assert list(ask(client, facets="form,year")["facets"]) == ["form", "year"]


def test_what_was_asked_for_stays_an_option_where_nothing_is_found(client: FlaskClient) -> None:
    body = ask(client, q="公开", kind="fees", agency="温州市科学技术局")
    chosen = [option["value"] for option in body["facets"]["kind"]["options"] if option["selected"]]
    assert chosen == ["fees"]


def test_labels_are_names(client: FlaskClient) -> None:
    facets = ask(client, facets="year,agency,region,kind,form")["facets"]
    labels = {name: {option["label"] for option in facet["options"]} for name, facet in facets.items()}
    assert "2017" in labels["year"]
    assert "青岛市科学技术局" in labels["agency"]
    assert "浙江省" in labels["region"]
    assert "依申请公开" in labels["kind"]
    assert not any(label.isascii() for label in labels["form"] | labels["kind"] | labels["region"])


@pytest.mark.parametrize("chars", [40, 120, 400])
def test_snippets_are_as_long_as_asked(client: FlaskClient, chars: int) -> None:
    lengths = [len(hit["snippet"]["text"]) for hit in ask(client, q="公开", snippet_chars=chars, limit=100)["hits"]]
    assert max(lengths) <= chars
    assert max(lengths) > chars * 0.7


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


def test_numbers_are_refused_with_all_that_is_wrong_as_well(client: FlaskClient) -> None:
    answer = client.get("/figures?agency=nobody&limit=0&field=requests.recieved")
    assert {one["parameter"] for one in answer.json["errors"]} == {"agency", "limit", "field"}


def test_a_cursor_is_good_for_its_own_query_only(client: FlaskClient) -> None:
    following = ask(client, q="公开", limit=3)["links"]["next"]
    cursor = following.rpartition("cursor=")[2]
    assert ids(ask(client, q="公开", limit=5, snippet_chars=50, facets="none", cursor=cursor))
    for change in ({"q": "申请"}, {"year": "2017"}, {"sort": "year"}, {"match": "any"}, {"group_by": "report"}):
        assert refusal(client, urlencode({"q": "公开", "cursor": cursor, **change}))[0]["code"] == "bad_cursor"


def test_the_next_page_is_in_the_link_header_as_well(client: FlaskClient) -> None:
    answer = client.get("/search?limit=3")
    assert f'<{answer.json["links"]["next"]}>; rel="next"' in answer.headers["Link"]
    assert 'rel="next"' not in client.get("/search?limit=100").headers["Link"]


def test_csv_holds_every_hit_of_every_page(client: FlaskClient) -> None:
    answer = client.get("/search", query_string={"q": "公开", "format": "csv", "limit": 1})
    assert answer.mimetype == "text/csv"
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"), newline="")))
    whole = ask(client, q="公开", limit=100)
    assert [row["id"] for row in rows] == ids(whole)
    assert rows[0]["agency"] == whole["hits"][0]["report"]["agency"]["name"]


def test_ndjson_holds_every_hit_as_json_does(client: FlaskClient) -> None:
    answer = client.get("/search", query_string={"q": "公开", "format": "ndjson"})
    assert answer.mimetype == "application/x-ndjson"
    lines = [json.loads(line) for line in answer.text.splitlines()]
    assert lines == ask(client, q="公开", limit=100)["hits"]
    HitSchema(many=True).load(lines)


def test_a_stream_goes_on_from_a_cursor(client: FlaskClient) -> None:
    cursor = ask(client, q="公开", limit=3)["links"]["next"].rpartition("cursor=")[2]
    lines = client.get("/search", query_string={"q": "公开", "format": "ndjson", "cursor": cursor}).text.splitlines()
    assert [json.loads(line)["id"] for line in lines] == ids(ask(client, q="公开", limit=100))[3:]


def test_an_empty_stream_is_an_empty_table(client: FlaskClient) -> None:
    assert len(client.get("/search?q=紫禁城&format=csv").data.decode("utf-8-sig").splitlines()) == 1
    assert client.get("/search?q=紫禁城&format=ndjson").data == b""


def test_chinese_is_written_as_chinese(client: FlaskClient) -> None:
    assert "依申请公开".encode() in client.get("/search?q=依申请公开").data
