"""Where a report is from is said wherever the report is, and what changed from version to version is told."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import create_app
from index.ingest.run import ingest
from tests.crawl.site import make
from web.http.services import Services

FIRST = "hangzhoushi-kexuejishuju-2019"
ADDRESS = "http://www.a.example/art/2020/01/art_0.html"
HTML = {"Accept": "text/html"}


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """Serve four reports as two crawls found them: two were corrected between."""
    folder = tmp_path_factory.mktemp("crawled")
    app: Flask = create_app({"DATA": folder / "data"})
    services: Services = app.extensions["disclosure"]
    for visit, (moment, corrected) in enumerate((("2024-01-02", frozenset[int]()), ("2024-05-02", frozenset({0, 1})))):
        mirror = folder / str(visit)
        mirror.mkdir()
        rows = ["file,address,retrieved,title"]
        for place, (path, (status, _, body)) in enumerate(make(visit, corrected).answers.items()):
            if status == 200 and path.rsplit("/", 1)[-1] in {f"art_{n}.html" for n in (0, 1, 5, 6)}:
                (mirror / f"{place}.html").write_bytes(body)
                rows.append(f"{place}.html,http://www.a.example{path},{moment}T03:04:05Z,")
        (mirror / "sources.csv").write_text("\n".join(rows), "utf-8")
        ingest([mirror], services.record, services.originals, services.text_index, jobs=1)
    yield app.test_client()
    services.record.close()


def test_every_answer_says_where_its_report_is_from(crawled: FlaskClient) -> None:
    for path, key in (
        ("/search?q=公开", "hits"),
        ("/figures?field=requests.received", "figures"),
        ("/reports", "reports"),
        ("/checks", "checks"),
    ):
        for one in crawled.get(path).get_json()[key]:
            source = (one if key == "reports" else one["report"])["source"]
            assert source["address"].startswith("http://www.a.example/art/")
            assert source["retrieved_at"] in ("2024-01-02T03:04:05Z", "2024-05-02T03:04:05Z")
            assert source["published"][:4].isdigit()
            assert source["site"]
            assert source["site_code"]


def test_every_csv_list_ends_in_where_its_rows_are_from(crawled: FlaskClient) -> None:
    for path in ("/search?q=公开&format=csv", "/figures?field=requests.received&format=csv", "/checks?format=csv"):
        rows = list(csv.DictReader(io.StringIO(crawled.get(path).get_data(as_text=True).removeprefix("\ufeff"))))
        assert all(row["source"].startswith("http://www.a.example/") for row in rows)
        assert all(row["retrieved_at"] and row["published"] for row in rows)


def test_reports_are_listed_by_the_site_they_came_from(crawled: FlaskClient) -> None:
    assert crawled.get("/reports?source=WWW.a.example").get_json()["total"] == 3
    assert crawled.get("/reports?source=other.example").get_json()["total"] == 0


def test_pages_link_the_agencys_own_page(crawled: FlaskClient) -> None:
    link = f'href="{ADDRESS}" rel="noopener nofollow external"'
    assert link in crawled.get(f"/reports/{FIRST}", headers=HTML).get_data(as_text=True)
    assert link in crawled.get("/?q=申请&year=2019&agency=杭州市科学技术局").get_data(as_text=True)
    assert link in crawled.get(f"/reports/{FIRST}/versions", headers=HTML).get_data(as_text=True)
    for path in (
        f"/reports/{FIRST}?view=data",
        f"/reports/{FIRST}?view=checks",
        "/agencies/hangzhoushi-kexuejishuju/promises",
        "/agencies/hangzhoushi-kexuejishuju",
        "/figures?field=requests.received&by=2019",
        "/compare?field=requests.received&agency=hangzhoushi-kexuejishuju",
        "/?q=杭州市科学技术局2019年收到多少申请",
    ):
        assert link in crawled.get(path, headers=HTML).get_data(as_text=True)


def test_versions_tell_figure_by_figure_and_sentence_by_sentence_what_changed(crawled: FlaskClient) -> None:
    body = crawled.get(f"/reports/{FIRST}/versions").get_json()
    assert [one["version"] for one in body["versions"]] == [2, 1]
    assert [one["source"]["retrieved_at"][:7] for one in body["versions"]] == ["2024-05", "2024-01"]
    assert [one["source"]["published"] for one in body["versions"]] == ["2020-01-23", "2020-01-13"]
    changes = body["versions"][0]["changes"]
    assert [
        (one["field"], one["before"]["value"], one["after"]["value"], one["difference"]) for one in changes["figures"]
    ] == [("requests.received", 3, 103, 100)]
    (section,) = changes["sections"]
    (pair,) = section["sentences"]
    assert pair["change"] == "changed"
    assert pair["after"]["text"] == "2019年收到政府信息公开申请103件，均按期答复。"
    page = crawled.get(f"/reports/{FIRST}/versions", headers=HTML).get_data(as_text=True)
    assert "<mark>3</mark>" in page
    assert "<mark>103</mark>" in page


def test_two_years_stand_side_by_side(crawled: FlaskClient) -> None:
    path = f"/reports/{FIRST}/against/hangzhoushi-kexuejishuju-2020"
    body = crawled.get(path).get_json()
    assert (body["before"]["year"], body["after"]["year"]) == (2019, 2020)
    assert body["counts"]["same"] > 0
    difference = {one["field"]: one["difference"] for one in body["figures"]}
    assert difference["requests.received"] == 1
    less = crawled.get(f"{path}?sentences=changes").get_json()
    assert all(pair["change"] != "same" for one in less["sections"] for pair in one["sentences"])
    assert "杭州市科学技术局" in crawled.get(path, headers=HTML).get_data(as_text=True)
    assert crawled.get(f"/reports/{FIRST}/against/nobody-2020").status_code == 404
    assert crawled.get(f"{path}?version=9").status_code == 404


def test_an_address_that_runs_is_no_source(crawled: FlaskClient, tmp_path: Path) -> None:
    app: Flask = crawled.application
    services: Services = app.extensions["disclosure"]
    body = next(body for path, (_, _, body) in make().answers.items() if "art_11." in path)
    (tmp_path / "x.html").write_bytes(body.replace(b"<head>", b'<head><meta name="Url" content="javascript:alert(1)">'))
    ingest([tmp_path], services.record, services.originals, services.text_index, jobs=1)
    assert all("javascript" not in str(one["source"]) for one in crawled.get("/reports").get_json()["reports"])


def test_contradictions_lead_to_the_agencys_own_page(tmp_path: Path) -> None:
    app: Flask = create_app({"DATA": tmp_path / "data"})
    services: Services = app.extensions["disclosure"]
    body = next(body for path, (_, _, body) in make().answers.items() if path.endswith("art_0.html"))
    said = "共收到政府信息公开申请13件，其中网络申请9件、信函申请5件。"
    (tmp_path / "art_0.html").write_bytes(body.replace("收到政府信息公开申请3件，均按期答复。".encode(), said.encode()))
    (tmp_path / "sources.csv").write_text(f"file,address,retrieved,title\nart_0.html,{ADDRESS},,", "utf-8")
    ingest([tmp_path], services.record, services.originals, services.text_index, jobs=1)
    page = app.test_client().get("/checks", headers=HTML).get_data(as_text=True)
    assert f'href="{ADDRESS}" rel="noopener nofollow external"' in page
    services.record.close()


def test_frames_and_feeds_lead_to_the_agencys_own_page(crawled: FlaskClient) -> None:
    framed = crawled.get("/embed/figure?field=requests.received&agency=hangzhoushi-kexuejishuju").get_data(as_text=True)
    assert f'href="{ADDRESS}" target="_blank" rel="noopener nofollow external"' in framed
    items = crawled.get("/feed.json?agency=杭州市科学技术局&year=2019").get_json()["items"]
    assert [one["external_url"] for one in items] == [ADDRESS]
    entries = ElementTree.fromstring(crawled.get("/feed.atom?agency=杭州市科学技术局&year=2019").data)
    links = entries.findall("{*}entry/{*}link[@rel='via']")
    assert [link.get("href") for link in links] == [ADDRESS]
