"""OpenSearch as a peer: the product's own index on a cluster of one node, started for the run and stopped after it."""

from __future__ import annotations

import atexit
import os
from collections.abc import Iterable
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import ClassVar

from bench.engines import BATCH, Facets, Ours
from bench.queries import Query
from index.text.analyser import Analyser
from index.text.opensearch.address import address
from index.text.opensearch.engine import OpenSearchIndex
from index.text.protocol import IndexedSection
from tests.cluster.nodes import Cluster

HEAP = os.environ.get("BENCH_OPENSEARCH_HEAP", "1g")


class OpenSearch(Ours):
    name: ClassVar[str] = "OpenSearch"
    most: ClassVar[int] = 1_000_000

    def __init__(self, folder: Path, analyser: Analyser) -> None:
        super().__init__(folder, analyser)
        self._cluster: Cluster | None = None

    def _on_cluster(self) -> OpenSearchIndex:
        if self._cluster is None:
            self._cluster = Cluster.create(self._folder.resolve(), heap=HEAP)
            atexit.register(self._cluster.stop)
            self._cluster.start()
        return OpenSearchIndex(address(self._cluster.url()), self._analyser)

    def build(self, sections: Iterable[IndexedSection]) -> None:
        self._folder.mkdir(parents=True)
        made = self._on_cluster()
        parts = iter(sections)
        with made.rebuild() as fresh:
            while some := list(islice(parts, BATCH)):
                fresh.apply(some)
        made._transport.write("POST", f"/{made._name}/_forcemerge", max_num_segments="1", flush="true")
        made.refresh()  # lets go of the segments that were merged
        made._transport.write("POST", f"/{made._name}/_flush", force="true")

    def open(self) -> None:
        self._opened = self._on_cluster()
        self._opened.warm()

    def forget(self) -> None:
        """Let the cluster drop what it holds of answers."""
        self._opened._transport.write("POST", f"/{self._opened._name}/_cache/clear")

    def run(self, wanted: Query, facets: bool) -> tuple[int, Facets]:
        answer = self._opened.search(self._query(wanted, facets, 20))
        return answer.total, {name: dict(found.counts) for name, found in answer.facets.items()}

    def found(self, wanted: Query) -> set[str]:
        query = replace(self._query(wanted, False, 20), sort="agency")
        return {f"{hit.report}:{hit.section}" for page in self._opened.pages(query) for hit in page.hits}
