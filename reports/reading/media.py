"""Media queries (level 4), decided for one reader: a desk's screen in light colours, with a mouse and scripts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from reports.reading.csslengths import keyword, length, words

_WIDTH, _HEIGHT = 1280.0, 800.0
_KNOWN = {
    "orientation": "landscape",
    "prefers-color-scheme": "light",
    "prefers-reduced-motion": "no-preference",
    "hover": "hover",
    "any-hover": "hover",
    "pointer": "fine",
    "any-pointer": "fine",
    "scripting": "enabled",
    "update": "fast",
    "display-mode": "browser",
}


def applies(prelude: Sequence[Any]) -> bool:
    """Tell whether one of the queries, parted by commas, holds; none at all holds always."""
    queries: list[list[Any]] = [[]]
    for token in words(prelude):
        if token.type == "literal" and token.value == ",":
            queries.append([])
        else:
            queries[-1].append(token)
    return queries == [[]] or any(_holds(query) for query in queries if query)


def _holds(query: Sequence[Any]) -> bool:
    names = [token.lower_value if token.type == "ident" else "" for token in query]
    negated = names[0] == "not"
    held = True
    either = "or" in names
    results: list[bool] = []
    for token, name in zip(query, names, strict=True):
        if name in {"not", "only", "and", "or"}:
            continue
        results.append(_feature(words(token.content)) if token.type == "() block" else name in {"screen", "all"})
    held = any(results) if either else all(results)
    return held != negated


def _feature(tokens: Sequence[Any]) -> bool:
    """Decide one condition in brackets; one that is not known does not hold."""
    if any(token.type == "() block" for token in tokens):
        return _holds(tokens)
    if not tokens:
        return False
    if len(tokens) == 1:
        return keyword(tokens) in {"width", "height", "color", "hover", "pointer", "scripting"}
    if tokens[0].type == "ident" and tokens[1].type == "literal" and tokens[1].value == ":":
        name, value = tokens[0].lower_value, tokens[2:]
        if name in _KNOWN:
            return keyword(value) == _KNOWN[name]
        return _compare(name.removeprefix("min-").removeprefix("max-"), name[:4], value)
    return _range(tokens)


def _compare(name: str, way: str, value: Sequence[Any]) -> bool:
    size = length(value[0]) if len(value) == 1 else None
    own = {"width": _WIDTH, "device-width": _WIDTH, "height": _HEIGHT, "device-height": _HEIGHT}.get(name)
    if size is None or own is None:
        return False
    asked = size.pixels(16.0)
    return own >= asked if way == "min-" else own <= asked if way == "max-" else own == asked


def _range(tokens: Sequence[Any]) -> bool:
    """Decide `width >= 600px` and `400px <= width <= 700px`."""
    values = [_value(token) for token in tokens if token.type != "literal"]
    signs: list[str] = []
    for before, token in zip((None, *tokens), tokens, strict=False):
        if token.type == "literal" and token.value in "<>=":
            joined = before is not None and before.type == "literal" and token.value == "="
            signs = [*signs[:-1], signs[-1] + "="] if joined and signs else [*signs, token.value]
    if len(values) != len(signs) + 1 or any(value is None for value in values):
        return False
    pairs = zip(values, values[1:], signs, strict=False)
    return all(_ordered(float(a or 0), float(b or 0), sign) for a, b, sign in pairs)


def _value(token: Any) -> float | None:
    if token.type == "ident":
        return {"width": _WIDTH, "height": _HEIGHT}.get(token.lower_value)
    size = length(token)
    return size.pixels(16.0) if size is not None else None


def _ordered(one: float, other: float, sign: str) -> bool:
    held = {"<": one < other, "<=": one <= other, ">": one > other, ">=": one >= other, "=": one == other}
    return held.get(sign, False)
