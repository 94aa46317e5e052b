"""How Word's styles make a run look: document defaults, table, paragraph and character styles, and what the run says.

Source: ECMA-376 part 1, 17.7.2 (the order of levels) and 17.7.3 (toggle properties, which levels switch on and off).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from reports.reading.wordmarkup import is_on
from reports.reading.wordpackage import w

Properties = Mapping[str, str]
"""Properties of a run or paragraph by name. A toggle is "1" or "0", a shading its fill."""

_TOGGLES = ("vanish", "strike")
_SWITCHES = frozenset({*_TOGGLES, "dstrike"})
_PLAIN = frozenset({"color", "sz", "vertAlign", "highlight", "rStyle"})
_NO_FILL = "{http://schemas.microsoft.com/office/word/2010/wordml}noFill"
_LONGEST_CHAIN = 40
"""Styles that one may be based on, each on the next; Word makes no more than eleven."""
UNCLEAR = "?"
"""A fill that cannot be told from the file: a pattern, a picture."""
# From the weakest to the strongest.
_CONDITIONS = (
    *("band1Vert", "band2Vert", "band1Horz", "band2Horz", "firstCol", "lastCol", "firstRow", "lastRow"),
    *("neCell", "nwCell", "seCell", "swCell"),
)


def run_properties(element: Any | None) -> Properties:
    """Return what a `w:rPr` says of how text is seen."""
    found: dict[str, str] = {}
    for child in element if element is not None else ():
        name = child.tag.rsplit("}", 1)[-1] if isinstance(child.tag, str) else ""
        if name in _SWITCHES:
            found[name] = "1" if is_on(child) else "0"
        elif name in _PLAIN:
            found[name] = child.get(w("val"), "")
        elif name == "shd":
            found["fill"] = fill_of(child)
        elif name == "textFill" and child.find(_NO_FILL) is not None:
            found["color"] = "none"
    return found


def paragraph_properties(element: Any | None) -> Properties:
    """Return what a `w:pPr` says of how text is seen: its fill, its line height where that is exact, in twips."""
    if element is None:
        return {}
    found: dict[str, str] = {}
    shading, spacing = element.find(w("shd")), element.find(w("spacing"))
    if shading is not None:
        found["fill"] = fill_of(shading)
    if spacing is not None and spacing.get(w("line")):
        found["exact"] = spacing.get(w("line")) if spacing.get(w("lineRule")) == "exact" else ""
    return found


def fill_of(shading: Any) -> str:
    """Return the colour a shading paints, "" where it paints nothing, `UNCLEAR` for a pattern of two."""
    pattern, fill = shading.get(w("val"), "clear"), shading.get(w("fill"), "auto")
    if pattern == "solid":
        fill = shading.get(w("color"), "auto")
        return "000000" if fill == "auto" else fill
    if pattern not in {"clear", "nil"}:
        return UNCLEAR
    return "" if fill == "auto" else fill


class Styles:
    """The styles of a document, resolved along what each is based on."""

    def __init__(self, root: Any | None) -> None:
        self._styles: dict[str, Any] = {}
        self._default: dict[str, str] = {}
        self._defaults: Properties = {}
        if root is None:
            return
        self._defaults = run_properties(root.find(f"{w('docDefaults')}/{w('rPrDefault')}/{w('rPr')}"))
        for style in root.iter(w("style")):
            key = style.get(w("styleId"), "")
            self._styles.setdefault(key, style)
            if style.get(w("default"), "0") in {"1", "true", "on"}:
                self._default.setdefault(style.get(w("type"), "paragraph"), key)

    def _chain(self, key: str | None, kind: str) -> list[Any]:
        """Return a style and what it is based on, the farthest first; a style that is not there is the default."""
        chain: list[Any] = []
        at = key if key in self._styles else self._default.get(kind)
        while at in self._styles and self._styles[at] not in chain and len(chain) < _LONGEST_CHAIN:
            chain.append(self._styles[at])
            base = self._styles[at].find(w("basedOn"))
            at = base.get(w("val")) if base is not None else None
        return chain[::-1]

    @lru_cache(maxsize=4096)  # noqa: B019 - one object a file, dropped with it
    def _of_style(self, key: str | None, kind: str) -> Properties:
        found: dict[str, str] = {}
        for style in self._chain(key, kind):
            found |= run_properties(style.find(w("rPr")))
        return found

    @lru_cache(maxsize=4096)  # noqa: B019
    def paragraph(self, key: str | None) -> Properties:
        """Return what a paragraph style says of its paragraphs."""
        found: dict[str, str] = {}
        for style in self._chain(key, "paragraph"):
            found |= paragraph_properties(style.find(w("pPr")))
        return found

    @lru_cache(maxsize=4096)  # noqa: B019
    def table(self, key: str | None, conditions: tuple[str, ...]) -> tuple[Properties, str]:
        """Return what a table style says of the text in cells under these conditions, and the fill of the cells."""
        found: dict[str, str] = {}
        fill = ""
        chain = self._chain(key, "table")
        levels = [*chain, *(one for name in _CONDITIONS if name in conditions for one in _conditional(chain, name))]
        for level in levels:
            found |= run_properties(level.find(w("rPr")))
            for place in ("tblPr", "tcPr"):
                if (shading := level.find(f"{w(place)}/{w('shd')}")) is not None:
                    fill = fill_of(shading)
        return found, fill

    @lru_cache(maxsize=16384)  # noqa: B019
    def base(self, paragraph: str | None, character: str | None, table: str | None, at: tuple[str, ...]) -> Properties:
        """Return the properties of a run that says nothing itself, in a paragraph and a cell of these styles."""
        cell = self.table(table, at)[0] if table is not None else {}
        of_paragraph = self._of_style(paragraph, "paragraph")
        of_character = self._of_style(character, "character") if character else {}
        found = {**self._defaults, **cell, **of_paragraph, **of_character}
        for name in _TOGGLES:
            levels = [level.get(name) == "1" for level in (cell, of_paragraph, of_character)]
            found[name] = "1" if self._defaults.get(name) == "1" or sum(levels) % 2 else "0"
        return found


def _conditional(chain: list[Any], name: str) -> list[Any]:
    return [one for style in chain for one in style.iterfind(w("tblStylePr")) if one.get(w("type")) == name]


def conditions(look: Any | None, row: int, column: int, rows: int, columns: int) -> tuple[str, ...]:
    """Return which conditions of a table style hold for a cell. `look` is the table's `w:tblLook`."""
    flags = _flags(look)
    first_row, last_row = flags["firstRow"] and row == 0, flags["lastRow"] and row == rows - 1
    first_column = flags["firstColumn"] and column == 0
    last_column = flags["lastColumn"] and column == columns - 1
    held = {
        "firstRow": first_row,
        "lastRow": last_row,
        "firstCol": first_column,
        "lastCol": last_column,
        "nwCell": first_row and first_column,
        "neCell": first_row and last_column,
        "swCell": last_row and first_column,
        "seCell": last_row and last_column,
    }
    if not flags["noHBand"] and not first_row and not last_row:
        held["band2Horz" if (row - flags["firstRow"]) % 2 else "band1Horz"] = True
    if not flags["noVBand"] and not first_column and not last_column:
        held["band2Vert" if (column - flags["firstColumn"]) % 2 else "band1Vert"] = True
    return tuple(name for name in _CONDITIONS if held.get(name))


def _flags(look: Any | None) -> dict[str, bool]:
    bits = {
        "firstRow": 0x20,
        "lastRow": 0x40,
        "firstColumn": 0x80,
        "lastColumn": 0x100,
        "noHBand": 0x200,
        "noVBand": 0x400,
    }
    if look is None:
        return dict.fromkeys(bits, False) | {"noHBand": False, "noVBand": False}
    try:
        value = int(look.get(w("val"), "0"), 16)
    except ValueError:
        value = 0
    return {
        name: (look.get(w(name)) or "").lower() in {"1", "true", "on"}
        if look.get(w(name)) is not None
        else bool(value & bit)
        for name, bit in bits.items()
    }
