"""Reports, sections, originals and agencies, on the sample reports."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient

from schemas.agencies import AgenciesSchema, AgencySchema
from schemas.report_tables import ReportTablesSchema
from schemas.reports import ReportSchema, ReportsSchema, SectionSchema
from tests.conftest import SAMPLES

HANGZHOU = "hangzhoushi-kexuejishuweiyuanhui"
REPORT = f"{HANGZHOU}-2017"


def get(client: FlaskClient, path: str, **query: object) -> dict[str, Any]:
    answer = client.get(path, query_string=query or None)
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.get_json()
    return body


def test_reports_are_listed_the_newest_first(client: FlaskClient) -> None:
    body = get(client, "/reports")
    ReportsSchema().load(body)
    assert body["total"] == 5
    assert [report["year"] for report in body["reports"]] == [2020, 2017, 2017, 2017, 2017]


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({"agency": "杭州市科委"}, 1),
        ({"region": "浙江省"}, 3),
        ({"region": "370200"}, 1),
        ({"year": "..2019"}, 4),
        ({"form": "T14"}, 2),
        ({"form": "T14,prose", "year": "2017"}, 4),
    ],
)
def test_reports_are_filtered(client: FlaskClient, query: dict[str, str], count: int) -> None:
    assert get(client, "/reports", **query)["total"] == count


@pytest.mark.parametrize("sort", ["year", "-year", "agency"])
def test_pages_of_reports_hold_each_once(client: FlaskClient, sort: str) -> None:
    whole = [report["id"] for report in get(client, "/reports", sort=sort)["reports"]]
    pages = [get(client, "/reports", sort=sort, limit=2)]
    while following := pages[-1]["links"]["next"]:
        pages.append(get(client, following))
    assert [report["id"] for page in pages for report in page["reports"]] == whole


def test_a_report_has_its_text_and_its_outline(client: FlaskClient) -> None:
    body = get(client, f"/reports/{REPORT}")
    ReportSchema().load(body)
    assert body["sections"][0]["start"] == 0
    assert body["sections"][-1]["end"] == len(body["text"])
    assert (body["version"], body["current"], len(body["versions"])) == (1, True, 1)
    assert get(client, body["links"]["agency"])["id"] == HANGZHOU


def test_a_section_has_its_own_text_and_its_neighbours(client: FlaskClient) -> None:
    report = get(client, f"/reports/{REPORT}")
    at, read = report["sections"][0]["data_url"], []
    while at:
        section = get(client, at)
        SectionSchema().load(section)
        assert section["text"] == report["text"][section["start"] : section["end"]]
        read.append(section["id"])
        at = section["links"]["next"]
    assert read == [section["id"] for section in report["sections"]]


@pytest.mark.parametrize("path", sorted(SAMPLES.iterdir()), ids=lambda path: path.stem)
def test_the_original_comes_back_byte_for_byte_and_never_as_a_page(client: FlaskClient, path: Path) -> None:
    report = next(one for one in get(client, "/reports")["reports"] if one["file"] == path.name)
    answer = client.get(f"/reports/{report['id']}/source")
    assert answer.data == path.read_bytes()
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.mimetype != "text/html"


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/reports/nobody-2017", "unknown_report"),
        ("/reports/nobody-2017/source", "unknown_report"),
        ("/reports/nobody-2017/sections/s1", "unknown_report"),
        (f"/reports/{REPORT}/sections/s999", "unknown_section"),
        (f"/reports/{REPORT}?version=2", "unknown_version"),
        (f"/reports/{REPORT}/source?version=7", "unknown_version"),
        ("/agencies/nobody", "unknown_agency"),
        ("/nothing", "unknown_path"),
        ("/search/", "unknown_path"),
        ("/reports/a%2Fb", "unknown_path"),
    ],
)
def test_what_is_not_there_is_a_404_that_says_what(client: FlaskClient, path: str, code: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.json["code"]) == (404, code)
    assert answer.mimetype == "application/problem+json"


def test_agencies_are_listed_by_name(client: FlaskClient) -> None:
    body = get(client, "/agencies")
    AgenciesSchema().load(body)
    assert body["total"] == 5
    pages = [get(client, "/agencies", limit=2)]
    while following := pages[-1]["links"]["next"]:
        pages.append(get(client, following))
    assert [one for page in pages for one in page["agencies"]] == body["agencies"]


@pytest.mark.parametrize(("q", "count"), [("科委", 1), ("科技局", 3), ("qingdao", 1), ("紫禁城", 0), ("%", 0)])
def test_agencies_are_found_by_a_part_of_any_name(client: FlaskClient, q: str, count: int) -> None:
    assert get(client, "/agencies", q=q)["total"] == count


def test_an_agency_has_its_places_and_its_reports(client: FlaskClient) -> None:
    body = get(client, f"/agencies/{HANGZHOU}")
    AgencySchema().load(body)
    assert [region["name"] for region in body["regions"]] == ["浙江省", "杭州市"]
    assert [report["id"] for report in body["reports"]] == [REPORT]
    assert get(client, body["links"]["search"])["total"] > 0


def test_an_agency_tells_whom_it_followed_and_who_followed_it(client: FlaskClient) -> None:
    before = get(client, "/agencies/hangzhoushi-kexuejishuweiyuanhui")
    after = get(client, "/agencies/hangzhoushi-kexuejishuju")
    AgencySchema().load(before)
    assert (before["predecessors"], after["successors"]) == ([], [])
    (step,), (back,) = before["successors"], after["predecessors"]
    assert (step["agency"], back["agency"]) == (
        {"id": after["id"], "name": after["name"]},
        {"id": before["id"], "name": before["name"]},
    )
    assert (step["date"], step["kind"]) == (back["date"], back["kind"])
    assert step["kind"] == "renamed"
    assert step["source"]


def test_agencies_that_never_reported_are_not_told_as_followers(client: FlaskClient) -> None:
    body = get(client, "/agencies/wenzhoushi-kexuejishuju")
    assert (body["predecessors"], body["successors"]) == ([], [])


def test_a_report_s_tables_have_their_cells_in_the_text(client: FlaskClient) -> None:
    path = "/reports/hangzhoushi-kexuejishuju-2020"
    body, report = get(client, f"{path}/tables"), get(client, path)
    ReportTablesSchema().load(body)
    ends = [0]
    for table in body["tables"]:
        (section,) = [one for one in report["sections"] if one["id"] == table["section"]]
        assert max(section["start"], ends[-1]) <= table["start"] < table["end"] <= section["end"]
        ends.append(table["end"])
        for cell in table["cells"]:
            assert 0 <= cell["row"] <= cell["row"] + cell["row_span"] <= table["rows"]
            assert 0 <= cell["column"] <= cell["column"] + cell["column_span"] <= table["columns"]
            if cell["start"] is not None:
                assert report["text"][cell["start"] : cell["end"]] == cell["text"]
    read = [cell for table in body["tables"] for cell in table["cells"] if cell["field"]]
    stated = [one for one in get(client, f"{path}/figures")["figures"] if one["origin"] == "table"]
    assert sorted((one["field"], one["applicant"], one["start"]) for one in read) == sorted(
        (one["field"], one["applicant"], one["evidence"]["start"]) for one in stated
    )


def test_tables_unchanged_are_not_sent_again(client: FlaskClient) -> None:
    first = client.get(f"/reports/{REPORT}/tables")
    assert first.json["tables"] == []  # it has none
    again = client.get(f"/reports/{REPORT}/tables", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize("form", ["csv", "ndjson"])
@pytest.mark.parametrize(("path", "name"), [("/figures", "figures"), ("/checks", "checks")])
def test_a_stream_of_numbers_goes_on_from_a_cursor(client: FlaskClient, path: str, name: str, form: str) -> None:
    page = get(client, path, limit=5)
    cursor = page["links"]["next"].rpartition("cursor=")[2]
    lines = client.get(path, query_string={"format": form, "cursor": cursor}).text.count("\n") - (form == "csv")
    assert lines == page["total"] - 5


@pytest.mark.parametrize(
    ("path", "parameter"),
    [
        ("/reports?limit=0", "limit"),
        ("/reports?sort=relevance", "sort"),
        ("/reports?agency=nobody", "agency"),
        ("/reports?region=nowhere", "region"),
        ("/reports?q=a", "q"),
        ("/reports?cursor=AAAA", "cursor"),
        (f"/reports/{REPORT}?version=0", "version"),
        (f"/reports/{REPORT}?version=1&version=1", "version"),
        (f"/reports/{REPORT}?verison=1", "verison"),
        (f"/reports/{REPORT}/source?version=x", "version"),
        (f"/reports/{REPORT}/sections/s1?q=a", "q"),
        (f"/reports/{REPORT}/tables?version=x", "version"),
        ("/agencies?limit=101", "limit"),
        (f"/agencies?{urlencode({'q': '科' * 201})}", "q"),
        ("/agencies?cursor=!", "cursor"),
        (f"/agencies/{HANGZHOU}?year=2017", "year"),
    ],
)
def test_bad_parameters_are_refused_everywhere(client: FlaskClient, path: str, parameter: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 422
    assert [error["parameter"] for error in answer.json["errors"]] == [parameter]


def test_a_cursor_of_one_list_is_no_good_for_another(client: FlaskClient) -> None:
    cursor = get(client, "/reports", limit=1)["links"]["next"].rpartition("cursor=")[2]
    for path in (f"/agencies?cursor={cursor}", f"/reports?sort=year&cursor={cursor}", f"/search?cursor={cursor}"):
        assert client.get(path).json["errors"][0]["code"] == "bad_cursor"
