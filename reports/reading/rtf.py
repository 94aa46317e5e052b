"""Rich Text Format, read as it stands: text, tables, printed list numbers and fields' stored results."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from reports.errors import DamagedFile
from reports.model import Document
from reports.reading.pieces import Piece, assemble
from reports.reading.rtfflow import Flows
from reports.reading.rtfstate import State
from reports.reading.rtfwords import (
    CHARSETS,
    CODE_PAGES,
    DESTINATIONS,
    FLAGS,
    PASSED,
    PICTURES,
    SKIPPED,
    WRITTEN,
)
from reports.text.wording import patterns

_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?[0-9]{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z'])|([{}])|([^\\{}\r\n]+)|[\r\n]+|\\", re.S
)
_HEADING = patterns("carrier_patterns.toml")("heading_style")
_MOST_GROUPS = 2000
"""Groups in one another; writers need a dozen or two."""
_MOST_DEPTH = 12
_SKIPPED, _SHAPE = "skipped", "skipped shape"
_OF_SHAPES = frozenset({"sp", "sv", "sn"})
_LOOKS = {"fs": "size", "cf": "colour", "highlight": "fill", "chcbpat": "fill", "cb": "fill", "cbpat": "behind"}


def read_rtf(data: bytes, file: str) -> Document:
    """Read an RTF file. Raises DamagedFile where its groups do not end or lie too deep."""
    reader = _Reader(data)
    pieces = reader.pieces()
    if not reader.whole:
        raise DamagedFile(file, "the RTF file is cut short or damaged")
    return assemble(file, "rtf", pieces, {})


class _Reader:
    def __init__(self, data: bytes) -> None:
        self._data = data
        self._state = State()
        self._stack: list[State] = []
        self._out = Flows()
        self._fonts: dict[int, str] = {}
        self._font = self._default_font = 0
        self._levels: dict[int, int] = {}
        self._code_page = "cp1252"
        self._bytes = bytearray()
        self._units: list[int] = []
        self._to_skip = 0
        self._code: list[str] = []
        self._name = ""
        self.whole = True

    def pieces(self) -> list[Piece]:
        at = 0
        ended = False
        while at < len(self._data):
            token = _TOKEN.match(self._data, at)
            if token is None:
                break
            at = token.end()
            word, number, byte, symbol, brace, text = token.groups()
            if word is not None:
                value = int(number) if number is not None else None
                if word == b"bin":
                    at += max(0, value or 0)
                else:
                    self._word(word.decode(), value)
            elif byte is not None:
                self._byte(int(byte, 16))
            elif symbol is not None:
                self._symbol(symbol.decode("latin-1"))
            elif brace == b"{":
                self._flush()
                if len(self._stack) >= _MOST_GROUPS:
                    break
                self._stack.append(self._state)
                self._state = replace(self._state, fresh=True, starred=False)
                self._to_skip = 0
            elif brace == b"}":
                self._flush()
                self._close()
                if not self._stack:
                    ended = True
                    break
            elif text is not None:
                self._text(text)
        self._flush()
        self.whole = ended
        self._out.end(self._state)
        return self._out.pieces()

    # Groups and words

    def _close(self) -> None:
        before = self._state
        self._state = self._stack.pop() if self._stack else State()
        self._to_skip = 0
        if before.destination == self._state.destination:
            return
        if before.destination == "code" and self._state.destination != "code":
            code, self._code = "".join(self._code), []
            if re.search(r"FORM(DROPDOWN|CHECKBOX)", code):
                self._out.note_picture()
        elif before.destination.startswith("box"):
            self._out.close_box(self._state)
        elif before.destination == "styles entry":
            if match := _HEADING.search(self._name):
                self._levels.setdefault(before.style, int(match[1]))
            self._name = ""

    def _word(self, word: str, number: int | None) -> None:
        self._flush_unless(word)
        fresh, starred = self._state.fresh, self._state.starred
        self._state = replace(self._state, fresh=False, starred=False) if fresh or starred else self._state
        if fresh or starred:
            if word in DESTINATIONS:
                self._enter(DESTINATIONS[word])
                return
            if word in SKIPPED or (starred and word not in PASSED):
                here = self._state.destination
                if word in PICTURES and here != _SKIPPED:
                    self._out.note_picture()
                self._out.painted_page |= word == "background"
                shape = word in _OF_SHAPES and here != _SKIPPED
                self._state = replace(self._state, destination=_SHAPE if shape else _SKIPPED)
                return
        here = self._state.destination
        if here.startswith(_SKIPPED):
            return
        if word == "u":
            self._unit((number or 0) & 0xFFFF)
        elif word == "uc":
            self._state = replace(self._state, unicode_skip=max(0, min(number or 0, 100)))
        elif here == "fonts":
            self._font_word(word, number)
        elif here == "colours":
            self._out.colours.part(word, number)
        elif here.startswith("styles"):
            self._style_word(word, number)
        elif here == "code":
            return
        elif word in WRITTEN:
            self._put(WRITTEN[word])
        elif word in FLAGS:
            name = FLAGS[word]
            flags = self._state.flags | {name} if number != 0 else self._state.flags - {name}
            self._state = replace(self._state, flags=flags)
        else:
            self._format(word, number)

    def _enter(self, destination: str) -> None:
        if self._state.destination.startswith(_SKIPPED):
            return
        if destination == "styles" and self._state.destination == "styles":
            return
        if destination == "box":
            self._out.open_box()
            self._state = replace(self._state, depth=1, in_table=False, level=None, flags=frozenset())
            destination = f"box {self._out.depth}"  # boxes stand in boxes
        self._state = replace(self._state, destination=destination)

    def _format(self, word: str, number: int | None) -> None:
        state = self._state
        if word in ("ansicpg",):
            self._code_page = CODE_PAGES.get(number or 0, "cp1252")
        elif word in ("pca", "mac", "pc"):
            self._code_page = {"mac": "mac-roman", "pc": "cp437", "pca": "cp850"}[word]
        elif word == "deff":
            self._default_font = number or 0
        elif word == "f":
            self._state = replace(state, codec=self._fonts.get(number or 0, ""))
        elif word == "plain":
            codec = self._fonts.get(self._default_font, "")
            self._state = replace(state, flags=frozenset(), codec=codec, size=24, colour=0, fill=0)
        elif word == "pard":
            self._state = replace(state, depth=1, in_table=False, level=None, style=0, behind=0)
        elif word in _LOOKS:
            look: dict[str, Any] = {_LOOKS[word]: number if number is not None else 24 * (word == "fs")}
            self._state = replace(state, **look)
        elif word == "s":
            self._state = replace(state, style=number or 0, level=self._levels.get(number or 0))
        elif word == "outlinelevel":
            self._state = replace(state, level=number + 1 if number is not None and 0 <= number < 9 else None)
        elif word == "intbl":
            self._state = replace(state, in_table=number != 0)
        elif word == "itap":
            depth = max(0, min(number or 0, _MOST_DEPTH))
            self._state = replace(state, depth=max(1, depth), in_table=depth > 0)
        elif word in _ENDS:
            self._ended(word)
        else:
            self._out.row_word(state, word, number)

    def _ended(self, word: str) -> None:
        depth = self._state.depth
        if word == "par":
            self._out.end(self._state, self._state.depth if self._state.in_table else 0)
        elif word == "cell":
            self._out.end(self._state, 1, ends_cell=True)
        elif word == "nestcell":
            self._out.end(self._state, max(2, depth), ends_cell=True)
        elif word == "row":
            self._out.end_row(self._state, 1)
        elif word == "nestrow":
            self._out.end_row(self._state, max(2, depth))
        else:
            self._put("\n")

    # Text

    def _byte(self, one: int) -> None:
        if self._state.fresh:
            self._state = replace(self._state, fresh=False)
        if self._to_skip:
            self._to_skip -= 1
        elif not self._state.destination.startswith(_SKIPPED):
            if self._units:
                self._flush()
            self._bytes.append(one)

    def _text(self, text: bytes) -> None:
        skipped = min(self._to_skip, len(text))
        self._to_skip -= skipped
        for one in text[skipped : skipped + 1]:
            self._byte(one)
        if not self._state.destination.startswith(_SKIPPED):
            self._bytes += text[skipped + 1 :]

    def _unit(self, unit: int) -> None:
        if self._bytes:
            self._flush()
        self._units.append(unit)
        self._to_skip = self._state.unicode_skip

    def _symbol(self, symbol: str) -> None:
        if symbol == "*":
            self._state = replace(self._state, starred=True, fresh=False)
            return
        self._flush()
        if symbol in "\r\n":
            self._word("par", None)
        elif symbol in "\\{}":
            self._byte(ord(symbol))
        elif not self._state.destination.startswith(_SKIPPED):
            self._put({"~": " ", "_": "-", "\t": " "}.get(symbol, ""))

    def _flush_unless(self, word: str) -> None:
        """Write out what bytes and code units have come, except where the next word may continue them."""
        if word != "u" or self._bytes:
            self._flush()

    def _flush(self) -> None:
        if self._units:
            raw = b"".join(unit.to_bytes(2, "little") for unit in self._units)
            self._units = []
            self._put(raw.decode("utf-16-le", "replace"))
        if self._bytes:
            raw, self._bytes = bytes(self._bytes), bytearray()
            self._put(raw.decode(self._state.codec or self._code_page, "replace"))

    def _put(self, text: str) -> None:
        state = self._state
        if state.destination.startswith(_SKIPPED) or not text:
            return
        if state.destination == "code":
            self._code.append(text)
        elif state.destination == "styles entry":
            self._name += text
        elif state.destination == "colours":
            self._out.colours.text(text)
        elif state.destination not in ("fonts", "styles", "nested row"):
            self._out.say(text, state)

    # Tables of fonts and styles

    def _font_word(self, word: str, number: int | None) -> None:
        if word == "f":
            self._font = number or 0
        elif word == "fcharset" and (number or 0) in CHARSETS:
            self._fonts[self._font] = CHARSETS[number or 0]
        elif word == "cpg" and number in CODE_PAGES:
            self._fonts[self._font] = CODE_PAGES[number or 0]

    def _style_word(self, word: str, number: int | None) -> None:
        if word == "s":
            self._state = replace(self._state, destination="styles entry", style=number or 0)
        elif word == "outlinelevel" and number is not None and 0 <= number < 9:
            self._levels[self._state.style] = number + 1


_ENDS = frozenset({"par", "cell", "row", "nestcell", "nestrow", "sect", "page", "line", "lbr", "column"})
