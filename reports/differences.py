"""What two readings differ in, sentence by sentence: two versions of a report, two years, two agencies.

Says what stands where and judges nothing. Offsets count code points of each report's text.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from reports.model import Section
from reports.text.digits import ZEROS
from reports.text.grams import grams
from reports.text.ordinals import HAN
from reports.text.space import without_space

_SENTENCE = re.compile(r"[^。；！？\n]+[。；！？]*|[。；！？]+")
_FIGURES = re.compile(rf"[\d{ZEROS}{HAN}]+")
_ALIKE = 0.5
"""Share of pairs of characters that a changed sentence has in common with what it was."""
_HEADING_ALIKE = 0.6
_MOST_PAIRS = 10_000
"""Pairs of sentences compared within one changed place; beyond that they are told as removed and added."""


class Change(StrEnum):
    """What became of a sentence."""

    SAME = "same"
    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with its place; `text` is as printed, without the space around it."""

    text: str
    start: int
    end: int

    @property
    def packed(self) -> str:
        return without_space(self.text)


@dataclass(frozen=True, slots=True)
class Pair:
    """A sentence before and after. `ranges` are what differs in each, as places in its own text."""

    change: Change
    before: Sentence | None
    after: Sentence | None
    ranges: tuple[tuple[tuple[int, int], ...], tuple[tuple[int, int], ...]] = ((), ())


@dataclass(frozen=True, slots=True)
class Aligned:
    """Two sections that answer each other, either of which may be lacking, with their sentences."""

    before: Section | None
    after: Section | None
    pairs: tuple[Pair, ...]


def sentences(text: str, start: int = 0) -> Iterator[Sentence]:
    """Yield the sentences of a text that stands at `start`; the lines of a table are one each."""
    for found in _SENTENCE.finditer(text):
        said = found[0].strip()
        if said:
            at = start + found.start() + len(found[0]) - len(found[0].lstrip())
            yield Sentence(said, at, at + len(said))


def compare(before: tuple[str, Sequence[Section]], after: tuple[str, Sequence[Section]]) -> tuple[Aligned, ...]:
    """Align the sections of two texts, in the order of the second, and compare their sentences."""
    (old_text, old), (new_text, new) = before, after
    found = []
    for one, other in _aligned(old, new):
        was = list(of_section(old_text, one)) if one else []
        now = list(of_section(new_text, other)) if other else []
        found.append(Aligned(one, other, tuple(_pairs(was, now))))
    return _moved(found)


def of_section(text: str, section: Section) -> Iterator[Sentence]:
    """Yield a section's sentences without its number and heading, which run into the first one in crawled text."""
    own = text[section.start : section.end]
    at = own.find(section.heading) if section.heading else -1
    begun = at + len(section.heading) if 0 <= at <= len(section.number) + 4 else 0
    return sentences(own[begun:], section.start + begun)


def counts(aligned: Sequence[Aligned]) -> dict[str, int]:
    """Count the sentences by what became of them."""
    found = Counter(pair.change.value for one in aligned for pair in one.pairs)
    return {change.value: found[change.value] for change in Change}


def _aligned(old: Sequence[Section], new: Sequence[Section]) -> Iterator[tuple[Section | None, Section | None]]:
    """Pair sections, the most alike first and never across a pair that stands; what is left over comes in its place."""
    scored = sorted(
        (
            (-alike, abs(place / (len(old) or 1) - spot / (len(new) or 1)), place, spot)
            for place, one in enumerate(old)
            for spot, other in enumerate(new)
            if (alike := _likeness(one, other)) >= 1
        )
    )
    mate: dict[int, int] = {}
    for _, _, place, spot in scored:
        if place in mate or spot in mate.values():
            continue
        if all((place < there) == (spot < mate[there]) for there in mate):
            mate[place] = spot
    at = 0
    of = {spot: place for place, spot in mate.items()}
    for spot, other in enumerate(new):
        if spot in of:
            while at < of[spot]:
                yield old[at], None
                at += 1
            yield old[of[spot]], other
            at = of[spot] + 1
        else:
            yield None, other
    yield from ((one, None) for one in old[at:])


