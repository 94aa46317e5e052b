"""Values of the CSS properties that decide whether text is seen. An invalid value is None, as if it were not written.

Lengths are read in `csslengths.py`. Colours are red, green, blue and alpha, each from 0 to 1.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from tinycss2.color3 import parse_color

from reports.reading.csslengths import Length, Tokens, keyword, length, length_or, words

Colour = tuple[float, float, float, float]

_SIZES = {
    "xx-small": 9.0,
    "x-small": 10.0,
    "small": 13.0,
    "medium": 16.0,
    "large": 18.0,
    "x-large": 24.0,
    "xx-large": 32.0,
    "xxx-large": 48.0,
}
_DISPLAYS = frozenset(
    {"none", "inline", "block", "contents", "list-item", "run-in", "flow-root", "ruby", "ruby-base", "ruby-text"}
    | {f"{outer}{inner}" for outer in ("", "inline-") for inner in ("block", "flex", "grid", "table")}
    | {f"table-{part}" for part in ("row", "cell", "column", "caption", "row-group", "column-group")}
    | {"table-header-group", "table-footer-group", "-webkit-box", "-webkit-inline-box", "-webkit-flex", "-ms-flexbox"}
)


def _one_of(*names: str) -> Callable[[Tokens], str | None]:
    return lambda tokens: found if (found := keyword(tokens)) in names else None


def _display(tokens: Tokens) -> str | None:
    found = words(tokens)
    names = [token.lower_value for token in found if token.type == "ident"]
    if not names or len(names) < len(found):
        return None
    return names[-1] if len(names) > 1 else names[0] if names[0] in _DISPLAYS else None


def _font_size(tokens: Tokens) -> Length | None:
    found = words(tokens)
    if len(found) != 1:
        return None
    one = found[0]
    if one.type == "ident":
        relative = {"smaller": Length(font=1 / 1.2), "larger": Length(font=1.2)}.get(one.lower_value)
        return relative or (Length(_SIZES[one.lower_value]) if one.lower_value in _SIZES else None)
    size = length(one)
    if size is None or size.fixed < 0 or size.font < 0 or size.share < 0:
        return None
    return Length(size.fixed, size.font + size.share)


def _font(tokens: Tokens) -> Length | None:
    """Return the size of a `font` shorthand, which stands before the family and may have a height of line behind it."""
    found = words(tokens)
    for place, token in enumerate(found):
        if token.type in {"dimension", "percentage", "function"} or (token.type == "number" and token.value == 0):
            return _font_size([token]) if place + 1 < len(found) else None
        if token.type == "ident" and token.lower_value in _SIZES:
            return _font_size([token])
    return None


def _fraction(tokens: Tokens) -> float | None:
    found = words(tokens)
    if len(found) != 1 or found[0].type not in {"number", "percentage"}:
        return None
    return min(1.0, max(0.0, float(found[0].value) / (100 if found[0].type == "percentage" else 1)))


def colour(tokens: Tokens) -> Colour | str | None:
    found = words(tokens)
    if len(found) != 1:
        return None
    value = _hex_with_alpha(found[0]) or parse_color(found[0])
    if value == "currentColor":
        return "inherit"
    return None if value is None else (value[0], value[1], value[2], value[3])


def _hex_with_alpha(token: Any) -> Colour | None:
    """Return #rgba and #rrggbbaa, which came after CSS Color 3."""
    if token.type != "hash" or len(token.value) not in {4, 8}:
        return None
    digits = "".join(2 * digit for digit in token.value) if len(token.value) == 4 else token.value
    try:
        red, green, blue, alpha = (int(digits[at : at + 2], 16) / 255 for at in range(0, 8, 2))
    except ValueError:
        return None
    return red, green, blue, alpha


PICTURE = "picture"
"""A background that is drawn, so that no colour of text can be called the same."""


def _background(tokens: Tokens) -> Colour | str | None:
    found: Colour | str = (0.0, 0.0, 0.0, 0.0)
    for token in words(tokens):
        if token.type in {"url", "function"} and (one := colour([token])) is None:
            return PICTURE
        if (one := colour([token])) is not None:
            found = one
    return found


def _image(tokens: Tokens) -> str | None:
    return "none" if keyword(tokens) == "none" else PICTURE


def _clip(tokens: Tokens) -> bool | None:
    """Tell whether `clip` leaves nothing: a rectangle whose edges meet."""
    found = words(tokens)
    if len(found) != 1 or found[0].type != "function" or found[0].lower_name != "rect":
        return False if keyword(tokens) == "auto" else None
    edges = [length(token) for token in words(found[0].arguments) if token.type != "literal"]
    if len(edges) != 4 or any(edge is None for edge in edges):
        return False
    top, right, bottom, left = (edge.pixels(16) for edge in edges if edge is not None)
    return bottom - top <= NOTHING or right - left <= NOTHING


NOTHING = 1.0
"""Pixels: no character is seen in so little."""


