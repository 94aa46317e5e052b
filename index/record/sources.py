"""Where reports were published and when they were fetched: facts about the files they were read from.

A source belongs to an original, by its hash, and stays when the reading of it is replaced. `content` is the hash of the
bytes as that address gave them: pages differ in their menus where the report in them is the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Connection, Engine, insert, select, update

from index.names import is_address
from index.record.rows import Source, StoredSource
from index.record.soundness import trust
from index.record.sums import seal_sources, sources_sound
from index.record.tables import sources, versions

_DAY = re.compile(r"(?<!\d)((?:19|20)\d\d)\s*[-年/.]\s*(\d{1,2})\s*[-月/.]\s*(\d{1,2})(?!\d)")
_LONGEST = 2000


def host(address: str) -> str:
    """Return an address's host in lower case."""
    try:
        return (urlsplit(address).hostname or "").lower()
    except ValueError:
        return ""


def day(text: str) -> str | None:
    """Return the day that a text states as 2024-01-31; None where it states none."""
    found = _DAY.search(text)
    try:
        return None if found is None else date(int(found[1]), int(found[2]), int(found[3])).isoformat()
    except ValueError:
        return None


def completed(fetched: Iterable[Source], facts: Mapping[str, str]) -> tuple[Source, ...]:
    """Add to sources what the file says of itself; a file that names its address and has no other source is one."""
    listed = [one for one in fetched if is_address(one.address) and len(one.address) <= _LONGEST]
    own = facts.get("url", "")
    if not listed and is_address(own) and len(own) <= _LONGEST:
        listed = [Source(own)]
    return tuple(
        replace(
            one,
            published=one.published or day(facts.get("date", "")),
            site=one.site or facts.get("site", ""),
            site_code=one.site_code or facts.get("site_code", ""),
        )
        for one in listed
    )


def put(connection: Connection, sha256: str, content: str, fetched: Sequence[Source]) -> bool:
    """Keep sources of an original, and tell whether any is new. A source known before has been seen once more."""
    rows = connection.execute(select(sources).where(sources.c.sha256 == sha256)).all()
    seen = {row.address: _utc(row.seen_at) for row in rows}
    fresh, sound = False, sources_sound(connection, sha256)
    for source in fetched:
        if not is_address(source.address):
            continue
        if source.address not in seen:
            fresh = True
            connection.execute(insert(sources).values(_row(sha256, content, source)))
        elif source.retrieved is not None and ((before := seen[source.address]) is None or before < source.retrieved):
            here = (sources.c.sha256 == sha256) & (sources.c.address == source.address)
            connection.execute(update(sources).where(here).values(seen_at=source.retrieved, content=content))
        else:
            continue
        seen[source.address] = source.retrieved
    if sound and seen:
        seal_sources(connection, sha256)
    return fresh


def repeat(
    connection: Connection, address: str, retrieved: datetime | None, refers_to: str, first: datetime | None
) -> bool:
    """Keep that an address answered again what is recorded from `refers_to`, of the version seen at `first`.

    Where `first` is not told, or lies between, it is the newest version seen until then. False where none is recorded.
    """
    here = (sources.c.host == host(refers_to)) & (sources.c.address == refers_to)
    until = first or retrieved
    rows = [
        row
        for row in connection.execute(select(sources).where(here).order_by(sources.c.retrieved_at, sources.c.id))
        if until is None or (since := _utc(row.retrieved_at)) is None or since <= until
    ]
    if not rows:
        return False
    known = rows[-1]
    seen = Source(address, retrieved, known.published, known.site, known.site_code, known.page, known.title)
    put(connection, known.sha256, known.content, [seen])
    return True


def _row(sha256: str, content: str, source: Source) -> dict[str, Any]:
    return {
        "sha256": sha256,
        "address": source.address,
        "host": host(source.address),
        "content": content,
        "retrieved_at": source.retrieved,
        "seen_at": source.retrieved,
        "published": source.published,
        "site": source.site,
        "site_code": source.site_code,
        "page": source.page,
        "title": source.title,
    }


def main_source(connection: Connection, sha256: str) -> dict[str, Any] | None:
    """Return what a version shows of where it came from: its first source."""
    row = connection.execute(select(sources).where(sources.c.sha256 == sha256).order_by(sources.c.id).limit(1)).first()
    return None if row is None else source_json(stored(row))


def source_json(source: StoredSource) -> dict[str, Any]:
    """Write a source as the version's row keeps it."""
    return {
        "address": source.address,
        "retrieved_at": None if source.retrieved is None else source.retrieved.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "published": source.published,
        "site": source.site or None,
        "site_code": source.site_code or None,
    }


def stored(row: Any) -> StoredSource:
    """Read back a source."""
    return StoredSource(
        address=row.address,
        retrieved=_utc(row.retrieved_at),
        seen=_utc(row.seen_at),
        published=row.published,
        site=row.site,
        site_code=row.site_code,
        page=row.page,
        title=row.title,
        sha256=row.sha256,
    )


def _utc(moment: datetime | None) -> datetime | None:
    if moment is None:
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


class Sources:
    """Answers where reports came from."""

    _engine: Engine

    def sources_of(self, sha256s: Iterable[str]) -> dict[str, tuple[StoredSource, ...]]:
        """Return the sources of originals, by hash, those first met first. Raises RecordDamaged."""
        listed = list(sha256s)
        by_original: dict[str, list[StoredSource]] = {}
        query = select(sources).where(sources.c.sha256.in_(listed)).order_by(sources.c.id)
        with self._engine.connect() as connection:
            read = select(versions.c.revision).where(versions.c.sha256.in_(listed))
            trust(self._engine, connection.execute(read).scalars())
            for row in connection.execute(query):
                by_original.setdefault(row.sha256, []).append(stored(row))
        return {sha256: tuple(listed) for sha256, listed in by_original.items()}

    def original_of(self, content: str) -> str | None:
        """Return the original that was read for these bytes: they may have come again with other menus around them."""
        query = (
            select(versions.c.sha256)
            .join(sources, sources.c.sha256 == versions.c.sha256)
            .where(sources.c.content == content)
            .limit(1)
        )
        with self._engine.connect() as connection:
            return connection.execute(query).scalar()
