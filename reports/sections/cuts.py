"""Where a heading ends: at its line, a stop, the next ordinal, or between its last word and a sentence's first."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from reports.sections.layout import Layout, Window
from reports.sections.wording import Wording

_SHORT = 12
_TYPICAL = 14
_QUOTES = "“《（("


@dataclass(frozen=True, slots=True)
class Cut:
    """A heading and how well it is cut: `after` is the offset of the first character that is no longer heading.

    `text` is what was read, heading and all; `written` is the heading in the script of the report.
    """

    heading: str
    written: str
    after: int
    score: float
    text: str


class HeadingEnds:
    """Finds the best end of a heading; closings and words weigh as headings.toml says."""

    def __init__(self, layout: Layout, wording: Wording, ordinal_starts: Collection[int]) -> None:
        self._layout = layout
        self._wording = wording
        self._ordinals = ordinal_starts

    def cut(self, position: int, line_start: bool) -> Cut:
        """Return the best cut of the text behind an ordinal; `line_start`: the ordinal begins its line."""
        window = self._layout.window(position)
        known = self._wording.known_end(window.text)
        if not window.text and window.stop == "\n":
            window = self._layout.window(self._layout.skip(position))
            known = self._wording.known_end(window.text)
            if known != len(window.text):
                window = Window("", "", (), frozenset(), "", position)
        best = Cut(window.text, window.written, window.end, self._wording.weights["no_words"], window.text)
        for size, closing in self._places(window, known):
            score = self._score(window, size, closing, known)
            if closing == "stop" and size != known and self._is_whole(window.end + 1):
                score += self._whole(window.text, line_start)
            elif closing == "inside" and line_start and not (size == known and self._closes(window.text, size, known)):
                score += self._wording.weights["inside_line"]
            if score > best.score:
                best = Cut(window.text[:size], window.written[:size], self._after(window, size), score, window.text)
        return best

    def _places(self, window: Window, known: int) -> Iterator[tuple[int, str]]:
        names = {"\n": "line", "。": "stop", "！": "stop", "？": "stop", "：": "colon", ":": "colon"}
        if not window.text or window.places[0] in self._ordinals:
            return
        for size in range(2, len(window.text)):
            if window.places[size] in self._ordinals:
                yield size, "ordinal"
                return
            if window.text[size] in "，,、；。）)”":
                if size == known:
                    yield size, "comma"
            else:
                started = self._wording.start_weight(window.text, size)
                if not self._may_end(window, size, known, started):
                    continue
                if size in window.spaced:
                    yield size, "space"
                elif started or self._closes(window.text, size, known):
                    yield size, "inside"
        if len(window.text) > 1 and window.stop:
            broken = window.stop in "；;" and self._breaks_off(window.end)
            yield len(window.text), names.get(window.stop, "line" if broken or window.stop in "\t|…" else "semicolon")

    def _may_end(self, window: Window, size: int, known: int, started: float) -> bool:
        ends = self._wording.end_weight(window.text[:size]) or size == known or self._paired(window.text[:size])
        return bool(ends) or (size in window.spaced and started > 0)

    def _breaks_off(self, semicolon: int) -> bool:
        """Return whether a semicolon ends its line and no next item follows: what it ends may be a heading.

        A page crawled into one line has a space where the line ended.
        """
        text = self._layout.text
        after = self._layout.skip(semicolon + 1)
        return semicolon + 1 < after < len(text) and after not in self._ordinals

    def _score(self, window: Window, size: int, closing: str, known: int) -> float:
        weights, heading = self._wording.weights, window.text[:size]
        score = weights[f"cut_{closing}"] + self._end_weight(heading) + self._shape(heading)
        if closing in ("inside", "space"):
            score += self._wording.start_weight(window.text, size)
        if size == known:
            score += weights["known"] + (weights["known_line"] if closing == "line" else 0.0)
        elif 3 < known < size and self._closes(window.text, known, known):
            score += weights["overrun"]
        return score

    def _end_weight(self, heading: str) -> float:
        pair = self._paired(heading)
        if not pair:
            return self._wording.end_weight(heading)
        apart = abs(len(pair[1]) - len(pair[2]))
        return self._wording.weights["end_pair"] + self._wording.weights["unbalanced"] * apart

    def _paired(self, heading: str) -> re.Match[str] | None:
        """Match a heading of two calls that balance each other: 加强组织领导，强化责任分工."""
        return self._wording.pair.fullmatch(heading)

    def _shape(self, heading: str) -> float:
        weights, wording = self._wording.weights, self._wording
        score = weights["long"] * max(0, len(heading) - _TYPICAL)
        score += weights["comma"] * sum(heading.count(mark) for mark in "，,")
        score += weights["sentence"] * len(wording.statement.findall(heading))
        worded = (heading[0].isalnum() or heading[0] in _QUOTES) and any(mark > "\u3fff" for mark in heading)
        return score if worded else weights["no_words"]

    def _closes(self, text: str, size: int, known: int) -> bool:
        """Return whether the wording is surely over here: a known one or 情况, and no 和 or 的 behind it."""
        wording = self._wording
        over = text.endswith(wording.surest, 0, size) or (
            size == known and wording.end_weight(text[:size]) >= wording.weights["end_heavy"]
        )
        return over and not wording.conjunction.match(text, size)

    def _whole(self, sentence: str, line_start: bool) -> float:
        """Weigh a sentence that nothing follows: an item of a list, unless it is short and worded as a heading."""
        wording = self._wording
        titled = len(sentence) <= _SHORT and wording.end_weight(sentence) and not wording.statement.search(sentence)
        return 0.0 if line_start and titled else wording.weights["whole_sentence"]

    def _is_whole(self, position: int) -> bool:
        """Return whether the sentence stands alone: only the next ordinal or the end of the text follows."""
        text = self._layout.text
        while position < len(text) and (text[position].isspace() or text[position] in "*#”"):
            position += 1
        return position >= len(text) or position in self._ordinals

    def _after(self, window: Window, size: int) -> int:
        if size < len(window.places):
            return window.places[size]
        return window.end + (1 if window.stop in "。！？：:" and window.stop else 0)
