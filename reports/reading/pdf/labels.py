"""Which lines of an unruled table's label column belong to which row of values.

Lines of one cell stand above each other, values stand within their label's height, and a table sets its values at the
label's top, middle or bottom throughout. What these three facts leave open stays without a label.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from reports.forms.labels import known_row
from reports.reading.pdf.lines import Segment
from reports.reading.unwrap import STARTS_ITEM, join
from reports.text.wording import patterns

_pattern = patterns("carrier_patterns.toml")
_BEGINS = _pattern("label_begins")
_INNER = _pattern("ordinal_within")
_CUT = 0.1
"""Ems of a gap that parts two columns, beyond what parts the characters of the line."""
_OVERLAP = 0.7
"""Ems below which two lines are too near to stand in one cell: they are in two columns side by side."""
_SAME = 0.3
_APART = 1.6
"""Line distances from which two lines are never of one cell."""


@dataclass(frozen=True, slots=True)
class Word:
    """A label's words on one line; `y` is the line's middle."""

    text: str
    x0: float
    x1: float
    y: float
    size: float

    @property
    def begins(self) -> bool:
        return STARTS_ITEM.match(self.text) is not None or _BEGINS.match(self.text) is not None


Stack = tuple[Word, ...]
"""The lines of one label, from top to bottom."""


def column_starts(segments: Sequence[Segment], size: float) -> list[float]:
    """Return where columns of labels begin: at several ordinals one above the other."""
    firsts = [one.x0 for one in segments if STARTS_ITEM.match(one.text)]
    inner = [one.places[match.start()][0] for one in segments if one.places for match in _INNER.finditer(one.text)]
    every = [*firsts, *inner]
    return [x for x in set(every) if sum(abs(x - other) < _CUT * size for other in every) > 1]


def parted(segment: Segment, starts: Sequence[float], size: float) -> list[Segment]:
    """Part a segment that holds the words of two columns."""
    places = segment.places
    gaps = [after[0] - before[1] for before, after in pairwise(places)]
    usual = sorted(gaps)[len(gaps) // 2] if gaps else 0.0
    ordinals = {match.start() for match in _INNER.finditer(segment.text)}
    cuts = [
        i
        for i, gap in enumerate(gaps, 1)
        if (gap > usual + _CUT * size or i in ordinals) and any(abs(places[i][0] - x) < _CUT * size for x in starts)
    ]
    return [piece(segment, a, b) for a, b in pairwise([0, *cuts, len(places)])] if cuts else [segment]


def cut(segment: Segment, x: float) -> tuple[Segment, Segment]:
    """Return what of the segment stands left of `x` and what right of it, each may be empty."""
    at = sum(place[0] < x for place in segment.places)
    return piece(segment, 0, at), piece(segment, at, len(segment.places))


def piece(segment: Segment, start: int, end: int) -> Segment:
    """Return the characters `start` to `end` of a segment with their places."""
    places = segment.places[start:end]
    return (
        Segment(segment.text[start:end].strip(), places[0][0], places[-1][1], places) if places else Segment("", 0, 0)
    )


def text_of(stack: Iterable[Word | Segment]) -> str:
    """Return the text of words in their order, with blanks between them where a reader sees some."""
    text = ""
    for word in stack:
        text = join(text, word.text) if text else word.text
    return text


def labels_of(words: Sequence[Word], rows: Sequence[float]) -> tuple[dict[float, Stack], list[Stack]]:
    """Return the label of each row of values, given by its middle, and the stacks that are no row's.

    Columns of labels stand side by side where a heading spans several rows; a row's own label is the rightmost.
    """
    found: dict[float, Stack] = {}
    others: list[Stack] = []
    columns = _columns(words)
    height = min((b.y - a.y for column in columns for a, b in pairwise(column)), default=0.0)
    chunks = [_chunks(column, height) for column in columns]
    ways = _ways([(chunk, _inside(chunk, rows, height)) for column in chunks for chunk in column], height)
    for column in reversed(chunks):
        open_rows = [row for row in rows if row not in found]
        for chunk in column:
            inside = _inside(chunk, open_rows, height)
            stacks = [(chunk, inside[0])] if len(inside) == 1 else _parted(chunk, inside, ways, height)
            own = {row: label for stack, row in stacks if (label := _of_one(stack, row, height))}
            found |= own
            used = {id(word) for stack in own.values() for word in stack}
            others += [rest] if (rest := tuple(word for word in chunk if id(word) not in used)) else []
    return found, others


def _columns(words: Sequence[Word]) -> list[list[Word]]:
    """Part the words at the fewest places that lie between all words standing side by side."""
    ordered = sorted(words, key=lambda word: word.y)
    gaps: list[tuple[float, float]] = []
    for i, one in enumerate(ordered):
        for other in ordered[i + 1 :]:
            if other.y - one.y > _OVERLAP * one.size:
                break
            left, right = sorted((one, other), key=lambda word: word.x0)
            gaps += [(right.x0, left.x1)] if left.x1 <= right.x0 else []
    bounds: list[float] = []
    for right_x0, left_x1 in sorted(gaps):
        if not bounds or left_x1 > bounds[-1]:
            bounds.append(right_x0)
    columns: list[list[Word]] = [[] for _ in range(len(bounds) + 1)]
    for word in ordered:
        above = [column for column in columns if column and _goes_on(column[-1], word)]
        place = sum(bound <= word.x0 + _CUT * word.size for bound in bounds)
        (above[0] if len(above) == 1 and not word.begins else columns[place]).append(word)
    return [column for column in columns if column]


def _goes_on(above: Word, word: Word) -> bool:
    """Tell a line right under another and no wider, wherever the two begin: they may be centred."""
    near = _OVERLAP * word.size < word.y - above.y <= _APART * word.size
    return near and above.x0 - _CUT * word.size <= word.x0 and word.x1 <= above.x1 + _CUT * word.size


def _chunks(column: Sequence[Word], height: float) -> list[Stack]:
    """Part a column where a label begins for sure: at an ordinal, or after a gap that no cell has."""
    chunks: list[list[Word]] = []
    for word in column:
        if chunks and not word.begins and word.y - chunks[-1][-1].y <= _APART * max(height, word.size):
            chunks[-1].append(word)
        else:
            chunks.append([word])
    return [tuple(chunk) for chunk in chunks]


def _inside(chunk: Stack, rows: Iterable[float], height: float) -> list[float]:
    return [row for row in rows if chunk[0].y - _SAME * height <= row <= chunk[-1].y + _SAME * height]


def _ways(chunks: Iterable[tuple[Stack, list[float]]], height: float) -> list[str]:
    """Return the ways in which the table may set its values: the one that its long labels show, else all three."""
    seen = Counter(
        way
        for chunk, rows in chunks
        if len(chunk) > 1 and len(rows) == 1
        for way in ("top", "middle", "bottom")
        if abs(_expected(chunk, way) - rows[0]) <= _SAME * height / 2
    )
    most = seen.most_common(2)
    clear = most and (len(most) == 1 or most[0][1] > 2 * most[1][1])
    return [most[0][0]] if clear else ["top", "middle", "bottom"]


def _expected(stack: Sequence[Word], way: str) -> float:
    first, last = stack[0].y, stack[-1].y
    return {"top": first, "middle": (first + last) / 2, "bottom": last}[way]


def _of_one(stack: Stack, row: float, height: float) -> Stack:
    """Return what of the stack is the row's label. Without an ordinal it may hold a row of blank cells too."""
    if len(stack) == 1:
        return stack
    if any(_INNER.search(word.text) for word in stack):
        return ()
    if stack[0].begins:
        return stack
    runs = [stack[a:b] for a in range(len(stack)) for b in range(a + 1, len(stack) + 1)]
    known = {run: key for run in runs if _inside(run, [row], height) and (key := known_row(text_of(run)))}
    return max(known, key=len) if len(set(known.values())) == 1 else ()


