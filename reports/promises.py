"""What a report says it will do, set beside what the report of the year after says: by topic, judged by nobody.

Wordings stand in reports/data/promises.toml. That a sentence of the later report is alike says nothing of whether
something was done; that none is says only that no sentence has the words.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cache

from reports.boilerplate import is_prescribed
from reports.data import toml
from reports.differences import Sentence, of_section
from reports.model import Section
from reports.text.grams import grams
from reports.text.wording import patterns

_LEAST = 0.18
"""Cosine of the pairs of characters of two sentences, weighted by rarity, from which they are set beside each other."""
_LEAST_CLAUSE = 0.3
"""The same of two clauses, which are shorter and have more in common by chance."""
_LEAST_PAIRS = 4
"""Pairs of characters from which a clause says what it is about."""
_MOST = 3
"""Sentences shown beside a plan: those most alike."""
_Vector = Mapping[str, float]
_CLAUSE = re.compile("[，,。；;：:！]")
_pattern = patterns("promises.toml", "patterns")
_ITEM = _pattern("item")
_NO_TOPIC = _pattern("no_topic")
_LATER = _pattern("later")
_SHORTEST = 10
_OPENING = 40
"""Characters of a sentence in which it says that it speaks of what is to come."""
_ENDS = ("。", "；", ";", "！", "：", ":")


@dataclass(frozen=True, slots=True)
class Plan:
    """A sentence that says what will be done, with its section."""

    sentence: Sentence
    section: Section


@dataclass(frozen=True, slots=True)
class LikeSentence:
    """A sentence of the report of the year after that is about the same; `likeness` from 0 to 1."""

    sentence: Sentence
    section: Section
    likeness: float


def plans(text: str, sections: Sequence[Section], year: int) -> list[Plan]:
    """Return the sentences of a report of a year that say what will be done, in reading order.

    A heading or a sentence that opens what is to come holds for its section and for those below it.
    """
    words = _wordings()
    found: list[Plan] = []
    opened: dict[int, tuple[_Coming, bool]] = {0: (_Coming.NOT, False)}
    for section in sections:
        above = max((level for level in opened if level < section.level), default=0)
        opened = {level: state for level, state in opened.items() if level <= above}
        state, there = opened.get(above, (_Coming.NOT, False))
        state = max(state, _coming_by(section.heading))
        there = there or words["where"].search(section.heading) is not None
        for one in of_section(text, section):
            said = _ITEM.sub("", one.packed)
            lacks = words["never"].search(said)
            if lacks and there and words["opens_there"].search(said, lacks.end()):
                state = _Coming.ALL
                found.append(Plan(one, section))
            elif lacks:
                if state is _Coming.SOME and words["shortcomings"].search(said):
                    state = _Coming.NOT  # what is listed behind it is what lacks
            elif len(said) >= _SHORTEST:
                state = _Coming.ALL if _opens(said, year, there=there) else state
                if one.packed.endswith(_ENDS) and (state is _Coming.ALL or (state and words["says"].search(said))):
                    found.append(Plan(one, section))
        opened[section.level] = state, there
    return found


class _Coming(IntEnum):
    """Whether what stands somewhere is to come: nothing says so; what has the words; all that says nothing else."""

    NOT = 0
    SOME = 1
    ALL = 2


def _coming_by(heading: str) -> _Coming:
    words = _wordings()
    if not words["headings"].search(heading):
        return _Coming.NOT
    return _Coming.SOME if words["problems"].search(heading) else _Coming.ALL


def _opens(said: str, year: int, *, there: bool) -> bool:
    """Say whether a sentence opens what is to come: by its first words, or by a later year of which it speaks."""
    words = _wordings()
    if words["opens"].match(said):
        return True
    if there and words["opens_there"].search(said[:_OPENING]):
        return True
    return any(int(found[1]) > year for found in _LATER.finditer(said[:_OPENING]))


def answers(plans: Sequence[Plan], text: str, sections: Sequence[Section]) -> list[tuple[LikeSentence, ...]]:
    """Return for each plan the sentences of a later report that are about the same, the most alike first."""
    own = [(one, section) for section in sections for one in _long(text, section)]
    told = [_clauses(one.packed) for one, _ in own]
    asked = [_clauses(plan.sentence.packed) for plan in plans]
    seen = Counter(pair for one in (*told, *asked) for pair in one[0])
    rare = {pair: math.log(1 + (len(told) + len(asked)) / count) for pair, count in seen.items()}
    vectors = [[_vector(part, rare) for part in one] for one in told]
    return [tuple(_alike([_vector(part, rare) for part in one], vectors, own)) for one in asked]


def _long(text: str, section: Section) -> Iterator[Sentence]:
    """Yield the whole sentences of a section: titles, rows of tables and forms tell nothing of a plan."""
    for one in of_section(text, section):
        if len(one.packed) >= _SHORTEST and one.packed.endswith(_ENDS) and not is_prescribed(one.text):
            yield one


def _alike(
    wanted: Sequence[_Vector], vectors: Sequence[Sequence[_Vector]], own: Sequence[tuple[Sentence, Section]]
) -> Iterator[LikeSentence]:
    scored = sorted((-_likeness(wanted, other), place) for place, other in enumerate(vectors))
    for score, place in scored[:_MOST]:
        if -score >= _LEAST:
            yield LikeSentence(*own[place], min(1.0, -score))


def _likeness(one: Sequence[_Vector], other: Sequence[_Vector]) -> float:
    """Compare two sentences as wholes and clause by clause: a long plan is of several things."""
    whole = _cosine(one[0], other[0])
    parts = max((_cosine(part, known) for part in one[1:] for known in other[1:]), default=0.0)
    return max(whole, parts * _LEAST / _LEAST_CLAUSE)


def _cosine(one: _Vector, other: _Vector) -> float:
    return sum(weight * other.get(pair, 0.0) for pair, weight in one.items())


def _clauses(words: str) -> list[Counter[str]]:
    """Count the pairs of characters of a sentence, and of each of its clauses that says enough."""
    parts = [_pairs(part) for part in _CLAUSE.split(words)]
    return [_pairs(words), *(part for part in parts if part.total() >= _LEAST_PAIRS)]


def _pairs(words: str) -> Counter[str]:
    """Count the pairs of characters of words, without what every plan has."""
    kept = _wordings()["common"].sub("\n", _NO_TOPIC.sub("\n", words)).split("\n")
    return Counter(pair for part in kept for pair in grams(part, 2))


def _vector(pairs: Mapping[str, int], rare: Mapping[str, float]) -> _Vector:
    weighted = {pair: count * rare[pair] for pair, count in pairs.items()}
    length = math.sqrt(sum(weight * weight for weight in weighted.values()))
    return {pair: weight / length for pair, weight in weighted.items()} if length else {}


@cache
def _wordings() -> Mapping[str, re.Pattern[str]]:
    told: Mapping[str, list[str]] = {name: words for name, words in toml("promises.toml").items() if name != "patterns"}
    return {name: re.compile("|".join(sorted(words, key=len, reverse=True))) for name, words in told.items()}
