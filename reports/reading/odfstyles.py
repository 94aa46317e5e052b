"""What OpenDocument's styles say: what is hidden or struck out, what is a heading, how lists are numbered."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from reports.reading.counting import Counter, Level
from reports.reading.odf import Parts, q
from reports.reading.seen import LEAST_SIZE, UNCLEAR, is_lost

_DEPTH = 24
"""Styles that rest on one another."""
_FORMS = {
    "": "none",
    "1": "decimal",
    "a": "lowerLetter",
    "A": "upperLetter",
    "i": "lowerRoman",
    "I": "upperRoman",
    "一": "chineseCounting",
    "①": "decimalEnclosedCircle",
    "１": "decimalFullWidth",
    "〇": "ideographDigital",
    "壹": "chineseLegalSimplified",
    "甲": "none",
}
_PLACES = re.compile(r"%(\d+)%")
_POINTS = re.compile(r"(\d+(?:\.\d+)?)(pt|in|cm|mm|px)")
_UNITS = {"pt": 1.0, "in": 72.0, "cm": 28.35, "mm": 2.835, "px": 0.75}
"""Points."""
_OUTLINE = " outline"


@dataclass(frozen=True, slots=True)
class Look:
    """What of a character's look decides whether it is said; `fill` is painted behind the characters themselves."""

    hidden: bool = False
    struck: bool = False
    bold: bool = False
    raised: bool = False
    tiny: bool = False
    colour: str = ""
    fill: str = ""
    behind: str = ""

    @property
    def unsaid(self) -> bool:
        return self.hidden or self.struck or self.tiny or is_lost(self.colour, self.fill or self.behind)


class Styles:
    """All named styles of a file; those of the text itself stand before others of their name."""

    def __init__(self, parts: Parts) -> None:
        self._styles: dict[tuple[str, str], Any] = {}
        self._lists: dict[str, Any] = {}
        self._outline: Any = None
        self._roots = parts.roots
        self._looks: dict[tuple[str, str], Mapping[str, Any]] = {}
        for root in parts.roots:
            for style in root.iter(q("style:style")):
                self._styles[style.get(q("style:family"), ""), style.get(q("style:name"), "")] = style
            for style in root.iter(q("text:list-style")):
                self._lists[style.get(q("style:name"), "")] = style
            for style in root.iter(q("text:outline-style")):
                self._outline = style

    def look(self, paragraph: Any, behind: str) -> Look:
        """Return the look of a paragraph's characters; `behind` is the colour of the place where it stands."""
        name = paragraph.get(q("text:style-name"), "")
        own = self._fill("paragraph", name, "style:paragraph-properties")
        return replace(Look(), **self._said("paragraph", name), behind=own or behind)

    def page(self) -> str:
        """Return the colour of the pages, "" where none is said; of several kinds of pages it is unclear."""
        fills = {fill_of(one) for root in self._roots for one in root.iter(q("style:page-layout-properties"))}
        return next(iter(fills)) if len(fills) == 1 else UNCLEAR if any(fills) else ""

    def cell(self, element: Any, family: str, behind: str) -> str:
        """Return the colour of a table, a row or a cell (`family`), that of what is around it where it has none."""
        properties = f"style:{family}-properties"
        return self._fill(family, element.get(q("table:style-name"), ""), properties) or behind

    def _fill(self, family: str, name: str, properties: str) -> str:
        for _ in range(_DEPTH):
            style = self._styles.get((family, name))
            if style is None:
                return ""
            own = style.find(q(properties))
            if own is not None and own.get(q("fo:background-color")) is not None:
                return fill_of(own)
            name = style.get(q("style:parent-style-name"), "")
        return ""

    def within(self, element: Any, around: Look) -> Look:
        """Return the look of what stands in a span."""
        if element.tag not in (q("text:span"), q("text:a")):
            return around
        return replace(around, **self._said("text", element.get(q("text:style-name"), "")))

    def level(self, paragraph: Any) -> int | None:
        """Return a heading's level from 1, None for other paragraphs."""
        said = paragraph.get(q("text:outline-level")) if paragraph.tag == q("text:h") else None
        name = paragraph.get(q("text:style-name"), "")
        for _ in range(_DEPTH):
            style = self._styles.get(("paragraph", name))
            if said is not None or style is None:
                break
            said, name = style.get(q("style:default-outline-level")), style.get(q("style:parent-style-name"), "")
        return int(said) if said and said.isdecimal() and 0 < int(said[:3]) < 10 else None

    def _said(self, family: str, name: str, depth: int = 0) -> Mapping[str, Any]:
        key = family, name
        if key not in self._looks:
            style = self._styles.get(key)
            if style is None or depth > _DEPTH:
                return {}
            parent = self._said(family, style.get(q("style:parent-style-name"), ""), depth + 1)
            properties = style.find(q("style:text-properties"))
            own = _own(properties) if properties is not None else {}
            self._looks[key] = {**parent, **own}
        return self._looks[key]

    def counter(self) -> Lists:
        levels = {name: _levels(style, "text:list-level-style-number") for name, style in self._lists.items()}
        if self._outline is not None:
            levels[_OUTLINE] = _levels(self._outline, "text:outline-level-style")
        return Lists(levels)


