"""BM25F over arrays: which documents a word or a string is found in, and what each scores for it.

The formula and its statistics are Whoosh's: document counts and field lengths of all segments, deleted documents
included until they are merged away, lengths rounded to a byte. Fields score apart and add up by their weight.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache, reduce
from math import log

import numpy as np
from numpy.typing import NDArray

from index.text.codec import LENGTH_OF_CODE
from index.text.exact import Wanted
from index.text.protocol import Field
from index.text.snapshot import Snapshot

K1 = 1.2
# Where more than one document in so many matches, a score for every document is quicker than a list.
DENSE_SHARE = 16
ABSENT = np.float32(-np.inf)
NONE = np.zeros(0, np.int64)


@dataclass(frozen=True, slots=True)
class FieldWeight:
    """How much a field's score counts, and how far its length matters (the B of BM25)."""

    boost: float
    b: float = 0.75


# Headings say what a section is about. Title, agency and year are the same for all sections of a report: they have to
# make a word match, and to tell reports apart where not all words match. Measured on the gold queries, the mean
# reciprocal rank stays within 0.90 and 0.93 for headings from 1 to 3 and agency from 0.5 to 2.
WEIGHTS: dict[Field, FieldWeight] = {
    "body": FieldWeight(1.0),
    "headings": FieldWeight(1.5),
    "title": FieldWeight(0.3),
    "agency": FieldWeight(1.0),
    "year": FieldWeight(0.5),
}


@dataclass(frozen=True, slots=True)
class ScoredDocs:
    """Where something is found: `docs`, ascending, with their scores; or, with `docs` None, a score of every document.

    A score is above zero where a document matches, else minus infinity, so that sums tell where all parts match.
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
            docs = (matching if mask is None else matching & mask).nonzero()[0]
            return docs, self.scores.take(docs)
        if mask is None:
            return self.docs, self.scores
        places = mask.take(self.docs).nonzero()[0]
        return self.docs.take(places), self.scores.take(places)


NOWHERE = ScoredDocs(np.zeros(0, np.int32), np.zeros(0, np.float32))


def find_word(snapshot: Snapshot, word: str) -> ScoredDocs:
    """Find a word in any field."""
    found = occurrences(snapshot, word)
    return _found(snapshot, [(docs, bm25(snapshot, name, docs, freqs)) for name, (docs, freqs) in found.items()])


def find_string(snapshot: Snapshot, string: str) -> ScoredDocs:
    """Find a folded string in the sections' own text; it scores as if it were one word of the body."""
    docs, freqs = string_occurrences(snapshot, string)
    return _found(snapshot, [(docs, bm25(snapshot, "body", docs, freqs))] if len(docs) else [])


def string_occurrences(snapshot: Snapshot, string: str) -> tuple[NDArray[np.integer], NDArray[np.integer]]:
    """Return the documents whose own text contains a folded string, and how often."""
    wanted = Wanted.of(string)
    parts = [segment.exact.find(wanted) for segment in snapshot.segments]
    found = [(docs + base, counts) for (docs, counts), base in zip(parts, snapshot.bases, strict=False) if len(docs)]
    if len(found) == 1:
        return found[0]
    docs, counts = zip(*found or [(NONE, NONE)], strict=True)
    return np.concatenate(docs), np.concatenate(counts)


def occurrences(snapshot: Snapshot, word: str) -> dict[Field, tuple[NDArray[np.int64], NDArray[np.float32]]]:
    """Return for each field that has a word, in their order, the documents where it is there, and how often."""
    parts: dict[Field, list[tuple[NDArray[np.uint32], NDArray[np.uint16], int]]] = {name: [] for name in WEIGHTS}
    for segment, base in zip(snapshot.segments, snapshot.bases, strict=False):
        for name, docs, freqs in segment.postings(word):
            parts[name].append((docs, freqs, base))
    return {name: _joined(found) for name, found in parts.items() if found}


