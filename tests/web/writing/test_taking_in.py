"""What becomes of an upload: new, unchanged, a version, deleted, or no room for it."""

from __future__ import annotations

import io

import pytest
from flask.testing import FlaskClient

from index.originals.protocol import StorageFull
from index.record.errors import RecordFull
from index.verify import verify
from schemas.writing import TakenReportSchema
from tests.web.writing.sending import KEY, WENZHOU, assert_problem, send, use
from web.http.services import Services


def agreed(services: Services) -> bool:
    return list(verify(services.record, services.originals, services.text_index)) == []


def test_a_report_is_taken_in_found_and_deleted(client: FlaskClient, services: Services) -> None:
    answer = send(client, WENZHOU)
    assert answer.status_code == 201
    TakenReportSchema().load(answer.get_json())
    assert answer.headers["Location"] == "/reports/wenzhoushi-kexuejishuju-2017"
    assert answer.headers["Cache-Control"] == "no-store"
    assert (answer.json["outcome"], answer.json["version"]) == ("new", 1)
    assert answer.json["figures"] > 0
    assert answer.json["checks"]["total"] == sum(n for name, n in answer.json["checks"].items() if name != "total") > 0
    read_back = client.get(answer.headers["Location"]).json
    assert read_back == {name: answer.json[name] for name in read_back}
    assert client.get("/search?q=依申请公开").json["total"] > 0
    assert agreed(services)
    gone = client.delete("/reports/wenzhoushi-kexuejishuju-2017", headers=KEY)
    assert (gone.status_code, gone.data) == (204, b"")
    assert client.get(answer.headers["Location"]).status_code == 404
    assert client.get("/search?q=依申请公开").json["total"] == 0
    assert agreed(services)
    assert_problem(client.delete("/reports/wenzhoushi-kexuejishuju-2017", headers=KEY), 404, "unknown_report")


def test_the_same_bytes_again_are_200_and_other_bytes_a_version(client: FlaskClient, services: Services) -> None:
    assert send(client, WENZHOU).status_code == 201
    again = send(client, WENZHOU, "other name.txt")
    assert (again.status_code, again.json["outcome"], again.json["file"]) == (200, "unchanged", "report.txt")
    assert "Location" not in again.headers
    version = send(client, WENZHOU + "\n补充。".encode())
    assert (version.status_code, version.json["outcome"], version.json["version"]) == (201, "version", 2)
    first = client.get("/reports/wenzhoushi-kexuejishuju-2017?version=1").json
    assert not first["current"]
    assert agreed(services)


def test_what_is_said_of_agency_and_year_counts(client: FlaskClient) -> None:
    answer = send(client, WENZHOU, agency="温州市教育局", year=2016)
    assert answer.status_code == 201
    assert (answer.json["agency"]["name"], answer.json["year"]) == ("温州市教育局", 2016)
    moved = send(client, WENZHOU, agency="温州市科学技术局", year=2017)
    assert (moved.status_code, moved.json["moved_from"]) == (201, answer.json["id"])
    assert client.get(f"/reports/{answer.json['id']}").status_code == 404


@pytest.mark.parametrize("error", [StorageFull("no space"), RecordFull("no space")])
def test_a_full_disk_is_named(client: FlaskClient, services: Services, error: Exception) -> None:
    class Full:
        def take_in(self, *_: object) -> None:
            raise error

    services.__dict__["single_ingest"] = Full()
    assert_problem(send(client, WENZHOU), 507, "storage_full")


def test_uploads_that_find_no_reader_are_told_to_come_back(client: FlaskClient, services: Services) -> None:
    use(services, patience=0.05, readers=1)
    assert services.single_ingest._places.acquire(timeout=1)
    answer = send(client, WENZHOU)
    assert_problem(answer, 503, "uploads_busy")
    assert int(answer.headers["Retry-After"]) > 0
    services.single_ingest._places.release()
    assert send(client, WENZHOU).status_code == 201


def test_what_was_recorded_and_not_indexed_is_found_after_sending_it_again(
    client: FlaskClient, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("index.ingest.run.refresh", lambda *_: None)
        patch.setattr("index.sync.refresh", lambda *_: None)
        assert send(client, WENZHOU).status_code == 201
        assert not agreed(services)
    assert send(client, WENZHOU).status_code == 200
    assert agreed(services)


def test_a_client_that_takes_no_json_is_told_before_anything_is_read(client: FlaskClient, services: Services) -> None:
    answer = client.post("/reports", headers={**KEY, "Accept": "image/png"}, data={"file": (io.BytesIO(WENZHOU), "a")})
    assert_problem(answer, 406, "not_acceptable")
    assert services.record.counts().reports == 0
