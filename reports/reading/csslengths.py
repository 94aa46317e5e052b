"""CSS tokens as keywords and lengths: pixels, or relative until the size of the font is known."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

Tokens = Sequence[Any]

_PIXELS = {"px": 1.0, "pt": 4 / 3, "pc": 16.0, "in": 96.0, "cm": 96 / 2.54, "mm": 9.6 / 2.54, "q": 2.4 / 2.54}
_SCREEN_WIDTH, _SCREEN_HEIGHT = 1280.0, 800.0
"""The screen for which media queries and lengths of the window are decided: a desk's."""
_OF_FONT = {"em": 1.0, "ex": 0.5, "ch": 0.5, "ic": 1.0, "lh": 1.2}
_OF_ROOT = {"rem": 16.0, "rlh": 19.2}
_OF_SCREEN = {"vw": _SCREEN_WIDTH, "vh": _SCREEN_HEIGHT, "vmin": _SCREEN_HEIGHT, "vmax": _SCREEN_WIDTH}


@dataclass(frozen=True, slots=True)
class Length:
    """`fixed` pixels, `font` times the size of the font, `share` of what it is measured against (percentages)."""

    fixed: float = 0.0
    font: float = 0.0
    share: float = 0.0

    def pixels(self, font: float, whole: float = _SCREEN_WIDTH) -> float:
        return self.fixed + self.font * font + self.share * whole


def words(tokens: Tokens) -> list[Any]:
    """Return the tokens without white space and comments."""
    return [token for token in tokens if token.type not in {"whitespace", "comment"}]


def keyword(tokens: Tokens) -> str | None:
    found = words(tokens)
    return found[0].lower_value if len(found) == 1 and found[0].type == "ident" else None


def length(token: Any) -> Length | None:
    """Return a length or percentage; a number counts only where it is zero. `calc()` adds, subtracts and multiplies."""
    if token.type == "percentage":
        return Length(share=token.value / 100)
    if token.type == "number":
        return Length() if token.value == 0 else None
    if token.type == "function" and token.lower_name in {"calc", "-webkit-calc"}:
        return _sum(words(token.arguments))
    if token.type != "dimension":
        return None
    unit, value = token.lower_unit, token.value
    if unit in _PIXELS:
        return Length(value * _PIXELS[unit])
    if unit in _OF_FONT:
        return Length(font=value * _OF_FONT[unit])
    if unit in _OF_ROOT:
        return Length(value * _OF_ROOT[unit])
    unit = unit.removeprefix("s").removeprefix("l").removeprefix("d") if unit[1:] in _OF_SCREEN else unit
    return Length(value * _OF_SCREEN[unit] / 100) if unit in _OF_SCREEN else None


def _sum(tokens: list[Any]) -> Length | None:
    total, sign = Length(), 1.0
    while tokens:
        one, tokens = tokens[0], tokens[1:]
        if one.type == "literal" and one.value in "+-":
            sign = -1.0 if one.value == "-" else 1.0
            continue
        factor = sign
        if len(tokens) > 1 and tokens[0].type == "literal" and tokens[0].value == "*":
            pair = (one, tokens[1]) if one.type == "number" else (tokens[1], one)
            factor, one, tokens = sign * getattr(pair[0], "value", 0), pair[1], tokens[2:]
        part = length(one)
        if part is None or not isinstance(factor, int | float):
            return None
        total = Length(
            total.fixed + factor * part.fixed, total.font + factor * part.font, total.share + factor * part.share
        )
        sign = 1.0
    return total


def length_or(*names: str) -> Callable[[Tokens], Length | str | None]:
    """Return a reader of one length, or of one of these keywords."""

    def parse(tokens: Tokens) -> Length | str | None:
        found = words(tokens)
        if len(found) != 1:
            return None
        return found[0].lower_value if found[0].type == "ident" and found[0].lower_value in names else length(found[0])

    return parse
