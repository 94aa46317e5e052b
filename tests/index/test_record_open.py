"""Opening: migrations, other processes at work, databases that are not ours."""

from __future__ import annotations

import multiprocessing
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_mock_engine, inspect, text

from index.record.engine import connect
from index.record.errors import RecordDamaged, RecordError, RecordTooNew, RecordTooOld
from index.record.figures import FigureFilter
from index.record.migrate import HEAD, layout, migrations
from index.record.store import Record
from index.record.tables import metadata
from tests.factories import make_original, make_report, with_litigation, with_table


@contextmanager
def database(url: str) -> Iterator[Connection]:
    engine = connect(url)
    with engine.begin() as connection:
        yield connection
    engine.dispose()


def test_the_migrations_make_the_tables_of_the_code(url: str) -> None:
    Record.open(url).close()
    with database(url) as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
        assert layout(connection) == HEAD == ScriptDirectory.from_config(migrations()).get_current_head()


def test_opening_again_keeps_what_is_there(url: str) -> None:
    first = Record.open(url)
    first.save(make_report(), make_original(make_report()), parser="1")
    first.close()
    assert Record.open(url).counts().reports == 1


def test_a_database_of_a_later_release_is_refused(url: str) -> None:
    Record.open(url).close()
    with database(url) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(RecordTooNew, match="9999"):
        Record.open(url)


def test_a_database_of_the_first_migration_is_brought_up_to_date(url: str) -> None:
    with database(url) as connection:
        config = migrations()
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
    Record.open(url).close()
    with database(url) as connection:
        assert layout(connection) == HEAD


def test_a_database_of_the_second_migration_gets_its_computed_figures(sqlite_url: str) -> None:
    """As if every report had been taken in by today's code: the same rows, totals, answering figures and sums."""
    report = with_litigation(make_report(form="T21"))
    Record.open(sqlite_url).save(report, make_original(report), parser="1")
    with database(sqlite_url) as connection:
        new = _recorded(connection)
        connection.execute(text("DELETE FROM figures WHERE origin = 'computed'"))
        connection.execute(text("UPDATE figures SET main = 1"))
        connection.execute(text("UPDATE versions SET figures = 4"))
        connection.execute(text("ALTER TABLE versions DROP COLUMN totals"))
        connection.execute(text("ALTER TABLE versions DROP COLUMN source"))
        connection.execute(text("DROP TABLE sources"))
        connection.execute(text("DROP TABLE source_sums"))
        connection.execute(text("DROP TABLE tables"))
        connection.execute(text("UPDATE alembic_version SET version_num = '0002'"))
        assert _recorded(connection) != new
    record = Record.open(sqlite_url)
    with database(sqlite_url) as connection:
        assert _recorded(connection) == new
    assert record.changed() == []
    (found,) = record.figure_rows.page(FigureFilter(fields=("litigation.total",))).items
    assert (found.origin, found.value, [one.value for one in found.conflicts]) == ("computed", 77, [57])


def test_a_database_of_the_fourth_migration_opens_without_tables_and_stays_sound(sqlite_url: str) -> None:
    """What older rules read has no geometry until it is read again; its sums hold without it."""
    report = make_report()
    Record.open(sqlite_url).save(report, make_original(report), parser="1")
    with database(sqlite_url) as connection:
        connection.execute(text("DROP TABLE tables"))
        connection.execute(text("DROP TABLE source_sums"))
        connection.execute(text("UPDATE alembic_version SET version_num = '0004'"))
    record = Record.open(sqlite_url)
    stored = record.report(report.id)
    assert stored is not None
    assert record.tables(stored.revision) == ()
    record.check()
    assert record.text(stored.revision) == report.document.text


@pytest.mark.parametrize(
    "harm",
    [
        "UPDATE tables SET cells = replace(cells, ', 0, 0, 1, 1,', ', 0, 1, 1, 1,')",
        "UPDATE tables SET basis = 'text'",
        "DELETE FROM tables",
    ],
)
def test_harm_to_a_table_takes_its_version_out_of_service(sqlite_url: str, harm: str) -> None:
    report = with_table(make_report())
    record = Record.open(sqlite_url)
    revision = record.save(report, make_original(report), parser="1").revision
    other = make_report(year=2018)
    kept = record.save(other, make_original(other, "1" * 64), parser="1").revision
    assert record.tables(revision) == report.tables
    with database(sqlite_url) as connection:
        connection.execute(text(harm))
    record.check()
    assert record.text(kept) == other.document.text
    with pytest.raises(RecordDamaged):
        record.tables(revision)


