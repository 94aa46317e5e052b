"""Answers a `TextQuery` from one snapshot: what matches, what filters let pass, what facets count, what comes first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.text.cache import ByteBoundedCache
from index.text.grouping import best_of_reports, count_reports
from index.text.matches import Mask, select
from index.text.paging import page
from index.text.protocol import Alternatives, ColumnFilter, TextAnswer, TextQuery
from index.text.scoring import NOWHERE, ScoredDocs, all_of, any_of, best_of, find_string, find_word, weighted
from index.text.snapshot import Snapshot

Held = ScoredDocs | NDArray[Any]
"""What a word or string scores; a mask of a filter; the factors of scores."""
Cache = ByteBoundedCache[Held]


def answer(snapshot: Snapshot, query: TextQuery, cache: Cache) -> TextAnswer:
    """Answer a query; a facet's counts leave its own filters aside, and count reports where hits are reports."""
    found = _match(snapshot, query, cache)
    unwanted = _exclude(snapshot, query, cache)
    masks = [(one.column, _mask(snapshot, one, cache)) for one in query.filters]
    passed = select(snapshot, found, [*unwanted, *(mask for _, mask in masks)], _factors(snapshot, query, cache))
    facets = {}
    for wanted in query.facets:
        others = [mask for name, mask in masks if name != wanted.column]
        counted = passed if len(others) == len(masks) else select(snapshot, found, [*unwanted, *others], scored=False)
        if query.group_by_report:
            facets[wanted.column] = count_reports(snapshot, counted, wanted)
        else:
            facets[wanted.column] = counted.counts(snapshot.columns[wanted.column], wanted)
    hits = best_of_reports(snapshot, passed.listed()) if query.group_by_report else passed
    page_hits, more = page(snapshot, query, hits)
    return TextAnswer(hits.total, page_hits, facets, snapshot.generation, more)


def reports_of(snapshot: Snapshot, query: TextQuery, cache: Cache) -> Iterator[str]:
    """Yield the reports of all sections that match and pass the filters."""
    masks = [_mask(snapshot, one, cache) for one in query.filters]
    passed = select(snapshot, _match(snapshot, query, cache), [*_exclude(snapshot, query, cache), *masks], scored=False)
    reports = snapshot.columns["report"]
    for code in np.unique(reports.codes.take(passed.listed().docs)).tolist():
        yield reports.table[code]


def _match(snapshot: Snapshot, query: TextQuery, cache: Cache) -> ScoredDocs | None:
    """Find what is wanted; None where nothing is asked for, which everything matches."""
    wanted = [*_words(snapshot, query.words, cache), *_strings(snapshot, query.phrases, cache)]
    wanted += [_alternatives(snapshot, one, cache) for one in query.alternatives]
    if not wanted:
        return None
    return all_of(wanted) if query.match == "all" else any_of(snapshot, wanted)


def _mask(snapshot: Snapshot, one: ColumnFilter, cache: Cache) -> Mask:
    """Tell for each document whether a filter lets it pass; most searches filter by the same few."""
    key = (snapshot.generation, "mask", one)
    held = cache.get(key)
    if not isinstance(held, np.ndarray):
        held = snapshot.columns[one.column].mask(one)
        cache.put(key, held, held.nbytes)
    return held


def _factors(snapshot: Snapshot, query: TextQuery, cache: Cache) -> NDArray[np.float32] | None:
    """Return what each document's score is multiplied by, None for nothing; most searches prefer the same ones."""
    if not query.boosted or query.boost == 1.0:
        return None
    key = (snapshot.generation, "boosted", query.boosted, query.boost)
    held = cache.get(key)
    if not isinstance(held, np.ndarray):
        masks = [_mask(snapshot, one, cache) for one in query.boosted]
        held = np.where(np.logical_and.reduce(masks), np.float32(query.boost), np.float32(1))
        cache.put(key, held, held.nbytes)
    return held


def _alternatives(snapshot: Snapshot, one: Alternatives, cache: Cache) -> ScoredDocs:
    """Find a thing said in several ways; one without any is found nowhere."""
    ways = [weighted(found, one.weight) for found in _strings(snapshot, one.strings, cache)]
    if one.words:
        ways.append(all_of(_words(snapshot, one.words, cache)))
    return best_of(snapshot, ways) if ways else NOWHERE


def _exclude(snapshot: Snapshot, query: TextQuery, cache: Cache) -> list[Mask]:
    """Return a mask of what excluded words and strings leave, if there are any."""
    unwanted = [*_words(snapshot, query.excluded_words, cache), *_strings(snapshot, query.excluded_phrases, cache)]
    if not unwanted:
        return []
    kept = np.ones(snapshot.size, bool)
    for part in unwanted:
        kept[part.listed()[0]] = False
    return [kept]


def _words(snapshot: Snapshot, words: Iterable[str], cache: Cache) -> list[ScoredDocs]:
    return [_cached(snapshot, "word", word, cache) for word in dict.fromkeys(words)]


def _strings(snapshot: Snapshot, strings: Iterable[str], cache: Cache) -> list[ScoredDocs]:
    return [_cached(snapshot, "string", string, cache) for string in dict.fromkeys(strings) if string]


def _cached(snapshot: Snapshot, kind: str, text: str, cache: Cache) -> ScoredDocs:
    key = (snapshot.generation, kind, text)
    found = cache.get(key)
    if not isinstance(found, ScoredDocs):
        found = find_word(snapshot, text) if kind == "word" else find_string(snapshot, text)
        cache.put(key, found, found.bytes)
    return found
