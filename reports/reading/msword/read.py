"""From the stories of a .doc file to paragraphs and grids."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from reports.errors import DamagedFile
from reports.model import Document
from reports.reading.msword.binary import (
    BODY_CHARACTERS,
    BODY_PARAGRAPHS,
    BOX_ANCHORS,
    BOXES,
    Runs,
    Streams,
    open_streams,
    pieces,
    plc_entries,
    stories,
)
from reports.reading.msword.lists import Lists
from reports.reading.msword.properties import (
    Character,
    Paragraph,
    Styles,
    apply_to_character,
    apply_to_paragraph,
    paints_tables,
)
from reports.reading.noise import is_note_mark
from reports.reading.objects import OBJECT, has_letters, is_symbol
from reports.reading.pieces import Paragraph as Line
from reports.reading.pieces import Piece, assemble
from reports.reading.seen import UNCLEAR
from reports.reading.wordgrid import Marked, flow

_MARKS = re.compile(r"([\r\x07\x0c\x13\x14\x15])")
_ENDS = frozenset("\r\x07\x0c")
_WRITTEN = str.maketrans(
    {"\x0b": "\n", "\x1e": "-", "\xa0": " "} | {chr(c): None for c in (*range(9), *range(14, 30), 31)}
)
_MALFORMED = (struct.error, ValueError, IndexError, KeyError, OverflowError, RecursionError)


def read_doc(data: bytes, file: str) -> Document:
    """Read a Word file of 97 to 2003. Raises EncryptedFile, UnknownFormat or DamagedFile."""
    streams = open_streams(data, file)
    try:
        found = _Reader(streams).pieces()
    except _MALFORMED as error:
        raise DamagedFile(file, "the Word file is cut short or damaged") from error
    # The title property is left alone: it is that of the file somebody began from, often last year's report.
    return assemble(file, "doc", found, {})


@dataclass(slots=True)
class _Line:
    """What has been read of a paragraph so far; `fields` tells of each open field whether its result has begun."""

    parts: list[str] = field(default_factory=list)
    plain: bool = False
    picture: bool = False
    fields: list[str | None] = field(default_factory=list)

    def add(self, text: str, character: Character, behind: str) -> None:
        if self.fields and None not in self.fields[-1:] and self.fields[-1] is not None:
            self.fields[-1] += text
        if any(one is not None for one in self.fields) or character.is_unsaid(behind):
            return
        if character.special:
            self.picture |= "\x01" in text or character.symbol
            text = " " if character.symbol else ""
        if character.raised and self.parts and self.parts[-1][-1:].isdigit() and is_note_mark(text):
            return
        self.picture |= is_symbol(text)
        written = text.translate(_WRITTEN)
        self.plain |= bool(written.strip()) and not character.bold
        self.parts += [written] if written else []

    def mark(self, mark: str) -> None:
        """Begin a field, go over to its result, or end it. What follows a field's code is what was printed."""
        if mark == "\x13":
            self.fields.append("")
        elif mark == "\x14" and self.fields:
            self._note_control(self.fields[-1])
            self.fields[-1] = None
        elif mark == "\x15" and self.fields:
            self._note_control(self.fields.pop())

    def _note_control(self, code: str | None) -> None:
        """A list or a box to tick shows what no text says: it stands where it would else be blank."""
        self.picture |= code is not None and re.search(r"FORM(DROPDOWN|CHECKBOX)", code) is not None

    def take(self) -> tuple[str, bool, bool]:
        text = "".join(self.parts)
        taken = text, bool(text.strip()) and not self.plain, self.picture
        # A code never goes over a paragraph's end: where one does, its end is lost, and what follows is text.
        self.parts, self.plain, self.picture = [], False, False
        self.fields = [one for one in self.fields if one is None]
        return taken


