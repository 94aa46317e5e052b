"""Years as people say them: 2023年, 2021至2024年, 去年, 近三年, 二〇二〇年."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date

from reports.data import toml
from reports.questions import question_words
from reports.text.digits import TO_ARABIC
from reports.text.wording import patterns
from search.answers.model import Token
from search.filters import FIRST_YEAR, LAST_YEAR

_DIGITS = TO_ARABIC | str.maketrans("两", "2")
_pattern = patterns("question_years.toml", "patterns")
_RANGE, _SINCE, _ONE = _pattern("range"), _pattern("since"), _pattern("one")
_SHORT, _RECENT, _EVERY = _pattern("short"), _pattern("recent"), _pattern("every")
_RELATIVE: Mapping[str, int] = toml("question_years.toml")["relative"]
_NUMBERS = {"两": 2, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10}


def number(text: str) -> int | None:
    """Return a small number in digits or characters up to 十, 二十 and so on; None where it is none."""
    if text.isascii() and text.isdigit():
        return int(text)
    if text == "一":
        return 1
    tens, ten, rest = text.partition("十")
    if ten:
        first = _NUMBERS.get(tens, 1 if tens in ("", "一") else 0)
        last = {"": 0, "一": 1}.get(rest, _NUMBERS.get(rest, -1))
        return first * 10 + last if first and last >= 0 else None
    return _NUMBERS.get(text)


def at(text: str, start: int, today: date) -> Iterator[Token]:
    """Yield the years that can be read at a place of a question.

    The latest year of which there can be a report is the last one: 近三年 are the three that end with it.
    """
    last = today.year - 1
    if match := _RANGE.match(text, start):
        first, end = _year(match[1]), _year(match[2])
        if FIRST_YEAR <= first <= end <= LAST_YEAR:
            yield _token(match, tuple(range(first, end + 1)))
    if match := _SINCE.match(text, start):
        yield _token(match, tuple(range(_year(match[1]), last + 1)))
    if match := _ONE.match(text, start):
        yield _token(match, (_year(match[1]),))
    if (match := _SHORT.match(text, start)) and 2000 + int(match[1]) <= today.year:
        yield _token(match, (2000 + int(match[1]),))
    if (match := _RECENT.match(text, start)) and (count := number(match[1])):
        yield _token(match, tuple(range(last - count + 1, last + 1)))
    if match := _EVERY.match(text, start):
        yield Token("year", match.start(), match.end(), match[0], every_year=True)
    for word, back in _RELATIVE.items():
        if text.startswith(word, start):
            yield Token("year", start, start + len(word), word, "relative", (today.year + back,))
    if text.startswith("上年同期", start):
        yield Token("year", start, start + 4, "上年同期", "relative", (last,))


def sets_against(token: Token) -> bool:
    """Say whether a year's word may name the year before another (比去年) instead of one by itself."""
    return token.kind == "year" and token.text in question_words().before


def _year(text: str) -> int:
    return int(text.translate(_DIGITS))


def _token(found: re.Match[str], years: tuple[int, ...]) -> Token:
    return Token("year", found.start(), found.end(), found[0], years=years)
