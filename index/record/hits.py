"""The rows behind a list of hits: the hot path of every search, hence one query by key."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Engine, bindparam, select, tuple_

from index.record.rows import HitRow
from index.record.tables import agencies, reports, sections, versions
from reports.model import SectionKind

_HITS = (
    select(
        versions.c.report_id,
        versions.c.revision,
        sections.c.id,
        sections.c.level,
        sections.c.number,
        sections.c.heading,
        sections.c.kind,
        sections.c.start,
        sections.c.end,
        sections.c.path,
        sections.c.text,
        versions.c.title,
        reports.c.year,
        versions.c.form,
        versions.c.file,
        agencies.c.id.label("agency_id"),
        agencies.c.name,
    )
    .join_from(versions, sections, sections.c.revision == versions.c.revision)
    .join(reports, versions.c.report_id == reports.c.id)
    .join(agencies, reports.c.agency_id == agencies.c.id)
    .where(versions.c.current, versions.c.report_id.in_(bindparam("reports", expanding=True)))
    .where(tuple_(versions.c.report_id, sections.c.id).in_(bindparam("keys", expanding=True)))
)


class Hits:
    """Gives the sections that the text index found."""

    _engine: Engine

    def hits(self, keys: Sequence[tuple[str, str]]) -> dict[tuple[str, str], HitRow]:
        """Return (report id, section id) → row from current versions; keys that are gone are left out."""
        if not keys:
            return {}
        asked = {"keys": list(keys), "reports": sorted({report for report, _ in keys})}
        with self._engine.connect() as connection:
            rows = connection.execute(_HITS, asked).all()
        return {(row[0], row[2]): _hit(row) for row in rows}


def _hit(row: Any) -> HitRow:
    report, revision, section, level, number, heading, kind, start, end, path, *rest = row
    own = (report, revision, section, level, number, heading, SectionKind(kind), start, end, tuple(path))
    return HitRow(*own, *rest)
