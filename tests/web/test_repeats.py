"""What stands elsewhere, what was planned: as JSON and as pages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import create_app
from tests import copies
from tests.copies import COPIED, OLD, OWN, PLAN
from web.http.services import Services

HTML = {"Accept": "text/html"}


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    folder = tmp_path_factory.mktemp("copied")
    (folder / "in").mkdir()
    copies.write(folder / "in")
    app: Flask = create_app({"DATA": folder / "data"})
    result = app.test_cli_runner().invoke(args=["ingest", str(folder / "in"), "--jobs", "1"])
    assert result.exit_code == 0, result.output
    yield app.test_client()
    services: Services = app.extensions["disclosure"]
    services.record.close()


def told(client: FlaskClient, report_id: str) -> dict[str, dict[str, object]]:
    body = client.get(f"/reports/{report_id}/repeats").get_json()
    assert body["behind"] is False
    return {one["text"]: one for one in body["sentences"]}


def test_each_sentence_says_where_its_words_stand_first(copied: FlaskClient) -> None:
    found = told(copied, "hangzhoushi-kexuejishuju-2021")
    assert (found[OWN]["origin"], found[OWN]["first"], found[OWN]["reports"]) == ("new", None, 2)
    assert found[OLD]["origin"] == "last_year"
    assert found[COPIED]["origin"] == "last_year"
    assert found[COPIED]["first"]["id"].startswith("ningboshi-caizhengju-2019:")
    changed = found[copies.BEGUN + copies.OTHER_TAIL]
    assert (changed["origin"], changed["exact"]) == ("last_year", False)
    assert found["无其他需要报告的事项。"]["origin"] == "prescribed"
    assert all(one["origin"] == "prescribed" for text, one in found.items() if "现公布" in text)


def test_a_word_that_is_changed_does_not_make_a_sentence_new(copied: FlaskClient) -> None:
    found = told(copied, "wenzhoushi-jiaoyuju-2022")
    changed = found[COPIED.replace("分管领导", "主要领导")]
    assert (changed["origin"], changed["exact"]) == ("elsewhere", False)
    assert changed["first"]["year"] == 2019
    assert found[OWN]["first"]["report"] == "hangzhoushi-kexuejishuju-2021"


def test_shares_are_of_what_no_form_words(copied: FlaskClient) -> None:
    body = copied.get("/reports/ningboshi-caizhengju-2019/repeats").get_json()
    assert body["share_new"] == 1.0
    assert sum(body["counts"].values()) == len(body["sentences"])
    assert body["characters"]["prescribed"] > 0


def test_similar_sections_are_found_by_the_id_of_a_hit(copied: FlaskClient) -> None:
    body = copied.get("/similar?section=hangzhoushi-kexuejishuju-2020:s3").get_json()
    assert {one["report"] for one in body["sections"]} == {
        "hangzhoushi-kexuejishuju-2021",
        "ningboshi-caizhengju-2019",
        "wenzhoushi-jiaoyuju-2022",
    }
    assert copied.get("/similar").status_code == 422
    assert copied.get("/similar?section=nonsense").status_code == 422
    assert copied.get("/similar?section=hangzhoushi-kexuejishuju-2020:s99").status_code == 404


def test_copies_are_one_hit_with_their_count(copied: FlaskClient) -> None:
    asked = "/search?q=保密审查培训&group_by=passage&facets=none&limit=1"
    first = copied.get(asked).get_json()
    every = copied.get("/search?q=保密审查培训&facets=none").get_json()
    assert first["total"] < every["total"]
    found, body = [], first
    while True:
        found += body["hits"]
        if body["links"]["next"] is None:
            break
        body = copied.get(body["links"]["next"]).get_json()
    assert len(found) == first["total"]
    assert sum(one["passage"]["sections"] for one in found) == every["total"]
    assert max(one["passage"]["reports"] for one in found) == 4
    assert copied.get("/search?q=保密审查培训&group_by=passage&format=csv").status_code == 422


def test_plans_stand_beside_what_the_next_report_says(copied: FlaskClient) -> None:
    body = copied.get("/agencies/hangzhoushi-kexuejishuju/promises").get_json()
    of_year = {one["report"]["year"]: one for one in body["years"]}
    (promise,) = of_year[2020]["promises"]
    assert promise["said"]["text"] == PLAN
    assert promise["answers"][0]["text"].startswith(("全年编制政务公开事项标准目录", "下一步"))
    assert any("全员保密审查培训3次" in one["text"] for one in promise["answers"])
    assert of_year[2021]["following"] is None
    assert copied.get("/agencies/nobody/promises").status_code == 404


def test_people_read_the_same_on_pages(copied: FlaskClient) -> None:
    page = copied.get("/reports/hangzhoushi-kexuejishuju-2021/repeats", headers=HTML).get_data(as_text=True)
    assert OWN in page
    assert "宁波市财政局 2019" in page
    page = copied.get("/agencies/hangzhoushi-kexuejishuju/promises?lang=en", headers=HTML).get_data(as_text=True)
    assert PLAN in page


def test_what_is_deleted_is_nowhere_first(copied: FlaskClient, tmp_path: Path) -> None:
    services: Services = copied.application.extensions["disclosure"]
    services.record.delete("ningboshi-caizhengju-2019")
    services.follow()
    found = told(copied, "hangzhoushi-kexuejishuju-2020")
    assert found[COPIED]["origin"] == "new"