def _joined(
    parts: Sequence[tuple[NDArray[np.uint32], NDArray[np.uint16], int]],
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Put the postings of segments, each with the number of its first document, one after the other."""
    size = sum(len(docs) for docs, _, _ in parts)
    every, counts, start = np.empty(size, np.int64), np.empty(size, np.float32), 0
    for docs, freqs, base in parts:
        end = start + len(docs)
        np.add(docs, base, out=every[start:end])
        counts[start:end] = freqs
        start = end
    return every, counts


@lru_cache
def _norms(field: Field, average: float) -> NDArray[np.float32]:
    """Return what each rounded length of a field adds to a frequency, given the average length."""
    b = WEIGHTS[field].b
    return (K1 * ((1 - b) + b * LENGTH_OF_CODE / average)).astype(np.float32)


def bm25(snapshot: Snapshot, field: Field, docs: NDArray[np.integer], freqs: NDArray[np.number]) -> NDArray[np.float32]:
    """Score documents for having a word in a field so and so often."""
    idf = log(snapshot.size / (len(docs) + 1)) + 1
    norms = _norms(field, snapshot.lengths[field] / snapshot.size or 1.0)
    tf = freqs.astype(np.float32, copy=False)
    scores = norms.take(snapshot.length_codes(field).take(docs))
    scores += tf
    np.divide(tf, scores, out=scores)
    scores *= np.float32(WEIGHTS[field].boost * idf * (K1 + 1))
    return scores


def _found(snapshot: Snapshot, scored: Sequence[tuple[NDArray[np.integer], NDArray[np.float32]]]) -> ScoredDocs:
    """Add up the fields' scores and leave deleted documents out."""
    if not scored:
        return NOWHERE
    if sum(len(docs) for docs, _ in scored) * DENSE_SHARE < snapshot.size:
        return _sparse(snapshot, scored)
    dense = np.full(snapshot.size, ABSENT)
    dense[scored[0][0]] = scored[0][1]
    for docs, scores in scored[1:]:
        dense[docs] = np.maximum(dense.take(docs), 0) + scores
    if snapshot.live is not None:
        dense[~snapshot.live] = ABSENT
    return ScoredDocs(None, dense)


def _sparse(snapshot: Snapshot, scored: Sequence[tuple[NDArray[np.integer], NDArray[np.float32]]]) -> ScoredDocs:
    if len(scored) == 1:
        docs, scores = scored[0]
    else:
        every = np.concatenate([docs for docs, _ in scored])
        weights = np.concatenate([scores for _, scores in scored])
        docs, places = np.unique(every, return_inverse=True)
        scores = np.bincount(places, weights=weights, minlength=len(docs)).astype(np.float32)
    if snapshot.live is not None:
        alive = snapshot.live.take(docs).nonzero()[0]
        docs, scores = docs.take(alive), scores.take(alive)
    return ScoredDocs(docs.astype(np.int32, copy=False), scores)


def all_of(parts: Sequence[ScoredDocs]) -> ScoredDocs:
    """Keep the documents in which every part is found; scores add up."""
    lists = sorted((part for part in parts if part.docs is not None), key=lambda part: len(part.scores))
    dense = [part for part in parts if part.docs is None]
    if not lists:
        return ScoredDocs(None, reduce(np.add, [part.scores for part in dense]))
    docs, scores = lists[0].listed()
    if not len(docs):
        return NOWHERE
    for other in (*lists[1:], *dense):
        more = _scores_at(other, docs)
        kept = (more > 0).nonzero()[0]
        docs, scores = docs.take(kept), scores.take(kept) + more.take(kept)
    return ScoredDocs(docs.astype(np.int32, copy=False), scores)


def _scores_at(part: ScoredDocs, docs: NDArray[np.integer]) -> NDArray[np.float32]:
    """Return a part's scores of the documents, zero where it is not found."""
    if part.docs is None:
        return part.scores.take(docs)
    if not len(part.docs):
        return np.zeros(len(docs), np.float32)
    places = part.docs.searchsorted(docs)
    scores: NDArray[np.float32] = part.scores.take(places, mode="clip") * (part.docs.take(places, mode="clip") == docs)
    return scores


def any_of(snapshot: Snapshot, parts: Sequence[ScoredDocs]) -> ScoredDocs:
    """Keep the documents in which at least one part is found; scores add up."""
    lists = [part.listed() for part in parts if part.docs is not None and len(part.docs)]
    dense = [part.scores for part in parts if part.docs is None]
    if not dense:
        return _found(snapshot, lists)
    total = reduce(lambda one, other: np.maximum(one + other, np.maximum(one, other)), dense)
    total = total.copy() if lists else total
    for docs, scores in lists:
        total[docs] = np.maximum(total.take(docs), 0) + scores
    return ScoredDocs(None, total)


def best_of(snapshot: Snapshot, parts: Sequence[ScoredDocs]) -> ScoredDocs:
    """Keep the documents in which at least one part is found; the highest of its scores counts."""
    parts = [part for part in parts if len(part.scores)] or [NOWHERE]
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
    dense = np.full(snapshot.size, ABSENT)
    for docs, scores in lists:
        dense[docs] = np.maximum(dense.take(docs), scores)
    return ScoredDocs(None, dense)


def weighted(part: ScoredDocs, weight: float) -> ScoredDocs:
    return part if weight == 1.0 else ScoredDocs(part.docs, part.scores * np.float32(weight))