def _likeness(one: Section, other: Section) -> float:
    """Tell how surely two sections answer each other: 1 and more is enough."""
    first, second = _FIGURES.sub("", one.heading), _FIGURES.sub("", other.heading)
    if not first and not second:
        return 1.0 if one.level == other.level == 0 else 0.0
    same = 2.0 if first == second else 1.0 if _dice(first, second) >= _HEADING_ALIKE else 0.0
    return same + (0.6 if one.kind == other.kind else 0.0) + (0.4 if one.level == other.level else 0.0)


def _pairs(was: Sequence[Sentence], now: Sequence[Sentence]) -> Iterator[Pair]:
    matcher = SequenceMatcher(None, [one.packed for one in was], [one.packed for one in now], autojunk=False)
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            yield from (Pair(Change.SAME, *both) for both in zip(was[a:b], now[c:d], strict=True))
        else:
            yield from _changed(was[a:b], now[c:d])


def _changed(was: Sequence[Sentence], now: Sequence[Sentence]) -> Iterator[Pair]:
    """Pair sentences of one changed place that have most in common, in order; others went or came."""
    mate: dict[int, int] = {}
    if len(was) * len(now) <= _MOST_PAIRS:
        scored = sorted(
            ((-_dice(one.packed, other.packed), a, b) for a, one in enumerate(was) for b, other in enumerate(now))
        )
        for score, a, b in scored:
            if -score < _ALIKE:
                break
            if a not in mate and b not in mate.values() and all((a < x) == (b < y) for x, y in mate.items()):
                mate[a] = b
    at = 0
    for a, one in enumerate(was):
        if a not in mate:
            yield Pair(Change.REMOVED, one, None)
            continue
        yield from (Pair(Change.ADDED, None, other) for other in now[at : mate[a]])
        other = now[mate[a]]
        yield Pair(Change.CHANGED, one, other, _ranges(one.text, other.text))
        at = mate[a] + 1
    yield from (Pair(Change.ADDED, None, other) for other in now[at:])


def _ranges(was: str, now: str) -> tuple[tuple[tuple[int, int], ...], tuple[tuple[int, int], ...]]:
    """Say what differs in two sentences, in each as places in it; a number differs as a whole."""
    first, second = _tokens(was), _tokens(now)
    matcher = SequenceMatcher(None, [one for one, _ in first], [one for one, _ in second], autojunk=False)
    left, right = [], []
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag != "equal":
            left += [(first[a][1], first[b - 1][1] + len(first[b - 1][0]))] if b > a else []
            right += [(second[c][1], second[d - 1][1] + len(second[d - 1][0]))] if d > c else []
    return tuple(left), tuple(right)


def _tokens(text: str) -> list[tuple[str, int]]:
    return [(found[0], found.start()) for found in re.finditer(r"[0-9A-Za-z.,％%]+|.", text, re.S)]


def _dice(one: str, other: str) -> float:
    first = Counter(grams(one, 2))
    second = Counter(grams(other, 2))
    whole = first.total() + second.total()
    return 2 * (first & second).total() / whole if whole else float(one == other)


def _moved(found: Sequence[Aligned]) -> tuple[Aligned, ...]:
    """Tell sentences that stand word for word in another section from those that went and came."""
    gone: dict[str, deque[Sentence]] = defaultdict(deque)
    for pair in (pair for one in found for pair in one.pairs if pair.change is Change.REMOVED):
        if pair.before:
            gone[pair.before.packed].append(pair.before)
    came = Counter(p.after.packed for one in found for p in one.pairs if p.change is Change.ADDED and p.after)
    both = {said for said, those in gone.items() if len(those) == came[said]}

    def told(pair: Pair) -> Pair | None:
        if pair.change is Change.ADDED and pair.after and pair.after.packed in both:
            return Pair(Change.MOVED, gone[pair.after.packed].popleft(), pair.after)
        return None if pair.change is Change.REMOVED and pair.before and pair.before.packed in both else pair

    return tuple(
        Aligned(one.before, one.after, tuple(kept for pair in one.pairs if (kept := told(pair)) is not None))
        for one in found
    )
