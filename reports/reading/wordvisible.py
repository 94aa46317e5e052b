"""Takes out of a Word text what nobody sees: hidden by a run, a style or a row, white on white, watermarks.

Hidden are text of `w:vanish` (also by any style), struck out text, text of the colour of what is behind it where the
file says what that is, text no larger than a point, rows and lines of no height.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from reports.reading.wordmarkup import BOX, is_on
from reports.reading.wordpackage import inside, w
from reports.reading.wordstyles import (
    UNCLEAR,
    Properties,
    Styles,
    conditions,
    fill_of,
    paragraph_properties,
    run_properties,
)
from reports.text.wording import patterns

RAISED, JOINED = "raised", "joined"
"""Marks left on the tree: a run above or below the line; a paragraph whose end is unseen, so that the next goes on."""
_LEAST_SIZE = 2
"""Half-points: a point, which nobody can read."""
_LEAST_HEIGHT = 40
"""Twentieths of a point: an exact height of two points shows no line of text."""
_ALIKE = 6
"""Colours that differ by less in red, green and blue are seen as one."""
_LARGE = 72
_QUARTER = 90 * 60_000
"""A right angle in the unit of DrawingML."""
_PALE = 0.6
_WATERMARK = patterns("carrier_patterns.toml")("watermark")
_ROTATION = re.compile(r"rotation:\s*(-?\d+(?:\.\d+)?)(fd)?", re.I)
_BEHIND = re.compile(r"z-index:\s*-", re.I)
_DRAWN = frozenset({w("drawing"), w("pict")})
_DELETED = tuple(f"{w(name)}" for name in ("del", "moveFrom"))


@dataclass(frozen=True, slots=True)
class _Place:
    """Where text stands: the style of its table, the conditions of its cell, and the colour behind it."""

    table: str | None = None
    conditions: tuple[str, ...] = ()
    behind: str = ""


def keep_visible(body: Any, styles: Styles, page: str) -> None:
    """Prune the tree of a text in place. `page` is the colour of its pages, "" for white."""
    behind = (
        UNCLEAR if any(one.get("behindDoc") in {"1", "true"} and _has_picture(one) for one in _anchors(body)) else ""
    )
    _Pruner(styles).walk(body, _Place(behind=page or behind))


def _anchors(body: Any) -> Iterator[Any]:
    return (one for one in body.iter() if isinstance(one.tag, str) and one.tag.endswith("}anchor"))


def _has_picture(element: Any) -> bool:
    return any(isinstance(one.tag, str) and one.tag.endswith("}blip") for one in element.iter())


class _Pruner:
    def __init__(self, styles: Styles) -> None:
        self._styles = styles

    def walk(self, parent: Any, place: _Place) -> None:
        """Go through a story, a cell or a wrapper."""
        doomed: list[Any] = []
        for child in parent:
            if child.tag == w("p"):
                self._paragraph(child, place)
            elif child.tag == w("tbl"):
                self._table(child, place)
            elif child.tag in _DRAWN and _is_watermark(child):
                doomed.append(child)
            elif len(child):
                self.walk(child, replace(place, behind=UNCLEAR) if child.tag == BOX else place)
        for child in doomed:
            parent.remove(child)

    def _table(self, table: Any, place: _Place) -> None:
        properties = table.find(w("tblPr"))
        style = properties.find(w("tblStyle")) if properties is not None else None
        look = properties.find(w("tblLook")) if properties is not None else None
        rows = list(inside(table, w("tr")))
        for number, row in enumerate(rows):
            if _is_unseen_row(row):
                row.getparent().remove(row)
                continue
            cells = list(inside(row, w("tc")))
            for column, cell in enumerate(cells):
                held = conditions(look, number, column, len(rows), len(cells))
                self._cell(cell, style.get(w("val")) if style is not None else "", held, place)

    def _cell(self, cell: Any, style: str | None, held: tuple[str, ...], place: _Place) -> None:
        properties = cell.find(w("tcPr"))
        if properties is not None and properties.find(w("cellDel")) is not None:
            cell.getparent().remove(cell)
            return
        own = properties.find(w("shd")) if properties is not None else None
        fill = fill_of(own) if own is not None else self._styles.table(style, held)[1]
        self.walk(cell, _Place(style, held, fill or place.behind))

    def _paragraph(self, paragraph: Any, place: _Place) -> None:
        properties = paragraph.find(w("pPr"))
        style = _value(properties, "pStyle")
        own = {**self._styles.paragraph(style), **paragraph_properties(properties)}
        if 0 < _twips(own.get("exact")) <= _LEAST_HEIGHT:
            for run in list(paragraph.iter(w("r"))):
                run.getparent().remove(run)
        place = replace(place, behind=own["fill"]) if own.get("fill") else place
        self._runs(paragraph, style, place)
        mark = properties.find(w("rPr")) if properties is not None else None
        deleted = mark is not None and any(mark.find(name) is not None for name in _DELETED)
        if deleted or self._look(mark, style, place).get("vanish") == "1":
            paragraph.set(JOINED, "1")

    def _runs(self, parent: Any, style: str | None, place: _Place) -> None:
        doomed: list[Any] = []
        for child in parent:
            if child.tag == w("r"):
                look = self._look(child.find(w("rPr")), style, place)
                if _is_unseen(look, place.behind):
                    doomed.append(child)
                    continue
                if look.get("vertAlign") in {"superscript", "subscript"}:
                    child.set(RAISED, "1")
                self.walk(child, place)
            elif len(child):
                self._runs(child, style, place)
        for child in doomed:
            child.getparent().remove(child)

    def _look(self, element: Any | None, style: str | None, place: _Place) -> Properties:
        own = run_properties(element) if element is not None else {}
        base = self._styles.base(style, own.get("rStyle"), place.table, place.conditions)
        return {**base, **own} if own else base


def _is_unseen(look: Properties, behind: str) -> bool:
    if look.get("vanish") == "1" or look.get("strike") == "1" or look.get("dstrike") == "1":
        return True
    size = re.match(r"(\d+(?:\.\d+)?)(pt)?", look.get("sz", ""))
    if size and float(size[1]) * (2 if size[2] else 1) <= _LEAST_SIZE:
        return True
    if look.get("highlight", "none") != "none":
        return False
    return look.get("color") == "none" or _alike(look.get("color", ""), look.get("fill") or behind or "FFFFFF")


def _alike(one: str, other: str) -> bool:
    a, b = _rgb(one), _rgb(other)
    return a is not None and b is not None and all(abs(x - y) < _ALIKE for x, y in zip(a, b, strict=True))


def _rgb(colour: str) -> tuple[int, int, int] | None:
    if not re.fullmatch(r"[0-9A-Fa-f]{6}", colour):
        return None
    return int(colour[:2], 16), int(colour[2:4], 16), int(colour[4:], 16)


def _is_unseen_row(row: Any) -> bool:
    properties = row.find(w("trPr"))
    if properties is None:
        return False
    if is_on(properties.find(w("hidden"))) or any(properties.find(name) is not None for name in _DELETED):
        return True
    height = properties.find(w("trHeight"))
    return (
        height is not None and height.get(w("hRule")) == "exact" and 0 < _twips(height.get(w("val"))) <= _LEAST_HEIGHT
    )


def _is_watermark(drawing: Any) -> bool:
    """Tell a watermark from a box of text: by its name, askew, or behind the text and pale or large."""
    behind = False
    for one in drawing.iter():
        name = one.tag.rsplit("}", 1)[-1] if isinstance(one.tag, str) else ""
        if _WATERMARK.search(" ".join(one.get(key, "") for key in ("name", "descr", "title", "id"))):
            return True
        if name == "xfrm" and _is_number(one.get("rot", "")) and int(one.get("rot")) % _QUARTER:
            return True
        style = one.get("style", "")
        if (turn := _ROTATION.search(style)) and float(turn[1]) / (65536 if turn[2] else 1) % 90:
            return True
        behind = behind or one.get("behindDoc") in {"1", "true"} or _BEHIND.search(style) is not None
        if name == "txbxContent":
            break
    return behind and _is_faint(drawing)


def _is_faint(drawing: Any) -> bool:
    """Tell text that is pale or larger than any text of a report."""
    looks = [run_properties(run.find(w("rPr"))) for run in drawing.iter(w("r")) if run.find(w("t")) is not None]
    return bool(looks) and all(_is_pale(look.get("color", "")) or _twips(look.get("sz")) >= _LARGE for look in looks)


def _is_pale(colour: str) -> bool:
    rgb = _rgb(colour)
    return rgb is not None and min(rgb) > _PALE * 255


def _value(properties: Any | None, name: str) -> str | None:
    found = properties.find(w(name)) if properties is not None else None
    return found.get(w("val")) if found is not None else None


def _twips(text: str | None) -> int:
    return int(text) if text and text.isdigit() else 0


def _is_number(text: str) -> bool:
    return re.fullmatch(r"-?\d+", text) is not None
