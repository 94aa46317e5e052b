"""Answers a `TextQuery` from one snapshot: what matches, what filters let pass, what facets count, what comes first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.text.cache import ByteBoundedCache
from index.text.paging import page
from index.text.protocol import Column, TextAnswer, TextQuery
from index.text.scoring import Found, all_of, any_of, find_string, find_word
from index.text.snapshot import Snapshot

Cache = ByteBoundedCache[Found]
Docs = NDArray[np.integer]


@dataclass(frozen=True, slots=True)
class Matches:
    """Documents in ascending order; `scores` is None where nothing was asked that could score."""

    docs: Docs
    scores: NDArray[np.float32] | None

    def keep(self, kept: NDArray[np.bool_]) -> Matches:
        places = np.flatnonzero(kept)
        return Matches(self.docs.take(places), None if self.scores is None else self.scores.take(places))


def answer(snapshot: Snapshot, query: TextQuery, cache: Cache) -> TextAnswer:
    """Answer a query; a facet's counts leave its own filters aside, and count reports where hits are reports."""
    matches = _match(snapshot, query, cache)
    masks = [(wanted.column, snapshot.columns[wanted.column].mask(wanted)) for wanted in query.filters]
    passed = _filter(matches, (mask for _, mask in masks))
    facets = {column: _count(snapshot, query, column, matches, passed, masks) for column in query.facets}
    hits = _best_of_reports(snapshot, passed) if query.group_by_report else passed
    found, more = page(snapshot, query, hits.docs, hits.scores)
    return TextAnswer(len(hits.docs), found, facets, snapshot.generation, more)


def _match(snapshot: Snapshot, query: TextQuery, cache: Cache) -> Matches:
    wanted = [*_words(snapshot, query.words, cache), *_strings(snapshot, query.phrases, cache)]
    if wanted:
        found = all_of(wanted) if query.match == "all" else any_of(snapshot, wanted)
        matches = Matches(*found.listed())
    else:
        matches = Matches(snapshot.all_docs, None)
    unwanted = [*_words(snapshot, query.excluded_words, cache), *_strings(snapshot, query.excluded_phrases, cache)]
    if unwanted:
        kept = np.ones(snapshot.size, bool)
        for part in unwanted:
            kept[part.listed()[0]] = False
        matches = matches.keep(kept.take(matches.docs))
    return matches


def _words(snapshot: Snapshot, words: Iterable[str], cache: Cache) -> list[Found]:
    return [_cached(snapshot, "word", word, cache) for word in dict.fromkeys(words)]


def _strings(snapshot: Snapshot, strings: Iterable[str], cache: Cache) -> list[Found]:
    return [_cached(snapshot, "string", string, cache) for string in dict.fromkeys(strings) if string]


def _cached(snapshot: Snapshot, kind: str, text: str, cache: Cache) -> Found:
    key = (snapshot.generation, kind, text)
    found = cache.get(key)
    if found is None:
        found = find_word(snapshot, text) if kind == "word" else find_string(snapshot, text)
        cache.put(key, found, found.bytes)
    return found


def _filter(matches: Matches, masks: Iterable[NDArray[np.bool_]]) -> Matches:
    for mask in masks:
        matches = matches.keep(mask.take(matches.docs))
    return matches


def _count(
    snapshot: Snapshot,
    query: TextQuery,
    column: Column,
    matches: Matches,
    passed: Matches,
    masks: Sequence[tuple[Column, NDArray[np.bool_]]],
) -> Mapping[str, int]:
    """Count a facet over what passes the filters of the other columns."""
    others = [mask for name, mask in masks if name != column]
    docs = passed.docs if len(others) == len(masks) else _filter(matches, others).docs
    counted = snapshot.columns[column]
    if not query.group_by_report:
        return counted.counts(counted.codes.take(docs))
    reports = snapshot.columns["report"]
    pairs = _distinct(reports.codes.take(docs).astype(np.int64) * len(counted.table) + counted.codes.take(docs))
    return counted.counts((pairs % max(len(counted.table), 1)).astype(np.int32))


def _distinct(numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the distinct numbers; equal ones in a row, as the documents of a report give them, are not sorted."""
    firsts = np.sort(numbers[np.flatnonzero(np.diff(numbers, prepend=-1))])
    return firsts[np.flatnonzero(np.diff(firsts, prepend=-1))]


def _best_of_reports(snapshot: Snapshot, matches: Matches) -> Matches:
    """Keep of each report the first of its best sections; a report's documents stand together, by position."""
    reports = snapshot.columns["report"].codes.take(matches.docs)
    firsts = np.flatnonzero(np.diff(reports, prepend=-1))
    if matches.scores is None or not len(firsts):
        return Matches(matches.docs[firsts], matches.scores)
    best = np.maximum.reduceat(matches.scores, firsts)
    sizes = np.diff(np.append(firsts, len(reports)))
    is_best = np.flatnonzero(matches.scores == np.repeat(best, sizes))
    chosen = is_best[np.searchsorted(is_best, firsts)]
    return Matches(matches.docs[chosen], best)
