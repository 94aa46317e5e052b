"""The word lists of reports/data/words, and the cut of a sentence into their terms.

A file of words is a slot (object, act, channel …), a heading `[kind]` or `[kind : matter]` begins the terms of one
kind, one term a line; {name} stands for the terms of a set (sets.txt), {a|b|} for a, b or nothing. The cut leaves the
fewest characters unknown, then takes the fewest words; its cost is linear.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import product

from reports.data import HERE
from reports.text.digits import TO_ARABIC
from reports.text.mentions import Mention
from reports.text.wording import pattern, term_patterns

_HEAD = re.compile(r"(?m)^\[(.+)\]$")
_NO_SLOTS = ("sets", "body")
_YEARS = {0: "this", -1: "last", 1: "next"}
_UNKNOWN, _WORD = 3, 1


@dataclass(frozen=True, slots=True)
class Word:
    """A term of the lists, or what stands between them: `kinds` by slot; slots `break`, `number`, `year`, `unknown`."""

    text: str
    start: int
    end: int
    kinds: Mapping[str, str]

    def of(self, slot: str, *kinds: str) -> bool:
        """Tell whether the word stands in a list of the slot, in one of the kinds where some are named."""
        kind = self.kinds.get(slot)
        return kind is not None and (not kinds or kind in kinds)

    @property
    def matter(self) -> str:
        """The matter an object belongs to, empty for other words."""
        return self.kinds.get("matter", "")


@cache
def terms() -> Mapping[str, Mapping[str, str]]:
    """Return all terms with their kinds by slot; an object's matter is one."""
    found: dict[str, dict[str, str]] = {}
    for slot in sorted(path.stem for path in (HERE / "words").glob("*.txt") if path.stem not in _NO_SLOTS):
        for head, lines in kinds(slot).items():
            kind, _, matter = head.partition(" : ")
            for term in (term for line in lines for term in _spelled(line)):
                found.setdefault(term, {}).update({slot: kind, "matter": matter} if matter else {slot: kind})
    return found


@cache
def lengths() -> Mapping[str, Sequence[int]]:
    """Return how long the terms are that begin with two characters, the shortest first."""
    found: dict[str, set[int]] = {}
    for term in terms():
        found.setdefault(term[:2], set()).add(len(term))
    return {begun: sorted(several) for begun, several in found.items()}


@cache
def kinds(slot: str) -> Mapping[str, Sequence[str]]:
    """Return the lines of a file of words by heading."""
    _, *parts = _HEAD.split((HERE / "words" / f"{slot}.txt").read_text("utf-8"))
    lines = ([line for line in body.splitlines() if line and not line.startswith("#")] for body in parts[1::2])
    return dict(zip(parts[::2], lines, strict=True))


def _spelled(line: str) -> Iterator[str]:
    parts = (part.split("|") if at % 2 else [part] for at, part in enumerate(re.split("[{}]", line)))
    return map("".join, product(*([term for one in part for term in kinds("sets").get(one, (one,))] for part in parts)))


@lru_cache(maxsize=256)  # headings, and the sentence before, are met again
def cut(text: str, mentions: tuple[Mention, ...], year: int) -> tuple[Word, ...]:
    """Cut a sentence into words; numbers, years, months and hidden titles are words of their own."""
    known, several, fixed = terms(), lengths(), _fixed(text, mentions, year)
    cost, ends, stop, run = [0] * (len(text) + 1), [0] * len(text), len(text), len(text)
    for at in range(len(text) - 1, -1, -1):
        if at in fixed:
            ends[at], cost[at], stop, run = fixed[at].end, cost[fixed[at].end], at, at
            continue
        known_here = text[at] in known
        ends[at], least = (at + 1, cost[at + 1] + _WORD) if known_here else (run, cost[at + 1] + _UNKNOWN)
        for length in several.get(text[at : at + 2], ()):
            end = at + length
            if end <= stop and cost[end] + _WORD <= least and text[at:end] in known:
                ends[at], least, known_here = end, cost[end] + _WORD, True
        cost[at], run = least, at if known_here else run  # what is unknown goes on to the end of its run
    words, at = list[Word](), 0
    while at < len(text):
        piece = text[at : ends[at]]
        words.append(fixed.get(at) or Word(piece, at, ends[at], known.get(piece, {"unknown": ""})))
        at = ends[at]
    return tuple(words)


def since(words: Sequence[Word], breaks: str) -> Sequence[Word]:
    """Return the words after the last of the breaks."""
    return words[max((i + 1 for i, w in enumerate(words) if w.of("break") and w.text in breaks), default=0) :]


def upto(words: Sequence[Word], stops: Callable[[Word], bool]) -> Sequence[Word]:
    """Return the words before the first that stops."""
    return words[: next((i for i, w in enumerate(words) if stops(w)), len(words))]


def _fixed(text: str, mentions: Sequence[Mention], year: int) -> dict[int, Word]:
    """Return the words that are no terms, by where they begin."""
    spans = {m.start: (m.end, "number", str(i)) for i, m in enumerate(mentions)}
    for m in pattern("year").finditer(text):
        aside = pattern("before_aside").search(text, max(0, m.start() - 4), m.start())
        slot = "aside" if aside or pattern("after_aside").match(text, m.end()) else "year"
        spans[m.start()] = (m.end(), slot, _year(m[0], year))
    for slot, kind, term in term_patterns():
        for m in term.finditer(text):
            spans.setdefault(m.start(), (m.end(), slot, kind))
    fixed, position = dict[int, Word](), 0
    for start, (end, slot, kind) in sorted(spans.items()):
        if start >= position:
            fixed[start] = Word(text[start:end], start, end, {slot: kind})
            position = end
    return fixed


def _year(said: str, year: int) -> str:
    digits = said.translate(TO_ARABIC)
    return _YEARS.get(int(digits) - year, "other") if len(digits) == 4 and digits.isdecimal() else "other"
