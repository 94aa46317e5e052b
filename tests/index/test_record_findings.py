"""What one process finds in the record all of them know."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from index.record.errors import RecordDamaged
from index.record.findings import MOST_REVISIONS, Findings
from index.record.store import Record
from tests.factories import make_original, make_report


def in_a_child(call: object) -> None:
    """Run something in a forked process and wait for it."""
    child = os.fork()
    if not child:
        try:
            call()  # type: ignore[operator]
        finally:
            os._exit(0)
    os.waitpid(child, 0)


def test_findings_of_a_forked_process_are_known_here() -> None:
    findings = Findings()

    def look() -> None:
        findings.add(7)
        findings.add(-1)
        findings.add(7)
        findings.share = 0.25
        findings.harm = "页 3 不对" * 1000

    in_a_child(look)
    assert (findings.revisions, findings.share) == ({7, -1}, 0.25)
    assert findings.harm is not None
    assert findings.harm.startswith("页 3 不对")


def test_more_damaged_versions_than_can_be_named_take_the_whole_record() -> None:
    findings = Findings()
    for revision in range(1, MOST_REVISIONS + 1):
        findings.add(revision)
    assert findings.harm is None
    findings.add(MOST_REVISIONS + 1)
    assert findings.harm is not None
    assert len(findings.revisions) == MOST_REVISIONS


@pytest.mark.parametrize("harmed", ["a version", "a page"])
def test_a_record_found_damaged_by_one_process_is_refused_by_another(
    harmed: str, sqlite_url: str, tmp_path: Path
) -> None:
    record = Record.open(sqlite_url)
    for year in range(2009, 2019):
        report = make_report(year=year)
        record.save(report, make_original(report, f"{year:064}"), parser="1")
    record.close()
    file = tmp_path / "record.db"
    content = bytearray(file.read_bytes())
    if harmed == "a version":
        at = content.index("收到依申请公开件13件".encode())
        content[at : at + 3] = "改".encode()
    else:
        content[8 * 4096 : 9 * 4096] = bytes(4096)
    file.write_bytes(content)
    record = Record.open(sqlite_url)
    in_a_child(record.check)
    assert record.is_settled
    refused = 0
    for revision in range(1, 11):
        try:
            record.text(revision)
        except RecordDamaged:
            refused += 1
    assert refused == (1 if harmed == "a version" else 10)
    record.close()
