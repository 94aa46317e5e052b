"""What form controls and equations of a page show, as text in their place; in tables also what shows no text at all."""

from __future__ import annotations

from lxml import html

from reports.reading.equations import linear
from reports.reading.htmltree import silence
from reports.reading.objects import OBJECT, ticked

_TYPED = frozenset(
    {"text", "number", "tel", "search", "email", "url", "date", "month", "week", "time", "datetime-local"}
)
_BUTTONS = frozenset({"button", "submit", "reset", "image", "file", "hidden"})
_DRAWN = frozenset({"meter", "progress", "object", "embed", "iframe", "canvas", "video", "audio"})
_CONTROLS = ("input", "select", "textarea", "button", *sorted(_DRAWN))
_SPACER = 3
"""Pixels: a picture so small only holds a place."""


def show_controls(root: html.HtmlElement, tables: set[html.HtmlElement]) -> None:
    """Put text in the place of controls that stand in one of `tables` or within a sentence, and of equations."""
    for equation in list(root.iter("math", "{http://www.w3.org/1998/Math/MathML}math")):
        _put(equation, linear(equation))
    for control in list(root.iter(*_CONTROLS)):
        in_table = next(control.iterancestors("table"), None) in tables
        if in_table or _is_in_sentence(control):
            text = _shown(control, in_table)
            if text is not None:
                _put(control, text)
    for reversed_text in root.iter("bdo"):
        if (reversed_text.get("dir") or "").lower() == "rtl":
            reversed_text.text = OBJECT + (reversed_text.text or "")


def picture(cell: html.HtmlElement) -> str:
    """Return what stands for the pictures in a cell without text, "" where there are none."""
    found = [
        OBJECT + " ".join((image.get("alt") or image.get("title") or "").split())
        for image in cell.iter("img", "svg")
        if not _is_spacer(image)
    ]
    return " ".join(found)


def _is_spacer(image: html.HtmlElement) -> bool:
    sides = [(image.get(name) or "").removesuffix("px") for name in ("width", "height")]
    return any(side.isdigit() and int(side) <= _SPACER for side in sides)


def _is_in_sentence(control: html.HtmlElement) -> bool:
    """Tell a blank that was filled in (共收到申请<input>件) from a control that stands apart."""
    previous, parent = control.getprevious(), control.getparent()
    before = previous.tail if previous is not None else parent.text if parent is not None else ""
    has_value = control.tag in {"select", "textarea"} or (control.get("type") or "text").lower() in _TYPED
    return has_value and control.tag != "button" and bool((before or "").strip() and (control.tail or "").strip())


def _shown(control: html.HtmlElement, in_table: bool) -> str | None:
    """Return what a control shows, None where it is left as it is."""
    if control.tag == "input":
        return _input(control, (control.get("type") or "text").lower(), in_table)
    if control.tag == "select":
        return _selected(control)
    if control.tag in _DRAWN:
        return OBJECT if in_table else None
    return "".join(control.itertext()) or (OBJECT if control.get("placeholder") else "")


def _input(control: html.HtmlElement, kind: str, in_table: bool) -> str | None:
    if kind in {"checkbox", "radio"}:
        return ticked(control.get("checked") is not None) if in_table else None
    if kind in _BUTTONS:
        return None
    value = (control.get("value") or "").strip()
    if kind in {"password", "range", "color"}:
        return OBJECT if in_table else None
    hint = control.get("placeholder") or ""
    return value or (OBJECT + hint if hint and in_table else "")


def _selected(control: html.HtmlElement) -> str:
    """Return the option a closed list shows: the last that is selected, else the first. An open list shows them all."""
    options = list(control.iter("option"))
    chosen = [option for option in options if option.get("selected") is not None]
    opened = control.get("multiple") is not None or (control.get("size") or "1") not in {"", "0", "1"}
    if opened and len(chosen) != 1:
        return OBJECT if options else ""
    option = chosen[-1] if chosen else next(iter(options), None)
    if option is None:
        return ""
    return option.get("label") or "".join(option.itertext()).strip()


def _put(control: html.HtmlElement, text: str) -> None:
    silence(control)
    control.attrib.clear()
    control.tag = "span"
    control.text = text
