"""Word's automatic numbers (一、 （一） 1.), which stand in no text run: without them a report loses its headings."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from reports.reading.wordpackage import w
from reports.text.ordinals import HAN

_DIGITS = f"零{HAN[:9]}"
_PLACE = re.compile(r"%(\d)")
_CHINESE = frozenset(
    {
        "chineseCounting",
        "chineseCountingThousand",
        "chineseLegalSimplified",
        "ideographDigital",
        "japaneseCounting",
        "taiwaneseCounting",
        "taiwaneseCountingThousand",
        "japaneseDigitalTenThousand",
        "taiwaneseDigital",
    }
)
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_ROMAN = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))


@dataclass(frozen=True, slots=True)
class _Level:
    start: int
    form: str
    text: str


def chinese(number: int) -> str:
    """Write 1–99 as headings count: 一, 十, 十一, 二十三."""
    tens, ones = divmod(number, 10)
    return ("" if tens == 0 else "十" if tens == 1 else _DIGITS[tens] + "十") + (_DIGITS[ones] if ones else "")


def _roman(number: int) -> str:
    written = ""
    for value, letters in _ROMAN:
        count, number = divmod(number, value)
        written += letters * count
    return written


def written(number: int, form: str) -> str:
    """Write a number in a format of ST_NumberFormat (ECMA-376 part 1, 17.18.59); bullets and what is rare are ''."""
    if form in _CHINESE and 0 < number < 100:
        return chinese(number)
    if form in {"decimal", "decimalHalfWidth", "decimalFullWidth", "decimalZero"}:
        return str(number)
    if form.startswith("decimalEnclosedCircle") and 0 < number <= len(_CIRCLED):
        return _CIRCLED[number - 1]
    if form in {"upperLetter", "lowerLetter"} and 0 < number <= 26:
        letter = chr(ord("A") + number - 1)
        return letter if form == "upperLetter" else letter.lower()
    if form in {"upperRoman", "lowerRoman"} and 0 < number < 40:
        return _roman(number) if form == "upperRoman" else _roman(number).lower()
    return ""


class Numbering:
    """Counts the paragraphs of a document's lists in reading order. `lists` and `styles` are the parts' roots."""

    def __init__(self, lists: Any | None, styles: Any | None) -> None:
        self._levels: dict[str, dict[int, _Level]] = {}
        self._abstract: dict[str, str] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._styles: dict[str, tuple[str, int]] = {}
        if lists is not None:
            self._read_lists(lists)
        if styles is not None:
            self._read_styles(styles)

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
        return self._next(*place)

    def _next(self, key: str, depth: int) -> str:
        levels = self._levels[key]
        counts = self._counts.setdefault(self._abstract[key], {})
        counts[depth] = counts.get(depth, levels[depth].start - 1) + 1
        for deeper in [level for level in counts if level > depth]:
            del counts[deeper]

        def number(match: re.Match[str]) -> str:
            level = int(match[1]) - 1
            if level not in levels:
                return ""
            return written(counts.get(level, levels[level].start), levels[level].form)

        if levels[depth].form in {"bullet", "none"}:
            return ""
        return _PLACE.sub(number, levels[depth].text)


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


def _levels(abstract: Any) -> dict[int, _Level]:
    return dict(_level(one) for one in abstract.findall(w("lvl")))


def _overrides(number: Any) -> dict[int, _Level]:
    return dict(_level(one) for one in number.findall(f"{w('lvlOverride')}/{w('lvl')}"))


def _level(element: Any) -> tuple[int, _Level]:
    def told(name: str, otherwise: str) -> str:
        child = element.find(w(name))
        return _value(child, "val") if child is not None else otherwise

    depth, start = _value(element, "ilvl"), told("start", "1")
    return (
        int(depth) if depth.isdigit() else 0,
        _Level(int(start) if start.isdigit() else 1, told("numFmt", "decimal"), told("lvlText", "")),
    )
