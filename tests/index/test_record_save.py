"""What saving, re-reading and deleting do to the record."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from index.record.errors import UnknownRevision, UnsoundReport
from index.record.rows import Given, Saved
from index.record.store import Record
from reports.model import Report, Section
from tests.factories import make_agency, make_original, make_report

A, B, C = ("a" * 64, "b" * 64, "c" * 64)


def save(record: Record, report: Report, sha256: str = A, parser: str = "1", given: Given = Given()) -> Saved:  # noqa: B008
    return record.save(report, make_original(report, sha256), parser=parser, given=given)


def current(record: Record) -> dict[str, int]:
    return record.revisions()


def test_a_first_report_is_new(record: Record) -> None:
    report = make_report()
    saved = save(record, report)
    assert (saved.outcome, saved.report_id, saved.version) == ("new", report.id, 1)
    stored = record.report(report.id)
    assert stored is not None
    assert (stored.sha256, stored.file, stored.current, stored.year) == (A, "report.txt", True, 2017)


def test_the_same_bytes_again_change_nothing(record: Record) -> None:
    first = save(record, make_report())
    before = record.generation()
    assert save(record, make_report()) == Saved("unchanged", first.report_id, 1, first.revision)
    assert record.generation() == before


def test_other_bytes_make_a_version_and_the_old_one_stays_readable(record: Record) -> None:
    first, second = save(record, make_report()), save(record, make_report(extra="补充一句。"), B)
    assert (second.outcome, second.version) == ("version", 2)
    now, then = record.report(first.report_id), record.report(first.report_id, version=1)
    assert now is not None
    assert then is not None
    assert (now.version, now.current, then.current) == (2, True, False)
    assert [one.version for one in now.versions] == [1, 2]
    assert record.text(now.revision).endswith("补充一句。")
    assert not record.text(then.revision).endswith("补充一句。")
    assert record.loose_facts() == ()
    assert record.without_current() == ()


def test_an_older_versions_bytes_again_do_not_make_it_current(record: Record) -> None:
    save(record, make_report())
    second = save(record, make_report(extra="二"), B)
    assert save(record, make_report()).outcome == "unchanged"
    assert current(record) == {second.report_id: second.revision}


def test_a_file_given_another_agency_moves_there(record: Record) -> None:
    wrong = save(record, make_report())
    right = make_report(make_agency("宁波市科学技术局", "ningbo"), 2017)
    saved = save(record, right, given=Given("宁波市科学技术局"))
    assert (saved.outcome, saved.moved_from) == ("new", wrong.report_id)
    assert current(record) == {right.id: saved.revision}
    assert [agency.id for agency in record.agencies().items] == ["ningbo"]


def test_a_report_whose_current_file_moves_away_falls_back_on_the_version_before(record: Record) -> None:
    first = save(record, make_report())
    save(record, make_report(extra="二"), B)
    save(record, make_report(year=2018), B)
    assert current(record) == {first.report_id: first.revision, make_report(year=2018).id: 3}
    assert record.loose_facts() == ()


def test_newer_rules_take_the_place_of_the_older_reading(record: Record) -> None:
    first = save(record, make_report())
    again = save(record, make_report(extra="新"), parser="2")
    assert (again.outcome, again.version) == ("reread", 1)
    assert again.revision > first.revision
    stored = record.report(first.report_id)
    assert stored is not None
    assert (stored.parser, len(stored.versions)) == ("2", 1)


def test_replacing_a_reading_keeps_version_original_and_what_a_person_said(record: Record) -> None:
    first = save(record, make_report(), given=Given("杭州市科学技术局", 2017))
    before = record.report(first.report_id)
    saved = record.replace(first.revision, make_report(extra="新"), parser="2")
    after = record.report(first.report_id)
    assert before is not None
    assert after is not None
    assert (after.revision, after.version, after.sha256) == (saved.revision, 1, A)
    assert (after.given, after.ingested_at) == (before.given, before.ingested_at)


def test_replacing_an_older_version_leaves_it_old(record: Record) -> None:
    first = save(record, make_report())
    second = save(record, make_report(extra="二"), B)
    record.replace(first.revision, make_report(extra="一"), parser="2")
    assert current(record) == {second.report_id: second.revision}
    assert record.loose_facts() == ()


def test_a_reading_that_is_gone_cannot_be_replaced(record: Record) -> None:
    with pytest.raises(UnknownRevision, match="17"):
        record.replace(17, make_report(), parser="2")


def test_deleting_takes_versions_sections_figures_and_the_agency_along(record: Record) -> None:
    first = save(record, make_report())
    save(record, make_report(extra="二"), B)
    assert record.delete(first.report_id)
    assert not record.delete(first.report_id)
    assert record.text(first.revision) == ""
    assert record.figures(first.revision) == ()
    assert record.counts().agencies == record.counts().versions == record.counts().sections == 0


def test_a_deleted_revision_is_never_given_again(record: Record) -> None:
    first = save(record, make_report())
    record.delete(first.report_id)
    assert save(record, make_report()).revision > first.revision


def test_an_agency_keeps_the_names_it_was_known_by(record: Record) -> None:
    save(record, make_report())
    save(record, make_report(make_agency(short=("杭科局",)), 2018), B)
    agency = record.agency("hangzhou-kexuejishuju")
    assert agency is not None
    assert set(agency.names) == {"杭州市科学技术局", "杭州市科技局", "杭科局"}
    assert record.find_agencies("杭州市科技局") == record.find_agencies("杭科局") == ("hangzhou-kexuejishuju",)


def gap(sections: Sequence[Section]) -> tuple[Section, ...]:
    return (*sections[:1], replace(sections[1], start=sections[1].start + 1), *sections[2:])


@pytest.mark.parametrize(
    ("broken", "why"),
    [
        (lambda r: replace(r, sections=gap(r.sections)), "s1 starts at"),
        (lambda r: replace(r, sections=r.sections[:-1]), "sections end at"),
        (lambda r: replace(r, figures=(replace(r.figures[0], quote="14件"),)), "requests.received quotes"),
        (lambda r: replace(r, document=replace(r.document, text="\x00" + r.document.text[1:])), "NUL"),
        (lambda r: replace(r, document=replace(r.document, text="\ud800" + r.document.text[1:])), "surrogate"),
    ],
)
def test_an_unsound_report_is_refused_by_name(record: Record, broken: object, why: str) -> None:
    report = broken(make_report())  # type: ignore[operator]
    with pytest.raises(UnsoundReport, match=f"report.txt: .*{why}"):
        save(record, report)
    assert record.counts().reports == 0


def test_writers_at_once_lose_nothing(url: str) -> None:
    records = [Record.open(url) for _ in range(4)]
    work = [(records[n % 4], make_report(extra=f"第{n % 12}句"), f"{n % 12:064}") for n in range(48)]
    with ThreadPoolExecutor(8) as threads:
        saved = list(threads.map(lambda one: save(*one), work))
    stored = records[0].report(make_report().id)
    assert stored is not None
    assert [one.version for one in stored.versions] == list(range(1, 13))
    assert sorted(one.version for one in saved if one.outcome != "unchanged") == list(range(1, 13))
    assert records[0].without_current() == records[0].loose_facts() == ()
    for one in records:
        one.close()
