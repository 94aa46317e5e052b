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
from functools import cache

from reports.data import toml
from reports.differences import Sentence, of_section
from reports.model import Section

_LEAST = 0.18
"""Cosine of the pairs of characters of two sentences, weighted by rarity, from which they are set beside each other."""
_MOST = 3
"""Sentences shown beside a plan: those most alike."""
_ITEM = re.compile(r"^(?:[一二三四五六七八九十]是|[（(][一二三四五六七八九十\d]+[）)]|\d+[.、．])")
_SHORTEST = 10


@dataclass(frozen=True, slots=True)
class Plan:
    """A sentence that says what will be done, with its section."""

    sentence: Sentence
    section: Section


@dataclass(frozen=True, slots=True)
class Answer:
    """A sentence of the report of the year after that is about the same; `likeness` from 0 to 1."""

    sentence: Sentence
    section: Section
    likeness: float


def plans(text: str, sections: Sequence[Section]) -> list[Plan]:
    """Return the sentences of a report that say what will be done, in reading order."""
    words = _wordings()
    found = []
    for section in sections:
        coming = bool(words["headings"].search(section.heading))
        for one in of_section(text, section):
            said = re.sub(r"\d+", "0", _ITEM.sub("", one.folded))
            opens = bool(words["opens"].match(said))
            coming = coming or opens
            if len(said) < _SHORTEST or words["never"].search(said):
                continue
            if opens or (coming and words["says"].search(said)):
                found.append(Plan(one, section))
    return found


def answers(wanted: Sequence[Plan], text: str, sections: Sequence[Section]) -> list[tuple[Answer, ...]]:
    """Return for each plan the sentences of a later report that are about the same, the most alike first."""
    own = [(one, section) for section in sections for one in _long(text, section)]
    told = [_pairs(one.folded) for one, _ in own]
    asked = [_pairs(plan.sentence.folded) for plan in wanted]
    seen = Counter(pair for one in (*told, *asked) for pair in one)
    rare = {pair: math.log(1 + (len(told) + len(asked)) / count) for pair, count in seen.items()}
    vectors = [_vector(one, rare) for one in told]
    return [tuple(_alike(_vector(one, rare), vectors, own)) for one in asked]


def _long(text: str, section: Section) -> Iterator[Sentence]:
    for one in of_section(text, section):
        if len(one.folded) >= _SHORTEST:
            yield one


def _alike(
    wanted: Mapping[str, float], vectors: Sequence[Mapping[str, float]], own: Sequence[tuple[Sentence, Section]]
) -> Iterator[Answer]:
    def likeness(other: Mapping[str, float]) -> float:
        return sum(weight * other.get(pair, 0.0) for pair, weight in wanted.items())

    scored = sorted((-likeness(other), place) for place, other in enumerate(vectors))
    for score, place in scored[:_MOST]:
        if -score >= _LEAST:
            yield Answer(*own[place], min(1.0, -score))


def _pairs(words: str) -> Counter[str]:
    """Count the pairs of characters of a sentence, without what every plan has."""
    parts = _wordings()["common"].sub("\n", re.sub(r"[^\u3400-\u9fffA-Za-z]+", "\n", words)).split("\n")
    return Counter(part[at : at + 2] for part in parts for at in range(len(part) - 1))


def _vector(pairs: Mapping[str, int], rare: Mapping[str, float]) -> dict[str, float]:
    weighted = {pair: count * rare[pair] for pair, count in pairs.items()}
    length = math.sqrt(sum(weight * weight for weight in weighted.values()))
    return {pair: weight / length for pair, weight in weighted.items()} if length else {}


@cache
def _wordings() -> Mapping[str, re.Pattern[str]]:
    told: Mapping[str, list[str]] = toml("promises.toml")
    return {name: re.compile("|".join(sorted(words, key=len, reverse=True))) for name, words in told.items()}
