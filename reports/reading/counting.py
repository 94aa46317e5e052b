"""Counts the items of lists as word processors do, and writes their numbers; where a format keeps them is not here."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from reports.text.digits import ONE_TO_NINE

_DIGITS = f"零{ONE_TO_NINE}"
_CHINESE = frozenset(
    {
        "chineseCounting",
        "chineseCountingThousand",
        "chineseLegalSimplified",
        "ideographDigital",
        "japaneseCounting",
        "taiwaneseCounting",
        "taiwaneseCountingThousand",
        "japaneseDigitalTenThousand",
        "taiwaneseDigital",
    }
)
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_ROMAN = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
_PLACE = re.compile(r"%(\d)")


@dataclass(frozen=True, slots=True)
class Level:
    """`form` is a number format of ECMA-376, `text` what is shown, with %1 for the first level's number."""

    start: int
    form: str
    text: str


class Counter:
    """Lists by their key; those with the same `shared` key count on together."""

    def __init__(self, levels: Mapping[str, Mapping[int, Level]], shared: Mapping[str, str]) -> None:
        self._levels, self._shared = levels, shared
        self._counts: dict[str, dict[int, int]] = {}

    def start_at(self, key: str, depth: int, number: int) -> None:
        """Let the next item at this depth have this number."""
        self._counts.setdefault(self._shared.get(key, key), {})[depth] = number - 1

    def label(self, key: str, depth: int) -> str:
        """Return the number shown before the next item at this depth, '' where it has none."""
        levels = self._levels.get(key, {})
        if depth not in levels:
            return ""
        counts = self._counts.setdefault(self._shared.get(key, key), {})
        counts[depth] = counts.get(depth, levels[depth].start - 1) + 1
        for deeper in [level for level in counts if level > depth]:
            del counts[deeper]

        def number(match: re.Match[str]) -> str:
            level = int(match[1]) - 1
            if level not in levels:
                return ""
            return written(counts.get(level, levels[level].start), levels[level].form)

        if levels[depth].form in {"bullet", "none"}:
            return ""
        return _PLACE.sub(number, levels[depth].text)


def chinese(number: int) -> str:
    """Write 1–99 as headings count: 一, 十, 十一, 二十三."""
    tens, ones = divmod(number, 10)
    return ("" if tens == 0 else "十" if tens == 1 else _DIGITS[tens] + "十") + (_DIGITS[ones] if ones else "")


def _roman(number: int) -> str:
    written = ""
    for value, letters in _ROMAN:
        count, number = divmod(number, value)
        written += letters * count
    return written


def written(number: int, form: str) -> str:
    """Write a number in a format of ST_NumberFormat (ECMA-376 part 1, 17.18.59); bullets and what is rare are ''."""
    if form in _CHINESE and 0 < number < 100:
        return chinese(number)
    if form in {"decimal", "decimalHalfWidth", "decimalFullWidth", "decimalZero"}:
        return str(number)
    if form.startswith("decimalEnclosedCircle") and 0 < number <= len(_CIRCLED):
        return _CIRCLED[number - 1]
    if form in {"upperLetter", "lowerLetter"} and 0 < number <= 26:
        letter = chr(ord("A") + number - 1)
        return letter if form == "upperLetter" else letter.lower()
    if form in {"upperRoman", "lowerRoman"} and 0 < number < 40:
        return _roman(number) if form == "upperRoman" else _roman(number).lower()
    return ""
