"""The cut of a sentence into the terms of the word lists.

It is the cut that leaves the fewest characters unknown, then the fewest words; its cost is linear.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from reports.prose.wording import lengths, terms
from reports.text.digits import TO_ARABIC
from reports.text.mentions import Mention
from reports.text.wording import pattern, term_patterns

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


def cut(text: str, mentions: Sequence[Mention], year: int) -> tuple[Word, ...]:
    """Cut a sentence into words; numbers, years, months and hidden titles are words of their own."""
    known, several, fixed = terms(), lengths(), _fixed(text, mentions, year)
    cost, ends, stop, run = [0] * (len(text) + 1), [0] * len(text), len(text), len(text)
    for at in range(len(text) - 1, -1, -1):
        if at in fixed:
            ends[at], cost[at], stop, run = fixed[at].end, cost[fixed[at].end], at, at
            continue
        alone = text[at] in known
        ends[at], cost[at] = (at + 1, cost[at + 1] + _WORD) if alone else (run, cost[at + 1] + _UNKNOWN)
        for end in (at + length for length in several.get(text[at : at + 2], ())):
            if end <= stop and cost[end] + _WORD <= cost[at] and text[at:end] in known:
                ends[at], cost[at] = end, cost[end] + _WORD
        if text[at : ends[at]] in known:  # else what is unknown goes on to the end of the run
            run = at
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


@lru_cache(maxsize=256)
def cut_once(text: str, year: int) -> tuple[Word, ...]:
    """Cut what is met again and again, headings and the sentence before, without its numbers."""
    return cut(text, (), year)


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
