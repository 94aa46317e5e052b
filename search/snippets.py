"""The part of a section that shows best why it was found, as plain text with the ranges of what matched.

Matches are found by patterns over the text as it stands, not by cutting it into words: this runs for every hit.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from functools import lru_cache, reduce
from itertools import islice
from operator import or_

from index.text.folding import fold, fold_with_map
from reports.text.digits import ZEROS
from reports.text.ordinals import HAN
from search.needles import HAN_RUN, Needles, Worths
from search.questions import Snippet

MOST_MATCHES = 16
"""Matches of one needle that are looked at in a section: beyond them no better part is to be expected."""

_SENTENCE_ENDS = "。；！？!?;\n"
_CLAUSE_ENDS = "，、,：:\t "
_LAST_SENTENCE, _LAST_CLAUSE = (re.compile(f"(?s:.*)[{ends}]") for ends in (_SENTENCE_ENDS, _CLAUSE_ENDS))
_NUMERIC = frozenset(f"0123456789０１２３４５６７８９.．,，%％{ZEROS}{HAN}百千万亿")
_DIGITS = frozenset(f"0123456789０１２３４５６７８９{ZEROS}{HAN}百千万亿")
_ELLIPSIS = "…"
COMPOSED = re.compile(
    "[\u2e80-\u2fdf\u3038-\u303a\u3190-\u33ff\uf900-\ufaff\U0001f200-\U0001f2ff\U0002f800-\U0002fa1f]"
)
"""All that folds to 汉字 and is no 汉字 that folds to itself (㈠, ㊀, ⼀): few texts have any."""


Match = tuple[int, int, int]
"""Where a needle was found: where it begins and ends, and which one it is, as a bit."""
Run = tuple[int, int, int]
"""Matches that touch or overlap: where they begin and end, and a bit for each needle in them."""


def snippet(text: str, needles: Needles, chars: int, body: int = 0) -> Snippet:
    """Cut about `chars` code points around what matched; where nothing did, the text from `body` (after its heading).

    A cut stands after 。；or a line end where one is near, and never inside a number.
    """
    room = max(chars - 2 * len(_ELLIPSIS), 1)
    matches = _matches(text, needles, 0, len(text))
    if not matches:
        start = _skip_space(text, body if text[body:].strip() else 0)
        return _cut(text, start, _right(text, start, start, room), [])
    runs, joined = _runs(matches, needles.lone, room)
    focus = _best(runs, needles.worths, room * 3 // 4, body) if len(runs) > 1 else runs[0][:2]
    start = _left(text, focus, room)
    end = _right(text, start, focus[1], room)
    telling = joined and needles.alone and len(matches) < MOST_MATCHES
    inside = _inside(runs, needles.folded, start, end) if telling else None
    if inside is None:
        inside, _ = _runs(_matches(text, needles, start, end), needles.lone)
    return _cut(text, start, end, inside)


def _matches(text: str, needles: Needles, start: int, end: int) -> list[Match]:
    """Find the needles in text[start:end]: where each match begins and ends and which needle it is, as a bit."""
    matches: list[Match] = []
    find, blanks, bit = text.find, " " in text, 1
    for needle in needles:
        plain = needle.plain
        if plain and not (blanks and [part for part in needle.parted if part in text]):
            length, most = len(plain), len(matches) + MOST_MATCHES
            at = find(plain, start, end)
            while at >= 0 and len(matches) < most:
                after = at + length
                matches.append((at, after, bit))
                at = find(plain, after, end)
        else:
            spans = [match.span() for match in islice(needle.pattern.finditer(text, start, end), MOST_MATCHES)]
            if not spans and needle.folded:
                spans = [span for span in _folded_matches(text, needle.folded) if start <= span[0] and span[1] <= end]
            matches += [(first, last, bit) for first, last in spans]
        bit <<= 1
    if bit > 2:
        matches.sort()
    return matches


def _inside(runs: list[Run], folded: int, start: int, end: int) -> list[Run] | None:
    """Return the runs in text[start:end]; None where those of the whole text do not tell: one stands across an end, or
    an exact string that was found elsewhere may stand here in characters which fold to several."""
    if runs[0][0] >= start and runs[-1][1] <= end:
        return runs
    near = [run for run in runs if run[1] > start and run[0] < end]
    if near[0][0] < start or near[-1][1] > end:
        return None
    if folded:
        seen, there = (reduce(or_, [run[2] for run in some]) for some in (runs, near))
        if seen & ~there & folded:
            return None
    return near


_folded = lru_cache(64)(fold)


def _folded_matches(text: str, folded: str) -> list[tuple[int, int]]:
    """Find an exact string that is written with characters which fold to others or several (…, ㎡, ⑴).

    One of 汉字 alone is not written otherwise where the text has none of these.
    """
    if HAN_RUN.fullmatch(folded) and not COMPOSED.search(text):
        return []
    if folded not in _folded(text):  # mapping takes ten times as long as folding
        return []
    haystack, offsets = fold_with_map(text)
    spans: list[tuple[int, int]] = []
    at = haystack.find(folded)
    while at >= 0 and len(spans) < MOST_MATCHES:
        spans.append((offsets[at], offsets[at + len(folded) - 1] + 1))
        at = haystack.find(folded, at + len(folded))
    return spans


def _runs(matches: Sequence[Match], lone: int, room: int = sys.maxsize) -> tuple[list[Run], bool]:
    """Join touching matches, as long as a run fits the room; tell whether all did.

    A lone 汉字 counts only where it touches another word.
    """
    if not matches:
        return [], True
    runs: list[Run] = []
    joined = True
    first, last, needles = matches[0]
    for start, end, bit in matches:
        if start > last:
            runs.append((first, last, needles))
            first, last, needles = start, end, bit
        elif end <= last:
            needles |= bit
        elif end - first <= room:
            needles |= bit
            last = end
        else:
            joined = False
            if start == last:
                runs.append((first, last, needles))
                first, last, needles = start, end, bit
    runs.append((first, last, needles))
    return ([run for run in runs if run[2] & ~lone] or runs) if lone else runs, joined


def _best(runs: Sequence[Run], worths: Worths, room: int, body: int) -> tuple[int, int]:
    """Return where the window with the most needles begins and ends; then the longest run counts, then the text
    below the heading, then the number of runs."""
    best, window, count = (-1, 0, False, 0), (0, 0), len(runs)
    for first, (start, end, needles) in enumerate(runs):
        longest, after = end - start, first + 1
        while after < count:
            also_start, also_end, also = runs[after]
            if also_end - start > room:
                break
            end, after, needles = also_end, after + 1, needles | also
            if also_end - also_start > longest:
                longest = also_end - also_start
        rank = (worths[needles], longest, start >= body, after - first)
        if rank > best:
            best, window = rank, (start, end)
        if after == count and start >= body:
            break  # the windows that begin later hold less
    return window


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
    end = _last(_LAST_SENTENCE, text, max(least, start + room // 2), highest)
    if end and not _inside_number(text, end):
        return end
    end = _last(_LAST_CLAUSE, text, max(least, start + room * 2 // 3), highest)
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
    ended = end == len(text) or (end > 0 and text[end - 1] in _SENTENCE_ENDS)
    whole_end = ended or text[end] == "\n" or text[end:].isspace()
    head, tail = "" if whole_start else _ELLIPSIS, "" if whole_end else _ELLIPSIS
    shift = len(head) - start
    return Snippet(f"{head}{text[start:end]}{tail}", tuple([(one[0] + shift, one[1] + shift) for one in runs]))
