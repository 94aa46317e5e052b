"""BM25F over arrays: which documents a word or a string is found in, and what each scores for it.

The formula and its statistics are Whoosh's: document counts and field lengths of all segments, deleted documents
included until they are merged away, lengths rounded to a byte. Fields score apart and add up by their weight.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import log

import numpy as np
from numpy.typing import NDArray

from index.text.codec import LENGTH_OF_CODE
from index.text.snapshot import Snapshot

K1 = 1.2
# Where more than one document in so many matches, a score for every document is quicker than a list.
DENSE_SHARE = 16
BLOCK = 1 << 15


@dataclass(frozen=True, slots=True)
class FieldWeight:
    """How much a field's score counts, and how far its length matters (the B of BM25)."""

    boost: float
    b: float = 0.75


# Headings say what a section is about. Title, agency and year are the same for all sections of a report: they have to
# make a word match, and to tell reports apart where not all words match. Measured on the gold queries, the mean
# reciprocal rank stays within 0.90 and 0.93 for headings from 1 to 3 and agency from 0.5 to 2.
WEIGHTS = {
    "body": FieldWeight(1.0),
    "headings": FieldWeight(1.5),
    "title": FieldWeight(0.3),
    "agency": FieldWeight(1.0),
    "year": FieldWeight(0.5),
}


@dataclass(frozen=True, slots=True)
class ScoredDocs:
    """Where something is found: `docs`, ascending, with their scores; or, with `docs` None, a score of every document.

    A score is above zero where a document matches.
    """

    docs: NDArray[np.int32] | None
    scores: NDArray[np.float32]

    @property
    def bytes(self) -> int:
        return self.scores.nbytes + (0 if self.docs is None else self.docs.nbytes)

    def listed(self, mask: NDArray[np.bool_] | None = None) -> tuple[NDArray[np.integer], NDArray[np.float32]]:
        """Return the documents, those that a mask of all documents lets pass, and their scores."""
        if self.docs is None:
            matching = self.scores > 0
            docs = np.flatnonzero(matching if mask is None else matching & mask)
            return docs, self.scores.take(docs)
        if mask is None:
            return self.docs, self.scores
        places = np.flatnonzero(mask.take(self.docs))
        return self.docs.take(places), self.scores.take(places)


def find_word(snapshot: Snapshot, word: str) -> ScoredDocs:
    """Find a word in any field."""
    parts = [(name, occurrences(snapshot, name, word)) for name in WEIGHTS]
    scored = [(docs, bm25(snapshot, name, docs, freqs)) for name, (docs, freqs) in parts if len(docs)]
    return _found(snapshot, scored)


def find_string(snapshot: Snapshot, string: str) -> ScoredDocs:
    """Find a folded string in the sections' own text; it scores as if it were one word of the body."""
    docs, freqs = string_occurrences(snapshot, string)
    return _found(snapshot, [(docs, bm25(snapshot, "body", docs, freqs))] if len(docs) else [])


def string_occurrences(snapshot: Snapshot, string: str) -> tuple[NDArray[np.integer], NDArray[np.integer]]:
    """Return the documents whose own text contains a folded string, and how often."""
    hits = [segment.exact.find(string) for segment in snapshot.segments]
    docs = np.concatenate(
        [np.zeros(0, np.int64), *(h[0] + base for h, base in zip(hits, snapshot.bases, strict=False))]
    )
    return docs, np.concatenate([np.zeros(0, np.int64), *(counts for _, counts in hits)])


def occurrences(snapshot: Snapshot, field: str, word: str) -> tuple[NDArray[np.integer], NDArray[np.integer]]:
    """Return the documents with a word in a field, and how often it is there."""
    docs: list[NDArray[np.integer]] = []
    freqs: list[NDArray[np.integer]] = []
    for segment, base in zip(snapshot.segments, snapshot.bases, strict=False):
        found = segment.postings(field, word)
        if found is not None:
            docs.append(found[0] if base == 0 else found[0] + np.uint32(base))
            freqs.append(found[1])
    if len(docs) == 1:
        return docs[0], freqs[0]
    return np.concatenate([np.zeros(0, np.uint32), *docs]), np.concatenate([np.zeros(0, np.uint16), *freqs])


def bm25(snapshot: Snapshot, field: str, docs: NDArray[np.integer], freqs: NDArray[np.integer]) -> NDArray[np.float32]:
    """Score documents for having a word in a field so and so often."""
    weight = WEIGHTS[field]
    idf = log(snapshot.size / (len(docs) + 1)) + 1
    average = snapshot.lengths[field] / snapshot.size or 1.0
    norms = (K1 * ((1 - weight.b) + weight.b * LENGTH_OF_CODE / average)).astype(np.float32)
    tf = freqs.astype(np.float32)
    scores: NDArray[np.float32] = norms[snapshot.length_codes(field)[docs]]
    scores += tf
    np.divide(tf, scores, out=scores)
    scores *= np.float32(weight.boost * idf * (K1 + 1))
    return scores


