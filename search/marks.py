"""Everywhere in a text that a query matches: what a page marks, where a snippet shows the best part only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from index.text.folding import fold_with_map
from search import query
from search.expansion import interpret
from search.needles import Needle, Needles, prepare

Ranges = tuple[tuple[int, int], ...]


def needles(q: str, cutter: query.QueryAnalyser) -> Needles:
    """Return what to look for in the texts of a page. Raises QuestionError where `q` cannot be read."""
    understood = interpret(q, cutter)
    return prepare(understood.marked_words(), understood.strings())


def marks(text: str, needles: Sequence[Needle]) -> Ranges:
    """Return ranges of code points, in order and apart. A lone 汉字 counts only where it touches another word."""
    spans = sorted((start, end, needle.lone) for needle in needles for start, end in _spans(text, needle))
    joined: list[tuple[int, int, bool]] = []
    for start, end, lone in spans:
        if joined and start <= joined[-1][1]:
            first, last, were_lone = joined[-1]
            joined[-1] = (first, max(last, end), were_lone and lone)
        else:
            joined.append((start, end, lone))
    return tuple((start, end) for start, end, lone in joined if not lone)


def pieces(text: str, ranges: Sequence[Sequence[int]]) -> list[tuple[str, bool]]:
    """Cut a text at its ranges: each piece with whether it is marked; joined they are the text."""
    found: list[tuple[str, bool]] = []
    at = 0
    for start, end in ranges:
        found += [(text[at:start], False), (text[start:end], True)]
        at = end
    return [piece for piece in (*found, (text[at:], False)) if piece[0]]


def within(ranges: Ranges, start: int, end: int) -> Ranges:
    """Return what of the ranges lies in text[start:end], counted from there."""
    cut = ((max(first, start) - start, min(last, end) - start) for first, last in ranges)
    return tuple((first, last) for first, last in cut if first < last)


def _spans(text: str, needle: Needle) -> Iterator[tuple[int, int]]:
    found = [match.span() for match in needle.pattern.finditer(text)]
    yield from (span for span in found or _folded(text, needle.folded) if span[0] < span[1])


def _folded(text: str, folded: str) -> Iterator[tuple[int, int]]:
    """Find an exact string that is written with characters which fold to several (…, ㎡, ⑴)."""
    if not folded:
        return
    haystack, offsets = fold_with_map(text)
    at = haystack.find(folded)
    while at >= 0:
        yield offsets[at], offsets[at + len(folded) - 1] + 1
        at = haystack.find(folded, at + len(folded))
