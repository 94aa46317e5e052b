"""What the record answers."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from datetime import UTC

import pytest

from index.record import hits
from index.record.store import Record
from reports.model import PROSE, Region, SectionKind
from tests.factories import PROVINCE, make_agency, make_original, make_report

OTHER_CITY = Region("330200", "宁波市", "city")


@pytest.fixture
def filled(record: Record) -> Record:
    hangzhou = make_agency()
    ningbo = make_agency("宁波市财政局", "ningbo-caizhengju", ("市财政局",))
    ningbo = type(ningbo)(ningbo.id, ningbo.name, ningbo.names, (PROVINCE, OTHER_CITY))
    number = 0
    for agency in (hangzhou, ningbo):
        for year in (2015, 2016, 2017, 2021):
            report = make_report(agency, year, form="T21" if year == 2021 else PROSE)
            record.save(report, make_original(report, f"{number:064}"), parser="1")
            number += 1
    return record


def ids(record: Record, **filters: object) -> list[str]:
    return [report.id.removeprefix("hangzhou-").split("-", 1)[1] for report in record.reports(**filters).items]  # type: ignore[arg-type]


def test_what_was_saved_is_what_is_read(record: Record) -> None:
    report = make_report()
    saved = record.save(report, make_original(report), parser="1")
    stored = record.report(report.id)
    assert stored is not None
    assert record.text(saved.revision) == report.document.text
    assert record.sections(saved.revision) == report.sections
    assert record.figures(saved.revision) == report.figures
    assert record.checks(saved.revision) == report.checks
    assert (stored.title, stored.form, stored.metadata) == (report.title, "prose", report.document.metadata)
    assert stored.agency.regions == report.agency.regions
    assert stored.ingested_at.tzinfo is UTC
    assert record.report_of("0" * 64) == record.version_of(saved.revision) == stored


@pytest.mark.parametrize(
    ("filters", "total"),
    [
        ({}, 8),
        ({"agency": ["ningbo-caizhengju"]}, 4),
        ({"region": ["330000"]}, 8),
        ({"region": ["宁波市"]}, 4),
        ({"region": ["330200"], "form": ["T21"]}, 1),
        ({"years": [(2016, 2017)]}, 4),
        ({"years": [(None, 2015), (2021, None)]}, 4),
        ({"years": [(2017, None)], "agency": ["hangzhou-kexuejishuju"]}, 2),
        ({"agency": ["nobody"]}, 0),
    ],
)
def test_filters_keep_what_they_say(filled: Record, filters: dict[str, object], total: int) -> None:
    page = filled.reports(**filters)  # type: ignore[arg-type]
    assert page.total == len(page.items) == total


@pytest.mark.parametrize("sort", ["-year", "year", "agency"])
@pytest.mark.parametrize("limit", [1, 3, 8, 20])
def test_pages_join_up_to_the_whole_list(filled: Record, sort: str, limit: int) -> None:
    whole = [report.id for report in filled.reports(sort=sort, limit=20).items]  # type: ignore[arg-type]
    seen, after = [], None
    while True:
        page = filled.reports(sort=sort, limit=limit, after=after)  # type: ignore[arg-type]
        seen += [report.id for report in page.items]
        assert page.total == 8
        if (after := page.next) is None:
            break
    assert seen == whole
    assert len(set(whole)) == 8


def test_the_newest_year_comes_first_unless_asked_otherwise(filled: Record) -> None:
    assert [report.year for report in filled.reports().items] == [2021, 2021, 2017, 2017, 2016, 2016, 2015, 2015]
    assert [report.year for report in filled.reports(sort="year", limit=2).items] == [2015, 2015]
    assert [report.year for report in filled.agency_reports("ningbo-caizhengju")] == [2021, 2017, 2016, 2015]


def test_an_unknown_report_or_version_is_none(filled: Record) -> None:
    assert filled.report("nobody-2017") is None
    assert filled.report("ningbo-caizhengju-2017", version=2) is None
    assert filled.agency("nobody") is None
    assert filled.section(1, "s99") is None


def test_a_hit_has_its_own_text_and_the_headings_above_it(filled: Record) -> None:
    key = ("ningbo-caizhengju-2017", "s3")
    hit = filled.hits([key, ("gone-2017", "s1"), ("ningbo-caizhengju-2017", "s99")])
    assert set(hit) == {key}
    row = hit[key]
    assert row.path == ("二、依申请公开情况", "（一）收到申请")
    assert row.text == "（一）收到申请\n收到依申请公开件13件，其中网络申请9件。\n"
    assert (row.number, row.heading, row.kind, row.position) == ("（一）", "收到申请", SectionKind.REQUESTS, 3)
    assert (row.agency_id, row.agency_name, row.year) == ("ningbo-caizhengju", "宁波市财政局", 2017)
    assert row.text in filled.text(row.revision)


def test_hits_are_of_current_versions(filled: Record) -> None:
    report = make_report(extra="新版。")
    filled.save(report, make_original(report, "f" * 64), parser="1")
    assert filled.hits([(report.id, "s4")])[report.id, "s4"].text.endswith("新版。")
    assert filled.hits([]) == {}


def test_hits_are_the_same_whichever_way_they_are_asked_for(filled: Record) -> None:
    keys = [(report, section) for report in filled.revisions() for section in ("s0", "s3", "s99")]
    asked_plainly = filled._rows(keys)
    assert filled.hits(keys) == filled.hits(keys) == asked_plainly
    assert len(asked_plainly) == 2 * len(filled.revisions())


def test_what_is_held_of_a_report_goes_with_every_change(url: str) -> None:
    report = make_report()
    key = (report.id, "s4")
    with closing(Record.open(url)) as mine, closing(Record.open(url)) as other:
        mine.save(report, make_original(report), parser="1")
        before = mine.hits([key])[key].text[-4:]
        for number, writer in enumerate((mine, other, mine)):
            assert mine.hits([key])[key].text[-4:] == before
            changed = replace(make_report(extra=f"新版{number}。"), title=f"改过{number}次")
            writer.save(changed, make_original(changed, f"{number + 1}" * 64), parser="1")
            row = mine.hits([key])[key]
            before = row.text[-4:]
            assert (row.title, before) == (changed.title, f"新版{number}。")
        other.delete(report.id)
        assert mine.hits([key]) == {}


def test_what_is_held_of_reports_is_bounded(filled: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    if filled._engine.dialect.name != "sqlite":
        pytest.skip("only connections to SQLite hold anything")
    monkeypatch.setattr(hits, "STATED_BYTES", 2000)
    filled._engine.dispose()
    filled.hits([(report, "s1") for report in filled.revisions()])
    with closing(filled._engine.raw_connection()) as connection:
        assert 0 < connection.info[hits._HELD][1].held <= 2000


def test_sections_are_indexed_with_all_that_finds_them(filled: Record) -> None:
    found = list(filled.indexed_sections(["ningbo-caizhengju-2017", "gone-2017"]))
    assert [one.section for one in found] == ["s0", "s1", "s2", "s3", "s4"]
    assert [one.position for one in found] == [0, 1, 2, 3, 4]
    assert "".join(one.body for one in found) == make_report(make_agency("宁波市财政局"), 2017).document.text
    assert [one.headings for one in found][2:4] == [("依申请公开情况",), ("依申请公开情况", "收到申请")]
    assert {(one.agency, one.year, one.regions) for one in found} == {("ningbo-caizhengju", 2017, ("330000", "330200"))}
    assert {one.revision for one in found} == {filled.revisions()["ningbo-caizhengju-2017"]}


@pytest.mark.parametrize("text", ["ningbo-caizhengju", "宁波市财政局", "市财政局", " 宁波市 财政局 "])
def test_an_agency_is_found_by_id_and_by_every_name(filled: Record, text: str) -> None:
    assert filled.find_agencies(text) == ("ningbo-caizhengju",)


@pytest.mark.parametrize("text", ["宁波财政局", "宁波市财政厅", "ningbo-caizheng"])
def test_a_near_miss_suggests_the_agency(filled: Record, text: str) -> None:
    assert filled.find_agencies(text) == ()
    assert filled.suggest_agencies(text)[0].id == "ningbo-caizhengju"


def test_nothing_like_it_suggests_nobody(filled: Record) -> None:
    assert filled.suggest_agencies("海关总署") == ()


def test_agencies_are_listed_by_name_in_pages(filled: Record) -> None:
    first = filled.agencies(limit=1)
    assert (first.total, first.items[0].name, first.items[0].reports) == (2, "宁波市财政局", 4)
    second = filled.agencies(limit=1, after=first.next)
    assert [agency.name for agency in second.items] == ["杭州市科学技术局"]
    assert second.next is None
    assert [agency.id for agency in filled.agencies(q="财政").items] == ["ningbo-caizhengju"]
    assert filled.agencies(q="100%").total == filled.agencies(q="_").total == 0


def test_names_of_agencies_are_looked_up_together(filled: Record) -> None:
    assert filled.agency_names(["ningbo-caizhengju", "gone"]) == {"ningbo-caizhengju": "宁波市财政局"}


def test_the_generation_changes_with_every_change(filled: Record) -> None:
    seen = {filled.generation()}
    report = make_report(year=2030)
    filled.save(report, make_original(report, "e" * 64), parser="1")
    seen.add(filled.generation())
    filled.delete(report.id)
    assert filled.generation() not in seen, "a cursor of an earlier state may not pass for one of this"
    seen.add(filled.generation())
    filled.delete("ningbo-caizhengju-2017")
    seen.add(filled.generation())
    assert len(seen) == 4
