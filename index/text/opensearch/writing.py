"""The writing side of a cluster's index: report by report, in any order, by any number of hosts, without a lock.

Each document carries its report's revision as its version, so what was written late or twice changes nothing, and a
report's manifest, written last, says which sections it has.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from index.text.analyser import Analyser
from index.text.opensearch import bulk
from index.text.opensearch.documents import Change, Manifest, actions, changes, orphans, report_id
from index.text.opensearch.queries import REPORTS
from index.text.opensearch.state import States, create
from index.text.opensearch.transport import Transport
from index.text.protocol import IndexedSection, IndexMismatch, IndexMissing, IndexUnavailable

AT_ONCE = 1000
"""Manifests read in one request."""
TOLD = 5000
"""Revisions told in one request."""
FIRST = "1"


class Writer:
    """Writes to the index that a name stands for. Threads may share it."""

    def __init__(self, transport: Transport, name: str, states: States, analyser: Analyser) -> None:
        self._transport, self._name, self._states, self._analyser = transport, name, states, analyser

    def apply(self, add: Iterable[IndexedSection] = (), remove: Collection[str] = ()) -> None:
        """Bring reports in as they are given, and take out those in `remove` that are not; the reports are whole."""
        self.make_sure_there_is_one()
        sections = list(add)
        known = self.manifests({*remove, *(section.report for section in sections)})
        pending = changes(sections, remove, known)
        if not pending:
            return
        with self._states.writing() as end:
            self._write(pending)
            end(max((change.manifest.revision for change in pending if change.sections), default=0))

    def _write(self, wanted: Sequence[Change]) -> None:
        parcels = (bulk.parcel(change.report, actions(change, self._analyser)) for change in wanted)
        lost = set(bulk.send(self._transport, self._name, parcels))
        if late := [change for change in wanted if change.report in lost and change.sections]:
            winners = self.manifests({change.report for change in late})
            left = (bulk.parcel(change.report, orphans(change, winners.get(change.report))) for change in late)
            bulk.send(self._transport, self._name, (one for one in left if one.lines))
        self.refresh()

    def ask(self, body: Mapping[str, Any]) -> Mapping[str, Any]:
        """Search for what is in the index. Raises IndexUnavailable."""
        return self._transport.search(self._name, body, preference="reports")

    def send(self, parcels: Iterable[bulk.Parcel]) -> None:
        """Send what was written down. Raises as `apply` does."""
        bulk.send(self._transport, self._name, parcels)

    def refresh(self) -> None:
        """Let every copy show what was written. Raises IndexUnavailable where one does not."""
        found = self._transport.write("POST", f"/{self._name}/_refresh")
        if found["_shards"]["failed"]:
            raise IndexUnavailable("a copy of the index does not show yet what was written")

    def make_sure_there_is_one(self) -> None:
        """Begin an empty index where there is none. Raises IndexMismatch or IndexUnavailable."""
        try:
            self._states.recent()
        except IndexMissing:
            create(self._transport, f"{self._name}-{FIRST}", self._analyser.fingerprint, alias=self._name)
            self._states.now()

    def manifests(self, reports: Collection[str]) -> dict[str, Manifest]:
        """Return what of these reports is in the index, searchable yet or not."""
        by_report: dict[str, Manifest] = {}
        for some in batched_by(sorted(reports), AT_ONCE):
            docs = [{"_id": report_id(report), "routing": report} for report in some]
            answers = self._transport.read("POST", f"/{self._name}/_mget", {"docs": docs})["docs"]
            for report, one in zip(some, answers, strict=True):
                if "error" in one:
                    raise IndexUnavailable("a shard did not say which sections it has")
                if one["found"]:
                    by_report[report] = Manifest.of(one["_source"])
        return by_report

    def revisions(self) -> Iterator[tuple[str, int]]:
        """Yield id and revision of every report that is indexed; nothing where there is no index."""
        try:
            self._states.recent()
        except IndexMissing:
            return
        for hit in self.reports(["report", "revision"]):
            yield hit["fields"]["report"][0], int(hit["fields"]["revision"][0])

    def reports(self, columns: Sequence[str], *, source: bool = False) -> Iterator[Mapping[str, Any]]:
        """Yield every manifest, by the reports' ids."""
        body: dict[str, Any] = {"query": REPORTS, "sort": [{"report": "asc"}], "size": TOLD, "_source": source}
        body |= {"docvalue_fields": list(columns)}
        while True:
            hits = self._transport.search(self._name, body, preference="reports")["hits"]["hits"]
            yield from hits
            if len(hits) < TOLD:
                return
            body["search_after"] = hits[-1]["sort"]

    def newest(self) -> int:
        """Return the highest revision that was ever added, 0 where there is no index."""
        try:
            return self._states.now().newest
        except (IndexMissing, IndexMismatch):
            return 0


def batched_by(things: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    for start in range(0, len(things), size):
        yield things[start : start + size]
