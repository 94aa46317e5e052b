"""Where originals were published: kept with sums as all else is, through deletion and reading again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from index.record.errors import RecordDamaged
from index.record.rows import Saved, Source
from index.record.store import Record
from reports.model import Report
from tests.factories import make_original, make_report

FIRST, OTHER = "http://kjj.a.example/1.html", "http://www.b.example/2.html"
A, B = "a" * 64, "b" * 64


def source(address: str = FIRST, day: int = 1) -> Source:
    return Source(address, datetime(2024, 3, day, tzinfo=UTC), "2024-01-20", "某局", "3301000001")


@pytest.fixture
def record(sqlite_url: str) -> Record:
    made = Record.open(sqlite_url)
    save(made, make_report(year=2017), A, [source()])
    save(made, make_report(year=2018), B, [source(OTHER)])
    return made


def save(record: Record, report: Report, sha256: str, sources: Sequence[Source]) -> Saved:
    return record.save(report, make_original(report, sha256), parser="1", sources=sources)


def harm(record: Record, statement: str) -> None:
    with record.connect() as connection:
        connection.execute(text(statement))
        connection.commit()


HARM = [
    f"UPDATE sources SET address = 'http://kjj.a.example/7.html' WHERE sha256 = '{A}'",
    f"UPDATE sources SET published = '2023-01-20' WHERE sha256 = '{A}'",
    f"UPDATE sources SET host = 'x' WHERE sha256 = '{A}'",
    f"UPDATE sources SET retrieved_at = '2024-03-02 00:00:00.000000' WHERE sha256 = '{A}'",
    f"DELETE FROM sources WHERE sha256 = '{A}'",
    f"DELETE FROM source_sums WHERE sha256 = '{A}'",
]


@pytest.mark.parametrize("statement", HARM)
def test_harm_to_a_source_is_found_and_takes_its_version_out_of_service(record: Record, statement: str) -> None:
    harm(record, statement)
    assert record.changed() == [f"the sources of original {A[:12]} are not as they were recorded"]
    record.check()
    assert [one.address for one in record.sources_of([B])[B]] == [OTHER]
    with pytest.raises(RecordDamaged):
        record.sources_of([A])
    with pytest.raises(RecordDamaged):
        record.report(make_report(year=2017).id)
    with pytest.raises(RecordDamaged):
        record.reports(hosts=["www.b.example"])


def test_what_is_met_again_keeps_a_sum_and_hides_no_harm(record: Record) -> None:
    record.saw(A, A, [source(day=5), source(OTHER, 6)])
    assert record.saw_again("http://c.example/3.html", None, FIRST, None)
    assert record.changed() == []
    assert [one.address for one in record.sources_of([A])[A]] == [FIRST, OTHER, "http://c.example/3.html"]
    harm(record, HARM[1])
    record.saw(A, A, [source(day=7)])
    assert record.changed() == [f"the sources of original {A[:12]} are not as they were recorded"]


def test_sources_outlive_a_deletion_and_come_back_with_their_file(record: Record) -> None:
    report = make_report(year=2017)
    record.saw(A, A, [source(OTHER, 6)])
    record.delete(report.id)
    assert record.reports(hosts=["kjj.a.example"]).total == 0
    assert record.original_of(A) is None
    assert record.changed() == []
    save(record, report, A, [])
    assert record.reports(hosts=["kjj.a.example"]).total == 1
    assert [one.address for one in record.sources_of([A])[A]] == [FIRST, OTHER]
    found = record.report(report.id)
    assert found is not None
    assert (found.source or {})["address"] == FIRST


def test_what_another_release_recorded_gets_its_sums(sqlite_url: str, record: Record) -> None:
    harm(record, "DROP TABLE source_sums")
    harm(record, "UPDATE alembic_version SET version_num = '0005'")
    again = Record.open(sqlite_url)
    assert again.changed() == []
    harm(again, HARM[0])
    assert again.changed() != []
