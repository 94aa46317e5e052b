"""Filters and facets of `/search`, on the sample reports."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient

from app import create_app
from index.sync import refresh
from tests.factories import make_agency, make_original, make_report
from tests.functional.searching import Body, ask, counts, refusal


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
