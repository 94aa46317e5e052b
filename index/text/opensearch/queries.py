"""From a question in the index's own terms to the cluster's: what matches, what it scores, what lets it pass."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import log
from typing import Any

from index.text.opensearch.documents import sendable
from index.text.opensearch.mapping import FIELDS
from index.text.protocol import Alternatives, ColumnFilter, TextQuery
from index.text.registry import COLUMNS
from index.text.scoring import WEIGHTS

Clause = dict[str, Any]
SECTIONS: Clause = {"term": {"part": "section"}}
REPORTS: Clause = {"term": {"part": "report"}}
NOTHING: Clause = {"match_none": {}}


@dataclass(frozen=True, slots=True)
class Rarity:
    """In how many of the index's sections each string stands, which decides what it scores."""

    sections: int = 0
    having: Mapping[str, int] = field(default_factory=dict)

    def idf(self, string: str) -> float:
        having = self.having.get(string, 0)
        return log(max(self.sections, having, 1) / (having + 1)) + 1


def strings_of(query: TextQuery) -> tuple[str, ...]:
    """Return the strings of a query that score."""
    either = (string for one in query.alternatives for string in one.strings)
    return tuple(dict.fromkeys(string for string in (*query.phrases, *either) if string))


def is_scored(query: TextQuery) -> bool:
    return bool(query.words or any(query.phrases) or query.alternatives)


def matching(query: TextQuery, rarity: Rarity) -> Clause:
    """Return the clause for what a query matches and scores, without its filters."""
    scored = [word(one) for one in dict.fromkeys(query.words)]
    scored += [string(one, rarity.idf(one)) for one in dict.fromkeys(query.phrases) if one]
    scored += [alternatives(one, rarity) for one in query.alternatives]
    unwanted = [word(one) for one in dict.fromkeys(query.excluded_words)]
    unwanted += [string(one) for one in dict.fromkeys(query.excluded_phrases) if one]
    clause: Clause = {"filter": [SECTIONS]}
    if scored and query.match == "all":
        clause["must"] = scored
    elif scored:
        clause |= {"should": scored, "minimum_should_match": 1}
    if unwanted:
        clause["must_not"] = unwanted
    found: Clause = {"bool": clause}
    return _boosted(found, query) if scored and query.boosted and query.boost != 1.0 else found


def _boosted(clause: Clause, query: TextQuery) -> Clause:
    preferred = {"bool": {"filter": filters(query.boosted)}}
    functions = [{"filter": preferred, "weight": query.boost}]
    return {"function_score": {"query": clause, "functions": functions, "boost_mode": "multiply"}}


def word(text: str) -> Clause:
    """Find a word in any field; the fields' scores add up."""
    return {"bool": {"should": [_term(FIELDS[name], text, weight.boost) for name, weight in WEIGHTS.items()]}}


def string(text: str, idf: float = 1.0) -> Clause:
    """Find a folded string just where it stands; it scores as if it were one word of the body."""
    text, boost = sendable(text), WEIGHTS["body"].boost * idf
    if len(text) == 1:
        return _term("exact.char", text, boost)
    pairs = len(text) - 1  # each scores for itself, and all of them alike
    return {"match_phrase": {"exact": {"query": text, "boost": boost / pairs}}}


def alternatives(thing: Alternatives, rarity: Rarity) -> Clause:
    """Find a thing said in several ways; the one that scores highest counts."""
    ways = [string(text, rarity.idf(text) * thing.weight) for text in dict.fromkeys(thing.strings) if text]
    if thing.words:
        ways.append({"bool": {"must": [word(text) for text in dict.fromkeys(thing.words)]}})
    return {"dis_max": {"queries": ways}} if ways else NOTHING


def _term(name: str, text: str, boost: float) -> Clause:
    return {"term": {name: {"value": sendable(text), "boost": boost}}}


def filters(column_filters: Iterable[ColumnFilter]) -> list[Clause]:
    """Return clauses all of which have to let a document pass."""
    clauses: list[Clause] = []
    for column_filter in column_filters:
        if column_filter.include:
            clauses.append(_any_of(column_filter.column, column_filter.include))
        if column_filter.exclude:
            clauses.append({"bool": {"must_not": [_any_of(column_filter.column, column_filter.exclude)]}})
    return clauses


def _any_of(column: str, values: Iterable[str]) -> Clause:
    """Keep documents with one of the values; of numbers, what is none is no document's."""
    if COLUMNS[column].numeric:
        return {"terms": {column: [int(value) for value in sorted(values) if value.isdecimal() and len(value) < 9]}}
    return {"terms": {column: [sendable(value) for value in sorted(values)]}}


def both(first: Clause, *others: Sequence[Clause]) -> Clause:
    """Return the first clause, scored, kept to what every other one lets pass."""
    kept = [one for part in others for one in part]
    return {"bool": {"must": [first], "filter": kept}} if kept else first


def with_sections(clause: Clause, **more: Any) -> Clause:
    """Find reports by their sections; the best of them gives the score."""
    return {"has_child": {"type": "section", "query": clause, "score_mode": "max", **more}}
