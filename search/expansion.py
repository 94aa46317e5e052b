"""What a query means to the index: its words, what else says the same, and which words only make a question of it.

- Traditional characters and full-width forms are read as simplified and plain ones. What was typed is looked for as
  well, so that reprints in traditional characters are found; this holds for exact strings and exclusions too.
- Words outside quotes stand for their synonyms (reports/data/synonyms.toml) unless that is turned off.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from index.text.folding import fold
from index.text.protocol import Alternatives, Match
from index.text.simplified import half_width, simplified
from reports.synonyms import synonyms
from search import query
from search.questions import ParsedQuery

SYNONYM_WEIGHT = 0.7
"""A synonym's score beside that of the word itself: who writes 公众号 wants 公众号 first."""

FIRST_HAN = "\u3400"

Names = dict[str, list[tuple[str, tuple[str, ...]]]]
"""Names that have synonyms, each with its words, by the first of these."""


@dataclass(frozen=True, slots=True)
class Clause:
    """One thing a query asks for: `name` as it is written there, its words, and strings that say the same.

    A `fragment` is a single 汉字 that was cut from a longer term, as happens to words no dictionary has.
    """

    name: str
    words: tuple[str, ...]
    typed: tuple[str, ...] = ()
    synonyms: tuple[str, ...] = ()
    fragment: bool = False

    def alternatives(self, words: tuple[str, ...]) -> Alternatives:
        """Return it for the index; what was typed itself counts in full where there are no synonyms beside it."""
        weight = SYNONYM_WEIGHT if self.synonyms else 1.0
        return Alternatives(words, tuple(map(fold, (*self.typed, *self.synonyms))), weight)


@dataclass(frozen=True, slots=True)
class InterpretedQuery:
    """A query ready for the index. `parsed` is what answers say of it; `questions` are words of `parsed.words`."""

    parsed: ParsedQuery
    said: tuple[Clause, ...]
    exact: tuple[tuple[str, ...], ...]
    excluded_words: tuple[str, ...]
    excluded_phrases: tuple[str, ...]
    questions: frozenset[str]

    @property
    def count(self) -> int:
        """How many things are asked for."""
        return len(self.said) + len(self.exact)

    def words(self, match: Match) -> tuple[str, ...]:
        """Return the words that are looked for by themselves."""
        alone = (one.words for one in self.said if match == "any" or not (one.typed or one.synonyms))
        return tuple(dict.fromkeys(word for words in alone for word in words))

    def phrases(self) -> tuple[str, ...]:
        return tuple(ways[0] for ways in self.exact if len(ways) == 1)

    def alternatives(self, match: Match) -> tuple[Alternatives, ...]:
        """Return what is looked for in several ways; where any word is enough, the words stand by themselves."""
        several = [one for one in self.said if one.typed or one.synonyms]
        found = [one.alternatives(() if match == "any" else one.words) for one in several]
        return (*found, *(Alternatives(strings=ways) for ways in self.exact if len(ways) > 1))

    def without_questions(self) -> InterpretedQuery | None:
        """Return the query without its question words; None where it has none or nothing else."""
        rest = tuple(one for one in self.said if not self.questions.issuperset(one.words))
        if len(rest) == len(self.said) or not (rest or self.exact):
            return None
        return replace(self, said=rest, parsed=self._ignoring(self.questions), questions=frozenset())

    def without_fragments(self) -> InterpretedQuery:
        """Return the query without its fragments; as it is where it has nothing else."""
        rest = tuple(one for one in self.said if not one.fragment)
        if len(rest) == len(self.said) or not (rest or self.exact):
            return self
        ignored = {word for one in self.said if one.fragment for word in one.words}
        return replace(self, said=rest, parsed=self._ignoring(ignored.union(self.parsed.ignored)))

    def _ignoring(self, words: Collection[str]) -> ParsedQuery:
        return replace(self.parsed, ignored=tuple(word for word in self.parsed.words if word in words))

    def marked_words(self) -> tuple[str, ...]:
        """Return the words to mark in texts."""
        return tuple(dict.fromkeys(word for one in self.said for word in one.words))

    def strings(self) -> tuple[str, ...]:
        """Return the strings to mark in texts."""
        return tuple(
            dict.fromkeys(
                (
                    *(string for ways in self.exact for string in ways),
                    *(string for one in self.said for string in (*one.typed, *one.synonyms)),
                )
            )
        )


