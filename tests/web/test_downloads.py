"""`/download`: what `disclosure export` published, with its version and citation, and its files as written."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from lxml import html

from app import create_app
from schemas.downloads import DownloadsSchema
from tests.portal import BROWSER
from web.http.wording import LANGUAGES
from web.resources.published import published


@pytest.fixture(scope="module")
def publishing(sample_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """Publish a release of the samples."""
    folder = tmp_path_factory.mktemp("release")
    app = create_app({"DATA": sample_data, "RELEASE": folder})
    result = app.test_cli_runner().invoke(args=["export", str(folder), "--release", "--publisher", "某数据社"])
    assert result.exit_code == 0, result.output
    yield app.test_client()
    shutil.rmtree(folder)


def test_the_release_is_told_with_its_version_hashes_and_citation(publishing: FlaskClient) -> None:
    body = json.loads(publishing.get("/download").data)
    assert not DownloadsSchema().validate(body)
    release = body["release"]
    files = {one["name"]: one for one in release["files"]}
    assert {"figures.csv", "figures.parquet", "reports.db", "CITATION.cff", "datapackage.json"} <= files.keys()
    assert release["version"] in release["citation"]
    assert release["hash"] in release["citation"]
    assert "某数据社" in release["citation"]
    assert f"version = {{{release['version']}}}" in release["bibtex"]
    fetched = publishing.get(files["figures.csv"]["url"], buffered=True)
    assert f"sha256:{hashlib.sha256(fetched.data).hexdigest()}" == files["figures.csv"]["hash"]
    assert fetched.data.count(b"\r\n") >= files["figures.csv"]["rows"] > 100
    assert len(fetched.data) == files["figures.csv"]["bytes"]


def test_every_file_is_given_as_it_was_written_and_goes_on_where_it_broke_off(publishing: FlaskClient) -> None:
    for one in publishing.get("/download").json["release"]["files"]:
        whole = publishing.get(one["url"], headers={"Accept-Encoding": "gzip"}, buffered=True)
        assert (whole.status_code, whole.mimetype, len(whole.data)) == (200, one["media_type"], one["bytes"])
        assert "Content-Encoding" not in whole.headers
        ask = {"Range": "bytes=100-", "Accept-Encoding": "gzip"}
        rest = publishing.get(one["url"], headers=ask, buffered=True)
        assert (rest.status_code, rest.data) == (206, whole.data[100:])
        assert publishing.get(one["url"], headers={"If-None-Match": whole.headers["ETag"]}).status_code == 304


def test_a_client_that_takes_bytes_alone_gets_the_same_bytes(publishing: FlaskClient) -> None:
    as_bytes = publishing.get("/download/figures.csv", headers={"Accept": "application/octet-stream"}, buffered=True)
    as_table = publishing.get("/download/figures.csv", buffered=True)
    assert (as_bytes.mimetype, as_table.mimetype) == ("application/octet-stream", "text/csv")
    assert as_bytes.data == as_table.data
    assert "Accept" in as_bytes.vary


def test_the_page_says_how_to_cite_and_leads_to_every_file(publishing: FlaskClient) -> None:
    release = publishing.get("/download").json["release"]
    for lang in ("zh", "en"):
        page = html.document_fromstring(publishing.get(f"/download?lang={lang}", headers=BROWSER).text)
        assert page.xpath("string(//*[@id='citation'])") == release["citation"]
        links = {str(one).rpartition("/")[2] for one in page.xpath("//tbody//a/@href")}
        assert links == {one["name"] for one in release["files"]}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_file_is_named_in_the_language_of_the_page(publishing: FlaskClient, lang: str) -> None:
    page: Any = html.document_fromstring(publishing.get(f"/download?lang={lang}", headers=BROWSER).text)
    names = page.xpath("//tbody/tr/td[1]/text()")
    assert len(names) == len(page.xpath("//tbody/tr"))
    assert [one for one in names if bool(re.search("[\u4e00-\u9fff]", one)) != (lang == "zh")] == []


def test_where_nothing_is_published_that_is_said(client: FlaskClient) -> None:
    assert client.get("/download").json["release"] is None
    assert "尚未发布" in client.get("/download", headers=BROWSER).text
    missing = client.get("/download/figures.csv")
    assert (missing.status_code, missing.json["code"]) == (404, "unknown_file")


@pytest.mark.parametrize("name", ["..%2Frecord.db", "record.db", "agencies.txt", "%2Fetc%2Fpasswd"])
def test_only_files_of_the_release_are_given_out(publishing: FlaskClient, name: str) -> None:
    assert publishing.get(f"/download/{name}").status_code == 404


def test_a_folder_that_somebody_else_wrote_publishes_nothing(tmp_path: Path) -> None:
    for text in ("", "[]", "{}", json.dumps({"name": "disclosure-reports"}), json.dumps({"name": "other"})):
        (tmp_path / "datapackage.json").write_text(text)
        assert published(tmp_path) is None
