"""Headings that only the carrier states (<h2>, ##, a style of Word): which of them are believed, and at what level."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from reports.model import Document
from reports.sections.candidates import Candidate
from reports.sections.layout import Layout
from reports.sections.ordinals import Style
from reports.sections.unnumbered import words
from reports.sections.wording import Wording
from reports.text.wording import patterns

_WORDS = re.compile(r"[\u4e00-\u9fff、“”《》（）0-9A-Za-z]{2,24}")
_NO_HEADING = patterns("heading_patterns.toml")("no_heading")
_AGREE = 0.7
_DEEPEST = 3


def with_stated(candidates: Sequence[Candidate], document: Document, wording: Wording) -> list[Candidate]:
    """Add the short lines the carrier states as headings, whatever their words; `disambiguate` says which are any."""
    taken = {one.start for one in candidates}
    more = _stated(document, Layout(document), wording)
    both = [*candidates, *(one for one in more if one.start not in taken)]
    return sorted(both, key=lambda one: (one.start, one.after))


def _stated(document: Document, layout: Layout, wording: Wording) -> Iterator[Candidate]:
    names = {words(document.metadata.get(key, "")) for key in ("title", "agency", "publisher", "site")}
    blocks = [block for block in document.blocks if not layout.in_table(block.start)]
    after = {one.start: below for one, below in zip(document.blocks, document.blocks[1:], strict=False)}
    for block in blocks:
        heading, below = words(layout.text, block.start, block.end), after.get(block.start)
        if not block.level or not below or below.table or (below.level and below.level <= block.level):
            continue
        if not _WORDS.fullmatch(heading) or _NO_HEADING.search(heading) or wording.statement.search(heading):
            continue
        if words(layout.written, block.start, block.end) not in names:
            yield _candidate(block.start, block.end, heading, layout, wording)


def _candidate(start: int, end: int, heading: str, layout: Layout, wording: Wording) -> Candidate:
    weights = wording.weights
    return Candidate(
        start=start,
        begin=layout.skip(start),
        style=Style.NONE,
        value=0,
        number="",
        heading=heading,
        written=words(layout.written, start, end),
        after=end,
        following=layout.skip(end),
        score=weights["unnumbered"] + weights["line_start"] + weights["cut_line"] + weights["hint"],
        stated=layout.stated(start),
    )


def disambiguate(candidates: Sequence[Candidate], levels: Mapping[Style, int], wording: Wording) -> list[Candidate]:
    """Give stated headings their level, and leave out those that only a doubtful statement makes headings.

    Beside headings with ordinals a statement counts as much as it agrees with them: what is stated like 一、 has the
    level of 一、. Where none has an ordinal, the stated ranks are the levels, if the words of one are known.
    """
    strong = [one for one in candidates if one.value and one.score > wording.weights["line_start"]]
    plain = [one for one in candidates if one.stated and not one.value]
    if strong:
        agreed = _agreed(strong, levels)
        agreed = _widened(agreed, strong, {one.stated for one in plain} - set(agreed), levels)
    elif len(plain) > 1 and any(wording.kind(one.heading) for one in plain):
        ranks = sorted({one.stated for one in plain})
        agreed = {rank: min(level, _DEEPEST) for level, rank in enumerate(ranks, 1)}
    else:
        agreed = {}

    def free(candidate: Candidate) -> bool:
        """Beside ordinals 主动公开情况 stays the second level whatever marks it."""
        return not strong or not any(pattern.fullmatch(candidate.heading) for pattern, _ in wording.alone)

    return [
        replace(one, level=agreed[one.stated]) if one in plain and one.stated in agreed and free(one) else one
        for one in candidates
        if one.value or one.level or one.stated in agreed
    ]


def _agreed(strong: Sequence[Candidate], levels: Mapping[Style, int]) -> dict[int, int]:
    """Return the level that nearly all headings with an ordinal have, of each rank the carrier states."""
    agreed = {}
    for rank in {one.stated for one in strong if one.stated}:
        counted = Counter(levels[one.style] for one in strong if one.stated == rank)
        level, times = counted.most_common(1)[0]
        if times >= _AGREE * counted.total() and level <= _DEEPEST:
            agreed[rank] = level
    return agreed


def _widened(
    agreed: Mapping[int, int], strong: Sequence[Candidate], ranks: set[int], levels: Mapping[Style, int]
) -> dict[int, int]:
    """Add ranks that no ordinal has, next above and below, where every part of the report is stated alike."""
    if not agreed:
        return {}
    top, low = min(agreed), max(agreed)
    if any(one.stated != top for one in strong if levels[one.style] <= agreed[top]):
        return dict(agreed)
    above = {rank: agreed[top] - 1 for rank in ranks if rank == top - 1 and agreed[top] > 1}
    below = {rank: agreed[low] + 1 for rank in ranks if rank == low + 1 and agreed[low] < _DEEPEST}
    return {**agreed, **above, **below}
