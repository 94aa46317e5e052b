"""Which hits come next: by score or by a fixed order, ties broken by report and position, so cursors are exact."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from index.text.matches import Docs, Listed, Marked, Mask, Matches, Scores
from index.text.protocol import CursorPosition, TextHit, TextQuery, WrongPlace
from index.text.snapshot import Order, Snapshot

GROUP = 64
"""Documents of a group. At least k documents reach the k-th best of the groups' best scores."""
STRIDE = 1024
"""Documents of an order that are looked at first."""
HIGHEST = float(np.finfo(np.float32).max)


def page(snapshot: Snapshot, query: TextQuery, matches: Matches) -> tuple[tuple[TextHit, ...], bool]:
    """Return the hits after the query's place, and whether more follow. Raises WrongPlace for one of another sort."""
    keys: list[tuple[float | str, ...]]
    if query.sort == "relevance" and matches.scores is not None:
        docs, scores, more = _by_score(snapshot, query, matches, matches.scores)
        points = scores.tolist()
        keys = [(score,) for score in points]
    else:
        order = _order(snapshot, query)
        docs, more = _by_order(snapshot, query, order, matches)
        found = matches.scores_of(docs)
        points = [0.0] * len(docs) if found is None else found.tolist()
        keys = snapshot.keys(order, docs)
    return _hits(snapshot, docs, points, keys), more


def _hits(
    snapshot: Snapshot, docs: Docs, scores: list[float], keys: list[tuple[float | str, ...]]
) -> tuple[TextHit, ...]:
    """Look up for all documents at once which sections they are."""
    reports, sections = snapshot.columns["report"].values(docs), snapshot.columns["section"].values(docs)
    positions, revisions = snapshot.positions.take(docs).tolist(), snapshot.revisions.take(docs).tolist()
    places = map(CursorPosition, keys, reports, positions)
    return tuple(map(TextHit, reports, sections, scores, places, revisions))


def _order(snapshot: Snapshot, query: TextQuery) -> Order:
    if query.sort == "agency":
        return snapshot.by_agency
    return snapshot.oldest_first if query.sort == "year" else snapshot.newest_first


def _by_score(snapshot: Snapshot, query: TextQuery, matches: Matches, every: Scores) -> tuple[Docs, Scores, bool]:
    """Return the best documents after the query's place, their scores, and whether more follow."""
    rank = snapshot.by_place.rank
    if isinstance(matches, Listed):
        docs, scores = matches.docs, every
        if query.after is not None:
            kept = _lower(snapshot, query.after, scores, rank.take(docs)).nonzero()[0]
            docs, scores = docs.take(kept), scores.take(kept)
        remaining = len(docs)
    else:
        remaining = matches.total
        if query.after is not None:
            every = np.maximum(every, 0) * _lower(snapshot, query.after, every, rank)
            remaining = int(np.count_nonzero(every))
        docs = _candidates(every, query.limit)
        scores = every.take(docs)
    chosen = _best(rank, docs, scores, query.limit)
    return docs.take(chosen), scores.take(chosen), remaining > len(chosen)


def _lower(snapshot: Snapshot, after: CursorPosition, scores: Scores, ranks: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Mark what comes after a place in the order of scores."""
    _check(after, (float,))
    last = np.float32(np.clip(float(after.key[0]), -HIGHEST, HIGHEST))
    later: NDArray[np.bool_] = ranks >= snapshot.rank_after(snapshot.by_place, after, ())
    mask: NDArray[np.bool_] = (scores < last) | ((scores == last) & later)
    return mask


def _candidates(scores: Scores, limit: int) -> Docs:
    """Return documents that hold the `limit` best: none below the `limit`th best of the groups' best scores."""
    width = len(scores) // GROUP
    if width <= limit or not limit:
        return (scores > 0).nonzero()[0]
    maxima = scores[: width * GROUP].reshape(GROUP, width).max(axis=0)
    maxima.partition(width - limit)
    floor = maxima[width - limit]
    return (scores >= floor if floor > 0 else scores > 0).nonzero()[0]


def _by_order(snapshot: Snapshot, query: TextQuery, order: Order, matches: Matches) -> tuple[Docs, bool]:
    """Return the first documents after the query's place in a fixed order, and whether more follow."""
    taken = 0
    if query.after is not None:
        _check(query.after, (str, float) if order is snapshot.by_agency else (float, str))
        taken = snapshot.rank_after(order, query.after, query.after.key)
    if isinstance(matches, Marked):
        docs = _following(order.sequence[taken:], matches.mask, query.limit + 1)
    else:
        ranks = order.rank.take(matches.docs)
        docs = order.sequence.take(_lowest(ranks[ranks >= taken] if taken else ranks, query.limit + 1))
    return docs[: query.limit], len(docs) > query.limit


def _following(sequence: NDArray[np.int64], mask: Mask, count: int) -> Docs:
    """Return the first documents of a sequence that are marked, looking at ever more of it."""
    found, start, size = sequence[:0], 0, STRIDE
    while len(found) < count and start < len(sequence):
        part = sequence[start : start + size]
        found = np.concatenate((found, part.take(mask.take(part).nonzero()[0])))
        start, size = start + size, size * 2
    return found[:count]


def _check(place: CursorPosition, kinds: tuple[type, ...]) -> None:
    found = tuple(float if isinstance(value, int) else type(value) for value in place.key)
    if found != kinds:
        raise WrongPlace(f"place {place.key!r} belongs to another sort")


def _best(rank: NDArray[np.int32], docs: Docs, scores: Scores, limit: int) -> NDArray[np.int64]:
    """Return the places of the `limit` highest scores, in order; of equal scores the lower rank comes first."""
    chosen = np.arange(len(scores) if limit else 0)
    if len(scores) > limit > 0:
        threshold = np.partition(scores, len(scores) - limit)[len(scores) - limit]
        above, level = (scores > threshold).nonzero()[0], (scores == threshold).nonzero()[0]
        if len(above) + len(level) > limit:
            ranks = rank.take(docs.take(level))
            level = level.take((ranks <= _lowest(ranks, limit - len(above))[-1]).nonzero()[0])
        chosen = np.concatenate((above, level))
    return chosen.take(np.lexsort((rank.take(docs.take(chosen)), -scores.take(chosen))))


def _lowest(ranks: NDArray[np.int32], limit: int) -> NDArray[np.int32]:
    """Return the `limit` lowest of distinct ranks, in order."""
    if len(ranks) > limit > 0:
        ranks = np.partition(ranks, limit - 1)
    return np.sort(ranks[:limit])
