"""What stands elsewhere, what was planned: as JSON and as pages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import create_app
from web.http.services import Services

HTML = {"Accept": "text/html"}
OWN = "本局首创了“码上公开”二维码查询服务，覆盖全市十二个街道的便民服务中心。"
OLD = "本局健全了信息发布的保密审查机制，逐条登记审查意见并留存备查。"
COPIED = "建立了由分管领导牵头、办公室承办、各科室配合的政务公开工作机制。"
LONG = (
    "全年组织政务公开专题会议，研究解决信息发布、依申请公开、政策解读和平台建设中的具体问题，并将公开情况纳入科室年度考核。"
    "聘请社会监督员查看公开栏目，收集意见建议，逐项反馈整改结果，定期通报各科室报送信息的数量和质量。"
)
PLAN = "下一步，本局将编制政务公开事项标准目录，并开展全员保密审查培训。"


def report(agency: str, year: int, *said: str) -> str:
    body = "".join(said)
    return (
        f"{agency}{year}年政府信息公开工作年度报告\n"
        f"根据《中华人民共和国政府信息公开条例》要求，现公布{agency}{year}年政府信息公开工作年度报告。\n"
        f"一、总体情况\n{body}\n二、收到和处理政府信息公开申请情况\n{year}年收到政府信息公开申请{year % 9 + 2}件。\n"
        f"三、存在的主要问题及改进情况\n{PLAN}\n四、其他需要报告的事项\n无其他需要报告的事项。\n"
    )


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    folder = tmp_path_factory.mktemp("copied")
    texts = {
        "a.txt": report("杭州市科学技术局", 2020, OLD, COPIED),
        "b.txt": report(
            "杭州市科学技术局", 2021, OLD, OWN, COPIED, "全年编制政务公开事项标准目录12项，开展全员保密审查培训3次。"
        ),
        "c.txt": report("宁波市财政局", 2019, COPIED, LONG),
        "d.txt": report("温州市教育局", 2022, COPIED.replace("分管领导", "主要领导"), LONG, OWN),
    }
    (folder / "in").mkdir()
    for name, text in texts.items():
        (folder / "in" / name).write_text(text, "utf-8")
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
