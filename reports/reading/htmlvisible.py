"""Takes out of a page what nobody sees there, by any means that a browser honours.

Not seen is: what is not displayed, hidden, transparent, of no size (a box that clips, or letters), clipped away, moved
out of the window, shrunk to nothing, or of the colour of what is behind it where the page says what that is. Closed
`details` count as seen, since a click opens them; `aria-hidden` says nothing of the eye; scripts are not run. Style
sheets that the page only links to are not there: what they hide is read, and what they may paint is not taken for
hidden.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from lxml import html
from tinycss2 import parse_component_value_list

from reports.reading.css import Style, Styles, is_sheet
from reports.reading.csslengths import Length
from reports.reading.cssvalues import FAR, NOTHING, PICTURE, VERY_FAR, WIDE, Colour, colour
from reports.reading.htmltree import BLOCKS, BOLD, RAISED, silence

_UNSEEN = frozenset({"template", "noscript", "noframes", "datalist", "rp"})
_PARTS = frozenset({"table", "thead", "tbody", "tfoot", "tr", "td", "th", "col", "colgroup", "caption"})
_ROWS = frozenset({"thead", "tbody", "tfoot", "tr"})
_EMPTY_ELEMENTS = frozenset({"img", "input", "br", "hr", "textarea", "select", "iframe", "video", "audio", "canvas"})
_STRUCK_ELEMENTS = frozenset({"s", "strike", "del"})
_RAISED = re.compile(r"super|sub")
_BOLD = re.compile(r"bold|[6-9]00")
_SIZES = [f"{most}{side}" for most in ("", "max-") for side in ("width", "height", "inline-size", "block-size")]
_FAINT = 0.05
_ALIKE = 0.02
"""Shares of red, green and blue; colours that differ by less are seen as one."""
_BLACK: Colour = (0.0, 0.0, 0.0, 1.0)
_WHITE: Colour = (1.0, 1.0, 1.0, 1.0)


@dataclass(frozen=True, slots=True)
class _Look:
    """How text of an element looks. `behind` is the colour behind it, None where no sheet of the page sets one.

    `block` is the colour of text in the block around; `named` says that a sheet elsewhere may address the text's part
    of that block.
    """

    seen: bool = True
    size: float = 16.0
    faint: float = 1.0
    colour: Colour = _BLACK
    behind: Colour | str | None = None
    indent: float = 0.0
    block: Colour = _BLACK
    named: bool = False
    visible: bool = True


_GONE = _Look(seen=False)


def keep_visible(root: html.HtmlElement, file: str) -> None:
    """Prune the page in place. Raises TooLarge where its style sheets ask for too much work."""
    styles = Styles(root, file)
    linked = any(map(is_sheet, root.iter("link")))
    elements = [element for element in root.iter() if isinstance(element.tag, str)]
    looks: dict[html.HtmlElement, _Look] = {}
    for element in elements:
        parent = element.getparent()
        above = looks[parent] if parent is not None else _Look()
        looks[element] = _look(element, styles.of(element), above) if above is not _GONE else _GONE
    for element in elements:
        look, parent = looks[element], element.getparent()
        if look is _GONE:
            if parent is not None and looks.get(parent) is not _GONE:
                _take_out(element)
            continue
        if not look.visible or _is_unread(look, linked):
            _blank(element)
        else:
            _show_generated(element, styles, look, linked)
        _mark(element, styles.of(element))


def _mark(element: html.HtmlElement, style: Style) -> None:
    """Note on the element what else of its style tells how its text is to be read."""
    element.attrib.pop(RAISED, None)
    element.attrib.pop(BOLD, None)
    if _RAISED.match(str(style.get("vertical-align", ""))):
        element.set(RAISED, "1")
    if _BOLD.match(str(style.get("font-weight", ""))):
        element.set(BOLD, "1")


def _look(element: html.HtmlElement, style: Style, above: _Look) -> _Look:
    display = _display(element, style)
    if not style and not element.attrib and display == "inline" and element.tag not in _STRUCK_ELEMENTS:
        return above
    if display == "none" or style.get("mso-hide") == "all" or style.get("content-visibility") == "hidden":
        return _GONE
    struck = f"{style.get('text-decoration', '')} {style.get('text-decoration-line', '')}"
    if element.tag in _STRUCK_ELEMENTS or "line-through" in struck:
        return _GONE
    faint = above.faint * _number(style, "opacity") * _number(style, "filter")
    if faint < _FAINT:
        return _GONE
    size = above.size
    if isinstance(given := style.get("font-size"), Length):
        size = given.pixels(above.size, above.size)
    elif given in {"initial"}:
        size = 16.0
    if _is_away(style, size) or _is_shrunk(element, style, display, size):
        return _GONE
    visible = _visible(style, above)
    if not visible and style.get("visibility") == "collapse" and element.tag in _ROWS:
        return _GONE
    indent = given.pixels(size) if isinstance(given := style.get("text-indent"), Length) else above.indent
    own = _colour(element, style, above)
    block = display != "inline"
    return _Look(
        size=size,
        faint=faint,
        colour=own,
        behind=_behind(element, style, above),
        indent=indent,
        block=own if block else above.block,
        visible=visible,
        named=bool(element.get("class") or element.get("id")) or (above.named and not block),
    )


def _display(element: html.HtmlElement, style: Style) -> str:
    """Return how an element is displayed: what a sheet says, else what every browser does with its kind."""
    told = style.get("display")
    if isinstance(told, str) and told not in WIDE:
        return told
    unseen = element.tag in _UNSEEN or element.get("hidden") is not None or element.get("popover") is not None
    if unseen or (element.tag == "dialog" and element.get("open") is None):
        return "none" if told != "initial" else "inline"
    if element.tag == "input" and (element.get("type") or "").lower() == "hidden":
        return "none"
    return "block" if element.tag in BLOCKS else "inline"


def _visible(style: Style, above: _Look) -> bool:
    told = style.get("visibility", "inherit")
    return above.visible if told in {"inherit", "unset"} else told not in {"hidden", "collapse"}


def _number(style: Style, name: str) -> float:
    value = style.get(name, 1.0)
    return value if isinstance(value, float) else 1.0


def _is_away(style: Style, size: float) -> bool:
    """Tell what is moved out of the window, clipped away, or shrunk or turned to nothing."""
    if "gone" in (style.get(name) for name in ("transform", "-webkit-transform", "scale", "translate")):
        return True
    if style.get("clip-path") is True or style.get("-webkit-clip-path") is True:
        return True
    at = style.get("position", "static")
    if at in {"absolute", "fixed"} and style.get("clip") is True:
        return True
    moved = {name: value.pixels(size) for name, value in style.items() if isinstance(value, Length)}
    if min(moved.get("margin-left", 0.0), moved.get("margin-top", 0.0)) <= -FAR:
        return True
    if at in {"absolute", "fixed", "relative"}:
        sides = [moved.get(name, 0.0) for name in ("left", "top", "inset")]
        sides += [moved.get(name, 0.0) for name in ("right", "bottom")] if at != "relative" else []
        return min(sides) <= -FAR or moved.get("left", 0.0) >= VERY_FAR
    return False


def _is_shrunk(element: html.HtmlElement, style: Style, display: str, size: float) -> bool:
    """Tell a box of no width or height that shows nothing of what does not fit. Cells of tables always fit."""
    if not {style.get("overflow-x", "visible"), style.get("overflow-y", "visible")} - {"visible", *WIDE}:
        return False
    boxed = style.get("position") in {"absolute", "fixed"} or style.get("float", "none") in {"left", "right"}
    if not boxed and (display in {"inline", "contents"} or element.tag in _PARTS or display.startswith("table")):
        return False
    given = [style[name].pixels(size) for name in _SIZES if isinstance(style.get(name), Length)]
    return any(side <= NOTHING for side in given)


def _colour(element: html.HtmlElement, style: Style, above: _Look) -> Colour:
    told = style.get("-webkit-text-fill-color", style.get("color"))
    if isinstance(told, tuple):
        return told
    name = {"font": "color", "body": "text"}.get(element.tag)
    hint = _hinted(element.get(name)) if name and told is None else None
    return hint or (_BLACK if told == "initial" else above.colour)


def _behind(element: html.HtmlElement, style: Style, above: _Look) -> Colour | str | None:
    if style.get("background-image", "none") == PICTURE or element.get("background"):
        return PICTURE
    told = style.get("background-color") or _hinted(element.get("bgcolor"))
    if told is None or (isinstance(told, tuple) and told[3] == 0) or told in WIDE:
        return above.behind
    return told if isinstance(told, tuple) and told[3] == 1 else PICTURE


def _hinted(text: str | None) -> Colour | None:
    """Return a colour as old attributes state it, with or without the sign before its digits."""
    if not text:
        return None
    for form in (text, f"#{text}"):
        found = colour(parse_component_value_list(form))
        if isinstance(found, tuple):
            return found
    return None


def _is_unread(look: _Look, linked: bool) -> bool:
    """Tell text that has no size, is out of its line, or cannot be told from what is behind it."""
    if look.size <= NOTHING or look.indent <= -FAR or look.indent >= VERY_FAR or look.colour[3] < _FAINT:
        return True
    behind = _WHITE if look.behind is None else look.behind
    if not isinstance(behind, tuple) or not _alike(look.colour, behind):
        return False
    # What no sheet here paints may be painted by one elsewhere, unless other text of its block would vanish there.
    return look.behind is not None or not linked or not (look.named or _alike(look.block, look.colour))


def _alike(one: Colour, other: Colour) -> bool:
    return all(abs(a - b) <= _ALIKE for a, b in zip(one[:3], other[:3], strict=True))


def _take_out(element: html.HtmlElement) -> None:
    """Take an element out; the text behind it stays, and so does a gap where it kept its place."""
    parent = element.getparent()
    if element.tag in _PARTS and parent is not None and parent.tag in _PARTS:
        parent.remove(element)
    elif element.tag not in {"html", "body"}:
        silence(element)
        element.tag = "span"
        element.attrib.clear()


def _blank(element: html.HtmlElement) -> None:
    """Take an element's own text; what stands in other elements inside it may be seen."""
    element.text = " " if element.text else None
    for child in element:
        child.tail = " " if child.tail else None


def _show_generated(element: html.HtmlElement, styles: Styles, look: _Look, linked: bool) -> None:
    """Put in what the page's sheets add before and after an element, as far as it has letters or digits."""
    for name in ("before", "after") if element.tag not in _EMPTY_ELEMENTS else ():
        style = styles.pseudo(element, name)
        text = _generated(element, style.get("content"))
        if not text or (added := _look(element.makeelement("span"), style, look)) is _GONE:
            continue
        if not added.visible or _is_unread(added, linked):
            continue
        span = element.makeelement("span")
        span.text = text
        if name == "before":
            span.tail, element.text = element.text, None
            element.insert(0, span)
        else:
            element.append(span)


def _generated(element: html.HtmlElement, content: Any) -> str:
    """Return the text of a `content` of strings and attributes; one that counts or draws is not known."""
    parts: list[str] = []
    for token in content if isinstance(content, list) else ():
        if token.type == "string":
            parts.append(token.value)
        elif token.type == "function" and token.lower_name == "attr" and token.arguments:
            parts.append(element.get(getattr(token.arguments[0], "value", ""), ""))
        else:
            return ""
    text = "".join(parts)
    return text if any(char.isalnum() for char in text) else ""
