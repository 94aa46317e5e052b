"""Which hits come next: by score or by a fixed order, ties broken by report and position, so cursors are exact."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from index.text.protocol import Place, TextHit, TextQuery
from index.text.snapshot import Order, Snapshot

Docs = NDArray[np.integer]
Scores = NDArray[np.float32]


def page(snapshot: Snapshot, query: TextQuery, docs: Docs, scores: Scores | None) -> tuple[tuple[TextHit, ...], bool]:
    """Return the hits after the query's place, and whether more follow. A place of another sort is a ValueError."""
    if query.sort == "relevance" and scores is not None:
        docs, scores = _lower(snapshot, docs, scores, query.after)
        chosen = _best(snapshot.by_place.rank, docs, scores, query.limit)
        keys: list[tuple[float | str, ...]] = [(score,) for score in scores[chosen].tolist()]
    else:
        order = _order(snapshot, query)
        docs, scores = _later(snapshot, order, docs, scores, query.after)
        chosen = _smallest(order.rank.take(docs), query.limit)
        keys = [snapshot.key(order, doc) for doc in docs[chosen].tolist()]
    points = [0.0] * len(keys) if scores is None else scores[chosen].tolist()
    hits = zip(docs[chosen].tolist(), points, keys, strict=True)
    return tuple(_hit(snapshot, *hit) for hit in hits), len(docs) > len(keys)


def _hit(snapshot: Snapshot, doc: int, score: float, key: tuple[float | str, ...]) -> TextHit:
    report = snapshot.report_of(doc)
    return TextHit(report, snapshot.section_of(doc), score, Place(key, report, int(snapshot.positions[doc])))


def _order(snapshot: Snapshot, query: TextQuery) -> Order:
    if query.sort == "agency":
        return snapshot.by_agency
    return snapshot.oldest_first if query.sort == "year" else snapshot.newest_first


def _lower(snapshot: Snapshot, docs: Docs, scores: Scores, after: Place | None) -> tuple[Docs, Scores]:
    """Keep what comes after a place in the order of scores."""
    if after is None:
        return docs, scores
    _check(after, (float,))
    last = np.float32(after.key[0])
    taken = snapshot.rank_after(snapshot.by_place, after, ())
    kept = np.flatnonzero((scores < last) | ((scores == last) & (snapshot.by_place.rank.take(docs) >= taken)))
    return docs.take(kept), scores.take(kept)


def _later(
    snapshot: Snapshot, order: Order, docs: Docs, scores: Scores | None, after: Place | None
) -> tuple[Docs, Scores | None]:
    """Keep what comes after a place in a fixed order."""
    if after is None:
        return docs, scores
    _check(after, (str, float) if order is snapshot.by_agency else (float, str))
    kept = np.flatnonzero(order.rank.take(docs) >= snapshot.rank_after(order, after, after.key))
    return docs.take(kept), None if scores is None else scores.take(kept)


def _check(place: Place, kinds: tuple[type, ...]) -> None:
    found = tuple(float if isinstance(value, int) else type(value) for value in place.key)
    if found != kinds:
        raise ValueError(f"place {place.key!r} belongs to another sort")


def _best(rank: NDArray[np.int32], docs: Docs, scores: Scores, limit: int) -> NDArray[np.int64]:
    """Return the places of the `limit` highest scores, in order; of equal scores the lower rank comes first."""
    chosen = np.arange(len(scores) if limit else 0)
    if len(scores) > limit > 0:
        threshold = np.partition(scores, len(scores) - limit)[len(scores) - limit]
        above, level = np.flatnonzero(scores > threshold), np.flatnonzero(scores == threshold)
        chosen = np.concatenate((above, level[_smallest(rank[docs[level]], limit - len(above))]))
    return chosen[np.lexsort((rank[docs[chosen]], -scores[chosen]))]


def _smallest(ranks: NDArray[np.int32], limit: int) -> NDArray[np.int64]:
    """Return the places of the `limit` lowest ranks, in order."""
    if len(ranks) <= limit or not limit:
        return np.argsort(ranks)[:limit]
    chosen = np.flatnonzero(ranks <= np.partition(ranks, limit - 1)[limit - 1])
    return chosen[np.argsort(ranks[chosen])]
