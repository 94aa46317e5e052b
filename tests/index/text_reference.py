"""A text index of plain loops over plain strings: the second implementation the contract runs over, and the oracle."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from math import log
from typing import Self

from whoosh.util.numeric import byte_to_length, length_to_byte

from index.text.analyser import Analyser, fold
from index.text.protocol import (
    Alternatives,
    ColumnFilter,
    Contribution,
    CursorPosition,
    FacetCounts,
    FacetQuery,
    IndexedSection,
    IndexMissing,
    IndexStats,
    Key,
    TextAnswer,
    TextHit,
    TextQuery,
)
from index.text.registry import COLUMNS
from index.text.scoring import K1, WEIGHTS


@dataclass
class Held:
    section: IndexedSection
    words: dict[str, Counter[str]]
    exact: str

    def values(self, column: str) -> set[str]:
        value = getattr(self.section, COLUMNS[column].attribute)
        return (set(value) or {""}) if isinstance(value, tuple) else {str(value)}

    @property
    def place(self) -> tuple[str, int]:
        return self.section.report, self.section.position


class ReferenceIndex:
    """Everything held in a list, every query a loop."""

    def __init__(self, analyser: Analyser) -> None:
        self._analyser = analyser
        self._held: list[Held] | None = None
        self._commits = 0

    def _hold(self, section: IndexedSection) -> Held:
        texts = {
            "body": section.body,
            "headings": "\n".join(section.headings),
            "title": section.title,
            "agency": "\n".join(section.agency_names),
            "year": str(section.year),
        }
        words = {name: Counter(self._analyser.index_words(text)) for name, text in texts.items()}
        return Held(section, words, fold(section.body))

    def apply(self, add: Iterable[IndexedSection] = (), remove: Collection[str] = ()) -> None:
        fresh = [self._hold(section) for section in add]
        gone = {*remove, *(held.section.report for held in fresh)}
        self._held = [held for held in self._held or [] if held.section.report not in gone] + fresh
        self._commits += 1

    def search(self, query: TextQuery) -> TextAnswer:
        if self._held is None:
            raise IndexMissing
        found = [(held, self._score(held, query)) for held in self._held if matches(held, query)]
        passed = [(held, score) for held, score in found if all(passes(held, f) for f in query.filters)]
        facets = {wanted.column: self._facet(found, query, wanted) for wanted in query.facets}
        scored = query.sort == "relevance" and bool(query.words or query.phrases or query.alternatives)
        if query.group_by_report:
            passed = best_of_reports(passed)
        ranked = sorted(passed, key=lambda hit: sort_key(hit, query, scored))
        hits = [make_hit(held, score, query, scored) for held, score in ranked]
        if query.after is not None:
            expected = (float,) if scored else ((str, float) if query.sort == "agency" else (float, str))
            if tuple(map(type, query.after.key)) != expected:
                raise ValueError(query.after)
            after = (*signed(query.after.key, scored), query.after.report, query.after.position)
            hits = [h for h in hits if (*signed(h.place.key, scored), h.place.report, h.place.position) > after]
        return TextAnswer(len(passed), tuple(hits[: query.limit]), facets, str(self._commits), len(hits) > query.limit)

    def _facet(self, found: list[tuple[Held, float]], query: TextQuery, wanted: FacetQuery) -> FacetCounts:
        column = wanted.column
        others = [f for f in query.filters if f.column != column]
        counted = [held for held, _ in found if all(passes(held, f) for f in others)]
        pairs = [
            (held.section.report, held.section.section, value) for held in counted for value in held.values(column)
        ]
        if query.group_by_report:
            pairs = list({(report, "", value) for report, _, value in pairs})
        counts = Counter(value for *_, value in pairs)
        ranked = sorted((value for value in counts if value), key=lambda value: (-counts[value], value))
        shown = {*ranked[: wanted.size], *(wanted.named & counts.keys()), *(counts.keys() & {""})}
        return FacetCounts({value: counts[value] for value in shown}, len(ranked))

    def _score(self, held: Held, query: TextQuery) -> float:
        words = sum(self._word_score(held, word) for word in dict.fromkeys(query.words))
        strings = sum(self._string_score(held, string) for string in dict.fromkeys(query.phrases))
        score = words + strings + sum(self._best_way(held, one) for one in query.alternatives)
        return score * query.boost if query.boosted and all(passes(held, one) for one in query.boosted) else score

    def _best_way(self, held: Held, one: Alternatives) -> float:
        ways = [one.weight * self._string_score(held, string) for string in one.strings]
        if one.words and all(has_word(held, word) for word in one.words):
            ways.append(sum(self._word_score(held, word) for word in dict.fromkeys(one.words)))
        return max(ways, default=0.0)

    def generation(self) -> str:
        return self.stats().generation

    def known_generation(self) -> str | None:
        return self.generation()

    def pages(self, query: TextQuery) -> Iterator[TextAnswer]:
        yield self.search(replace(query, limit=1_000_000))

    def reports_of(self, query: TextQuery) -> Iterator[str]:
        yield from {hit.report for page in self.pages(query) for hit in page.hits}

    def explain(
        self, sections: Sequence[Key], words: Sequence[str], strings: Sequence[str] = ()
    ) -> Mapping[Key, tuple[Contribution, ...]]:
        return {key: self._explain(key, words, strings) for key in sections}

    def _explain(self, key: Key, words: Sequence[str], strings: Sequence[str]) -> tuple[Contribution, ...]:
        found = []
        for held in (one for one in self._held or [] if (one.section.report, one.section.section) == key):
            for word in dict.fromkeys(words):
                for name in WEIGHTS:
                    if count := held.words[name][word]:
                        having = sum(1 for other in self._held or [] if other.words[name][word])
                        found.append(Contribution(word, name, count, self._bm25(held, name, having, count)))
            for string in dict.fromkeys(strings):
                if string in held.exact:
                    score = self._string_score(held, string)
                    found.append(Contribution(string, "body", occurrences(held.exact, string), score, exact=True))
        return tuple(found)

    def words_from(self, prefix: str, limit: int) -> tuple[tuple[str, int], ...]:
        counts = Counter(word for held in self._held or [] for word in held.words["body"] if word.startswith(prefix))
        return tuple(sorted(counts.items(), key=lambda item: (-item[1], item[0].encode()))[:limit])

    def _word_score(self, held: Held, word: str) -> float:
        assert self._held is not None
        total = 0.0
        for name in WEIGHTS:
            if held.words[name][word]:
                having = sum(1 for other in self._held if other.words[name][word])
                total += self._bm25(held, name, having, held.words[name][word])
        return total

    def _string_score(self, held: Held, string: str) -> float:
        assert self._held is not None
        having = sum(1 for other in self._held if string in other.exact)
        return self._bm25(held, "body", having, occurrences(held.exact, string)) if string in held.exact else 0.0

    def _bm25(self, held: Held, name: str, having: int, count: int) -> float:
        assert self._held is not None
        size = len(self._held)
        average = sum(other.words[name].total() for other in self._held) / size or 1.0
        length = byte_to_length(length_to_byte(held.words[name].total()))
        weight = WEIGHTS[name]
        norm: float = K1 * (1 - weight.b + weight.b * length / average)
        rarity: float = weight.boost * (log(size / (having + 1)) + 1)
        return rarity * count * (K1 + 1) / (count + norm)

    def revisions(self) -> Iterator[tuple[str, int]]:
        yield from {held.section.report: held.section.revision for held in self._held or []}.items()

    @contextmanager
    def rebuild(self, catch_up: Callable[[Self], object] | None = None) -> Iterator[Self]:
        fresh = type(self)(self._analyser)
        fresh._held = []
        yield fresh
        if catch_up is not None:
            catch_up(fresh)
        self._held = fresh._held
        self._commits += 1

    def stats(self) -> IndexStats:
        if self._held is None:
            raise IndexMissing
        return IndexStats(
            len(self._held), len(dict(self.revisions())), str(self._commits), self._analyser.fingerprint, 0
        )

    def newest(self) -> int:
        return max(dict(self.revisions()).values(), default=0)

    def tidy(self) -> None: ...

    def damage(self) -> tuple[str, ...]:
        return ()

    def warm(self) -> None:
        if self._held is None:
            raise IndexMissing

    def close(self) -> None: ...


def occurrences(text: str, string: str) -> int:
    return sum(text.startswith(string, place) for place in range(len(text)))


def has_word(held: Held, word: str) -> bool:
    return any(counts[word] for counts in held.words.values())


def said(held: Held, one: Alternatives) -> bool:
    by_words = bool(one.words) and all(has_word(held, word) for word in one.words)
    return by_words or any(string in held.exact for string in one.strings)


def matches(held: Held, query: TextQuery) -> bool:
    if any(has_word(held, w) for w in query.excluded_words) or any(s in held.exact for s in query.excluded_phrases):
        return False
    wanted = [has_word(held, w) for w in query.words] + [s in held.exact for s in query.phrases]
    wanted += [said(held, one) for one in query.alternatives]
    return (all(wanted) if query.match == "all" else any(wanted)) if wanted else True


def passes(held: Held, wanted: ColumnFilter) -> bool:
    values = held.values(wanted.column)
    return (not wanted.include or bool(values & wanted.include)) and not values & wanted.exclude


def best_of_reports(hits: list[tuple[Held, float]]) -> list[tuple[Held, float]]:
    best: dict[str, tuple[Held, float]] = {}
    for held, score in sorted(hits, key=lambda hit: hit[0].place):
        if held.section.report not in best or score > best[held.section.report][1] + 1e-5:
            best[held.section.report] = (held, score)
    return list(best.values())


def order_key(held: Held, query: TextQuery) -> tuple[float | str, ...]:
    year = float(held.section.year)
    if query.sort == "agency":
        return held.section.agency, -year
    return (year if query.sort == "year" else -year), held.section.agency


def sort_key(hit: tuple[Held, float], query: TextQuery, scored: bool) -> tuple[float | str, ...]:
    held, score = hit
    return (*((-round(score, 4),) if scored else order_key(held, query)), *held.place)


def signed(key: tuple[float | str, ...], scored: bool) -> tuple[float | str, ...]:
    return (-round(float(key[0]), 4),) if scored else key


def make_hit(held: Held, score: float, query: TextQuery, scored: bool) -> TextHit:
    key: tuple[float | str, ...] = (score,) if scored else order_key(held, query)
    section = held.section
    return TextHit(section.report, section.section, score, CursorPosition(key, section.report, section.position))
