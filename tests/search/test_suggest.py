from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from index.record.rows import Page, StoredAgency
from reports.identity.slug import pinyin
from search.suggest import Suggester, _letters

AGENCIES = (
    StoredAgency("hz-kjj", "杭州市科学技术局", ("杭州市科学技术局", "杭州市科技局"), (), 3),
    StoredAgency("hz-kw", "杭州市科学技术委员会", ("杭州市科学技术委员会", "杭州市科委"), (), 5),
    StoredAgency("cq-kjj", "重庆市科学技术局", ("重庆市科学技术局", "重庆市科技局"), (), 1),
)
WORDS = (("公开", 9), ("公文", 4), ("公", 30), ("公告", 2), ("公室", 1))


class Record:
    """Agencies whose names can be changed, and how often they were asked for."""

    def __init__(self, agencies: tuple[StoredAgency, ...] = AGENCIES) -> None:
        self.held, self.asked, self.number = agencies, 0, 1

    def agencies(self, q: str | None = None, limit: int = 20) -> Page[StoredAgency]:
        self.asked += 1
        return Page(self.held[:limit], len(self.held))

    def generation(self) -> str:
        return str(self.number)


class Index:
    def words_from(self, prefix: str, limit: int) -> tuple[tuple[str, int], ...]:
        return tuple(word for word in WORDS if word[0].startswith(prefix))[:limit]


def suggest(q: str, limit: int = 10, record: Record | None = None) -> list[tuple[str, str]]:
    return [(one.kind, one.value) for one in Suggester(record or Record(), Index()).suggest(q, limit)]


@pytest.mark.parametrize(
    "q",
    [
        "杭州市科技局",
        "杭州市科学",
        "hzs kjj",
        "HZSKJJ",
        "hangzhoushi kexue",
        "hangzhoushikejiju",
        "ｈｚｓｋｊｊ",
        "杭州市科技局 ",
    ],
)
def test_an_agency_is_found_by_any_name_and_by_its_pinyin(q: str) -> None:
    assert ("agency", "hz-kjj") in suggest(q)


def test_traditional_characters_are_read() -> None:
    assert suggest("重慶") == [("agency", "cq-kjj")]


def test_readings_are_those_of_the_place() -> None:
    assert ("agency", "cq-kjj") in suggest("chongqing")
    assert ("agency", "cq-kjj") in suggest("cqskjj")


def test_what_begins_so_comes_before_what_holds_it_and_more_reports_before_fewer() -> None:
    assert [value for _, value in suggest("kjj")] == ["hz-kjj", "cq-kjj"]
    assert [value for _, value in suggest("杭州")] == ["hz-kw", "hz-kjj"]
    assert suggest("重庆市科技局")[0] == ("agency", "cq-kjj")


def test_fields_are_found_by_label_and_id() -> None:
    assert suggest("收到政府信息")[0] == ("field", "requests.received")
    assert ("field", "requests.received") in suggest("requests.rec")


def test_words_complete_the_last_word_and_rare_ones_stay_out() -> None:
    terms = [value for kind, value in suggest("申请 公", 50) if kind == "term"]
    assert terms == ["申请 公开", "申请 公文", "申请 公告"]


@pytest.mark.parametrize("q", ["", " ", "\u3000", "%", '"', "🙂", "'"])
def test_nothing_typed_and_nothing_known_are_empty(q: str) -> None:
    assert suggest(q) == []


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 50])
def test_no_more_than_asked_for_and_no_room_unused(limit: int) -> None:
    assert len(suggest("公", limit)) == min(limit, len(suggest("公", 50)))


def test_agencies_are_read_once_until_the_record_changes() -> None:
    record = Record()
    suggester = Suggester(record, Index())
    assert suggester.suggest("重庆", 5)
    assert suggester.suggest("重庆", 5)
    assert record.asked == 1
    record.held, record.number = AGENCIES[:2], 2
    assert not suggester.suggest("重庆", 5)


def test_names_are_spelt_once_and_not_for_each_question(monkeypatch: pytest.MonkeyPatch) -> None:
    spelt: list[str] = []

    def spell(name: str) -> str:
        spelt.append(name)
        return pinyin(name)

    monkeypatch.setattr("search.suggest.pinyin", spell)
    _letters.cache_clear()
    many = tuple(
        StoredAgency(f"a{n}", f"第{n}县科学技术局", (f"第{n}县科学技术局", f"第{n}县科技局"), (), n) for n in range(200)
    )
    suggester = Suggester(Record(many), Index())
    suggester.warm()
    assert len(spelt) == 400
    for q in ("kjj", "科技局", "第4", "nothing"):
        suggester.suggest(q, 10)
    assert len(spelt) == 400


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ("被告", "litigation.total"),
        ("xzss", "litigation.total"),
        ("官司", "litigation.total"),
        ("xzfy", "review.total"),
        ("查阅点", "organisation.reading_points"),
    ],
)
def test_a_field_is_found_by_everyday_words_and_initials(client: FlaskClient, asked: str, field: str) -> None:
    found = client.get("/suggest", query_string={"q": asked, "limit": 20}).json["suggestions"]
    assert field in [one["value"] for one in found if one["kind"] == "field"]