def interpret(q: str, cutter: query.QueryAnalyser, *, expand: bool = True) -> InterpretedQuery:
    """Take a query apart and find what else says the same. Raises QuestionError as `search.query.parse` does."""
    typed = query.parse(q, cutter)
    normalised = simplified(half_width(q))
    changed = None if normalised == q else normalised
    said = tuple(_said(q, typed, cutter, expand))
    words = tuple(dict.fromkeys([word for one in said for word in one.words]))
    unwanted = [way for phrase in typed.excluded_phrases for way in _ways(phrase)]
    return InterpretedQuery(
        parsed=ParsedQuery(
            q=typed.q,
            words=words,
            phrases=typed.phrases,
            excluded_words=typed.excluded_words,
            excluded_phrases=typed.excluded_phrases,
            normalised=changed,
            expansions={one.name: one.synonyms for one in said if one.synonyms},
        ),
        said=said,
        exact=tuple([_ways(phrase) for phrase in typed.phrases]),
        excluded_words=typed.excluded_words,
        excluded_phrases=tuple(dict.fromkeys([*_other_characters(typed), *unwanted])),
        questions=synonyms().questions.intersection(words),
    )


def _said(q: str, typed: ParsedQuery, cutter: query.QueryAnalyser, expand: bool) -> Iterator[Clause]:
    if not typed.words:
        return
    plain = [term.text for term in query.terms(q) if not term.quoted and not term.excluded]
    apart = {simplified(text) for text in plain}
    names = _names(cutter.query_words) if expand else {}
    alone: dict[str, Clause] = {}
    for text in plain:
        simple = simplified(text)
        words = cutter.query_words(simple)
        as_typed = dict(_typed_otherwise(words, text, simple)) if simple != text else {}
        place = 0
        while place < len(words):
            found = _synonyms(words[place:], names) if words[place] in names else None
            name, taken, others = found or (words[place], words[place : place + 1], ())
            way = (as_typed[taken[0]],) if len(taken) == 1 and taken[0] in as_typed else ()
            fragment = len(name) == 1 and name >= FIRST_HAN and name not in apart and not others
            alone.setdefault(name, Clause(name, taken, way, others, fragment))
            place += len(taken)
    yield from alone.values()


def _typed_otherwise(words: Sequence[str], text: str, simple: str) -> Iterator[tuple[str, str]]:
    """Yield each word that was typed in other characters, and how."""
    folded, typed, end = fold(simple), fold(text), 0
    if len(folded) != len(typed):
        return
    for word in words:
        place = folded.find(word, end)
        if place < 0:
            continue
        end = place + len(word)
        if typed[place:end] != word:
            yield word, typed[place:end]


def _synonyms(words: tuple[str, ...], names: Names) -> tuple[str, tuple[str, ...], tuple[str, ...]] | None:
    """Return the longest name with synonyms that the words begin with, its words, and the synonyms."""
    for name, cut in names[words[0]]:
        if words[: len(cut)] == cut:
            return name, cut, synonyms().also[name]
    return None


@lru_cache(4)
def _names(cut_words: Callable[[str], tuple[str, ...]]) -> Names:
    """Return the names of the table by their first word, the longest first, as the cutter cuts them."""
    found: Names = {}
    for name in sorted(synonyms().also, key=len, reverse=True):
        if cut := cut_words(name):
            found.setdefault(cut[0], []).append((name, cut))
    return found


def _ways(phrase: str) -> tuple[str, ...]:
    """Return an exact string as typed and as it is written in simplified characters, folded."""
    return tuple(dict.fromkeys((fold(phrase), fold(simplified(phrase)))))


def _other_characters(typed: ParsedQuery) -> Iterator[str]:
    """Yield excluded words that were typed in other characters as strings: cut anew they may be several words."""
    for word in typed.excluded_words:
        if (simple := fold(simplified(word))) != word:
            yield simple
