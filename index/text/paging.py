"""Which hits come next: by score or by a fixed order, ties broken by report and position, so cursors are exact."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from index.text.matches import Docs, Listed, Matches, Scores
from index.text.protocol import CursorPosition, TextHit, TextQuery, WrongPlace
from index.text.snapshot import Order, Snapshot

GROUP = 64
"""Documents of a group. At least k documents reach the k-th best of the groups' best scores."""
HIGHEST = float(np.finfo(np.float32).max)


def page(snapshot: Snapshot, query: TextQuery, matches: Matches) -> tuple[tuple[TextHit, ...], bool]:
    """Return the hits after the query's place, and whether more follow. Raises WrongPlace for one of another sort."""
    scores: Scores | None
    if query.sort == "relevance" and matches.scores is not None:
        docs, scores, remaining = _by_score(snapshot, query, matches)
        keys: list[tuple[float | str, ...]] = [(score,) for score in scores.tolist()]
    else:
        order = _order(snapshot, query)
        docs, scores, remaining = _by_order(snapshot, query, order, matches)
        keys = [snapshot.key(order, doc) for doc in docs.tolist()]
    points = [0.0] * len(keys) if scores is None else scores.tolist()
    return _hits(snapshot, docs, points, keys), remaining > len(keys)


def _hits(
    snapshot: Snapshot, docs: Docs, scores: list[float], keys: list[tuple[float | str, ...]]
) -> tuple[TextHit, ...]:
    """Look up for all documents at once which sections they are."""
    reports, sections = (snapshot.columns[name].values(docs) for name in ("report", "section"))
    numbers = (snapshot.positions.take(docs).tolist(), snapshot.revisions.take(docs).tolist())
    found = zip(reports, sections, scores, keys, *numbers, strict=True)
    return tuple(
        TextHit(report, section, score, CursorPosition(key, report, position), revision)
        for report, section, score, key, position, revision in found
    )


def _order(snapshot: Snapshot, query: TextQuery) -> Order:
    if query.sort == "agency":
        return snapshot.by_agency
    return snapshot.oldest_first if query.sort == "year" else snapshot.newest_first


def _by_score(snapshot: Snapshot, query: TextQuery, matches: Matches) -> tuple[Docs, Scores, int]:
    """Return the best documents after the query's place, their scores, and how many documents come after it."""
    rank = snapshot.by_place.rank
    if isinstance(matches, Listed):
        docs, scores = matches.docs, matches.scores
        assert scores is not None
        if query.after is not None:
            kept = np.flatnonzero(_lower(snapshot, query.after, scores, rank.take(docs)))
            docs, scores = docs.take(kept), scores.take(kept)
        remaining = len(docs)
    else:
        assert matches.scores is not None
        every, remaining = matches.scores, matches.total
        if query.after is not None:
            every = every * _lower(snapshot, query.after, every, rank)
            remaining = int(np.count_nonzero(every))
        docs = _candidates(every, query.limit)
        scores = every.take(docs)
    chosen = _best(rank, docs, scores, query.limit)
    return docs.take(chosen), scores.take(chosen), remaining


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
        return np.flatnonzero(scores > 0)
    maxima = scores[: width * GROUP].reshape(GROUP, width).max(axis=0)
    floor = np.partition(maxima, width - limit)[width - limit]
    return np.flatnonzero(scores >= floor) if floor > 0 else np.flatnonzero(scores > 0)


def _by_order(snapshot: Snapshot, query: TextQuery, order: Order, matches: Matches) -> tuple[Docs, Scores | None, int]:
    """Return the first documents after the query's place in a fixed order, as `_by_score` does."""
    taken = 0
    if query.after is not None:
        _check(query.after, (str, float) if order is snapshot.by_agency else (float, str))
        taken = snapshot.rank_after(order, query.after, query.after.key)
    scores = matches.scores
    if isinstance(matches, Listed):
        ranks = order.rank.take(matches.docs)
        places = np.flatnonzero(ranks >= taken)
        remaining, places = len(places), places.take(_smallest(ranks.take(places), query.limit))
        return matches.docs.take(places), None if scores is None else scores.take(places), remaining
    following = order.sequence[taken:]
    places = np.flatnonzero(matches.mask.take(following))
    docs = following.take(places[: query.limit])
    return docs, None if scores is None else scores.take(docs), len(places)


def _check(place: CursorPosition, kinds: tuple[type, ...]) -> None:
    found = tuple(float if isinstance(value, int) else type(value) for value in place.key)
    if found != kinds:
        raise WrongPlace(f"place {place.key!r} belongs to another sort")


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
