"""The term dictionary: which words begin like this, and how many sections have each."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter

import numpy as np

from index.text.codec import OpenSegment
from index.text.snapshot import Snapshot

AFTER = b"\xff"
"""Sorts behind every byte of UTF-8."""


def words_from(snapshot: Snapshot, prefix: str, limit: int) -> tuple[tuple[str, int], ...]:
    """Return words that begin with a folded prefix and how many documents have each, the commonest first."""
    first = prefix.encode()
    candidates = {word for segment in snapshot.segments for word in _commonest(segment, first, limit)}
    counts = Counter({word: sum(_documents(segment, word) for segment in snapshot.segments) for word in candidates})
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return tuple((word.decode(), count) for word, count in ranked[:limit])


def _commonest(segment: OpenSegment, prefix: bytes, limit: int) -> list[bytes]:
    words = segment.vocabulary
    first, last = bisect_left(words, prefix), bisect_left(words, prefix + AFTER)
    counts = segment.documents_with(first, last)
    return [words[first + place] for place in np.argsort(-counts, kind="stable")[: limit * 2].tolist()]


def _documents(segment: OpenSegment, word: bytes) -> int:
    place = bisect_left(segment.vocabulary, word)
    if place == len(segment.vocabulary) or segment.vocabulary[place] != word:
        return 0
    return int(segment.documents_with(place, place + 1)[0])
