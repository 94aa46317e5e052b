"""Whether each report in a cluster's index is just what its manifest says, and how to put right what is not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from heapq import merge
from itertools import groupby
from typing import Any

from index.text.opensearch import bulk
from index.text.opensearch.documents import Action, Manifest, report_id
from index.text.opensearch.queries import SECTIONS
from index.text.opensearch.writing import Writer

TOLD = 2000
"""Reports whose sections are counted in one request."""
READ = 5000


@dataclass(frozen=True, slots=True)
class Counted:
    """How many sections a report has or ought to have, and their lowest and highest revision."""

    sections: int
    lowest: int
    highest: int


@dataclass(frozen=True, slots=True)
class Finding:
    """A report whose sections are not those of its manifest."""

    report: str
    detail: str


def findings(writer: Writer) -> Iterator[Finding]:
    """Compare what manifests say with what is there. Raises IndexUnavailable."""
    both = merge(_counted(writer), _said(writer), key=lambda one: one[0].encode())
    for report, group in groupby(both, key=lambda one: one[0]):
        there = {kind: counted for _, kind, counted in group}
        said = there.get("said")
        if said is None:
            yield Finding(report, f"{report} has sections in the cluster and no manifest")
        elif said != there.get("found", replace(said, sections=0)):
            yield Finding(report, f"{report} has other sections in the cluster than its manifest names")


def _said(writer: Writer) -> Iterator[tuple[str, str, Counted]]:
    for hit in writer.reports(["report"], source=True):
        manifest = Manifest.of(hit["_source"])
        counted = Counted(len(manifest.sections), manifest.revision, manifest.revision)
        yield hit["fields"]["report"][0], "said", counted


def _counted(writer: Writer) -> Iterator[tuple[str, str, Counted]]:
    numbers = {name: {name: {"field": "revision"}} for name in ("min", "max")}
    every: dict[str, Any] = {"size": TOLD, "sources": [{"report": {"terms": {"field": "report"}}}]}
    while True:
        body = {"size": 0, "query": SECTIONS, "aggs": {"every": {"composite": every, "aggs": numbers}}}
        found = writer.ask(body)["aggregations"]["every"]
        for one in found["buckets"]:
            counted = Counted(int(one["doc_count"]), int(one["min"]["value"]), int(one["max"]["value"]))
            yield one["key"]["report"], "found", counted
        if len(found["buckets"]) < TOLD:
            return
        every["after"] = found["after_key"]


def repair(writer: Writer, findings: Iterable[Finding]) -> None:
    """Take such reports out whole; the record has them still, and sync brings them in anew."""
    writer.send(bulk.parcel(one.report, _removal(writer, one.report)) for one in list(findings))
    writer.refresh()


def _removal(writer: Writer, report: str) -> Iterator[Action]:
    """Delete each document as it stands, whatever its version."""
    clause = {"bool": {"filter": [SECTIONS, {"term": {"report": report}}]}}
    hits = writer.ask({"query": clause, "size": READ, "_source": False})["hits"]["hits"]
    for id_ in (*(hit["_id"] for hit in hits), report_id(report)):
        yield {"delete": {"_id": id_, "routing": report}}, None
