"""Every list as a sheet and as lines: all of it, exact, with a host in its addresses and words beside its codes."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
from flask.testing import FlaskClient

from reports.codes import LABELS
from reports.forms import FORM_IDS
from reports.model import Applicant, Origin, Qualifier, Status, Verdict
from schemas.comparison import REASONS

FRAME = "/figures/frame?field=disclosure.gazette&year=2017"
SERIES = "/figures/series?field=requests.received&agency=杭州市科技局"
LISTS = {
    "/figures?year=2017": "figures",
    "/checks": "checks",
    "/reports": "reports",
    "/agencies": "agencies",
    "/fields?form=T21": "fields",
}


def sheet(client: FlaskClient, url: str) -> list[dict[str, str]]:
    response = client.get(url, headers={"Accept": "text/csv"})
    assert (response.status_code, response.mimetype) == (200, "text/csv"), response.text
    return list(csv.DictReader(io.StringIO(response.get_data(as_text=True).removeprefix("\ufeff"))))


def lines(client: FlaskClient, url: str) -> list[dict[str, Any]]:
    response = client.get(f"{url}{'&' if '?' in url else '?'}format=ndjson")
    assert (response.status_code, response.mimetype) == (200, "application/x-ndjson"), response.text
    return [json.loads(line) for line in response.get_data(as_text=True).splitlines()]


def whole(client: FlaskClient, url: str, name: str) -> list[dict[str, Any]]:
    """Return a list by its pages."""
    found: list[dict[str, Any]] = []
    following: str | None = url
    while following:
        body = client.get(following).json
        assert body is not None
        found, following = [*found, *body[name]], body["links"].get("next")
    return found


@pytest.mark.parametrize(("url", "name"), LISTS.items())
def test_a_list_is_the_same_as_json_as_lines_and_as_a_sheet(client: FlaskClient, url: str, name: str) -> None:
    by_pages = whole(client, url, name)
    assert lines(client, url) == by_pages
    assert len(sheet(client, url)) == len(by_pages) > 0


@pytest.mark.parametrize("url", [*LISTS, FRAME, SERIES])
def test_addresses_of_a_sheet_have_a_host(client: FlaskClient, url: str) -> None:
    for row in sheet(client, url):
        assert not row["url"] or row["url"].startswith("http://localhost/")


def test_a_frame_as_a_sheet_has_every_agency_once_with_its_value_or_the_reason(client: FlaskClient) -> None:
    body = client.get(f"{FRAME}&limit=1000").json
    assert body is not None
    rows = sheet(client, FRAME)
    assert {row["agency_id"]: row["reason"] for row in rows if row["reason"]} == {
        one["agency"]["id"]: one["reason"] for one in body["missing"]
    }
    assert {row["agency_id"]: row["value"] for row in rows if not row["reason"]} == {
        one["report"]["agency"]["id"]: str(one["value"]) for one in body["points"]
    }
    assert len(rows) == len({row["agency_id"] for row in rows}) == body["total"] + body["missing_total"]
    assert {row["reason_label"] for row in rows if row["reason"] == "blank"} == {"空白"}


def test_a_frame_goes_on_from_a_cursor_as_a_sheet_too(client: FlaskClient) -> None:
    first = client.get(f"{FRAME}&limit=1").json
    assert first is not None
    shown = [one["agency"]["id"] for one in first["missing"]]
    shown += [one["report"]["agency"]["id"] for one in first["points"]]
    rest = sheet(client, first["links"]["next"].replace("limit=1", "limit=7"))
    assert sorted([*shown, *(row["agency_id"] for row in rest)]) == sorted(
        row["agency_id"] for row in sheet(client, FRAME)
    )


def test_a_series_as_a_sheet_has_every_year_with_breaks_and_gaps(client: FlaskClient) -> None:
    rows = sheet(client, SERIES)
    assert [(row["year"], row["value"], row["reason"]) for row in rows] == [
        ("2017", "13", ""),
        ("2018", "", "no_report"),
        ("2019", "", "no_report"),
        ("2020", "12", ""),
    ]
    assert [bool(row["break"]) for row in rows] == [False, False, False, True]
    assert {row["series"] for row in rows} == {"hangzhoushi-kexuejishuju"}
    assert [one.get("value") for one in lines(client, SERIES)] == [13, None, None, 12]


def test_what_agencies_are_given_no_value_has_its_checks_and_conflicts_in_the_sheet(client: FlaskClient) -> None:
    (row,) = sheet(client, "/figures?field=requests.answered&agency=青岛市科技局&year=2017")
    assert "answers=fail" in row["checks"].split()


@pytest.mark.parametrize(
    ("kind", "codes"),
    [
        ("applicant", Applicant),
        ("status", Status),
        ("origin", Origin),
        ("qualifier", Qualifier),
        ("form", FORM_IDS),
        ("verdict", Verdict),
        ("reason", REASONS),
    ],
)
def test_every_code_has_its_words(kind: str, codes: Any) -> None:
    assert set(LABELS[kind]) == set(codes)


def test_codes_stand_beside_their_words(client: FlaskClient) -> None:
    rows = sheet(client, "/figures?agency=温州市科技局&year=2017&applicant=all")
    for kind in ("applicant", "status", "origin", "form"):
        assert {row[f"{kind}_label"] for row in rows} == {LABELS[kind][row[kind]] for row in rows}
    for row in sheet(client, "/checks"):
        assert row["verdict_label"] == LABELS["verdict"][row["verdict"]]
        assert row["says"]


def test_figures_are_those_over_all_applicants_unless_asked(client: FlaskClient) -> None:
    """Whoever adds the rows of a sheet up has the number of the report, and not twice as many."""
    url = "/figures?field=requests.received&agency=hangzhoushi-kexuejishuju&year=2020"
    assert [row["value"] for row in sheet(client, url)] == ["12"]
    everybody = sheet(client, f"{url}&applicant=all")
    assert sum(int(row["value"]) for row in everybody) == 24
    assert len(everybody) == len(Applicant)
    persons = sheet(client, f"{url}&applicant=natural_person,business")
    assert [row["applicant"] for row in persons] == ["natural_person", "business"]


@pytest.mark.parametrize(
    "asked", ["", "&origin=table", "&form=T19", "&value=1..", "&year=2020", "&agency=杭州市科技局"]
)
def test_the_total_of_a_list_is_the_length_of_its_sheet(client: FlaskClient, asked: str) -> None:
    for applicant in ("", "&applicant=all", "&applicant=business"):
        url = f"/figures?limit=1{asked}{applicant}"
        body = client.get(url).json
        assert body is not None
        assert body["total"] == len(sheet(client, url))
