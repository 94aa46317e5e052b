"""Why a section scores as it does: what each thing of a query adds, in which field. For people who ask."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from index.text.folding import fold
from index.text.protocol import Alternatives, Contribution, Key, Match
from search.expansion import InterpretedQuery
from search.questions import Explanation, Part, SectionHit


class Index(Protocol):
    def explain(
        self, sections: Sequence[Key], words: Sequence[str], strings: Sequence[str] = ()
    ) -> Mapping[Key, tuple[Contribution, ...]]: ...


@dataclass(frozen=True, slots=True)
class _Contributions:
    words: tuple[Contribution, ...]
    strings: tuple[Contribution, ...]

    def of_words(self, thing: str, words: Sequence[str]) -> list[Part]:
        return [_part(thing, one, exact=False) for one in self.words if one.text in words]

    def ways(self, thing: str, either: Alternatives) -> list[list[Part]]:
        """Return the ways of saying a thing that the section has, each with its parts."""
        strings = [
            [replace(_part(thing, one, exact=True), score=one.score * either.weight)]
            for one in self.strings
            if one.text in either.strings
        ]
        words = self.of_words(thing, either.words)
        every = either.words and {part.text for part in words} == set(either.words)
        return [*([words] if every else []), *strings]


def explained(
    hits: Sequence[SectionHit],
    index: Index,
    interpreted: InterpretedQuery,
    match: Match,
    factor: Callable[[SectionHit], float],
) -> tuple[SectionHit, ...]:
    """Explain the hits of a page, whose scores were multiplied by `factor`. Raises TextIndexError as a search does."""
    keys = [(hit.report, hit.section) for hit in hits]
    found = index.explain(keys, interpreted.marked_words(), [fold(string) for string in interpreted.strings()])
    return tuple(
        hit._replace(
            explanation=Explanation(factor(hit), tuple(_parts(_apart(found.get(key, ())), interpreted, match)))
        )
        for key, hit in zip(keys, hits, strict=True)
    )


def _apart(found: Sequence[Contribution]) -> _Contributions:
    return _Contributions(tuple(one for one in found if not one.exact), tuple(one for one in found if one.exact))


def _parts(contributions: _Contributions, interpreted: InterpretedQuery, match: Match) -> Iterator[Part]:
    alone = interpreted.words(match)
    for one in interpreted.said:
        yield from contributions.of_words(one.name, [word for word in one.words if word in alone])
        alone = tuple(word for word in alone if word not in one.words)
        if one.typed or one.synonyms:
            yield from _best(contributions.ways(one.name, one.alternatives(() if match == "any" else one.words)))
    for exact in interpreted.exact:
        yield from _best(contributions.ways(exact[0], Alternatives(strings=exact)))


def _best(ways: Sequence[Sequence[Part]]) -> Iterator[Part]:
    """Yield the parts of every way; only those of the way that scores highest count."""
    totals = [sum(part.score for part in way) for way in ways]
    best = totals.index(max(totals)) if totals else 0
    for place, way in enumerate(ways):
        yield from (replace(part, counted=place == best) for part in way)


def _part(thing: str, one: Contribution, *, exact: bool) -> Part:
    return Part(thing, one.text, exact, one.field, one.count, one.score)
