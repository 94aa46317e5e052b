"""Questions to the record about itself, asked by index/verify.py."""

from __future__ import annotations

from sqlalchemy import Connection, Engine, or_, select

from index.record.engine import damage
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

    def without_current(self) -> tuple[str, ...]:
        """Return the reports of which no version is the current one; the database itself refuses two."""
        current = select(versions.c.report_id).where(versions.c.current)
        with self._engine.connect() as connection:
            return tuple(connection.execute(select(reports.c.id).where(reports.c.id.not_in(current))).scalars())

    def loose_facts(self) -> tuple[str, ...]:
        """Return the reports whose figures or checks repeat agency, year or currency wrongly."""
        found: set[str] = set()
        with self._engine.connect() as connection:
            for table in (figures, checks):
                wanted = (
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
                found.update(connection.execute(wanted.distinct()).scalars())
        return tuple(sorted(found))
