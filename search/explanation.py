"""Why a section scores as it does: what each thing of a query adds, in which field. For people who ask."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from index.text.folding import fold
from index.text.protocol import Contribution, Either, Match
from search.expansion import Understood
from search.questions import Explanation, Part


class Index(Protocol):
    def explain(
        self, report: str, section: str, words: Sequence[str], strings: Sequence[str] = ()
    ) -> tuple[Contribution, ...]: ...


@dataclass(frozen=True, slots=True)
class _Found:
    words: tuple[Contribution, ...]
    strings: tuple[Contribution, ...]

    def of_words(self, thing: str, words: Sequence[str]) -> list[Part]:
        return [_part(thing, one, exact=False) for one in self.words if one.text in words]

    def ways(self, thing: str, either: Either) -> list[list[Part]]:
        """Return the ways of saying a thing that the section has, each with its parts."""
        strings = [
            [replace(_part(thing, one, exact=True), score=one.score * either.weight)]
            for one in self.strings
            if one.text in either.strings
        ]
        words = self.of_words(thing, either.words)
        every = either.words and {part.text for part in words} == set(either.words)
        return [*([words] if every else []), *strings]


def explain(index: Index, report: str, section: str, asked: Understood, match: Match, factor: float) -> Explanation:
    """Explain a hit of a query. Raises TextIndexError where the index cannot answer."""
    found = _Found(
        index.explain(report, section, asked.marked_words()),
        index.explain(report, section, (), [fold(string) for string in asked.strings()]),
    )
    return Explanation(factor, tuple(_parts(found, asked, match)))


def _parts(found: _Found, asked: Understood, match: Match) -> Iterator[Part]:
    alone = asked.words(match)
    for one in asked.said:
        yield from found.of_words(one.name, [word for word in one.words if word in alone])
        alone = tuple(word for word in alone if word not in one.words)
        if one.typed or one.synonyms:
            yield from _best(found.ways(one.name, one.either(() if match == "any" else one.words)))
    for exact in asked.exact:
        yield from _best(found.ways(exact[0], Either(strings=exact)))


def _best(ways: Sequence[Sequence[Part]]) -> Iterator[Part]:
    """Yield the parts of every way; only those of the way that scores highest count."""
    totals = [sum(part.score for part in way) for way in ways]
    best = totals.index(max(totals)) if totals else 0
    for place, way in enumerate(ways):
        yield from (replace(part, counted=place == best) for part in way)


def _part(thing: str, one: Contribution, *, exact: bool) -> Part:
    return Part(thing, one.text, exact, one.field, one.count, one.score)
