"""Numbers as Chinese reports write them: digits, full width, 万, 亿, Chinese numerals, 近, 约, 余. No measure words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from reports.model import Qualifier
from reports.text.digits import ONE_TO_NINE, ZEROS
from reports.text.wording import patterns

_DIGITS = dict.fromkeys(ZEROS, 0) | {c: i for i, c in enumerate(ONE_TO_NINE, 1)} | {"两": 2}
_DIGITS |= {c: i for i, c in enumerate("零壹贰叁肆伍陆柒捌玖")}
_TENS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_SCALES = {"千": Decimal(1000), "万": Decimal(10) ** 4, "亿": Decimal(10) ** 8}
_HAN = "".join(_DIGITS) + "".join(_TENS)
_pattern = patterns("number_patterns.toml", written=_HAN)
_OVER = _pattern("over")
_NUMERAL = _pattern("numeral")
_FULL_WIDTH = str.maketrans("０１２３４５６７８９．", "0123456789.")


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number found in a text: exact value, how firmly it is said, and its span, words such as 近 and 余 included."""

    value: Decimal
    qualifier: Qualifier | None
    start: int
    end: int


def numerals(text: str) -> Iterator[Numeral]:
    """Yield the numbers of a text in order; ordinals (第三), ranges (3至5) and vague tens (数十, 几百) are none."""
    plain = text.translate(_FULL_WIDTH)
    for match in _NUMERAL.finditer(plain):
        value = _value(match)
        if value is not None and not _spoilt(plain, match):
            yield Numeral(value, _qualifier(match), match.start(), match.end())


def in_unit(value: Decimal, unit: str, into: str) -> Decimal | None:
    """Convert an amount of money said in 元, 万元 or 亿元 to the wanted one of them; None where that cannot be done."""
    yuan = {"元": Decimal(1), "万元": Decimal(10) ** 4, "亿元": Decimal(10) ** 8}
    if unit == into:
        return value
    if unit not in yuan or into not in yuan:
        return None
    return plain_decimal(value * yuan[unit] / yuan[into])


def plain_decimal(value: Decimal) -> Decimal:
    """Drop the zeros a conversion leaves behind, and any exponent: 0.2950 is 0.295, 1.8E+5 is 180000."""
    short = value.normalize()
    return short.quantize(Decimal(1)) if short == short.to_integral_value() else short


_LONGEST = 18
"""Digits beyond which a run of them is a code, an account or nonsense, but no count of anything."""


def _value(match: re.Match[str]) -> Decimal | None:
    """Return what the number says, None where it says nothing, two things, or more than anybody counts."""
    if match.end() - match.start() > 2 * _LONGEST or sum(char.isalnum() for char in match["body"]) > _LONGEST:
        return None
    arabic, han = match["arabic"], match["han"]
    if len(match["body"]) > _LONGEST:
        return None
    base = Decimal(re.sub("[,，]", "", arabic)) if arabic else _han_value(han)
    if base is None:
        return None
    for scale in match["scale"] or "":
        base *= _SCALES[scale]
    if match["rest"] is None:
        return plain_decimal(base)
    tail = Decimal(match["rest"]) if match["rest"].isdigit() and match["rest"].isascii() else _han_value(match["rest"])
    if tail is None or not match["scale"] or "千" in match["scale"] or match["more"]:
        return None
    return plain_decimal(base + tail)


def _han_value(text: str) -> Decimal | None:
    """Value of a Chinese numeral below 万; None for what is none or says two things (一百二)."""
    if all(c in _DIGITS for c in text):
        positional = len(text) == 1 or any(_DIGITS[c] == 0 for c in text)
        return Decimal("".join(str(_DIGITS[c]) for c in text)) if positional or len(text) >= 3 else None
    if re.search(rf"[{''.join(t for t in _TENS if _TENS[t] > 10)}][^零〇○{''.join(_TENS)}]$", text):
        return None
    total, digit, last = 0, None, 10_000
    for char in text:
        if char in _DIGITS:
            if digit:
                return None
            digit = _DIGITS[char]
            continue
        tens = _TENS[char]
        if tens >= last or (digit == 0 and tens != 10):
            return None
        total, last, digit = total + (1 if digit is None or digit == 0 else digit) * tens, tens, None
    return Decimal(total + (digit or 0))


def _qualifier(match: re.Match[str]) -> Qualifier | None:
    before = match["before"]
    if match["more"] or match["more2"] or (before and _OVER.fullmatch(before)):
        return Qualifier.AT_LEAST
    return Qualifier.ABOUT if before else None


_ORDINAL = _pattern("ordinal_sign")
_VAGUE = _pattern("vague")
_RANGE_BEFORE = _pattern("range_before")
_RANGE_AFTER = _pattern("range_after")


def _spoilt(text: str, match: re.Match[str]) -> bool:
    """Tell whether what stands around a number makes it no count: an ordinal, a range, part of a code."""
    before, after = text[max(0, match.start() - 8) : match.start()], text[match.end() : match.end() + 8]
    vague = match["han"] is not None and match["han"][0] in _TENS and _VAGUE.search(before)
    if vague or _ORDINAL.search(before) or _RANGE_BEFORE.search(before) or _RANGE_AFTER.match(after):
        return True
    code = bool(match["arabic"]) and match["before"] is None and bool(re.search(r"[A-Za-z\d.]$|\d[百千]$", before))
    return code or bool(re.match(r"[A-Za-z]|\.\d", after))