class _Reader:
    def __init__(self, streams: Streams) -> None:
        self._streams = streams
        self._pieces = pieces(streams)
        self._stories = stories(streams)
        self._styles, self._lists = Styles(streams), Lists(streams)
        self._characters = Runs(streams, BODY_CHARACTERS)
        self._paragraphs = Runs(streams, BODY_PARAGRAPHS)
        self._known: dict[tuple[bytes, int, bytes], Character] = {}
        self._known_paragraphs: dict[tuple[bytes, bytes], Paragraph] = {}
        self._paints_tables = paints_tables(self._paragraphs.different())
        self._boxes = dict(self._anchored())

    def pieces(self) -> list[Piece]:
        return self._story(0, self._stories.body, "")

    def _story(self, start: int, end: int, behind: str) -> list[Piece]:
        return flow(list(self._marked(start, end, behind)))

    def _marked(self, start: int, end: int, behind: str) -> Iterator[Marked]:
        """Yield the paragraphs of a story: runs are cut at marks, their text said or not by the run's properties."""
        line, last = _Line(), start
        for text, at, byte, width, prm in self._segments(start, end):
            style = int.from_bytes(self._paragraphs.at(byte)[1][:2], "little")
            character = self._character(self._characters.at(byte)[1], style, prm)
            around = self._behind(self._paragraph(self._paragraphs.at(byte)[1], prm)) or behind
            for part in _MARKS.split(text):
                if part in _ENDS:
                    paragraph = self._paragraph(self._paragraphs.at(byte)[1], prm)
                    yield self._ended(line, paragraph, part, at, character.deleted)
                elif _MARKS.fullmatch(part):
                    line.mark(part)
                elif part:
                    line.add(part, character, around)
                at += len(part)
                byte += width * len(part)
            last = at
        yield self._ended(line, Paragraph(), "", last, False)

    def _behind(self, paragraph: Paragraph) -> str:
        """Return the colour of a paragraph; in a table it is unclear where any cell of the file is painted."""
        return paragraph.behind or (UNCLEAR if paragraph.depth and self._paints_tables else "")

    def _ended(self, line: _Line, one: Paragraph, mark: str, at: int, deleted: bool) -> Marked:
        """Return the paragraph that a mark ends, with its list's number and the text boxes that hang on it."""
        said, bold, picture = line.take()
        if picture and one.depth and not has_letters(said):
            said = OBJECT
        label = self._lists.label(one.list, one.item) if one.list and not one.ends_row else ""
        found: list[Piece] = [Line(text, one.level, bold) for text in (label + said).replace("\t", " ").split("\n")]
        while self._boxes and (anchor := min(self._boxes)) <= at:
            found += self._story(*self._boxes.pop(anchor), UNCLEAR)
        ends_cell = one.ends_cell or (mark == "\x07" and not one.ends_row)
        return Marked(tuple(found), one.depth, ends_cell, one.ends_row, one.row, one.ends_row and deleted)

    def _segments(self, start: int, end: int) -> Iterator[tuple[str, int, int, int, bytes]]:
        """Yield text of one piece and one run of characters, with its place, byte, width and the piece's change."""
        for piece in self._pieces:
            at, last = max(start, piece.start), min(end, piece.end)
            while at < last:
                byte = piece.at + (at - piece.start) * piece.width
                until, _ = self._characters.at(byte)
                count = min(last - at, max(1, -(-(until - byte) // piece.width)))
                raw = self._streams.word[byte : byte + count * piece.width]
                text = raw.decode("cp1252", "replace") if piece.width == 1 else raw.decode("utf-16-le", "replace")
                if len(raw) < count * piece.width:
                    raise ValueError("the text is cut short")
                yield text, at, byte, piece.width, piece.prm
                at += count

    def _character(self, chpx: bytes, style: int, prm: bytes) -> Character:
        key = (chpx, style, prm)
        if key not in self._known:
            base = self._styles.character(style)
            self._known[key] = apply_to_character(base, chpx + prm, base, self._styles)
        return self._known[key]

    def _paragraph(self, papx: bytes, prm: bytes) -> Paragraph:
        key = (papx, prm)
        if key not in self._known_paragraphs:
            base = self._styles.paragraph(int.from_bytes(papx[:2], "little"))
            self._known_paragraphs[key] = apply_to_paragraph(base, papx[2:] + prm, self._streams.data)
        return self._known_paragraphs[key]

    def _anchored(self) -> Iterator[tuple[int, tuple[int, int]]]:
        """Yield where in the body each text box hangs, and its part of the story of boxes."""
        shapes = {
            struct.unpack_from("<i", one)[0]: place
            for place, _, one in plc_entries(self._streams.pair(BOX_ANCHORS), 26)
        }
        for begin, end, one in plc_entries(self._streams.pair(BOXES), 22):
            (shape,) = struct.unpack_from("<i", one, 14)
            if shape in shapes and begin < end <= self._stories.boxes:
                first = self._stories.before_boxes
                yield shapes[shape], (first + begin, first + end)
