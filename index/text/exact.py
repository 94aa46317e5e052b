"""Exact strings: the folded text itself, with the places of each pair of units, answers any string exactly.

A pair's places come from sorting the stream by its pairs. The rarest pair of the string asked for gives the candidates;
the text at hand decides them. So a match needs no word borders, and punctuation, digits and single characters count.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from index.text.batch import units


@dataclass(frozen=True, slots=True)
class PairIndex:
    """Pair `keys[i]` (first unit in the high half) begins at `places[ends[i - 1]:ends[i]]` of the stream, ascending."""

    keys: NDArray[np.uint32]
    ends: NDArray[np.int64]
    places: NDArray[np.uint32]


def index_pairs(stream: NDArray[np.uint16]) -> PairIndex:
    """Sort a stream by its pairs; the last unit, a border, begins none."""
    first, second = stream[:-1], stream[1:]
    places = np.argsort(second, kind="stable")
    places = places[np.argsort(first[places], kind="stable")]
    pairs = (first[places].astype(np.uint32) << np.uint32(16)) | second[places]
    borders = np.flatnonzero(np.concatenate((pairs[1:] != pairs[:-1], [True]))) if len(pairs) else np.zeros(0, np.int64)
    return PairIndex(pairs[borders], borders + 1, places.astype(np.uint32))


@dataclass(frozen=True, slots=True)
class ExactText:
    """A segment's folded texts, ready to be searched."""

    stream: NDArray[np.uint16]
    starts: NDArray[np.int64]
    pairs: PairIndex

    def find(self, string: str) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return the documents whose text contains a folded string (not empty), ascending, and how often."""
        return self._documents(self._places(units(string)))

    def _places(self, string: NDArray[np.uint16]) -> NDArray[np.int64]:
        if len(string) == 1:
            return np.sort(self._range(int(string[0]) << 16, (int(string[0]) << 16) | 0xFFFF))
        pairs = [(first << 16) | second for first, second in pairwise(string.tolist())]
        offset, candidates = min(
            ((offset, self._range(pair, pair)) for offset, pair in enumerate(pairs)), key=lambda found: len(found[1])
        )
        found = candidates.astype(np.int64) - offset
        found = found[(found >= 0) & (found + len(string) <= len(self.stream))]
        for place, unit in enumerate(string):
            if place not in (offset, offset + 1):
                found = found[self.stream[found + place] == unit]
        return found

    def _range(self, low: int, high: int) -> NDArray[np.uint32]:
        """Return the places of all pairs from `low` to `high`."""
        keys, ends = self.pairs.keys, self.pairs.ends
        first = int(np.searchsorted(keys, np.uint32(low), "left"))
        last = int(np.searchsorted(keys, np.uint32(high), "right"))
        if first == last:
            return self.pairs.places[:0]
        return self.pairs.places[int(ends[first - 1]) if first else 0 : int(ends[last - 1])]

    def _documents(self, places: NDArray[np.integer]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Count ascending places by document, looking up whichever of places and documents are fewer."""
        if len(places) * 4 > len(self.starts):
            counts = np.diff(np.searchsorted(places, self.starts))
            docs = np.flatnonzero(counts)
            return docs, counts[docs]
        return np.unique(np.searchsorted(self.starts, places, "right") - 1, return_counts=True)
