"""Headings without an ordinal: lost in conversion, 附件 and 附表, 引言 behind a title, short lines set off."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from reports.sections.layout import Layout
from reports.sections.wording import Wording
from reports.text.ordinals import HAN
from reports.text.space import without_space
from reports.text.wording import patterns

_MARKUP = " \t\u3000\xa0*#>•●○■□◆◇▪▶►·-–"
_LONGEST = 50
_FILE = patterns("heading_patterns.toml")("file")
_AHEAD = 400
_TITLE = 60
_RUNNING = 15
_STOPPED = tuple("。！？；!?;”）)")
_BEFORE = tuple("日。报）)")
_TITLE_ENDS = tuple("告报0123456789")
_PLAIN = re.compile(r"[\u4e00-\u9fff、“”《》（）0-9A-Za-z]{4,24}")


@dataclass(frozen=True, slots=True)
class UnnumberedHeading:
    """A heading without ordinal, at the level its wording has. `number` is one that lost its mark: 一概述."""

    start: int
    end: int
    heading: str
    level: int
    score: float
    statistics: bool = False
    number: str = ""


class Placed(Protocol):
    """What is known of the headings with an ordinal."""

    @property
    def start(self) -> int: ...
    @property
    def score(self) -> float: ...


def unnumbered(layout: Layout, numbered: Sequence[Placed], wording: Wording) -> list[UnnumberedHeading]:
    """Return lines and places worded as headings; `numbered` are the candidates with an ordinal."""
    return _annexes([*_lines(layout, numbered, wording), *_inline(layout, wording)], layout, wording)


def _lines(layout: Layout, numbered: Sequence[Placed], wording: Wording) -> Iterator[UnnumberedHeading]:
    heads = {one.start for one in numbered if one.score > wording.weights["line_start"]}
    first = min(heads, default=len(layout.text))
    lines = [(start, end) for start, end in layout.lines() if layout.text[start:end].strip()]
    closed, appendix, begun = False, -_AHEAD, False
    for line, below in zip(lines, [*lines[1:], None], strict=False):
        heading = words(layout.text, *line)
        found = None
        if line[0] not in heads and _may_head(layout, line, heading):
            found = _worded(layout, line, below, heading, wording, line[0] - appendix < _TITLE)
            if found is None and closed and (begun or line[0] > first) and below:
                found = _set_off(layout, line, below, heading, wording)
        if found:
            begun = True
            yield found
        if heading.startswith("附") and len(heading) < 5:
            appendix = line[1]
        closed = found is not None or line[0] in heads or layout.text[slice(*line)].rstrip().endswith(_STOPPED)


def _annexes(found: Sequence[UnnumberedHeading], layout: Layout, wording: Wording) -> list[UnnumberedHeading]:
    """Leave out annexes that are only named, in a list or a sentence: another one stands before the same table."""
    kept: list[UnnumberedHeading] = []
    following = -1
    for line in sorted(found, key=lambda line: line.start, reverse=True):
        if line.statistics:
            if following >= 0 and not _table_begins(layout, line.end, following, wording):
                continue
            following = line.start
        kept.append(line)
    return kept[::-1]


def _table_begins(layout: Layout, start: int, end: int, wording: Wording) -> bool:
    return layout.table_within(start, end) or wording.marker.search(layout.text, start, end) is not None


def words(text: str, start: int = 0, end: int | None = None) -> str:
    """Return the words of a line without spaces, markup and the marks that end it."""
    return without_space(text[start:end].strip(_MARKUP)).strip("*：:。.")


def _may_head(layout: Layout, line: tuple[int, int], heading: str) -> bool:
    return 2 <= len(heading) <= _LONGEST and not set("|\t") & set(layout.text[slice(*line)].strip())


def _worded(
    layout: Layout, line: tuple[int, int], below: tuple[int, int] | None, heading: str, wording: Wording, appended: bool
) -> UnnumberedHeading | None:
    """Return a line that is worded as a heading throughout.

    A table's title is none where it is `appended`: 附件 stands just above. The second level needs a text below.
    """
    weights = wording.weights
    score = weights["line_start"] + weights["cut_line"] + weights["known"]
    if wording.statistics.fullmatch(heading):
        stands = not appended and _before_table(layout, line[1], wording)
        return UnnumberedHeading(*line, heading, 1, score, True) if stands else None
    level = next((level for pattern, level in wording.alone if pattern.fullmatch(heading)), 0)
    if not level and heading[0] in HAN and wording.alone[0][0].fullmatch(heading[1:]):
        return UnnumberedHeading(*line, heading[1:], 1, score, number=heading[0])
    return (
        UnnumberedHeading(*line, heading, level, score)
        if level == 1 or (level and below and _is_text(layout, below))
        else None
    )


def _is_text(layout: Layout, line: tuple[int, int]) -> bool:
    return any(mark in layout.text[slice(*line)] for mark in "，。；,;")


def _set_off(
    layout: Layout, line: tuple[int, int], following: tuple[int, int], heading: str, wording: Wording
) -> UnnumberedHeading | None:
    """Return a short line that ends as headings do and stands above running text."""
    weights = wording.weights
    weight = wording.end_weight(heading)
    hinted = layout.hinted(line[0], layout.skip(line[0]))
    running = following[1] - following[0] >= _RUNNING and _is_text(layout, following)
    if not running or not _PLAIN.fullmatch(heading) or weight < (1 if hinted else weights["end_heavy"]):
        return None
    if "报告" in heading or heading.startswith(("表", "图")) or wording.statement.search(heading):
        return None
    return UnnumberedHeading(
        line[0], line[1], heading, 2, weights["line_start"] + weight + (weights["hint"] if hinted else 0.0)
    )


def _inline(layout: Layout, wording: Wording) -> Iterator[UnnumberedHeading]:
    """Yield 附件 and 附表 inside a line, after the signature, and an opening word glued behind the title."""
    weights, text = wording.weights, layout.text
    for match in wording.attached.finditer(text):
        before = text[match.start() - 1 : match.start()]
        titled = "附" not in match.group() and "附" in text[max(0, match.start() - _TITLE) : match.start()]
        if titled or layout.in_table(match.start()) or not (before.isspace() or before in _BEFORE):
            continue
        if layout.line_start(match.start()) is None and _before_table(layout, match.end(), wording):
            yield UnnumberedHeading(
                match.start(),
                match.end(),
                words(match.group(), 0, len(match.group())),
                1,
                weights["after_space"] + weights["known"],
                True,
            )
    for match in wording.opening.finditer(text, 0, 2000):
        titled = text[: match.start()].rstrip(" \u3000")[-1:] in _TITLE_ENDS
        if titled and wording.start_weight(text, match.end()):
            yield UnnumberedHeading(
                match.start(), match.end(), match.group(), 1, weights["after_stop"] + weights["known"]
            )


def _before_table(layout: Layout, end: int, wording: Wording) -> bool:
    """Return whether a statistics table follows soon, and no list of files to download."""
    if _FILE.match(layout.text, end):
        return False
    return _table_begins(layout, end, end + _AHEAD, wording)
