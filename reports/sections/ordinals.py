"""Ordinals as reports write them: 一、 （一） 1. 1.1 壹、 第一部分 第一节 Ⅰ、 ㈠ ⑴. Others say which are headings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from reports.text.ordinals import HAN
from reports.text.wording import patterns

_FORMAL = dict(zip("壹贰叁肆伍陆柒捌玖拾貳參陸", "一二三四五六七八九十二三六", strict=True))
_INDENT = 40
_ROMAN = {mark: value for value, mark in enumerate("ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ", 1)}
_LETTERS = {mark: value for value, mark in enumerate(("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X"), 1)}
_DIGITS = {mark: value for value, mark in enumerate("０１２３４５６７８９")} | {str(n): n for n in range(10)}


class Style(StrEnum):
    PART = "part"
    FORMAL = "formal"
    SECTION = "section"
    HAN = "han"
    ROMAN = "roman"
    PAREN_HAN = "paren_han"
    DECIMAL = "decimal"
    THIRD_DECIMAL = "third_decimal"
    BARE = "bare"
    ARABIC = "arabic"
    PAREN_ARABIC = "paren_arabic"
    NONE = "unnumbered"


@dataclass(frozen=True, slots=True)
class Ordinal:
    """One token; `text[start:end]` is the ordinal as written with its marks. `above`: what 1.2 says it is under, 1."""

    style: Style
    value: int
    start: int
    end: int
    above: int = 0


_pattern = patterns("heading_patterns.toml", formal="".join(_FORMAL), letters="|".join(_LETTERS))
_TOKEN = _pattern("token")
_LINE_START = frozenset((Style.FORMAL, Style.SECTION, Style.DECIMAL, Style.THIRD_DECIMAL, Style.BARE))
"""Inside a line these are amounts, dates, versions or citations: 1.1 亿元, 第二节课."""
_FORBIDDEN_BEFORE = {
    Style.HAN: _pattern("not_before_han"),
    Style.PAREN_HAN: _pattern("not_before_bracketed"),
    Style.PAREN_ARABIC: _pattern("not_before_bracketed"),
    Style.PART: _pattern("not_before_part"),
}
_FORBIDDEN_AFTER = {
    Style.HAN: _pattern("not_after_han"),
    Style.PAREN_HAN: _pattern("not_after_bracketed"),
    Style.ARABIC: re.compile(r"[ \t]*[、，,；。）)0-9a-zA-Z/]"),
}


def ordinals(text: str) -> Iterator[Ordinal]:
    """Yield every ordinal token in order; numbers of articles, dates and decimals are left out."""
    for match in _TOKEN.finditer(text):
        style = Style.ARABIC if match.lastgroup == "dotted" else _style(match)
        if _stands(style, text, match):
            points = re.findall(r"\d+", match.group()) if style in (Style.DECIMAL, Style.THIRD_DECIMAL) else []
            value = int(points[-1]) if points else _value(match.group())
            yield Ordinal(style, value, match.start(), match.end(), int(points[-2]) if points else 0)


def _style(match: re.Match[str]) -> Style:
    return next(style for style in Style if style is not Style.NONE and match.group(style.value) is not None)


def _stands(style: Style, text: str, match: re.Match[str]) -> bool:
    before = _FORBIDDEN_BEFORE.get(style)
    if before and match.start() and before.match(text, match.start() - 1):
        return False
    if style in _LINE_START or match.group("letters") or (match.group()[-1] in HAN and style is Style.HAN):
        indent = text[max(0, match.start() - _INDENT) : match.start()]
        return not indent.rpartition("\n")[2].strip(" \t\u3000*#>") and ("\n" in indent or len(indent) < _INDENT)
    after = _FORBIDDEN_AFTER.get(style)
    return not (after and after.match(text, match.end()))


def _value(token: str) -> int:
    """Return what an ordinal counts: 十二 and 12 and ⑿ are 12."""
    for mark in token:
        for first in "㈠⑴①⒈":
            if 0 <= ord(mark) - ord(first) < (10 if first == "㈠" else 20):
                return ord(mark) - ord(first) + 1
        if mark in _ROMAN:
            return _ROMAN[mark]
    if (letters := token.rstrip("、.．")) in _LETTERS:
        return _LETTERS[letters]
    digits = [_DIGITS[mark] for mark in token if mark in _DIGITS]
    if digits:
        return int("".join(map(str, digits)))
    return _han("".join(_FORMAL.get(mark, mark) for mark in token if mark in HAN or mark in _FORMAL))


def _han(numeral: str) -> int:
    tens, ten, ones = numeral.partition("十")
    if not ten:
        return HAN.index(tens[0]) + 1
    return (HAN.index(tens[0]) + 1 if tens else 1) * 10 + (HAN.index(ones[0]) + 1 if ones else 0)
