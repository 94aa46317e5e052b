"""Marks of documents as bits: 64 documents are counted at a time, and a run of them by its two ends."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Bits:
    """A mark for each document as bits of 64-bit words, one word more than needed, and the marks before each word."""

    words: NDArray[np.uint64]
    before: NDArray[np.int64]

    @classmethod
    def of(cls, mask: NDArray[np.bool_]) -> Self:
        words = pack(mask)
        before = np.zeros(len(words) + 1, np.int64)
        np.cumsum(np.bitwise_count(words), out=before[1:])
        return cls(words, before)


def pack(mask: NDArray[np.bool_]) -> NDArray[np.uint64]:
    """Put marks into 64-bit words, the first mark lowest; the last word is not full."""
    packed = np.zeros((len(mask) // 64 + 1) * 8, np.uint8)
    packed[: (len(mask) + 7) // 8] = np.packbits(mask, bitorder="little")
    return packed.view("<u8")


@dataclass(frozen=True)
class Runs:
    """Where a column keeps one value over many documents: the values, the first documents, and the borders.

    Borders are told as words and bits of them.
    """

    codes: NDArray[np.int32]
    starts: NDArray[np.int64]
    words: NDArray[np.int64]
    below: NDArray[np.uint64]

    @classmethod
    def of(cls, codes: NDArray[np.int32]) -> Self:
        starts = np.flatnonzero(np.diff(codes, prepend=-1))
        borders = np.append(starts, len(codes))
        below = (np.uint64(1) << (borders & 63).astype(np.uint64)) - np.uint64(1)
        return cls(codes[starts], starts, borders >> 6, below)

    def counts(self, bits: Bits) -> NDArray[np.int64]:
        """Return how many marks stand in each run."""
        within = np.bitwise_count(bits.words.take(self.words) & self.below)
        counts: NDArray[np.int64] = np.diff(bits.before.take(self.words) + within)
        return counts
