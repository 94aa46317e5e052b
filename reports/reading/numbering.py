"""Word's automatic numbers (一、 （一） 1.), which stand in no text run: without them a report loses its headings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from reports.reading.counting import Counter, Level
from reports.reading.wordpackage import w


class Numbering:
    """Counts the paragraphs of a document's lists in reading order. `lists` and `styles` are the parts' roots."""

    def __init__(self, lists: Any | None, styles: Any | None) -> None:
        self._levels: dict[str, dict[int, Level]] = {}
        self._abstract: dict[str, str] = {}
        self._styles: dict[str, tuple[str, int]] = {}
        if lists is not None:
            self._read_lists(lists)
        if styles is not None:
            self._read_styles(styles)
        self._counter = Counter(self._levels, self._abstract)

    def _read_lists(self, root: Any) -> None:
        abstract = {_value(one, "abstractNumId"): _levels(one) for one in root.iter(w("abstractNum"))}
        for number in root.iter(w("num")):
            key = _value(number, "numId")
            link = number.find(w("abstractNumId"))
            base = _value(link, "val") if link is not None else ""
            self._abstract[key] = base
            self._levels[key] = {**abstract.get(base, {}), **_overrides(number)}

    def _read_styles(self, root: Any) -> None:
        for style in root.iter(w("style")):
            properties = style.find(f"{w('pPr')}/{w('numPr')}")
            if properties is not None and (place := _place(properties)) is not None:
                self._styles[_value(style, "styleId")] = place

    def label(self, paragraph: Any) -> str:
        """Return the number Word shows before this `w:p`, counting it; '' where it has none."""
        properties = paragraph.find(f"{w('pPr')}/{w('numPr')}")
        style = paragraph.find(f"{w('pPr')}/{w('pStyle')}")
        place = _place(properties) if properties is not None else None
        if place is None and properties is None and style is not None:
            place = self._styles.get(_value(style, "val"))
        if place is None or place[1] not in self._levels.get(place[0], {}):
            return ""
        return self._counter.label(*place)


def _value(element: Any, name: str) -> str:
    return element.get(w(name)) or ""


def _place(properties: Any) -> tuple[str, int] | None:
    """Return list and level of a `w:numPr`; list 0 takes the number away."""
    found: Mapping[str, str] = {
        name: _value(child, "val") for name in ("numId", "ilvl") if (child := properties.find(w(name))) is not None
    }
    if found.get("numId", "0") in {"", "0"}:
        return None
    depth = found.get("ilvl", "0")
    return found["numId"], int(depth) if depth.isdigit() else 0


def _levels(abstract: Any) -> dict[int, Level]:
    return dict(_level(one) for one in abstract.findall(w("lvl")))


def _overrides(number: Any) -> dict[int, Level]:
    return dict(_level(one) for one in number.findall(f"{w('lvlOverride')}/{w('lvl')}"))


def _level(element: Any) -> tuple[int, Level]:
    def told(name: str, otherwise: str) -> str:
        child = element.find(w(name))
        return _value(child, "val") if child is not None else otherwise

    depth, start = _value(element, "ilvl"), told("start", "1")
    return (
        int(depth) if depth.isdigit() else 0,
        Level(int(start) if start.isdigit() else 1, told("numFmt", "decimal"), told("lvlText", "")),
    )
