"""The part of a section that shows best why it was found, as plain text with the ranges of what matched.

Matches are found by patterns over the text as it stands, not by cutting it into words: this runs for every hit.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, pairwise, zip_longest
from typing import Self

from index.text.folding import APART, fold, fold_with_map
from reports.text.digits import ZEROS
from reports.text.ordinals import HAN
from search.questions import Snippet

MOST_MATCHES = 16
"""Matches of one needle that are looked at in a section: beyond them no better part is to be expected."""

_SENTENCE_ENDS = "。；！？!?;\n"
_CLAUSE_ENDS = "，、,：:\t "
_LAST_SENTENCE, _LAST_CLAUSE = (re.compile(f"(?s:.*)[{ends}]") for ends in (_SENTENCE_ENDS, _CLAUSE_ENDS))
_NUMERIC = frozenset(f"0123456789０１２３４５６７８９.．,，%％{ZEROS}{HAN}百千万亿")
_DIGITS = frozenset(f"0123456789０１２３４５６７８９{ZEROS}{HAN}百千万亿")
_HAN = re.compile("[\u3005\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_ELLIPSIS = "…"


@dataclass(frozen=True, slots=True)
class Needle:
    """What to look for: a word of the query or an exact string. `folded` is set for exact strings.

    `plain` is set where a text can hold the needle in one way only, unless one of `parted`, a character of it and a
    blank, stands there; `alone` where what stands around a match does not matter.
    """

    pattern: re.Pattern[str]
    weight: int
    folded: str = ""
    lone: bool = False
    plain: str = ""
    parted: tuple[str, ...] = ()
    alone: bool = True


Match = tuple[int, int, int]
"""Where a needle was found: where it begins and ends, and which one it is, as a bit."""
Run = tuple[int, int, int]
"""Matches that touch or overlap: where they begin and end, and a bit for each needle in them."""


class Needles(tuple[Needle, ...]):
    """What to look for, with what all texts of a page need to know of it."""

    lone: int
    """The bits of needles that are a lone 汉字."""
    weights: tuple[int, ...]
    are_plain: bool

    def __new__(cls, found: Iterable[Needle]) -> Self:
        self = super().__new__(cls, found)
        bits = [(needle, 1 << place) for place, needle in enumerate(self)]
        self.lone = sum(bit for needle, bit in bits if needle.lone)
        self.weights = tuple(needle.weight for needle in self)
        self.are_plain = all(one.plain for one in self)
        return self


def needles(words: tuple[str, ...], phrases: tuple[str, ...]) -> Needles:
    """Prepare the words (as the analyser cuts them) and exact strings (as typed) of a query."""
    exact = [_exact(folded) for folded in map(fold, phrases) if folded]
    return Needles((*exact, *(_word(word, alone=len(words) + len(exact) == 1) for word in words)))


@lru_cache(1024)
def _exact(folded: str) -> Needle:
    return Needle(re.compile(_loose(folded, r"\s*")), 4, folded)


@lru_cache(4096)
def _word(word: str, alone: bool) -> Needle:
    if word[0].isdigit() and word.isascii():
        digits = ",?".join(word.partition(".")[0]) + re.escape("".join(word.partition(".")[1:]))
        return Needle(re.compile(rf"(?<!\d)(?<!\d,)(?<!\d\.){digits}(?!\d)"), 2, alone=False)
    if _HAN.match(word):
        plain = word if all(_variants(char) == char for char in word) else ""
        pattern = re.compile(_loose(word, " *"))
        lone, parted = len(word) == 1 and not alone, tuple(f"{char} " for char in word[:-1])
        return Needle(pattern, min(len(word), 3), lone=lone, plain=plain, parted=parted)
    return Needle(
        re.compile(rf"(?<![^\W\d_{_HAN.pattern[1:-1]}]){_loose(word, '')}(?![^\W\d_{_HAN.pattern[1:-1]}])"),
        weight=2,
        alone=False,
    )


def _loose(folded: str, gap: str) -> str:
    written = (_variants(char) for char in folded)
    gaps = ("" if APART in pair or (pair[0].isdigit() and pair[1].isdigit()) else gap for pair in pairwise(folded))
    return "".join(char + space for char, space in zip_longest(written, gaps, fillvalue=""))


def _variants(char: str) -> str:
    """Match a folded character as a report may write it: in either case, full-width or not."""
    if char == APART:
        return r"\s+"
    forms = {char, char.upper()} if len(char.upper()) == 1 else {char}
    forms |= {chr(ord(form) + 0xFEE0) for form in forms if "!" <= form <= "~"}
    return re.escape(char) if len(forms) == 1 else f"[{''.join(re.escape(form) for form in sorted(forms))}]"


def snippet(text: str, needles: Needles, chars: int, body: int = 0) -> Snippet:
    """Cut about `chars` code points around what matched; where nothing did, the text from `body` (after its heading).

    A cut stands after 。；or a line end where one is near, and never inside a number.
    """
    room = max(chars - 2 * len(_ELLIPSIS), 1)
    matches = _matches(text, needles, 0, len(text))
    runs = _runs(matches, needles.lone, room)
    if not runs:
        start = _skip_space(text, body if text[body:].strip() else 0)
        return _cut(text, start, _right(text, start, start, room), [])
    focus = _best(runs, needles.weights, room * 3 // 4, body) if len(runs) > 1 else runs[0][:2]
    start = _left(text, focus, room)
    end = _right(text, start, focus[1], room)
    return _cut(text, start, end, _runs(_inside(matches, text, needles, start, end), needles.lone, len(text)))


def _matches(text: str, needles: Needles, start: int, end: int) -> list[Match]:
    """Find the needles in text[start:end]: where each match begins and ends and which needle it is, as a bit."""
    matches: list[Match] = []
    blanks, bit = " " in text, 1
    for needle in needles:
        if needle.plain and not (blanks and any(part in text for part in needle.parted)):
            matches += _plain_matches(text, needle.plain, bit, start, end)
        else:
            spans = [match.span() for match in islice(needle.pattern.finditer(text, start, end), MOST_MATCHES)]
            if not spans and needle.folded:
                spans = [span for span in _folded_matches(text, needle.folded) if start <= span[0] and span[1] <= end]
            matches += [(first, last, bit) for first, last in spans]
        bit <<= 1
    if len(needles) > 1:
        matches.sort()
    return matches


def _inside(matches: list[Match], text: str, needles: Needles, start: int, end: int) -> list[Match]:
    """Return the matches in text[start:end] as `_matches` does, from those of the whole text where they tell enough."""
    if start == 0 and end == len(text):
        return matches
    if needles.are_plain:
        return _matches(text, needles, start, end)
    inside = [match for match in matches if start <= match[0] and match[1] <= end]
    near = sum(1 for match in matches if start < match[1] and match[0] < end)
    if near > len(inside) or len(matches) >= MOST_MATCHES or not all(needle.alone for needle in needles):
        return _matches(text, needles, start, end)
    seen, there = ({match[2] for match in some} for some in (matches, inside))
    by_folding = any(needle.folded and 1 << place in seen - there for place, needle in enumerate(needles))
    return _matches(text, needles, start, end) if by_folding else inside


def _plain_matches(text: str, plain: str, bit: int, start: int, end: int) -> list[Match]:
    matches: list[Match] = []
    find, length = text.find, len(plain)
    at = find(plain, start, end)
    while at >= 0 and len(matches) < MOST_MATCHES:
        matches.append((at, at + length, bit))
        at = find(plain, at + length, end)
    return matches


_folded = lru_cache(64)(fold)


def _folded_matches(text: str, folded: str) -> list[tuple[int, int]]:
    """Find an exact string that is written with characters which fold to several (…, ㎡, ⑴)."""
    if folded not in _folded(text):  # mapping takes ten times as long as folding
        return []
    haystack, offsets = fold_with_map(text)
    spans: list[tuple[int, int]] = []
    at = haystack.find(folded)
    while at >= 0 and len(spans) < MOST_MATCHES:
        spans.append((offsets[at], offsets[at + len(folded) - 1] + 1))
        at = haystack.find(folded, at + len(folded))
    return spans


def _runs(matches: Sequence[Match], lone: int, room: int) -> list[Run]:
    """Join touching matches, as long as a run fits the room; a lone 汉字 counts only where it touches another word."""
    if not matches:
        return []
    runs: list[Run] = []
    first, last, needles = matches[0]
    for start, end, bit in matches:
        if start <= last and (end <= last or end - first <= room):
            needles |= bit
            if end > last:
                last = end
        elif start >= last:
            runs.append((first, last, needles))
            first, last, needles = start, end, bit
    runs.append((first, last, needles))
    return ([run for run in runs if run[2] & ~lone] or runs) if lone else runs


def _best(runs: Sequence[Run], weights: tuple[int, ...], room: int, body: int) -> tuple[int, int]:
    """Return where the window with the most needles begins and ends; then the longest run counts, then the text
    below the heading, then the number of runs."""
    best, window = (-1, 0, False, 0), (0, 0)
    for first, (start, end, needles) in enumerate(runs):
        longest, last = end - start, first
        for also_start, also_end, also in runs[first + 1 :]:
            if also_end - start > room:
                break
            end, last, needles = also_end, last + 1, needles | also
            if also_end - also_start > longest:
                longest = also_end - also_start
        rank = (_worth(weights, needles), longest, start >= body, last - first)
        if rank > best:
            best, window = rank, (start, end)
    return window


@lru_cache(4096)
def _worth(weights: tuple[int, ...], needles: int) -> int:
    return sum(weight for place, weight in enumerate(weights) if needles >> place & 1)


def _left(text: str, focus: tuple[int, int], room: int) -> int:
    """Go back from the first match to the start of its sentence, or of a clause, or some way."""
    slack = max(room - (focus[1] - focus[0]), 0)
    lowest = max(focus[0] - slack, 0)
    if boundary := _last(_LAST_SENTENCE, text, lowest, focus[0]):
        return _skip_space(text, boundary, focus[0])
    if lowest == 0:
        return _skip_space(text, 0, focus[0])
    near = max(focus[0] - slack // 2, 0)
    start = _last(_LAST_CLAUSE, text, near, focus[0]) or focus[0] - min(slack // 3, focus[0])
    return _out_of_number(text, start, focus[0])


def _right(text: str, start: int, least: int, room: int) -> int:
    """Go on from the last match to the last sentence end that fits, or a clause, or as far as the room goes."""
    highest = max(start + room, least)
    if highest >= len(text):
        return len(text)
    for boundary, floor in ((_LAST_SENTENCE, start + room // 2), (_LAST_CLAUSE, start + room * 2 // 3)):
        end = _last(boundary, text, max(least, floor), highest)
        if end and not _inside_number(text, end):
            return end
    end = highest
    while end > max(least, start + 1) and _inside_number(text, end):
        end -= 1
    return end if not _inside_number(text, end) else _out_of_number(text, end, len(text))


def _last(end: re.Pattern[str], text: str, low: int, high: int) -> int:
    """Return the place after the last `end` in text[low:high], 0 where there is none."""
    found = end.match(text, low, high)
    return found.end() if found else 0


def _out_of_number(text: str, at: int, limit: int) -> int:
    while at < limit and _inside_number(text, at):
        at += 1
    return at


def _inside_number(text: str, at: int) -> bool:
    """Say whether a cut before text[at] would part two digits, or a digit from its separator and the next digit."""
    if not 0 < at < len(text):
        return False
    before, after = text[at - 1], text[at]
    if before in _DIGITS:
        return after in _DIGITS or (after in _NUMERIC and text[at + 1 : at + 2] in _DIGITS) or after in "%％"
    return before in _NUMERIC and after in _DIGITS and text[at - 2 : at - 1] in _DIGITS


def _skip_space(text: str, at: int, limit: int | None = None) -> int:
    limit = len(text) if limit is None else limit
    while at < limit and text[at].isspace():
        at += 1
    return at


def _cut(text: str, start: int, end: int, runs: Sequence[Run]) -> Snippet:
    """Cut, mark with … where a sentence was cut, and move the ranges to the snippet's own code points."""
    while end > start and text[end - 1].isspace():
        end -= 1
    whole_start = not start or text[start - 1] in _SENTENCE_ENDS
    if not whole_start and text[start - 1].isspace():
        before = text[:start].rstrip(" \t")
        whole_start = before[-1:] in _SENTENCE_ENDS or not before.strip()
    ended = end > 0 and text[end - 1] in _SENTENCE_ENDS
    whole_end = ended or end == len(text) or text[end] == "\n" or not text[end:].strip()
    head = "" if whole_start else _ELLIPSIS
    shift = len(head) - start
    ranges = tuple((first + shift, last + shift) for first, last, _ in runs)
    return Snippet(head + text[start:end] + ("" if whole_end else _ELLIPSIS), ranges)
