"""Reading stored originals again."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.ingest.run import Intake, ingest
from index.originals.folder import FolderOriginals
from index.record.store import Record
from index.reparse import Change, Reread, reparse
from reports.parse import PARSER_VERSION, parse
from tests.index import older_rules
from tests.index.stubs import MemoryIndex

SAMPLE = Path(__file__).parents[2] / "samples" / "2017-hangzhou-science-technology-commission.txt"
REPORT = "hangzhoushi-kexuejishuweiyuanhui-2017"


@pytest.fixture
def intake(record: Record, originals: FolderOriginals, memory: MemoryIndex) -> Intake:
    """A record that an earlier release filled."""
    ingest([SAMPLE], record, originals, memory, jobs=1, read=older_rules.parse_as_before, parser="0")
    return Intake(record, originals, memory)


def value(intake: Intake, field: str) -> list[str]:
    report = intake.record.report(REPORT)
    assert report is not None
    return [str(figure.value) for figure in intake.record.figures(report.revision) if figure.field == field]


def test_changes_are_told_figure_by_figure(intake: Intake) -> None:
    (one,) = reparse(intake, jobs=1)
    assert one.changes == (
        Change("requests.closed", "total", "prose", "", "13"),
        Change("requests.received", "total", "prose", "7", "13"),
    )


def test_the_new_reading_takes_the_place_of_the_old(intake: Intake) -> None:
    list(reparse(intake, jobs=1))
    assert value(intake, "requests.received") == ["13"]
    report = intake.record.report(REPORT)
    assert report is not None
    assert (report.parser, report.version, len(report.versions)) == (PARSER_VERSION, 1, 1)
    assert dict(intake.text_index.revisions()) == intake.record.revisions()


def test_tables_are_filled_in_for_what_was_read_before_they_were_kept(
    record: Record, originals: FolderOriginals, memory: MemoryIndex
) -> None:
    path = SAMPLE.parent / "2020-hangzhou-science-technology-bureau.txt"
    ingest([path], record, originals, memory, jobs=1, read=older_rules.parse_without_tables, parser="1")
    (before,) = record.revisions().values()
    assert record.tables(before) == ()
    (one,) = reparse(Intake(record, originals, memory), jobs=1)
    assert (one.changes, one.others) == ((), ("tables",))
    (after,) = record.revisions().values()
    assert record.tables(after) == parse(path.read_bytes(), path.name).tables
    assert len(record.tables(after)) == 3


def test_what_todays_rules_read_is_left_alone(intake: Intake) -> None:
    list(reparse(intake, jobs=1))
    assert list(reparse(intake, jobs=1)) == []
    (again,) = reparse(intake, every=True, jobs=1)
    assert (again.changes, again.others) == ((), ())


def test_a_dry_run_writes_nothing(intake: Intake) -> None:
    (one,) = reparse(intake, write=False, jobs=1)
    assert one.changes
    assert value(intake, "requests.received") == ["7"]


def test_an_original_that_fails_keeps_its_reading(intake: Intake) -> None:
    (one,) = reparse(intake, jobs=1, read=older_rules.parse_nothing)
    assert one.failure is not None
    assert one.failure.code == "not_a_report"
    assert value(intake, "requests.received") == ["7"]


def test_an_original_that_is_lost_is_told(intake: Intake) -> None:
    report = intake.record.report(REPORT)
    assert report is not None
    assert isinstance(intake.originals, FolderOriginals)
    for path in intake.originals.folder.rglob(f"*{report.sha256[4:]}*"):
        path.unlink()
    found: list[Reread] = list(reparse(intake, jobs=1))
    assert [one.failure.code for one in found if one.failure] == ["original_unreadable"]


def test_what_was_read_before_an_end_can_be_found(intake: Intake) -> None:
    rereads = reparse(intake, jobs=1)
    next(rereads)
    rereads.close()
    assert value(intake, "requests.received") == ["13"]
    assert dict(intake.text_index.revisions()) == intake.record.revisions()
