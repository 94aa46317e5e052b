"""Exact strings: the folded text itself, with the places of each pair of units, answers any string exactly.

A pair's places come from sorting the stream by its pairs. The rarest pair of the string asked for gives the candidates;
the text at hand decides them. So a match needs no word borders, and punctuation, digits and single characters count.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple, Self

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


class Wanted(NamedTuple):
    """A string to be found: its units, and for each of its pairs the first key that is it and the first behind it."""

    units: list[int]
    keys: NDArray[np.uint32]

    @classmethod
    def of(cls, string: str) -> Self:
        """Take a folded string, not empty; all pairs that begin with it are those of a single unit."""
        found = units(string).tolist()
        firsts = [(first << 16) | second for first, second in pairwise(found)] or [found[0] << 16]
        step = 1 if len(found) > 1 else 1 << 16
        return cls(found, np.array([firsts, [first + step for first in firsts]], np.uint32))


@dataclass(frozen=True, slots=True)
class ExactText:
    """A segment's folded texts, ready to be searched."""

    stream: NDArray[np.uint16]
    starts: NDArray[np.int64]
    pairs: PairIndex

    def find(self, wanted: Wanted) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return the documents whose text contains a string, ascending, and how often."""
        places = self._places(wanted)
        if len(places) * 4 > len(self.starts):
            counts = np.diff(places.searchsorted(self.starts))
            docs = counts.nonzero()[0]
            return docs, counts.take(docs)
        every = self.starts.searchsorted(places, "right")
        every -= 1
        return distinct(every)

    def _places(self, wanted: Wanted) -> NDArray[np.int64]:
        found, offset = self._rarest(wanted.keys)
        if len(wanted.units) == 1:
            found.sort()
            return found
        found -= offset
        for place, unit in enumerate(wanted.units):
            if place not in (offset, offset + 1) and len(found):
                # Beyond its end the stream begins anew; the border between is no unit of the string.
                equal = self.stream.take(found + place, mode="wrap") == unit
                found = found if equal.all() else found.take(equal.nonzero()[0])
        return found

    def _rarest(self, keys: NDArray[np.uint32]) -> tuple[NDArray[np.int64], int]:
        """Return the places of the rarest of the pairs, and which of them it is."""
        ends, best, fewest = self.pairs.ends, (0, 0, 0), len(self.stream)
        for offset, (first, behind) in enumerate(self.pairs.keys.searchsorted(keys).T.tolist()):
            if first == behind:
                return np.zeros(0, np.int64), offset
            start, end = ends.item(first - 1) if first else 0, ends.item(behind - 1)
            if end - start < fewest:
                best, fewest = (start, end, offset), end - start
        return self.pairs.places[best[0] : best[1]].astype(np.int64), best[2]


def distinct(numbers: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return which numbers are among ascending ones, and how often each is."""
    if not len(numbers):
        return numbers, numbers
    ends = (numbers[1:] != numbers[:-1]).nonzero()[0] + 1
    borders = np.concatenate(([0], ends, [len(numbers)]))
    return numbers.take(borders[:-1]), borders[1:] - borders[:-1]
