"""The streams of a .doc file: where text, properties and lists lie. Names and section numbers are those of [MS-DOC]."""

from __future__ import annotations

import struct
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO

import olefile

from reports.errors import DamagedFile, EncryptedFile, UnknownFormat

_MAGIC = 0xA5EC
_WORD_97 = 0x00C1
_ENCRYPTED, _TABLE_1 = 0x0100, 0x0200
_COUNTS = 0x4C
"""Where FibRgLw97 holds the lengths of the stories: body, notes, headers, macros, comments, end notes, boxes."""
_PAIRS = 0x9A
STYLES, BOX_ANCHORS, BODY_CHARACTERS, BODY_PARAGRAPHS, CLX = 1, 40, 12, 13, 33
BOXES, LISTS, LIST_USES = 56, 73, 74
"""Places in FibRgFcLcb97, 2.5.6."""
_COMPRESSED = 1 << 30
_PAGE = 512
_MOST_CHARACTERS = 5_000_000


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters `start` to `end` of the document: at byte `at` of the stream, `width` bytes each; `prm` its change."""

    start: int
    end: int
    at: int
    width: int
    prm: bytes


@dataclass(frozen=True, slots=True)
class Stories:
    """Lengths in characters; each begins where the one before it ends."""

    body: int
    before_boxes: int
    boxes: int


@dataclass(frozen=True, slots=True)
class Streams:
    word: bytes
    table: bytes
    data: bytes

    def pair(self, place: int) -> bytes:
        """Return the part of the table stream that the place in FibRgFcLcb97 names."""
        begin, end = pair_end(self, place)
        return self.table[begin:end]


def open_streams(data: bytes, file: str) -> Streams:
    """Take the file apart. Raises EncryptedFile, UnknownFormat for what is older than Word 97, or DamagedFile."""
    try:
        with olefile.OleFileIO(BytesIO(data)) as ole:
            word = ole.openstream("WordDocument").read()
            magic, version = struct.unpack_from("<HH", word)
            (flags,) = struct.unpack_from("<H", word, 0x0A)
            if magic != _MAGIC or version < _WORD_97:
                raise UnknownFormat(file, "this is a file of Word 6 or 95; save it as docx")
            if flags & _ENCRYPTED:
                raise EncryptedFile(file, "the Word file is protected by a password; save it without one")
            table = ole.openstream("1Table" if flags & _TABLE_1 else "0Table").read()
            rest = ole.openstream("Data").read() if ole.exists("Data") else b""
    except (OSError, struct.error, ValueError, IndexError, TypeError, AttributeError, RecursionError) as error:
        raise DamagedFile(file, "the Word file is cut short or damaged") from error
    return Streams(word, table, rest)


def pair_end(streams: Streams, place: int) -> tuple[int, int]:
    """Return where the part begins and ends that the place in FibRgFcLcb97 names."""
    at, size = struct.unpack_from("<II", streams.word, _PAIRS + 8 * place)
    return at, at + size


def stories(streams: Streams) -> Stories:
    body, notes, headers, macros, comments, ends, boxes = struct.unpack_from("<7i", streams.word, _COUNTS)
    return Stories(body, body + notes + headers + macros + comments + ends, boxes)


def pieces(streams: Streams) -> list[Piece]:
    """Return the piece table, 2.8.35: the characters lie in pieces, of one byte or two each."""
    clx, changes = streams.pair(CLX), list[bytes]()
    at = 0
    while at < len(clx) and clx[at] == 1:
        (size,) = struct.unpack_from("<H", clx, at + 1)
        changes.append(clx[at + 3 : at + 3 + size])
        at += 3 + size
    if at >= len(clx) or clx[at] != 2:
        raise ValueError("no piece table")
    (size,) = struct.unpack_from("<I", clx, at + 1)
    plc = clx[at + 5 : at + 5 + size]
    found = []
    for start, end, one in plc_entries(plc, 8):
        (fc,) = struct.unpack_from("<I", one, 2)
        compressed = fc & _COMPRESSED
        offset = (fc & (_COMPRESSED - 1)) // (2 if compressed else 1)
        found.append(Piece(start, end, offset, 1 if compressed else 2, _change(one[6:8], changes)))
    if found and found[-1].end > _MOST_CHARACTERS:
        raise ValueError("more characters than a report can have")
    return found


def _change(prm: bytes, changes: Sequence[bytes]) -> bytes:
    """Return the sprms that a piece puts on top of its characters' own; short forms (Prm0) change nothing we read."""
    (value,) = struct.unpack("<H", prm)
    return changes[value >> 1] if value & 1 and value >> 1 < len(changes) else b""


def plc_entries(plc: bytes, size: int) -> Iterator[tuple[int, int, bytes]]:
    """Yield start, end and data of each entry of a PLC, 2.2.2: n + 1 positions, then n entries of `size` bytes."""
    count = max(0, (len(plc) - 4) // (size + 4))
    places = struct.unpack_from(f"<{count + 1}i", plc) if count else ()
    for number in range(count):
        at = 4 * (count + 1) + size * number
        if places[number] < places[number + 1]:
            yield places[number], places[number + 1], plc[at : at + size]


class Runs:
    """Which properties the bytes of the stream have: those of paragraphs or of characters, from their pages (FKP)."""

    def __init__(self, streams: Streams, place: int) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        self._properties: list[bytes] = []
        paragraphs = place == BODY_PARAGRAPHS
        for _, _, one in plc_entries(streams.pair(place), 4):
            (number,) = struct.unpack("<I", one)
            page = streams.word[number * _PAGE : (number + 1) * _PAGE]
            if len(page) == _PAGE:
                self._read(page, paragraphs)

    def _read(self, page: bytes, paragraphs: bool) -> None:
        count = page[-1]
        width = 13 if paragraphs else 1
        if 4 * (count + 1) + width * count >= _PAGE:
            return
        bounds = struct.unpack_from(f"<{count + 1}I", page)
        for number in range(count):
            at = 2 * page[4 * (count + 1) + width * number]
            if self._ends and bounds[number] < self._ends[-1]:
                continue  # pages are in order; what is not is damaged
            self._starts.append(bounds[number])
            self._ends.append(bounds[number + 1])
            self._properties.append(_papx(page, at) if paragraphs else _chpx(page, at))

    def different(self) -> frozenset[bytes]:
        return frozenset(self._properties)

    def at(self, byte: int) -> tuple[int, bytes]:
        """Return where the run that holds this byte ends, and its properties."""
        place = bisect_right(self._starts, byte) - 1
        if place < 0 or byte >= self._ends[place]:
            following = self._starts[place + 1] if place + 1 < len(self._starts) else 1 << 40
            return following, b""
        return self._ends[place], self._properties[place]


def _papx(page: bytes, at: int) -> bytes:
    if not at:
        return b""
    size = 2 * page[at] - 1 if page[at] else 2 * page[at + 1]
    begin = at + (1 if page[at] else 2)
    return page[begin : begin + size]


def _chpx(page: bytes, at: int) -> bytes:
    return page[at + 1 : at + 1 + page[at]] if at else b""