def fill_of(properties: Any) -> str:
    """Return the colour that properties paint, "" where they paint nothing, `UNCLEAR` for a picture."""
    if properties.find(q("style:background-image")) is not None and len(properties.find(q("style:background-image"))):
        return UNCLEAR
    said = properties.get(q("fo:background-color"), "transparent")
    return "" if said == "transparent" else said.removeprefix("#")


def _own(properties: Any) -> dict[str, Any]:
    said: dict[str, Any] = {}
    if (colour := properties.get(q("fo:color"))) is not None:
        said["colour"] = colour.removeprefix("#")
    # Where the colour is left to the reader, writers state an opacity of nothing that none of them goes by.
    if properties.get(q("style:use-window-font-color")) == "true":
        said["colour"] = ""
    elif properties.get(q("loext:opacity")) in ("0%", "0"):
        said["hidden"] = True
    if properties.get(q("fo:background-color")) is not None:
        said["fill"] = fill_of(properties)
    if size := _POINTS.fullmatch(properties.get(q("fo:font-size"), "")):
        said["tiny"] = float(size[1]) * _UNITS[size[2]] <= LEAST_SIZE
    if (display := properties.get(q("text:display"))) is not None:
        said["hidden"] = display == "none"
    for name in ("style:text-line-through-style", "style:text-line-through-type"):
        if (line := properties.get(q(name))) is not None:
            said["struck"] = line != "none"
    if (weight := properties.get(q("fo:font-weight"))) is not None:
        said["bold"] = weight == "bold" or (weight.isdecimal() and weight >= "600")
    if (position := properties.get(q("style:text-position"))) is not None:
        said["raised"] = position.split(" ")[0] not in ("0%", "")
    return said


def _levels(style: Any, tag: str) -> dict[int, Level]:
    found: dict[int, Level] = {}
    for one in style.findall(q(tag)):
        depth = one.get(q("text:level"), "1")
        if depth.isdecimal() and 0 < int(depth[:3]) < 11:
            found[int(depth) - 1] = _level(one, int(depth) - 1)
    return found


def _level(one: Any, depth: int) -> Level:
    form, start = one.get(q("style:num-format"), ""), one.get(q("text:start-value"), "1")
    prefix, suffix = one.get(q("style:num-prefix"), ""), one.get(q("style:num-suffix"), "")
    shown = one.get(q("text:display-levels"), "1")
    count = max(1, min(int(shown[:3]), depth + 1)) if shown.isdecimal() else 1
    text = prefix + ".".join(f"%{place + 1}" for place in range(depth + 1 - count, depth + 1)) + suffix
    if (whole := one.get(q("loext:num-list-format"))) is not None:
        text = _PLACES.sub(r"%\1", whole)
    known = _FORMS.get(form[:1], "decimal")
    return Level(int(start) if start.isdecimal() and len(start) < 7 else 1, known, text)


class Lists:
    """Counts items; a list begins anew unless it says that it goes on."""

    def __init__(self, levels: dict[str, dict[int, Level]]) -> None:
        self._levels = levels
        self._counters: dict[str, Counter] = {}
        self._by_id: dict[str, Counter] = {}

    def begin(self, name: str, element: Any) -> None:
        """Begin a list at its element, or go on with the one that it continues."""
        before = self._by_id.get(element.get(q("text:continue-list"), ""))
        if before is None and element.get(q("text:continue-numbering")) == "true":
            before = self._counters.get(name)
        self._counters[name] = before or Counter(self._levels, {})
        if identifier := element.get(q("xml:id")):
            self._by_id[identifier] = self._counters[name]

    def start_at(self, name: str, depth: int, number: int) -> None:
        """Let the next item at this depth have this number."""
        self._counters.setdefault(name, Counter(self._levels, {})).start_at(name, depth, number)

    def label(self, name: str, depth: int) -> str:
        """Return the number shown before the next item."""
        return self._counters.setdefault(name, Counter(self._levels, {})).label(name, depth)

    def outline(self, depth: int) -> str:
        """Return the number shown before the next heading."""
        return self.label(_OUTLINE, depth)
