"""Facets as the cluster counts them: exact, whatever the number of shards, and how many values there are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from index.text.opensearch.documents import sendable
from index.text.opensearch.queries import Clause, filters
from index.text.protocol import ColumnFilter, FacetCounts, FacetQuery
from index.text.registry import COLUMNS

MOST = 60_000
"""Values of a column that a facet can tell the number of; a cluster counts no more than 65,535 by default."""
EACH = 1_000_000
"""Values that each shard tells of a column: with all of them a sum over shards is exact."""


def aggregation(facet: FacetQuery, others: Sequence[ColumnFilter]) -> dict[str, Any]:
    """Count a column's values in what the query matches and the filters of other columns let pass."""
    parts: dict[str, Any] = {"all": _terms(facet.column, MOST)}
    if not _is_small(facet):
        parts["count"] = {"stats_bucket": {"buckets_path": "all>_count"}}
        parts["top"] = _terms(facet.column, facet.size + 1)  # "", which has no value, may be among them
        named = [sendable(value) for value in sorted({*facet.named, ""})]
        parts["named"] = {"terms": {"field": facet.column, "size": len(named), "include": named}}
    return {"filter": {"bool": {"filter": filters(others)}}, "aggs": parts}


def _terms(column: str, size: int) -> dict[str, Any]:
    return {"terms": {"field": column, "size": size, "shard_size": EACH}}


def _is_small(facet: FacetQuery) -> bool:
    """Tell whether all values of a column are told, and counted here."""
    return COLUMNS[facet.column].few or facet.size >= MOST


def left_out(facets: Sequence[FacetQuery]) -> list[str]:
    """Name what of the answer is not needed: every value of a column, which only the cluster itself counts."""
    return [f"-aggregations.{one.column}.all" for one in facets if not _is_small(one)]


def counts(reply: Mapping[str, Any], facet: FacetQuery) -> FacetCounts:
    """Read what `aggregation` asked for."""
    if _is_small(facet):
        return picked(_buckets(reply["all"]), facet)
    named = {value: count for value, count in _buckets(reply["named"]).items() if count}
    top = _buckets(reply["top"])
    shown = dict([one for one in top.items() if one[0]][: facet.size]) | named
    return FacetCounts(shown, int(reply["count"]["count"]) - ("" in named))


def picked(counted: Mapping[str, int], facet: FacetQuery) -> FacetCounts:
    """Pick from the counts of all values those that are wanted."""
    ranked = sorted((value for value in counted if value), key=lambda value: (-counted[value], value))
    shown = {*ranked[: facet.size], *(facet.named & counted.keys()), *(counted.keys() & {""})}
    return FacetCounts({value: counted[value] for value in sorted(shown)}, len(ranked))


def _buckets(reply: Mapping[str, Any]) -> dict[str, int]:
    return {str(one["key"]): int(one["doc_count"]) for one in reply["buckets"]}


def apart(facets: Sequence[FacetQuery], chosen: Sequence[ColumnFilter]) -> tuple[list[Clause], list[Clause]]:
    """Split filters: those that hold for every count, and those of a column that is itself counted."""
    columns = {one.column for one in facets}
    return filters(one for one in chosen if one.column not in columns), filters(
        one for one in chosen if one.column in columns
    )
