"""Rich Text Format, read as it stands: text, tables, printed list numbers and fields' stored results."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from reports.errors import DamagedFile
from reports.model import Document
from reports.reading.draft import Paragraph, Piece, assemble
from reports.reading.noise import is_note_mark
from reports.reading.objects import OBJECT
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
from reports.reading.wordgrid import Marked, Row, flow

_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?[0-9]{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z'])|([{}])|([^\\{}\r\n]+)|[\r\n]+|\\", re.S
)
_MOST_GROUPS = 2000
"""Groups in one another; writers need a dozen or two."""
_MOST_CELLS = 64
_MOST_DEPTH = 12


@dataclass(frozen=True, slots=True)
class _State:
    """What a group may change and its end brings back."""

    destination: str = ""
    unicode_skip: int = 1
    codec: str = ""
    flags: frozenset[str] = frozenset()
    depth: int = 1
    in_table: bool = False
    level: int | None = None
    style: int = 0
    fresh: bool = False
    starred: bool = False


@dataclass(slots=True)
class _Flow:
    """The body, or a text box: its paragraphs so far and the one that is open."""

    marked: list[Marked] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    boxes: list[Piece] = field(default_factory=list)
    plain: bool = False
    picture: bool = False


@dataclass(slots=True)
class _Definition:
    """The row that is being defined (trowd): cells with their right edges."""

    left: int = 0
    edges: list[int] = field(default_factory=list)
    continued: set[int] = field(default_factory=set)
    merged: set[int] = field(default_factory=set)

    def row(self) -> Row | None:
        if not self.edges or len(self.edges) > _MOST_CELLS:
            return None
        return Row((min(self.left, self.edges[0]), *self.edges), frozenset(self.continued), frozenset(self.merged))


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
        self._state = _State()
        self._stack: list[_State] = []
        self._flows = [_Flow()]
        self._definitions: dict[int, _Definition] = {}
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
        self._end()
        return flow(self._flows[0].marked)

    # Groups and words

    def _close(self) -> None:
        before = self._state
        self._state = self._stack.pop() if self._stack else _State()
        self._to_skip = 0
        if before.destination == self._state.destination:
            return
        if before.destination == "code" and self._state.destination != "code":
            code, self._code = "".join(self._code), []
            if re.search(r"FORM(DROPDOWN|CHECKBOX)", code):
                self._put(OBJECT)
        elif before.destination.startswith("box") and len(self._flows) > 1:
            self._end()
            box = self._flows.pop()
            self._flows[-1].boxes += flow(box.marked)
        elif before.destination == "styles entry":
            if match := re.search(r"(?:heading|标题)\s*([1-9])", self._name, re.I):
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
                self._flows[-1].picture |= word in PICTURES and self._state.destination != "skipped"
                self._state = replace(self._state, destination="skipped")
                return
        here = self._state.destination
        if here == "skipped":
            return
        if word == "u":
            self._unit((number or 0) & 0xFFFF)
        elif word == "uc":
            self._state = replace(self._state, unicode_skip=max(0, min(number or 0, 100)))
        elif here == "fonts":
            self._font_word(word, number)
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
        if self._state.destination == "skipped":
            return
        if destination == "styles" and self._state.destination == "styles":
            return
        if destination == "box":
            self._flows.append(_Flow())
            self._state = replace(self._state, depth=1, in_table=False, level=None, flags=frozenset())
            destination = f"box {len(self._flows)}"  # boxes stand in boxes
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
            self._state = replace(state, flags=frozenset(), codec=self._fonts.get(self._default_font, ""))
        elif word == "pard":
            self._state = replace(state, depth=1, in_table=False, level=None, style=0)
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
            self._row_word(word, number)

    def _row_word(self, word: str, number: int | None) -> None:
        # A nested row is defined in a group of its own behind its cells (nesttableprops), at the depth it stands in.
        depth = self._state.depth if self._state.in_table and self._state.destination == "nested row" else 1
        if word == "trowd":
            self._definitions[depth] = _Definition()
            return
        row = self._definitions.setdefault(depth, _Definition())
        place = len(row.edges)
        if word == "trleft":
            row.left = number or 0
        elif word == "cellx" and place <= _MOST_CELLS:
            row.edges.append(number or 0)
        elif word == "clvmrg":
            row.continued.add(place)
        elif word == "clmrg":
            row.merged.add(place)

    def _ended(self, word: str) -> None:
        depth = self._state.depth
        if word == "par":
            self._end(self._state.depth if self._state.in_table else 0)
        elif word == "cell":
            self._end(1, ends_cell=True)
        elif word == "nestcell":
            self._end(max(2, depth), ends_cell=True)
        elif word == "row":
            self._end_row(1)
        elif word == "nestrow":
            self._end_row(max(2, depth))
        else:
            self._put("\n")

    # Text

    def _byte(self, one: int) -> None:
        if self._state.fresh:
            self._state = replace(self._state, fresh=False)
        if self._to_skip:
            self._to_skip -= 1
        elif self._state.destination != "skipped":
            if self._units:
                self._flush()
            self._bytes.append(one)

    def _text(self, text: bytes) -> None:
        skipped = min(self._to_skip, len(text))
        self._to_skip -= skipped
        for one in text[skipped : skipped + 1]:
            self._byte(one)
        if self._state.destination != "skipped":
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
        elif self._state.destination != "skipped":
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
        if state.destination == "skipped" or not text:
            return
        if state.destination == "code":
            self._code.append(text)
        elif state.destination == "styles entry":
            self._name += text
        elif state.destination not in ("fonts", "styles", "nested row"):
            self._say(text, state)

    def _say(self, text: str, state: _State) -> None:
        if state.flags & {"hidden", "struck", "deleted"}:
            return
        here = self._flows[-1]
        if state.destination == "label":
            text = text.strip("\t ")
        if "raised" in state.flags and "".join(here.parts)[-1:].isdigit() and is_note_mark(text):
            return
        here.plain |= bool(text.strip()) and "bold" not in state.flags
        here.parts.append(text)

    def _end(self, depth: int = 0, *, ends_cell: bool = False) -> None:
        here = self._flows[-1]
        text = "".join(here.parts)
        if here.picture and depth and not text.strip():
            text = OBJECT
        bold = bool(text.strip()) and not here.plain
        lines = [Paragraph(line, self._state.level, bold) for line in text.replace("\t", " ").split("\n")]
        here.marked.append(Marked((*lines, *here.boxes), depth, ends_cell))
        here.parts, here.boxes, here.plain, here.picture = [], [], False, False

    def _end_row(self, depth: int) -> None:
        definition = self._definitions.get(depth)
        row = definition.row() if definition else None
        gone = "deleted" in self._state.flags
        self._flows[-1].marked.append(Marked((), depth, ends_row=True, row=row, gone=gone))

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
