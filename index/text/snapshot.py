"""One committed state of the index, immutable: its segments side by side, documents numbered through all of them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from index.text.batch import CODED, WORD_FIELDS
from index.text.codec import OpenSegment
from index.text.columns import Column, SetColumn, unite
from index.text.protocol import CursorPosition
from index.text.registry import COLUMNS


@dataclass(frozen=True)
class Order:
    """A fixed order of all documents: `sequence` lists them, `rank` tells each one's place in it."""

    sequence: NDArray[np.int64]
    rank: NDArray[np.int32]


class Snapshot:
    """The segments of one generation with the documents deleted from each."""

    def __init__(self, generation: str, segments: Sequence[OpenSegment], deleted: Sequence[NDArray[np.int64]]) -> None:
        self.generation = generation
        self.segments = tuple(segments)
        self.bases: list[int] = np.cumsum([0, *(segment.size for segment in segments)]).tolist()
        self.size = self.bases[-1]
        self.live = self._live(deleted)
        self.live_count = self.size if self.live is None else int(self.live.sum())
        self.columns = {name: self._column(name) for name in CODED}
        self.positions = np.concatenate([np.zeros(0, np.int64), *(segment.positions for segment in segments)])
        self.revisions = np.concatenate([np.zeros(0, np.int64), *(segment.revisions for segment in segments)])
        self.lengths = {name: sum(segment.total_length(name) for segment in segments) for name in WORD_FIELDS}

    def _live(self, deleted: Sequence[NDArray[np.int64]]) -> NDArray[np.bool_] | None:
        """Mark the documents not deleted; None where all live, which spares a look at each."""
        if not any(len(docs) for docs in deleted):
            return None
        live = np.ones(self.size, bool)
        for base, docs in zip(self.bases, deleted, strict=False):
            live[base + docs] = False
        return live

    def _column(self, name: str) -> Column:
        several = name in COLUMNS and COLUMNS[name].several
        return unite([segment.columns[name] for segment in self.segments], SetColumn if several else Column)

    def touched(self) -> list[OpenSegment]:
        """Return the segments whose file was changed since it was looked through, if only its name or rights."""
        return [segment for segment in self.segments if segment.arrays.is_touched()]

    def length_codes(self, field: str) -> NDArray[np.uint8]:
        """Return every document's rounded field length, as places in `LENGTH_OF_CODE`."""
        if field not in self._length_codes:
            parts = [segment.length_codes(field) for segment in self.segments]
            self._length_codes[field] = parts[0] if len(parts) == 1 else np.concatenate(parts)
        return self._length_codes[field]

    @cached_property
    def _length_codes(self) -> dict[str, NDArray[np.uint8]]:
        return {}

    @cached_property
    def all_docs(self) -> NDArray[np.int64]:
        return np.arange(self.size) if self.live is None else np.flatnonzero(self.live)

    @cached_property
    def all_mask(self) -> NDArray[np.bool_]:
        return np.ones(self.size, bool) if self.live is None else self.live

    @cached_property
    def of_reports(self) -> frozenset[str]:
        """Name the columns whose value is the same in all sections of a report, which stand together."""
        same = np.diff(self.columns["report"].codes) == 0
        return frozenset(name for name, column in self.columns.items() if not np.diff(column.codes)[same].any())

    @cached_property
    def years(self) -> NDArray[np.int64]:
        column = self.columns["year"]
        return np.array([int(year) for year in column.table], np.int64)[column.codes]

    def report_of(self, doc: int) -> str:
        return self.columns["report"].value(doc)

    @cached_property
    def by_place(self) -> Order:
        """By report id and position: what breaks every tie."""
        return self._order()

    @cached_property
    def newest_first(self) -> Order:
        return self._order(-self.years, self.columns["agency"].codes)

    @cached_property
    def oldest_first(self) -> Order:
        return self._order(self.years, self.columns["agency"].codes)

    @cached_property
    def by_agency(self) -> Order:
        return self._order(self.columns["agency"].codes, -self.years)

    def open_orders(self) -> None:
        """Sort now rather than at the first query of each sort."""
        for _ in (self.by_place, self.newest_first, self.oldest_first, self.by_agency, self.all_docs):
            pass

    def _order(self, *keys: NDArray[np.integer]) -> Order:
        sequence = np.lexsort((self.positions, self.columns["report"].codes, *reversed(keys)))
        rank = np.empty(self.size, np.int32)
        rank[sequence] = np.arange(self.size, dtype=np.int32)
        return Order(sequence, rank)

    def keys(self, order: Order, docs: NDArray[np.integer]) -> list[tuple[float | str, ...]]:
        """Return what an order puts first of each document, before report and position."""
        if order is self.by_place:
            return [()] * len(docs)
        agencies, years = self.columns["agency"].values(docs), self.years.take(docs).astype(float)
        if order is self.by_agency:
            return list(zip(agencies, (-years).tolist(), strict=True))
        return list(zip((-years if order is self.newest_first else years).tolist(), agencies, strict=True))

    def rank_after(self, order: Order, place: CursorPosition, key: tuple[float | str, ...]) -> int:
        """Return how many documents stand up to and including a place, whether or not it is still taken."""

        def key_of(doc: int) -> tuple[float | str, ...]:
            return (*self.keys(order, np.array([doc]))[0], self.report_of(doc), int(self.positions[doc]))

        return bisect_right(order.sequence, (*key, place.report, place.position), key=key_of)
