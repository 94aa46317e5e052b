"""What a query matched, in one of two shapes: a list of documents, or a mark for every document of the index.

Marks cost the same however many match, and a bit for each counts facets 64 documents at a time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, reduce

import numpy as np
from numpy.typing import NDArray

from index.text.bits import Bits
from index.text.columns import Column
from index.text.protocol import FacetCounts, FacetQuery
from index.text.scoring import DENSE_SHARE, ScoredDocs
from index.text.snapshot import Snapshot

Docs = NDArray[np.integer]
Mask = NDArray[np.bool_]
Scores = NDArray[np.float32]


@dataclass(frozen=True)
class Listed:
    """Documents in ascending order and their scores; None where nothing was asked that could score."""

    docs: Docs
    scores: Scores | None

    @property
    def total(self) -> int:
        return len(self.docs)

    def counts(self, column: Column, facet: FacetQuery) -> FacetCounts:
        return column.counts(column.codes.take(self.docs), facet)

    def scores_of(self, docs: Docs) -> Scores | None:
        """Return the scores of documents that are listed."""
        return None if self.scores is None else self.scores.take(self.docs.searchsorted(docs))

    def listed(self) -> Listed:
        return self


@dataclass(frozen=True)
class Marked:
    """A mark for every document of the index, and what was found before filters and factors."""

    mask: Mask
    total: int
    found: Scores | None
    factors: NDArray[np.float32] | None = None
    is_filtered: bool = False

    @cached_property
    def _bits(self) -> Bits:
        return Bits.of(self.mask)

    def counts(self, column: Column, facet: FacetQuery) -> FacetCounts:
        return column.counts_of_bits(self._bits, facet)

    @cached_property
    def scores(self) -> Scores | None:
        """The score of every document, not above zero where there is no mark."""
        if self.found is None:
            return None
        scores = np.maximum(self.found, 0) * self.mask if self.is_filtered else self.found
        return scores if self.factors is None else scores * self.factors

    def scores_of(self, docs: Docs) -> Scores | None:
        """Return the scores of documents that are marked."""
        return None if self.found is None else _scores(self.found, docs, self.factors)

    @cached_property
    def _listed(self) -> Listed:
        docs = self.mask.nonzero()[0]
        return Listed(docs, self.scores_of(docs))

    def listed(self) -> Listed:
        return self._listed


Matches = Listed | Marked


def select(
    snapshot: Snapshot,
    found: ScoredDocs | None,
    masks: Sequence[Mask],
    factors: NDArray[np.float32] | None = None,
    *,
    scored: bool = True,
) -> Matches:
    """Keep of what was found (None: everything) what every mask lets pass, its scores multiplied by the factors."""
    mask = reduce(np.logical_and, masks) if masks else None
    if found is None:
        marks = snapshot.all_mask if mask is None else snapshot.all_mask & mask
        return Marked(marks, int(np.count_nonzero(marks)), None)
    if found.docs is not None:
        docs, scores = found.listed(mask)
        return Listed(docs, scores if factors is None else scores * factors.take(docs))
    marks = found.scores > 0
    if mask is not None:
        marks &= mask
    total = int(np.count_nonzero(marks))
    if total * DENSE_SHARE < snapshot.size:
        docs = marks.nonzero()[0]
        return Listed(docs, _scores(found.scores, docs, factors) if scored else None)
    return Marked(marks, total, found.scores if scored else None, factors, mask is not None)


def _scores(found: Scores, docs: Docs, factors: NDArray[np.float32] | None) -> Scores:
    scores = found.take(docs)
    return scores if factors is None else scores * factors.take(docs)
