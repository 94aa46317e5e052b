"""Answers a `TextQuery` from a cluster: one request for a page of sections, with its total and facets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import Any

from index.text.opensearch import facets
from index.text.opensearch.paging import READ_BACK, hit, sorting
from index.text.opensearch.queries import Rarity, both, filters, matching, with_sections
from index.text.protocol import FacetCounts, TextAnswer, TextQuery
from index.text.registry import COLUMNS

ColumnValues = Mapping[str, Sequence[str]]
"""Every value that occurs, of columns in which sections of a report may differ."""
INNER = {
    "name": "best",
    "size": 1,
    "sort": [{"_score": "desc"}, {"position": "asc"}],
    "_source": False,
    "docvalue_fields": READ_BACK,
}


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """One search: its body, and what of the cluster's answer is not to be sent."""

    body: dict[str, Any]
    without: tuple[str, ...] = ()


def preference(query: TextQuery) -> str:
    """Name the copies to ask: all pages of one question ask the same, as copies may score a little apart."""
    same = replace(query, after=None, limit=0, facets=(), generation="")
    return f"p{blake2b(repr(same).encode(), digest_size=8).hexdigest()}"


def of_sections(query: TextQuery, rarity: Rarity) -> SearchRequest:
    """Ask for a page of sections. Filters of counted columns come after counting, so that a facet ignores its own."""
    before, after = facets.apart(query.facets, query.filters)
    body = {"query": both(matching(query, rarity), before), "docvalue_fields": READ_BACK, **sorting(query)}
    if after:
        body["post_filter"] = {"bool": {"filter": after}}
    if query.facets:
        body["aggs"] = {
            one.column: facets.aggregation(one, [f for f in query.filters if f.column != one.column])
            for one in query.facets
        }
    return SearchRequest(body, tuple(facets.left_out(query.facets)))


def of_reports(query: TextQuery, rarity: Rarity) -> SearchRequest:
    """Ask for a page of reports, each with its best section; facets of their own columns are counted with it."""
    inside = both(matching(query, rarity), filters(query.filters))
    counted = [one for one in query.facets if _goes_along(one.column, query)]
    body = {"query": with_sections(inside, inner_hits=INNER), **sorting(query)}
    if counted:
        body["aggs"] = {one.column: facets.aggregation(one, ()) for one in counted}
    return SearchRequest(body, tuple(facets.left_out(counted)))


def _goes_along(column: str, query: TextQuery) -> bool:
    return COLUMNS[column].of_report and all(one.column != column for one in query.filters)


def counts_of_reports(query: TextQuery, rarity: Rarity, known: ColumnValues) -> dict[str, SearchRequest]:
    """Ask for the facets of reports that need a search of their own: of what is filtered, or differs in sections."""
    requests: dict[str, SearchRequest] = {}
    for facet in query.facets:
        if _goes_along(facet.column, query):
            continue
        others = filters(f for f in query.filters if f.column != facet.column)
        inside = both(matching(query, rarity), others)
        body: dict[str, Any] = {"size": 0, "query": with_sections(inside)}
        if COLUMNS[facet.column].of_report:
            body["aggs"] = {facet.column: facets.aggregation(facet, ())}
            requests[facet.column] = SearchRequest(body, tuple(facets.left_out([facet])))
            continue
        of_each = [with_sections(both(inside, [{"term": {facet.column: value}}])) for value in known[facet.column]]
        having = {f"k{place}": clause for place, clause in enumerate(of_each)}
        body["aggs"] = {facet.column: {"filters": {"filters": having}}} if having else {}
        requests[facet.column] = SearchRequest(body)
    return requests


def counts(reply: Mapping[str, Any], query: TextQuery, known: ColumnValues) -> dict[str, FacetCounts]:
    """Read the facets that an answer holds."""
    told: dict[str, FacetCounts] = {}
    for facet in query.facets:
        said = reply.get("aggregations", {}).get(facet.column)
        if said is None:
            continue
        if "buckets" in said:
            having = {
                value: said["buckets"][f"k{place}"]["doc_count"] for place, value in enumerate(known[facet.column])
            }
            told[facet.column] = facets.picked({value: count for value, count in having.items() if count}, facet)
        else:
            told[facet.column] = facets.counts(said, facet)
    return told


def answer(
    reply: Mapping[str, Any], query: TextQuery, facet_counts: Mapping[str, FacetCounts], generation: str
) -> TextAnswer:
    """Read a page; one hit more than it holds was asked for, to know whether any follow."""
    hits = tuple(hit(one, query) for one in reply["hits"]["hits"])
    ordered = {one.column: facet_counts.get(one.column, FacetCounts({}, 0)) for one in query.facets}
    total = int(reply["hits"]["total"]["value"])
    return TextAnswer(total, hits[: query.limit], ordered, generation, len(hits) > query.limit)