def _clip_path(tokens: Tokens) -> bool | None:
    """Tell whether `clip-path` leaves nothing of a box of unknown size."""
    found = words(tokens)
    if len(found) != 1 or found[0].type != "function":
        return False if keyword(tokens) is not None else None
    parts = [token for token in words(found[0].arguments) if token.type != "literal"]
    sizes = [size for token in parts if (size := length(token)) is not None]
    if found[0].lower_name == "inset" and sizes:
        top, right, bottom, left = (sizes * 4)[:4] if len(sizes) == 1 else (*sizes, *sizes, *sizes)[:4]
        right, bottom, left = (sizes[1], sizes[0], sizes[1]) if len(sizes) == 2 else (right, bottom, left)
        left = right if len(sizes) == 3 else left
        return top.share + bottom.share >= 1 or right.share + left.share >= 1 or top.fixed >= FAR
    if found[0].lower_name in {"circle", "ellipse"} and sizes:
        return sizes[0].pixels(16) <= NOTHING
    if found[0].lower_name == "polygon" and sizes:
        return (
            len({(size.fixed, size.share) for size in sizes[::2]}) < 2
            or len({(s.fixed, s.share) for s in sizes[1::2]}) < 2
        )
    return False


FAR = 999.0
"""Pixels: what is moved so far to the left or up stands outside every window."""
VERY_FAR = 5000.0


def _transform(tokens: Tokens) -> str | None:
    """Tell a transformation that leaves nothing ("gone") from any other ("some")."""
    for token in words(tokens):
        if token.type != "function":
            return "some" if keyword(tokens) == "none" else None
        parts = [part for part in words(token.arguments) if part.type != "literal"]
        numbers = [part.value for part in parts if part.type in {"number", "percentage", "dimension"}]
        name = token.lower_name
        if name.startswith("scale") and any(number == 0 for number in numbers[:2]):
            return "gone"
        if name in {"rotatex", "rotatey"} and numbers and numbers[0] % 180 == 90:
            return "gone"
        if name.startswith("matrix") and numbers and numbers[0] == 0 and numbers[1:2] == [0]:
            return "gone"
        if name.startswith("translate") and any(_is_away(length(part)) for part in parts):
            return "gone"
    return "some"


def _is_away(moved: Length | None) -> bool:
    return moved is not None and abs(moved.pixels(16, 0)) >= FAR


def _filter(tokens: Tokens) -> float | None:
    for token in words(tokens):
        if token.type == "function" and token.lower_name == "opacity":
            return _fraction(token.arguments)
    return 1.0


def _scale(tokens: Tokens) -> str | None:
    numbers = [token.value for token in words(tokens) if token.type in {"number", "percentage"}]
    return "gone" if any(number == 0 for number in numbers[:2]) else "some"


def _translate(tokens: Tokens) -> str | None:
    return "gone" if any(_is_away(length(token)) for token in words(tokens)) else "some"


def _written(tokens: Tokens) -> str | None:
    return "".join(token.serialize() for token in tokens).strip().lower() or None


_EDGE = length_or("auto")
_OVERFLOW = _one_of("visible", "hidden", "clip", "auto", "scroll", "overlay")
_MAXIMUM = length_or("none", "auto")

PROPERTIES: Mapping[str, Callable[[Tokens], Any]] = {
    "display": _display,
    "visibility": _one_of("visible", "hidden", "collapse"),
    "content-visibility": _one_of("visible", "auto", "hidden"),
    "opacity": _fraction,
    "filter": _filter,
    "font-size": _font_size,
    "font": _font,
    "width": _EDGE,
    "height": _EDGE,
    "max-width": _MAXIMUM,
    "max-height": _MAXIMUM,
    "inline-size": _EDGE,
    "block-size": _EDGE,
    "max-inline-size": _MAXIMUM,
    "max-block-size": _MAXIMUM,
    "overflow": lambda tokens: _OVERFLOW(words(tokens)[-1:]),
    "overflow-x": _OVERFLOW,
    "overflow-y": _OVERFLOW,
    "clip": _clip,
    "clip-path": _clip_path,
    "-webkit-clip-path": _clip_path,
    "position": _one_of("static", "relative", "absolute", "fixed", "sticky", "-webkit-sticky"),
    "float": _one_of("none", "left", "right"),
    "left": _EDGE,
    "right": _EDGE,
    "top": _EDGE,
    "bottom": _EDGE,
    "inset": lambda tokens: _EDGE(words(tokens)[:1]),
    "text-indent": lambda tokens: next((one for token in words(tokens) if (one := length(token))), None),
    "margin-left": _EDGE,
    "margin-top": _EDGE,
    "margin": lambda tokens: [one for token in words(tokens) if (one := _EDGE([token])) is not None] or None,
    "transform": _transform,
    "-webkit-transform": _transform,
    "scale": _scale,
    "translate": _translate,
    "color": colour,
    "-webkit-text-fill-color": colour,
    "background-color": colour,
    "background": _background,
    "background-image": _image,
    "text-decoration": _written,
    "text-decoration-line": _written,
    "vertical-align": _written,
    "font-weight": _written,
    "mso-hide": keyword,
    "content": words,
}
WIDE = frozenset({"inherit", "initial", "unset", "revert", "revert-layer"})


def parsed(name: str, tokens: Tokens) -> Any | None:
    """Return the value of a declaration, a keyword that every property knows, or None where it is invalid."""
    wide = keyword(tokens)
    return wide if wide in WIDE else PROPERTIES[name](tokens)
