"""What to look for in texts: the words of a query and its exact strings, each with the ways a report may write it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise, zip_longest
from typing import Self

from index.text.folding import APART, fold

_HAN = "\u3005\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
HAN_RUN = re.compile(f"[{_HAN}]+")


@dataclass(frozen=True)
class Needle:
    """What to look for: a word of the query or an exact string. `folded` is set for exact strings.

    `plain` is set where a text can hold the needle in one way only, unless one of `parted`, a character of it and a
    blank, stands there; `alone` where what stands around a match does not matter.
    """

    expression: str
    weight: int
    folded: str = ""
    lone: bool = False
    plain: str = ""
    parted: tuple[str, ...] = ()
    alone: bool = True

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Compiled when it is first needed: to look for what is `plain` takes none, and compiling is slow."""
        return re.compile(self.expression)


class Worths(dict[int, int]):
    """How much needles weigh together, by their bits."""

    def __init__(self, weights: Iterable[int]) -> None:
        super().__init__()
        self._weights = tuple(weights)

    def __missing__(self, bits: int) -> int:
        self[bits] = worth = sum(weight for place, weight in enumerate(self._weights) if bits >> place & 1)
        return worth


class Needles(tuple[Needle, ...]):
    """What to look for, with what all texts of a page need to know of it; each needle goes by a bit."""

    lone: int
    """The bits of needles that are a lone 汉字."""
    folded: int
    """The bits of exact strings."""
    alone: bool
    """Whether what stands around a match matters for none of them."""
    worths: Worths

    def __new__(cls, found: Iterable[Needle]) -> Self:
        self = super().__new__(cls, found)
        bits = [(needle, 1 << place) for place, needle in enumerate(self)]
        self.lone = sum(bit for needle, bit in bits if needle.lone)
        self.folded = sum(bit for needle, bit in bits if needle.folded)
        self.alone = all(needle.alone for needle in self)
        self.worths = Worths(needle.weight for needle in self)
        return self


def prepare(words: tuple[str, ...], phrases: tuple[str, ...]) -> Needles:
    """Prepare the words (as the analyser cuts them) and exact strings (as typed) of a query."""
    exact = [_exact(folded) for folded in map(fold, phrases) if folded]
    alone = len(words) + len(exact) == 1
    return Needles([*exact, *[_word(word, alone) for word in words]])


@lru_cache(1024)
def _exact(folded: str) -> Needle:
    return Needle(_loose(folded, r"\s*"), 4, folded)


@lru_cache(4096)
def _word(word: str, alone: bool) -> Needle:
    if word[0].isdigit() and word.isascii():
        whole, point, rest = word.partition(".")
        return Needle(rf"(?<!\d)(?<!\d,)(?<!\d\.){',?'.join(whole)}{re.escape(point + rest)}(?!\d)", 2, alone=False)
    if han := HAN_RUN.match(word):
        plain = word if han[0] == word else ""
        lone, parted = len(word) == 1 and not alone, tuple([f"{char} " for char in word[:-1]])
        return Needle(_loose(word, " *"), min(len(word), 3), lone=lone, plain=plain, parted=parted)
    letter = rf"[^\W\d_{_HAN}]"
    return Needle(rf"(?<!{letter}){_loose(word, '')}(?!{letter})", 2, alone=False)


def _loose(folded: str, gap: str) -> str:
    written = (_variants(char) for char in folded)
    gaps = ("" if APART in pair or (pair[0].isdigit() and pair[1].isdigit()) else gap for pair in pairwise(folded))
    return "".join(char + space for char, space in zip_longest(written, gaps, fillvalue=""))


@lru_cache(4096)
def _variants(char: str) -> str:
    """Match a folded character as a report may write it: in either case, full-width or not."""
    if char == APART:
        return r"\s+"
    forms = {char, char.upper()} if len(char.upper()) == 1 else {char}
    forms |= {chr(ord(form) + 0xFEE0) for form in forms if "!" <= form <= "~"}
    return re.escape(char) if len(forms) == 1 else f"[{''.join(re.escape(form) for form in sorted(forms))}]"
