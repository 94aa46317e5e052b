"""Where a heading ends: at its line, a stop, a space, the next ordinal, or between a heading's last word and a sentence's first."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from reports.sections.layout import Layout, Window
from reports.sections.wording import Wording

_SHORT = 12
_TYPICAL = 14


@dataclass(frozen=True, slots=True)
class Cut:
    """A heading and how well it is cut: `after` is the offset of the first character that is no longer heading."""

    heading: str
    after: int
    score: float
    closing: str


class Cutter:
    """Finds the best end of a heading; closings and words weigh as headings.toml says."""

    def __init__(self, layout: Layout, wording: Wording, ordinal_starts: Collection[int]) -> None:
        self._layout = layout
        self._wording = wording
        self._ordinals = ordinal_starts

    def cut(self, position: int) -> Cut:
        """Return the best cut of the text that begins at `position`."""
        window = self._layout.window(position)
        known = self._wording.known_end(window.text)
        best = Cut(window.text, window.end, self._wording.weights["no_words"], "far")
        for size, closing in self._places(window, known):
            score = self._score(window, size, closing, known)
            if score > best.score:
                best = Cut(window.text[:size], self._after(window, size), score, closing)
        return best

    def _places(self, window: Window, known: int) -> Iterator[tuple[int, str]]:
        names = {"\n": "line", "。": "stop", "！": "stop", "？": "stop", "：": "colon", ":": "colon", "；": "semicolon"}
        for size in range(2, len(window.text)):
            if window.places[size] in self._ordinals:
                yield size, "ordinal"
                return
            if window.text[size] in "，,、；。）)”":
                if size == known:
                    yield size, "comma"
            elif self._wording.end_weight(window.text[:size]) or size == known:
                started = self._wording.start_weight(window.text, size)
                if size in window.spaced:
                    yield size, "space"
                elif started or size == known:
                    yield size, "inside"
        if len(window.text) > 1 and window.stop:
            yield len(window.text), names.get(window.stop, "line" if window.stop in "\t|" else "semicolon")

    def _score(self, window: Window, size: int, closing: str, known: int) -> float:
        weights, heading = self._wording.weights, window.text[:size]
        score = weights[f"cut_{closing}"] + self._wording.end_weight(heading) + self._shape(heading)
        if closing in ("inside", "space"):
            score += self._wording.start_weight(window.text, size)
        if size == known:
            score += weights["known"] + (weights["known_line"] if closing == "line" else 0.0)
        elif 3 < known < size and self._overruns(window.text, known):
            score += weights["overrun"]
        if closing == "stop" and size > _SHORT and size != known and self._is_whole(window.end + 1):
            score += weights["whole_sentence"]
        return score

    def _shape(self, heading: str) -> float:
        weights, wording = self._wording.weights, self._wording
        score = weights["long"] * max(0, len(heading) - _TYPICAL)
        score += weights["comma"] * sum(heading.count(mark) for mark in "，,")
        score += weights["sentence"] * len(wording.statement.findall(heading))
        return score if any(mark > "\u2fff" for mark in heading[:2]) or heading[0].isdigit() else weights["no_words"]

    def _overruns(self, text: str, known: int) -> bool:
        heavy = self._wording.weights["end_heavy"]
        return self._wording.end_weight(text[:known]) >= heavy and not self._wording.conjunction.match(text, known)

    def _is_whole(self, position: int) -> bool:
        """Return whether nothing follows the sentence on its line but the end or the next ordinal."""
        text = self._layout.text
        while position < len(text) and text[position] in " \t\u3000*”":
            position += 1
        return position >= len(text) or text[position] == "\n" or position in self._ordinals

    def _after(self, window: Window, size: int) -> int:
        if size < len(window.places):
            return window.places[size]
        return window.end + (1 if window.stop in "。！？：:" and window.stop else 0)
