"""The text of Word's paragraphs and cells, in one pass over a tree without what nobody sees."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from reports.reading.equations import linear
from reports.reading.noise import is_note_mark
from reports.reading.objects import OBJECT, has_letters, is_symbol, shown
from reports.reading.wordmarkup import BOX
from reports.reading.wordpackage import w
from reports.reading.wordvisible import RAISED

_TEXT = {w("t"): None, w("tab"): "\t", w("br"): "\n", w("cr"): "\n", w("noBreakHyphen"): "-"}
_PROPERTIES = frozenset({w("rPr"), w("pPr")})
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}oMath"
_DRAWN = frozenset({w("drawing"), w("pict"), w("object")})
_PICTURES = ("}blip", "}imagedata", "}chart", "}relIds", "}OLEObject", "}control")
_TICKS = {"wingdings": {0xFC: "√", 0xFE: "☑", 0xFB: "×", 0xFD: "☒", 0xA8: "☐", 0x6F: "☐", 0xA3: "☐"}}
_TICKS["wingdings 2"] = {0x50: "√", 0x52: "☑", 0x4F: "×", 0x51: "☒", 0x53: "☒", 0x54: "☒", 0xA3: "☐", 0x2A: "☐"}
_PRIVATE = range(0xE000, 0xF900)


class ParagraphText:
    """The text of one paragraph. `objects` stand for what it shows without text; boxes count only inside a cell."""

    def __init__(self, in_cell: bool = False) -> None:
        self._in_cell = in_cell
        self._parts: list[str] = []
        self._last = ""
        self.objects: list[str] = []

    @property
    def text(self) -> str:
        return "".join(self._parts)

    def add(self, text: str) -> None:
        if text:
            self._parts.append(text)
            self._last = text[-1]

    def read(self, element: Any) -> None:
        """Take in what stands inside `element`."""
        for child in element:
            tag = child.tag
            if tag in _TEXT:
                self._add_shown(_TEXT[tag] or child.text or "")
            elif (
                tag in _PROPERTIES
                or (tag == BOX and not self._in_cell)
                or (tag == w("r") and child.get(RAISED) and self._is_mark(child))
            ):
                continue
            elif tag == _MATH:
                self.add(linear(child))
            elif tag == w("sym"):
                self._add_shown(_symbol(child))
            else:
                if tag in _DRAWN and _is_picture(child):
                    self.objects.append(shown(_alternative(child)))
                self.read(child)
                if tag == BOX:
                    self.add("\n")
            if self._in_cell and tag == w("p"):
                self.add("\n")

    def _add_shown(self, text: str) -> None:
        if text == OBJECT:
            self.objects.append(text)
            return
        self.objects += [OBJECT] if is_symbol(text) else []
        self.add(text)

    def _is_mark(self, run: Any) -> bool:
        """Tell the raised mark of a note behind the digits of a number, which would pass for one of them."""
        return self._last.isdigit() and is_note_mark("".join(run.itertext(w("t"))))


def cell_text(lines: Iterable[tuple[str, ParagraphText]]) -> str:
    """Return a cell's text from its paragraphs and their list numbers; without any, what stands for its objects."""
    lines = list(lines)
    text = "\n".join(label + line.text for label, line in lines)
    return text if has_letters(text) else " ".join(one for _, line in lines for one in line.objects) or text


def _is_picture(drawn: Any) -> bool:
    if drawn.tag == w("object"):
        return True
    for one in drawn.iter():
        if one.tag == BOX:
            return False
        if isinstance(one.tag, str) and one.tag.endswith(_PICTURES):
            return True
    return False


def _alternative(drawn: Any) -> str:
    """Return the alternative text of a picture: `descr` of DrawingML, `alt` of VML."""
    return next((told for one in drawn.iter() for name in ("descr", "alt") if (told := one.get(name))), "")


def _symbol(element: Any) -> str:
    """Return a character of a symbol font, as far as it has one of its own in Unicode."""
    code = element.get(w("char"), "")
    try:
        number = int(code, 16)
    except ValueError:
        return OBJECT
    font = element.get(w("font"), "").lower()
    if font == "symbol" and chr(number & 0xFF).isdigit():
        return chr(number & 0xFF)
    if number in _PRIVATE or font in _TICKS:
        return _TICKS.get(font, {}).get(number & 0xFF, OBJECT)
    return chr(number) if 0x20 < number < 0x10000 else OBJECT
