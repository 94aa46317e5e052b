"""Numbers with their measure words in a sentence, and which of them are parts of which."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import accumulate

from reports.model import Qualifier
from reports.numerals import Numeral, numerals
from reports.text.wording import pattern

_LARGE = {"万元": Decimal(10_000), "亿元": Decimal(100_000_000)}
_AMONG = "其中"
_REACH, _THING = 60, 12
_BRACKET_NEAR = 14
"""Code points between a number and the bracket that holds its parts."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A number with its measure word; the unit is empty where a bare 0 or a count after 数为 stands alone."""

    value: Decimal
    qualifier: Qualifier | None
    unit: str
    start: int
    end: int


def mentions(text: str) -> tuple[Mention, ...]:
    """Return the counts and amounts a sentence states, in order."""
    return tuple(mention for number in numerals(text) if (mention := _counted(text, number)))


def _counted(text: str, number: Numeral) -> Mention | None:
    unit, value, qualifier, end = pattern("unit").match(text, number.end), number.value, number.qualifier, number.end
    thing = pattern("not_counted").search(text[max(0, number.start - _THING) : number.start])
    if unit is None or pattern("not_unit").match(text, end) or (thing and unit[0] == "条"):
        before = pattern("bare_count" if value else "bare_zero").search(text[: number.start])
        stands = before and pattern("bare_end").match(text, end)
        return Mention(value, qualifier, "", number.start, end) if stands else None
    end, name = unit.end(), unit[0]
    if name in _LARGE:
        value, name = value * _LARGE[name], "元"
    for said, meaning in (("more_than", Qualifier.AT_LEAST), ("roughly", Qualifier.ABOUT)):
        if after := pattern(said).match(text, end):
            qualifier, end = meaning, after.end()
    return Mention(value, qualifier, name, number.start, end)


def is_compared(text: str, mention: Mention) -> bool:
    """Tell whether a number measures a change or a share, so that it has no parts and is none."""
    return bool(pattern("compared").search(text[max(0, mention.start - _REACH) : mention.start]))


@lru_cache(maxsize=16)
def _depths(text: str) -> tuple[int, ...]:
    return tuple(accumulate(((char in "（(") - (char in "）)") for char in text), initial=0))


def depth(text: str, at: int) -> int:
    """Return how many brackets are open at a place."""
    return _depths(text)[at]


def is_whole(text: str, mention: Mention, at: int) -> bool:
    """Tell whether a number before 其中 at `at` can be the whole: no change or share, in no bracket since closed."""
    return not is_compared(text, mention) and depth(text, mention.start) <= depth(text, at)


def whole_of(text: str, mentions: Sequence[Mention], index: int) -> int | None:
    """Return the index of the number this one is a part of, -1 where it stands in the sentence before, else None."""
    at, depths = mentions[index].start, _depths(text)
    opened = next((i for i in range(at - 1, -1, -1) if depths[i] < depths[at]), 0)  # the bracket around it
    inside = next((i for i in range(index - 1, -1, -1) if mentions[i].end <= opened), None)
    if inside is not None and opened - mentions[inside].end <= _BRACKET_NEAR:
        return inside
    among = text.rfind(_AMONG, 0, at)
    if among >= 0 and depths[among] > depths[at]:  # in a bracket since closed
        among = text.rfind(_AMONG, 0, text.rfind("（", 0, among))
    if among < 0:
        return None
    earlier = (i for i in range(index - 1, -1, -1) if mentions[i].end <= among)
    before = next((i for i in earlier if is_whole(text, mentions[i], among)), None)
    return before if before is not None else -1 if among <= 1 else None