def _found(snapshot: Snapshot, scored: Sequence[tuple[NDArray[np.integer], NDArray[np.float32]]]) -> ScoredDocs:
    """Add up the fields' scores and leave deleted documents out."""
    if sum(len(docs) for docs, _ in scored) * DENSE_SHARE < snapshot.size:
        return _sparse(snapshot, scored)
    dense = np.zeros(snapshot.size, np.float32)
    for docs, scores in scored:
        dense[docs] += scores
    if snapshot.live is not None:
        dense *= snapshot.live
    return ScoredDocs(None, dense)


def _sparse(snapshot: Snapshot, scored: Sequence[tuple[NDArray[np.integer], NDArray[np.float32]]]) -> ScoredDocs:
    every = np.concatenate([np.zeros(0, np.int32), *(docs.astype(np.int32) for docs, _ in scored)])
    docs, places = np.unique(every, return_inverse=True)
    weights = np.concatenate([np.zeros(0, np.float32), *(scores for _, scores in scored)])
    scores = np.bincount(places, weights=weights, minlength=len(docs)).astype(np.float32)
    if snapshot.live is not None:
        alive = snapshot.live[docs]
        docs, scores = docs[alive], scores[alive]
    return ScoredDocs(docs, scores)


def all_of(parts: Sequence[ScoredDocs]) -> ScoredDocs:
    """Keep the documents in which every part is found; scores add up."""
    lists = sorted((part for part in parts if part.docs is not None), key=lambda part: len(part.scores))
    dense = [part for part in parts if part.docs is None]
    if not lists:
        return _all_dense([part.scores for part in dense])
    docs, scores = lists[0].listed()
    for other in (*lists[1:], *dense):
        more = _scores_at(other, docs)
        kept = np.flatnonzero(more > 0)
        docs, scores = docs.take(kept), scores.take(kept) + more.take(kept)
    return ScoredDocs(docs.astype(np.int32, copy=False), scores)


def _all_dense(parts: Sequence[NDArray[np.float32]]) -> ScoredDocs:
    """Go a block at a time through all parts: a block stays in the processor's cache, however large the index."""
    if len(parts) == 1:
        return ScoredDocs(None, parts[0])
    total = np.empty_like(parts[0])
    for start in range(0, len(total), BLOCK):
        first, *others = (part[start : start + BLOCK] for part in parts)
        added, everywhere = first, first > 0
        for scores in others:
            added = added + scores
            everywhere &= scores > 0
        np.multiply(added, everywhere, out=total[start : start + BLOCK])
    return ScoredDocs(None, total)


def _scores_at(part: ScoredDocs, docs: NDArray[np.integer]) -> NDArray[np.float32]:
    """Return a part's scores of the documents, zero where it is not found."""
    if part.docs is None:
        return part.scores.take(docs)
    if not len(part.docs):
        return np.zeros(len(docs), np.float32)
    places = np.minimum(np.searchsorted(part.docs, docs), len(part.docs) - 1)
    scores: NDArray[np.float32] = part.scores.take(places) * (part.docs.take(places) == docs)
    return scores


def any_of(snapshot: Snapshot, parts: Sequence[ScoredDocs]) -> ScoredDocs:
    """Keep the documents in which at least one part is found; scores add up."""
    lists = [part.listed() for part in parts if part.docs is not None]
    dense = [part.scores for part in parts if part.docs is None]
    if not dense:
        return _found(snapshot, lists)
    total = dense[0].copy()
    for scores in dense[1:]:
        total += scores
    for docs, scores in lists:
        total[docs] += scores
    return ScoredDocs(None, total)


def best_of(snapshot: Snapshot, parts: Sequence[ScoredDocs]) -> ScoredDocs:
    """Keep the documents in which at least one part is found; the highest of its scores counts."""
    if len(parts) == 1:
        return parts[0]
    lists = [part.listed() for part in parts]
    if (
        all(part.docs is not None for part in parts)
        and sum(len(docs) for docs, _ in lists) * DENSE_SHARE < snapshot.size
    ):
        docs, places = np.unique(np.concatenate([docs for docs, _ in lists]), return_inverse=True)
        best = np.zeros(len(docs), np.float32)
        np.maximum.at(best, places, np.concatenate([scores for _, scores in lists]))
        return ScoredDocs(docs.astype(np.int32, copy=False), best)
    dense = np.zeros(snapshot.size, np.float32)
    for docs, scores in lists:
        dense[docs] = np.maximum(dense[docs], scores)
    return ScoredDocs(None, dense)


def weighted(part: ScoredDocs, weight: float) -> ScoredDocs:
    return part if weight == 1.0 else ScoredDocs(part.docs, part.scores * np.float32(weight))
