"""A single file in gzip."""

from __future__ import annotations

import gzip
from collections.abc import Iterator

from index.ingest.archives.member import Blob, Budget, Member, read_member
from index.ingest.archives.names import base_name
from index.ingest.outcome import Failure


def gzip_members(blob: Blob, budget: Budget) -> Iterator[Member | Failure]:
    """Yield the file."""
    budget.count()
    with blob.open() as packed, gzip.GzipFile(fileobj=packed) as file:
        data = read_member(file, budget)
    if data is None:
        yield Failure(blob.name, "too_large", "it unpacks to more than any report is")
        return
    name = blob.name.removesuffix(".gz")
    yield Member(blob.name, base_name(name), data, crawled=False)
