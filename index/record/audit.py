"""Questions to the record about itself, asked by index/verify.py."""

from __future__ import annotations

from sqlalchemy import Connection, Engine, or_, select

from index.record.engine import damage, folder_of
from index.record.errors import RecordLost
from index.record.memo import last_revision
from index.record.sums import look
from index.record.tables import checks, figures, reports, versions


class Audit:
    """Finds what no correct write leaves behind."""

    _engine: Engine

    def connect(self) -> Connection:
        """Give a connection to read with, for look-ups that live beside the record."""
        return self._engine.connect()

    def damage(self) -> list[str]:
        """Ask the database whether it is sound, and return what it says is not; empty where all is well."""
        with self._engine.connect() as connection:
            return damage(connection)

    def changed(self) -> list[str]:
        """Return what of the record is not as it was recorded, by its sums."""
        with self._engine.connect() as connection:
            return [one.harm for one in look(connection) if one.harm is not None]

    def must_know(self, revision: int) -> None:
        """Raise RecordLost unless this revision, or a later one, was given by this record."""
        if self._engine.dialect.name != "sqlite":
            return  # a server's own tools tell what it lost
        with self._engine.connect() as connection:
            last = last_revision(connection)
        if last < revision:
            raise RecordLost(
                f"{folder_of(self._engine)} holds an empty record or an older copy: its last revision is {last}, the "
                f"text index was made from revision {revision}. Put the right one back; to go on with this one, remove "
                "the text index's folder"
            )

    def without_current(self) -> tuple[str, ...]:
        """Return the reports of which no version is the current one; the database itself refuses two."""
        current = select(versions.c.report_id).where(versions.c.current)
        with self._engine.connect() as connection:
            return tuple(connection.execute(select(reports.c.id).where(reports.c.id.not_in(current))).scalars())

    def loose_facts(self) -> tuple[str, ...]:
        """Return the reports whose figures or checks repeat agency, year or currency wrongly."""
        loose: set[str] = set()
        with self._engine.connect() as connection:
            for table in (figures, checks):
                query = (
                    select(reports.c.id)
                    .join_from(table, versions, table.c.revision == versions.c.revision)
                    .join(reports, versions.c.report_id == reports.c.id)
                    .where(
                        or_(
                            table.c.current != versions.c.current,
                            table.c.year != reports.c.year,
                            table.c.agency_id != reports.c.agency_id,
                        )
                    )
                )
                loose.update(connection.execute(query.distinct()).scalars())
        return tuple(sorted(loose))
