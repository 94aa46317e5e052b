"""Selectors whose cost is in proportion to the page.

cssselect2 tries every ancestor of every ancestor for `a b c d`, which an unkind page turns into hours. Here a selector
is cut where an ancestor or an earlier sibling is asked for, and each of its pieces is tried once for each element.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from cssselect2 import SelectorError, compile_selector_list

_UNCOMPILED = (SelectorError, SyntaxError, RecursionError, MemoryError, ValueError, OverflowError)
"""What the library raises for a selector that is wrong, or too long for Python to compile."""
_MOST = 30
"""Compounds of one selector; none that a person wrote has more."""
_INNER = 2
"""Ancestors that a selector within brackets may ask for."""


def compiled(prelude: Sequence[Any]) -> Iterator[Any]:
    """Yield the selectors of a rule, as the library's `Matcher` takes them.

    One that the library does not know, and browsers may, takes only itself out.
    """
    for part in _parts(prelude):
        pieces, borders = _cut(part)
        if not pieces or sum(map(len, pieces)) > 10 * _MOST or any(map(_asks_much, part)):
            continue
        try:
            found = [compile_selector_list(piece) for piece in pieces]
        except _UNCOMPILED:
            continue
        if all(len(one) == 1 for one in found):
            yield _joined([one[0] for one in found], pieces, borders)


def _joined(found: list[Any], pieces: list[list[Any]], borders: list[str]) -> Any:
    """Return the last piece's selector, which matches where all of them do, as strong as all of them."""
    last = found[-1]
    last.never_matches = any(one.never_matches for one in found)
    last.specificity = tuple(map(sum, zip(*(one.specificity for one in found), strict=True)))
    test = found[0].test
    for place, border in enumerate(borders, 1):
        test = _Behind(test, found[place].test, border, _steps(pieces[place])).matches
    last.test = test
    return last


class _Behind:
    """Matches where `own` does and, from its leftmost compound, an ancestor or (`~`) an earlier sibling is `before`."""

    def __init__(self, before: Callable[[Any], bool], own: Callable[[Any], bool], border: str, steps: str) -> None:
        self._before, self._own, self._steps = before, own, steps
        self._next = "parent" if border == " " else "previous"
        self._known: dict[Any, bool] = {}

    def matches(self, element: Any) -> bool:
        if not self._own(element):
            return False
        for step in self._steps:
            element = element.parent if step == ">" else element.previous
        return self._has(element)

    def _has(self, element: Any) -> bool:
        """Tell whether one of those beyond `element` matches; what is found out is kept for all on the way."""
        way = []
        held = False
        while element is not None:
            known = self._known.get(element.etree_element)
            if known is not None:
                held = known
                break
            way.append(element)
            element = getattr(element, self._next)
            if element is not None and self._before(element):
                held = True
                break
        for one in way:
            self._known[one.etree_element] = held
        return held


def _parts(prelude: Sequence[Any]) -> list[list[Any]]:
    parts: list[list[Any]] = [[]]
    for token in prelude:
        if token.type == "literal" and token.value == ",":
            parts.append([])
        elif token.type != "comment":
            parts[-1].append(token)
    return parts


def _cut(part: Sequence[Any]) -> tuple[list[list[Any]], list[str]]:
    """Cut a selector at its white space and `~`; return the pieces and what stands between them."""
    pieces: list[list[Any]] = [[]]
    borders: list[str] = []
    pending: Any = None
    for token in part:
        if token.type == "whitespace":
            pending = pending or (" " if pieces[-1] else None)
        elif token.type == "literal" and token.value in (">", "+", "~"):
            if pending not in (None, " ") or not pieces[-1]:
                return [], []
            pending = token
        else:
            if pending is not None and (pending == " " or pending.value == "~"):
                borders.append(" " if pending == " " else "~")
                pieces.append([])
            elif pending is not None:
                pieces[-1].append(pending)
            pieces[-1].append(token)
            pending = None
    return ([], []) if pending not in (None, " ") else (pieces, borders)


def _steps(piece: Sequence[Any]) -> str:
    """Return how to come from the element that a piece matches to that of its leftmost compound."""
    return "".join(token.value for token in reversed(piece) if token.type == "literal" and token.value in (">", "+"))


def _asks_much(token: Any) -> bool:
    """Tell a function, as `:not(a b c)`, within which the library would try too much."""
    if token.type != "function":
        return False
    pieces = [_cut(part) for part in _parts(token.arguments)]
    return any(len(borders) > _INNER or "~" in borders for _, borders in pieces) or any(
        map(_asks_much, token.arguments)
    )