def _parted(chunk: Stack, rows: Sequence[float], ways: Iterable[str], height: float) -> list[tuple[Stack, float]]:
    """Part lines between several rows, where all the ways that are possible say the same."""
    readings = [reading for way in ways if (reading := _reading(chunk, rows, way, height))]
    return list(readings[0]) if readings and all(reading == readings[0] for reading in readings) else []


def _reading(chunk: Stack, rows: Sequence[float], way: str, height: float) -> tuple[tuple[Stack, float], ...]:
    """Give each row as many lines as set it `way`; () where the lines do not come out even."""
    parts: list[tuple[Stack, float]] = []
    at = 0
    for row, following in zip(rows, [*rows[1:], None], strict=False):
        if way == "top":
            near = (i for i, word in enumerate(chunk) if following is not None and _near(word.y, following, height))
            end = next(near, len(chunk) if following is None else 0)
        else:
            ends = range(at + 1, len(chunk) + 1)
            end = next((end for end in ends if _near(_expected(chunk[at:end], way), row, height)), 0)
        if end <= at or not _near(_expected(chunk[at:end], way), row, height):
            return ()
        parts.append((chunk[at:end], row))
        at = end
    return tuple(parts) if at == len(chunk) else ()


def _near(one: float, other: float, height: float) -> bool:
    return abs(one - other) <= _SAME * height / 2
