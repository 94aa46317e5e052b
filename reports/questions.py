"""The words in which people ask for the numbers of the forms (reports/data/questions.toml)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any, Literal

from reports.data import toml

Kind = Literal["concept", "applicant", "measure", "operation", "everybody", "filler"]


@dataclass(frozen=True, slots=True)
class Word:
    """What a word says: `value` is the concept, the type of applicant, the measure or the operation."""

    kind: Kind
    value: str


@dataclass(frozen=True, slots=True)
class Wording:
    """One way to ask for a field: all concepts of `needs`, and none but those and `may`."""

    field: str
    needs: frozenset[str]
    may: frozenset[str]

    def fits(self, concepts: frozenset[str]) -> bool:
        return self.needs <= concepts <= self.needs | self.may


@dataclass(frozen=True, slots=True)
class QuestionWords:
    """`before` are the words that set a year against the one before it; `longest` is that of the longest word.

    `broad` are concepts that alone name no number.
    """

    words: Mapping[str, Word]
    wordings: tuple[Wording, ...]
    before: frozenset[str]
    broad: frozenset[str]
    longest: int


@cache
def question_words() -> QuestionWords:
    """Return the table. Raises ValueError where a word is given two meanings."""
    data = toml("questions.toml")
    before = frozenset(data["operations"].pop("before"))
    words: dict[str, Word] = {}
    for word, meaning in _words(data):
        if words.setdefault(word, meaning) != meaning:
            raise ValueError(f"{word} is given as {words[word]} and as {meaning}")
    wordings = tuple(
        Wording(field, frozenset(way.split()), frozenset(row.get("may", ())))
        for field, row in data["fields"].items()
        for way in row["by"]
    )
    broad = frozenset(data["broad"]["concepts"])
    return QuestionWords(MappingProxyType(words), wordings, before, broad, max(map(len, words)))


def _words(data: Mapping[str, Any]) -> Iterator[tuple[str, Word]]:
    tables: dict[str, Kind] = {
        "concepts": "concept",
        "applicants": "applicant",
        "measures": "measure",
        "operations": "operation",
        "everybody": "everybody",
        "filler": "filler",
    }
    for table, kind in tables.items():
        for value, words in data[table].items():
            for word in words:
                yield word, Word(kind, value)