@pytest.mark.parametrize(
    "harm",
    ["versions SET form = x'00'", "versions SET title = 7", "sections SET kind = 'none'", "sections SET path = '['"],
)
def test_no_hit_is_made_of_a_version_that_is_harmed(sqlite_url: str, harm: str) -> None:
    record = Record.open(sqlite_url)
    report, other = make_report(), make_report(year=2018)
    revision = record.save(report, make_original(report), parser="1").revision
    record.save(other, make_original(other, "1" * 64), parser="1")
    with database(sqlite_url) as connection:
        connection.execute(text(f"UPDATE {harm} WHERE revision = {revision}"))
    record.check()
    for _ in range(2):
        assert set(record.hits([(other.id, "s1")])) == {(other.id, "s1")}
        with pytest.raises(RecordDamaged):
            record.hits([(other.id, "s1"), (report.id, "s1")])


def _recorded(connection: Connection) -> list[object]:
    shape = "SELECT field, value, origin, main, current, section, start FROM figures ORDER BY id"
    held = inspect(connection).get_columns("versions")
    versions = [one["name"] for one in held if one["name"] in ("figures", "totals")]
    rows = connection.execute(text(shape)).all()
    return [*map(tuple, rows), *map(tuple, connection.execute(text(f"SELECT {', '.join(versions)} FROM versions")))]


def test_a_database_made_between_two_releases_is_refused_with_what_mends_it(url: str) -> None:
    Record.open(url).close()
    with database(url) as connection:
        connection.execute(text("ALTER TABLE versions DROP COLUMN claims"))
    with pytest.raises(RecordTooOld, match=r"lacks versions\.claims: move it aside .* `disclosure ingest`"):
        Record.open(url)


@pytest.mark.parametrize("bad", ["sqlite:///no/such/folder/record.db", "nonsense", "oracle9://host/db"])
def test_a_url_that_leads_nowhere_is_a_named_error(bad: str) -> None:
    with pytest.raises(RecordError):
        Record.open(bad)


def test_a_file_that_is_no_database_is_a_named_error(tmp_path: Path) -> None:
    (tmp_path / "record.db").write_text("not a database, but long enough to look at" * 40)
    with pytest.raises(RecordError, match="not a database"):
        Record.open(f"sqlite:///{tmp_path}/record.db")


def _open(url: str) -> int:
    record = Record.open(url)
    count = record.counts().reports
    record.close()
    return count


def test_processes_may_open_a_new_record_at_once(url: str) -> None:
    with multiprocessing.get_context("spawn").Pool(3) as pool:
        assert pool.map(_open, [url] * 6, chunksize=1) == [0] * 6


def test_commits_are_on_disk_and_readers_do_not_wait(sqlite_url: str, tmp_path: Path) -> None:
    record = Record.open(sqlite_url)
    with record.connect() as connection:
        assert connection.execute(text("PRAGMA journal_mode")).scalar() == "wal"
        assert connection.execute(text("PRAGMA synchronous")).scalar() == 2
        assert connection.execute(text("PRAGMA foreign_keys")).scalar() == 1
    writer = sqlite3.connect(tmp_path / "record.db", isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    assert record.counts().reports == 0
    writer.close()
    record.close()


def test_a_full_database_leaves_the_record_as_it_was(sqlite_url: str) -> None:
    record = Record.open(sqlite_url)
    record.save(make_report(), make_original(make_report()), parser="1")
    with record.connect() as connection:
        pages = connection.execute(text("PRAGMA page_count")).scalar()
        connection.execute(text(f"PRAGMA max_page_count = {pages}"))
    large = make_report(year=2018, extra="长" * 100_000)
    with pytest.raises(RecordError, match="no space left"):
        record.save(large, make_original(large, "f" * 64), parser="1")
    assert record.counts().reports == 1
    assert record.damage() == []


def test_the_tables_can_be_made_in_postgresql() -> None:
    said: list[str] = []

    def note(sql: Any, *_: Any, **__: Any) -> None:
        said.append(str(sql.compile(dialect=engine.dialect)))

    engine = create_mock_engine("postgresql://", note)
    metadata.create_all(engine, checkfirst=False)
    made = "\n".join(said)
    assert "CREATE UNIQUE INDEX uq_versions_current ON versions (report_id) WHERE current" in made
    assert "revision SERIAL NOT NULL" in made
