"""Columns over all segments: filters become masks over documents, facets are counted without looking at each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from index.text.batch import SET_SEPARATOR, Coded
from index.text.bits import Bits, Runs, pack
from index.text.protocol import ColumnFilter, FacetCounts, FacetQuery

# A column is counted by its runs of one value where there are so few of them; else by a bitmap of each value.
RUN_LENGTH = 8
MOST_BITMAPS = 64
COST_OF_RUN = 8
"""Words of bitmaps that are counted while a run is."""
MOST_COMPARED = 4


@dataclass(frozen=True)
class Column:
    """The value of document d is `table[codes[d]]`; codes sort as their values do."""

    codes: NDArray[np.int32]
    table: list[str]

    @cached_property
    def runs(self) -> Runs:
        """Where one value stands over many documents."""
        return Runs.of(self.codes)

    @cached_property
    def flag_of_code(self) -> NDArray[np.unsignedinteger]:
        """A bit for each of at most 64 codes."""
        size = len(self.table)
        return np.array([1 << code for code in range(size)], np.min_scalar_type((1 << size) - 1))

    @cached_property
    def flags(self) -> NDArray[np.unsignedinteger]:
        """The bit of each document's code."""
        return self.flag_of_code.take(self.codes)

    @cached_property
    def _bitmaps(self) -> NDArray[np.uint64]:
        return np.array([pack(self.codes == code) for code in range(len(self.table))])

    @cached_property
    def places(self) -> dict[str, int]:
        return {value: place for place, value in enumerate(self.table)}

    def value(self, doc: int) -> str:
        return self.table[int(self.codes[doc])]

    def values(self, docs: NDArray[np.integer]) -> list[str]:
        return [self.table[code] for code in self.codes.take(docs).tolist()]

    def mask(self, column_filter: ColumnFilter) -> NDArray[np.bool_]:
        """Tell for each document whether a filter lets it pass."""
        allowed = np.full(len(self.table), not column_filter.include)
        allowed[self._codes_of(column_filter.include)] = True
        allowed[self._codes_of(column_filter.exclude)] = False
        codes = allowed.nonzero()[0]
        if len(codes) > MOST_COMPARED:
            return allowed.take(self.codes)
        mask = np.zeros(len(self.codes), bool)
        for code in codes.astype(np.int32):
            mask |= self.codes == code
        return mask

    def _codes_of(self, values: Iterable[str]) -> list[int]:
        return [self.places[value] for value in values if value in self.places]

    def counts(self, codes: NDArray[np.integer], facet: FacetQuery) -> FacetCounts:
        """Count values by their codes."""
        return self.told(np.bincount(codes, minlength=len(self.table)), facet)

    def counts_of_bits(self, bits: Bits, facet: FacetQuery) -> FacetCounts:
        """Count values over marked documents."""
        values, runs = len(self.table), len(self.runs.codes)
        by_bitmap = 0 < values <= MOST_BITMAPS and values * len(bits.words) <= runs * COST_OF_RUN
        if runs * RUN_LENGTH <= len(self.codes) and not by_bitmap:
            counts = np.bincount(self.runs.codes, weights=self.runs.counts(bits), minlength=len(self.table))
            return self.told(counts.astype(np.int64), facet)
        if values <= MOST_BITMAPS:
            return self.told(np.bitwise_count(self._bitmaps & bits.words).sum(axis=1, dtype=np.int64), facet)
        mask = np.unpackbits(bits.words.view(np.uint8), count=len(self.codes), bitorder="little")
        return self.counts(self.codes.take(mask.view(bool).nonzero()[0]), facet)

    def told(self, counts: NDArray[np.int64], facet: FacetQuery) -> FacetCounts:
        return _told(self.table, self.places, counts, facet)


@dataclass(frozen=True)
class SetColumn(Column):
    """A column whose values are sets, written as their members joined by the separator."""

    @cached_property
    def _members(self) -> tuple[list[str], NDArray[np.int64], NDArray[np.int64]]:
        """Return the distinct members, and the pairs (code of a set, place of a member in it).

        An empty set counts as one of "", which no filter asks for.
        """
        sets = [[member for member in entry.split(SET_SEPARATOR) if member] or [""] for entry in self.table]
        members = sorted(set(chain.from_iterable(sets)))
        places = {member: place for place, member in enumerate(members)}
        codes = np.repeat(np.arange(len(sets)), [len(entry) for entry in sets])
        return members, codes, np.array([places[member] for member in chain.from_iterable(sets)], np.int64)

    def _codes_of(self, values: Iterable[str]) -> list[int]:
        members, codes, places = self._members
        wanted = np.isin(np.array(members, object), list(values)) if members else np.zeros(0, bool)
        return [int(code) for code in codes[wanted[places]]]

    @cached_property
    def _member_places(self) -> dict[str, int]:
        return {member: place for place, member in enumerate(self._members[0])}

    def told(self, counts: NDArray[np.int64], facet: FacetQuery) -> FacetCounts:
        members, of_set, of_member = self._members
        of_members = np.bincount(of_member, weights=counts[of_set], minlength=len(members))
        return _told(members, self._member_places, of_members.astype(np.int64), facet)


def _told(
    values: Sequence[str], places: Mapping[str, int], counts: NDArray[np.int64], facet: FacetQuery
) -> FacetCounts:
    """Pick from the counts of all values, which are in their order, those that are wanted."""
    if len(values) <= facet.size:
        found = {value: count for value, count in zip(values, counts.tolist(), strict=True) if count}
        return FacetCounts(found, len(found) - ("" in found))
    occurring = counts.nonzero()[0]
    unvalued = bool(len(occurring)) and values[occurring[0]] == ""
    total = len(occurring) - unvalued
    if total > facet.size:
        named = [place for value in facet.named if (place := places.get(value)) is not None and counts[place]]
        first = [0] if unvalued else []
        occurring = np.array([*first, *_commonest(counts, facet.size, unvalued).tolist(), *named], np.int64)
    shown = zip(occurring.tolist(), counts.take(occurring).tolist(), strict=True)
    return FacetCounts({values[place]: count for place, count in shown}, total)


def _commonest(counts: NDArray[np.int64], size: int, unvalued: bool) -> NDArray[np.int64]:
    """Return the places of the highest counts; of equal ones the first. What is unvalued is the first of all."""
    order = counts * len(counts) - np.arange(len(counts))
    if unvalued:
        order[0] = -len(counts)
    return order.argpartition(-size)[-size:] if size else order[:0]


def unite(parts: Sequence[Coded], kind: type[Column] = Column) -> Column:
    """Give one table and one row of codes to the columns of all segments."""
    table = sorted(set(chain.from_iterable(part.table for part in parts)))
    places = {value: place for place, value in enumerate(table)}
    mapped = [np.array([places[value] for value in part.table], np.int32)[part.codes] for part in parts]
    return kind(np.concatenate([np.zeros(0, np.int32), *mapped]), table)
