"""Fields, figures and checks over HTTP, on the sample reports."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
from flask.testing import FlaskClient

RECEIVED_2017 = {
    "hangzhoushi-kexuejishuweiyuanhui": 13,
    "wenzhoushi-kexuejishuju": 2,
    "guizhousheng-kexuejishuting": 1,
    "qingdaoshi-kexuejishuju": 3,
}


def get(client: FlaskClient, url: str, status: int = 200) -> Any:
    response = client.get(url)
    assert response.status_code == status, response.text
    return response.json


def by_agency(figures: list[dict[str, Any]]) -> dict[str, Any]:
    return {figure["report"]["agency"]["id"]: figure["value"] for figure in figures}


def test_a_field_of_a_year_has_one_figure_for_each_agency(client: FlaskClient) -> None:
    body = get(client, "/figures?field=requests.received&year=2017")
    assert body["total"] == 4
    assert by_agency(body["figures"]) == RECEIVED_2017


def test_every_quote_stands_where_it_is_said_to(client: FlaskClient) -> None:
    for figure in get(client, "/figures?year=2017&limit=100")["figures"]:
        text = get(client, figure["report"]["url"])["text"]
        evidence = figure["evidence"]
        assert text[evidence["start"] : evidence["end"]] == evidence["quote"]


def test_pages_of_figures_hold_each_figure_once(client: FlaskClient) -> None:
    for sort in ("value", "-value", "year", "-year", "agency"):
        url, seen = f"/figures?agency=杭州市科技局&limit=37&sort={sort}", []
        while url:
            body = get(client, url)
            seen += [(one["field"], one["applicant"]) for one in body["figures"]]
            url = body["links"]["next"]
        assert len(seen) == len(set(seen)) == body["total"]


def test_figures_can_be_asked_for_by_value(client: FlaskClient) -> None:
    body = get(client, "/figures?field=requests.received&year=2017&value=2..3,13&sort=value")
    assert [figure["value"] for figure in body["figures"]] == [2, 3, 13]


def test_both_origins_can_be_asked_for(client: FlaskClient) -> None:
    body = get(client, "/figures?field=requests.received&agency=温州市科技局&origin=table,prose")
    assert [figure["origin"] for figure in body["figures"]] == ["table", "prose"]


def test_a_blank_cell_is_null_and_not_zero(client: FlaskClient) -> None:
    (figure,) = get(client, "/figures?field=disclosure.gazette&agency=温州市科技局")["figures"]
    assert (figure["value"], figure["status"]) == (None, "blank")


def test_what_contradicts_a_figure_stands_beside_it(client: FlaskClient) -> None:
    (figure,) = get(client, "/figures?field=requests.closed&agency=青岛市科技局")["figures"]
    assert figure["conflicts"] == []
    for figure in get(client, "/figures?year=2017&limit=100&origin=prose")["figures"]:
        assert all(other["value"] != figure["value"] for other in figure["conflicts"])


def test_figures_stream_as_csv_with_exact_values(client: FlaskClient) -> None:
    text = client.get("/figures?field=requests.received&year=2017&format=csv&limit=1").get_data(as_text=True)
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    assert {row["agency_id"]: int(row["value"]) for row in rows} == RECEIVED_2017


def test_figures_stream_as_ndjson(client: FlaskClient) -> None:
    text = client.get("/figures?field=requests.received&year=2017&format=ndjson").get_data(as_text=True)
    assert by_agency([json.loads(line) for line in text.splitlines()]) == RECEIVED_2017


def test_a_frame_says_who_has_no_value_and_why(client: FlaskClient) -> None:
    body = get(client, "/figures/frame?field=disclosure.gazette&year=2017")
    assert by_agency(body["points"]) == {"qingdaoshi-kexuejishuju": 0}
    assert {one["agency"]["id"]: one["reason"] for one in body["missing"]} == {
        "guizhousheng-kexuejishuting": "not_stated",
        "hangzhoushi-kexuejishuju": "no_report",
        "hangzhoushi-kexuejishuweiyuanhui": "not_stated",
        "wenzhoushi-kexuejishuju": "blank",
    }


def test_a_frame_says_that_the_form_does_not_ask(client: FlaskClient) -> None:
    body = get(client, "/figures/frame?field=disclosure.gazette&year=2020&agency=杭州市科技局")
    assert [one["reason"] for one in body["missing"]] == ["not_asked"]
    assert body["distribution"] is None


def test_a_frame_summarises_every_value_on_each_page(client: FlaskClient) -> None:
    url, points, missing = "/figures/frame?field=requests.received&year=2017&limit=1", [], []
    while url:
        body = get(client, url)
        assert body["distribution"] == {"count": 4, "min": 1, "median": 2.5, "max": 13, "sum": 19}
        assert (body["total"], body["missing_total"]) == (4, 1)
        points += body["points"]
        missing += body["missing"]
        url = body["links"]["next"]
    assert [point["value"] for point in points] == [13, 3, 2, 1]
    assert [one["agency"]["id"] for one in missing] == ["hangzhoushi-kexuejishuju"]


def test_a_series_follows_an_agency_through_the_reform(client: FlaskClient) -> None:
    (one,) = get(client, "/figures/series?field=requests.received&agency=杭州市科技局")["series"]
    assert [(point["report"]["year"], point["value"]) for point in one["points"]] == [(2017, 13), (2020, 12)]
    assert [(found["year"], found["kind"]) for found in one["breaks"]] == [(2020, "agency")]
    assert one["missing_years"] == [2018, 2019]


def test_a_series_without_succession_is_the_agencys_own(client: FlaskClient) -> None:
    url = "/figures/series?field=requests.received&agency=杭州市科技局&succession=exclude"
    (one,) = get(client, url)["series"]
    assert [point["report"]["year"] for point in one["points"]] == [2020]
    assert one["breaks"] == []


def test_failing_checks_show_both_sides(client: FlaskClient) -> None:
    body = get(client, "/checks?verdict=fail")
    found = {
        (check["report"]["agency"]["id"], check["rule"], check["left"]["value"], check["right"]["value"])
        for check in body["checks"]
    }
    assert found == {
        ("hangzhoushi-kexuejishuweiyuanhui", "prose-sum", 947, 948),
        ("wenzhoushi-kexuejishuju", "closing", 0, 2),
        ("wenzhoushi-kexuejishuju", "answers", 0, 2),
        ("qingdaoshi-kexuejishuju", "answers", 3, 6),
    }


def test_checks_stream_as_csv(client: FlaskClient) -> None:
    text = client.get("/checks?verdict=fail&format=csv").get_data(as_text=True)
    assert len(list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))) == 4


def test_a_report_lists_its_figures_and_rates(client: FlaskClient) -> None:
    body = get(client, "/reports/hangzhoushi-kexuejishuju-2020/figures")
    assert len([figure for figure in body["figures"] if figure["origin"] == "table"]) >= 197
    rates = {rate["label"]: rate["value"] for rate in body["indicators"]}
    assert rates["予以公开率"] == 91.6667


def test_a_report_lists_its_checks(client: FlaskClient) -> None:
    body = get(client, "/reports/wenzhoushi-kexuejishuju-2017/checks?verdict=fail")
    assert {check["rule"] for check in body["checks"]} == {"closing", "answers"}


def test_fields_say_what_became_of_them(client: FlaskClient) -> None:
    body = get(client, "/fields/requests.outcome.refused.trade_secret")
    assert {(step["form"], step["relation"]) for step in body["lineage"]} >= {("T19", "merged")}
    assert not any(step["comparable"] for step in body["lineage"])


def test_fields_can_be_listed_by_form(client: FlaskClient) -> None:
    ids = {field["id"] for field in get(client, "/fields?form=T21")["fields"]}
    assert "normative.in_force" in ids
    assert "disclosure.gazette" not in ids


@pytest.mark.parametrize(
    ("url", "parameter"),
    [
        ("/figures?field=requests.receive", "field"),
        ("/figures?applicant=everyone", "applicant"),
        ("/figures?value=", "value"),
        ("/figures?value=..", "value"),
        ("/figures?value=5..1", "value"),
        ("/figures?value=ten", "value"),
        ("/figures?status=missing", "status"),
        ("/figures?origin=cell", "origin"),
        ("/figures?sort=field", "sort"),
        ("/figures?limit=101", "limit"),
        ("/figures?agency=nobody", "agency"),
        ("/figures?cursor=abc", "cursor"),
        ("/figures?fild=x", "fild"),
        ("/figures/frame?field=requests.received", "year"),
        ("/figures/frame?year=2017", "field"),
        ("/figures/frame?field=requests.received&year=2016..2017", "year"),
        ("/figures/frame?field=requests.received&year=2017&cursor=abc", "cursor"),
        ("/figures/series?field=requests.received", "agency"),
        ("/figures/series?field=requests.received&agency=nobody", "agency"),
        ("/figures/series?field=requests.received&agency=杭州市科技局&succession=maybe", "succession"),
        ("/checks?verdict=wrong", "verdict"),
        ("/checks?rule=sum", "rule"),
        ("/checks?format=xml", "format"),
        ("/fields?form=T20", "form"),
        ("/reports/hangzhoushi-kexuejishuju-2020/figures?field=x", "field"),
        ("/reports/hangzhoushi-kexuejishuju-2020/checks?verdict=x", "verdict"),
    ],
)
def test_a_bad_value_is_named(client: FlaskClient, url: str, parameter: str) -> None:
    response = client.get(url)
    assert response.status_code == 422
    assert response.mimetype == "application/problem+json"
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert [error["parameter"] for error in response.json["errors"]] == [parameter]


@pytest.mark.parametrize("url", ["/fields/requests.receive", "/reports/nothing-2017/figures", "/reports/x/checks"])
def test_what_is_not_there_is_404(client: FlaskClient, url: str) -> None:
    assert get(client, url, 404)["status"] == 404


def test_an_answer_held_already_is_not_sent_again(client: FlaskClient) -> None:
    for url in ("/figures", "/figures/frame?field=requests.received&year=2017", "/checks", "/fields"):
        tag = client.get(url).headers["ETag"]
        assert client.get(url, headers={"If-None-Match": tag}).status_code == 304
