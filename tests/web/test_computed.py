"""Computed figures over HTTP: told apart from stated ones, with their inputs, in every list and series."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from flask.testing import FlaskClient

AGENCY = "hangzhoushi-kexuejishuju"
SUMS = ("litigation.total", "requests.outcome.refused", "requests.outcome.unable", "requests.outcome.unprocessed")


def get(client: FlaskClient, url: str) -> Any:
    response = client.get(url)
    assert response.status_code == 200, response.text
    return response.json


@pytest.mark.parametrize("field", SUMS)
def test_a_sum_of_the_form_is_found_with_inputs_that_quote_the_text(client: FlaskClient, field: str) -> None:
    (figure,) = get(client, f"/figures?field={field}&year=2020&agency={AGENCY}&applicant=total")["figures"]
    assert figure["origin"] == "computed"
    assert figure["evidence"]["quote"] == ""
    assert figure["value"] == sum(one["value"] for one in figure["inputs"])
    parts = get(client, f"/fields/{field}")["computed"]["parts"]
    assert [one["field"] for one in figure["inputs"]] == parts
    text = get(client, figure["report"]["url"])["text"]
    for one in figure["inputs"]:
        assert text[one["evidence"]["start"] : one["evidence"]["end"]] == one["evidence"]["quote"] != ""


def test_a_series_runs_over_a_stated_and_a_computed_figure_and_says_which(client: FlaskClient) -> None:
    (one,) = get(client, f"/figures/series?field=litigation.total&agency={AGENCY}")["series"]
    assert [(point["report"]["year"], point["origin"]) for point in one["points"]][-1] == (2020, "computed")
    assert not [gap for gap in one["missing"] if gap["reason"] == "not_asked"]


def test_a_frame_counts_computed_figures(client: FlaskClient) -> None:
    body = get(client, "/figures/frame?field=litigation.total&year=2020")
    assert [(point["report"]["agency"]["id"], point["origin"]) for point in body["points"]] == [(AGENCY, "computed")]


def test_computed_figures_can_be_asked_for_alone_and_left_out(client: FlaskClient) -> None:
    alone = get(client, f"/figures?agency={AGENCY}&origin=computed&limit=100")
    assert {one["origin"] for one in alone["figures"]} == {"computed"}
    assert alone["total"] == len(alone["figures"]) > 0
    stated = get(client, f"/figures?field=litigation.total&agency={AGENCY}&origin=table,prose")
    assert all(one["origin"] != "computed" and one["inputs"] == [] for one in stated["figures"])


def test_a_report_tells_its_computed_figures_after_the_stated_ones(client: FlaskClient) -> None:
    shown = get(client, f"/reports/{AGENCY}-2020/figures")["figures"]
    computed = [one["origin"] == "computed" for one in shown]
    assert computed == sorted(computed)
    assert any(computed)
    assert all(bool(one["inputs"]) is (one["origin"] == "computed") for one in shown)


def test_a_sheet_names_the_inputs_of_a_sum(client: FlaskClient) -> None:
    text = client.get("/figures?field=litigation.total&year=2020&format=csv").get_data(as_text=True)
    (row,) = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))
    assert row["origin"] == "computed"
    assert row["inputs"].split() == ["litigation.direct.total=0", "litigation.after_review.total=0"]


def test_the_checks_that_concern_a_figure_travel_with_it(client: FlaskClient) -> None:
    """In the list, the series and the frame, and in no other figure than those that the check names."""
    for check in get(client, "/checks?verdict=fail")["checks"]:
        year, agency = check["report"]["year"], check["report"]["agency"]["id"]
        named = {term["field"] for side in ("left", "right") for term in check[side]["terms"]} | {check["field"]}
        for field in [one for one in named if one and one.count(".")]:
            listed = get(client, f"/figures?field={field}&year={year}&agency={agency}")["figures"]
            (series,) = get(client, f"/figures/series?field={field}&agency={agency}&succession=exclude")["series"]
            framed = get(client, f"/figures/frame?field={field}&year={year}&agency={agency}")["points"]
            points = [one for one in series["points"] if one["report"]["year"] == year]
            for figure in (*listed, *points, *framed):
                assert (check["rule"], "fail") in {(one["rule"], one["verdict"]) for one in figure["checks"]}
    (other,) = get(client, "/figures?field=disclosure.website&agency=青岛市科技局&year=2017")["figures"]
    assert [one for one in other["checks"] if one["rule"] == "answers"] == []


@pytest.mark.parametrize("field", SUMS)
def test_a_sum_on_a_page_leads_to_the_first_of_its_cells(client: FlaskClient, field: str) -> None:
    (figure,) = get(client, f"/figures?field={field}&year=2020&agency={AGENCY}")["figures"]
    first = min((one["evidence"] for one in figure["inputs"]), key=lambda one: int(one["start"]))
    page = client.get(f"/figures?field={field}&agency={AGENCY}", headers={"Accept": "text/html"}).get_data(as_text=True)
    assert f"?at={first['start']}-{first['end']}#" in page
