"""Brings a database to the layout this code knows, when the record is opened."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, inspect, text

from index.record.engine import one_at_a_time
from index.record.errors import RecordTooNew, RecordTooOld
from index.record.tables import metadata

HEAD = "0006"
"""The newest migration in migrations/versions."""


def migrate(engine: Engine) -> None:
    """Run the migrations that are missing; two processes may do so at once. Raises RecordTooNew or RecordTooOld."""
    with engine.connect() as connection:
        if layout(connection) == HEAD:
            _must_be_whole(connection)
            return
    with one_at_a_time(engine) as connection:
        config = migrations()
        found = layout(connection)
        known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
        if found is not None and found not in known:
            raise RecordTooNew(
                f"the database has layout {found}, this release knows {HEAD}: a later release wrote it; update this one"
            )
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _must_be_whole(connection: Connection) -> None:
    """Raise RecordTooOld where tables lack columns: made between two releases, they are known to no migration."""
    held = inspect(connection)
    lacking = [
        f"{table.name}.{column.name}"
        for table in metadata.tables.values()
        for column in table.columns
        if not held.has_table(table.name) or column.name not in {one["name"] for one in held.get_columns(table.name)}
    ]
    if lacking:
        raise RecordTooOld(
            f"the database was made between two releases and lacks {', '.join(lacking[:3])}"
            f"{' and more' if len(lacking) > 3 else ''}: move it aside and take the reports in anew with "
            "`disclosure ingest`"
        )


def migrations() -> Config:
    """Return Alembic's configuration for the migrations shipped here."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def layout(connection: Connection) -> str | None:
    """Return the migration the database stands at, None for an empty one."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
