"""Which words begin like this, and in how many sections each stands.

A column of words cannot be looked through for each key typed, so candidates are taken from some thousand sections drawn
at random among those that have such a word; each candidate is then counted in all. In an index of fewer sections than
are drawn that is exact, in a larger one only words that are rarer than all those shown may be missing.
"""

from __future__ import annotations

from typing import Any

from index.text.opensearch.documents import sendable
from index.text.opensearch.queries import SECTIONS
from index.text.opensearch.transport import Transport

DRAWN = 5000
"""Sections of each shard that candidates are taken from."""
_RESERVED = frozenset('.?+*|{}[]()"\\#@&<>~^$-')


def words_from(transport: Transport, name: str, prefix: str, limit: int) -> tuple[tuple[str, int], ...]:
    """Return up to `limit` words, the commonest first, with the number of sections that have each."""
    prefix = sendable(prefix)
    if not prefix or limit < 1:
        return ()
    begins = {"bool": {"filter": [SECTIONS, {"prefix": {"body": {"value": prefix}}}]}}
    drawn = {"function_score": {"query": begins, "random_score": {"seed": 1, "field": "_seq_no"}}}
    terms = {"field": "vocabulary", "include": f"{_escaped(prefix)}.*", "size": 2 * limit, "shard_size": 20 * limit}
    sample = {"sampler": {"shard_size": DRAWN}, "aggs": {"words": {"terms": terms}}}
    found = transport.search(name, {"size": 0, "query": drawn, "aggs": {"drawn": sample}}, preference="words")
    words = [one["key"] for one in found["aggregations"]["drawn"]["words"]["buckets"]]
    counted = _counted(transport, name, words)
    return tuple(sorted(counted.items(), key=lambda one: (-one[1], one[0]))[:limit])


def _counted(transport: Transport, name: str, words: list[str]) -> dict[str, int]:
    if not words:
        return {}
    having: dict[str, Any] = {f"w{place}": {"term": {"body": word}} for place, word in enumerate(words)}
    body = {"size": 0, "query": SECTIONS, "aggs": {"having": {"filters": {"filters": having}}}}
    found = transport.search(name, body, preference="words")["aggregations"]["having"]["buckets"]
    return {word: found[f"w{place}"]["doc_count"] for place, word in enumerate(words)}


def _escaped(prefix: str) -> str:
    return "".join(f"\\{char}" if char in _RESERVED else char for char in prefix)
