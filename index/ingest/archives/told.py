"""Where files came from: by the lists beside them, or, where there are none, by the folders of saved sites."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from index.ingest.archives.layout import Layout
from index.ingest.archives.manifest import Manifest
from index.ingest.archives.member import Member


@dataclass(slots=True)
class Told:
    """Lists and layout of one archive."""

    lists: Manifest = field(default_factory=Manifest)
    layout: Layout = field(default_factory=Layout)

    def of(self, member: Member, name: str, raw: bytes) -> Member:
        """Return a member with its sources; `raw` is its name in the bytes of whoever wrote it."""
        if self.lists.has_any:
            title = self.lists.published_as(name)
            return replace(member, sources=self.lists.sources(name), crawled=True, published_as=title)
        found = self.layout.source(raw)
        if found is None:
            return member
        source, aliases = found
        return replace(member, sources=(source,), crawled=True, aliases=aliases)
