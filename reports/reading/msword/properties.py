"""What a paragraph, a run or a row of a .doc is, from its sprms and its style."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from reports.reading.msword.binary import STYLES, Streams
from reports.reading.msword.colours import by_number, by_value, paints_cells, shade
from reports.reading.seen import LEAST_SIZE, is_lost
from reports.reading.wordgrid import Row

_SIZES = {0: 1, 1: 1, 2: 2, 3: 4, 4: 2, 5: 2, 7: 3}
_TABLE, _TABS = 0xD608, 0xC615
_HUGE = (0x6646, 0x6645)
_NO_STYLE = 0xFFF
_MOST_STYLES = 4096
_DEPTH = 12
"""Styles that rest on one another; Word allows eleven."""
_HEADINGS = range(1, 10)
_NORMAL_LEVEL = 9
MOST_CELLS = 64


@dataclass(frozen=True, slots=True)
class Paragraph:
    """`depth` is how many tables it stands in; `level` from 1 where it is a heading; `list` and `item` its list."""

    style: int = 0
    depth: int = 0
    ends_row: bool = False
    ends_cell: bool = False
    level: int | None = None
    list: int = 0
    item: int = 0
    row: Row | None = None
    behind: str = ""


@dataclass(frozen=True, slots=True)
class Character:
    """`special` characters are marks: pictures, fields, notes; `unsaid` ones are hidden, struck out or deleted."""

    hidden: bool = False
    struck: bool = False
    deleted: bool = False
    special: bool = False
    bold: bool = False
    raised: bool = False
    symbol: bool = False
    tiny: bool = False
    colour: str = ""
    fill: str = ""

    def is_unsaid(self, behind: str) -> bool:
        """Tell what nobody sees; `behind` is the colour of the paragraph."""
        return self.hidden or self.struck or self.deleted or self.tiny or is_lost(self.colour, self.fill or behind)


def sprms(grpprl: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield code and operand of each property change, 2.2.5.1; a list that is cut ends early."""
    at = 0
    while at + 2 <= len(grpprl):
        (code,) = struct.unpack_from("<H", grpprl, at)
        at += 2
        size = _SIZES.get(code >> 13)
        if size is None:  # the operand tells its own length
            if at >= len(grpprl):
                return
            if code == _TABLE:
                size = struct.unpack_from("<H", grpprl.ljust(at + 2, b"\0"), at)[0] + 1
            elif code == _TABS and grpprl[at] == 0xFF:
                return  # a length that needs counting, of tab stops: nothing of ours comes behind
            else:
                size = grpprl[at] + 1
        operand = grpprl[at : at + size]
        if len(operand) < size:
            return
        yield code, operand
        at += size


class Styles:
    """The style sheet, 2.9.271: what a style says of paragraphs and characters, with what it rests on."""

    def __init__(self, streams: Streams) -> None:
        self._paragraphs: dict[int, Paragraph] = {}
        self._characters: dict[int, Character] = {}
        self._raw = dict(_style_records(streams.pair(STYLES)))

    def paragraph(self, style: int, depth: int = 0) -> Paragraph:
        if style not in self._paragraphs:
            self._paragraphs[style] = self._read_paragraph(style, depth)
        return self._paragraphs[style]

    def _read_paragraph(self, style: int, depth: int) -> Paragraph:
        one = self._raw.get(style)
        if one is None or depth > _DEPTH:
            return Paragraph(style)
        base = Paragraph() if one.base == _NO_STYLE else self.paragraph(one.base, depth + 1)
        begun = replace(base, style=style)
        if one.sti in _HEADINGS:
            begun = replace(begun, level=one.sti)
        return apply_to_paragraph(begun, one.papx)

    def character(self, style: int, depth: int = 0) -> Character:
        if style not in self._characters:
            one = self._raw.get(style)
            if one is None or depth > _DEPTH:
                return Character()
            base = Character() if one.base == _NO_STYLE else self.character(one.base, depth + 1)
            self._characters[style] = apply_to_character(base, one.chpx, base, self)
        return self._characters[style]


@dataclass(frozen=True, slots=True)
class _Style:
    sti: int
    base: int
    papx: bytes
    chpx: bytes


def _style_records(sheet: bytes) -> Iterator[tuple[int, _Style]]:
    if len(sheet) < 6:
        return
    header, count, base_size = struct.unpack_from("<HHH", sheet)
    at = 2 + header
    for number in range(min(count, _MOST_STYLES)):
        if at + 2 > len(sheet):
            return
        (size,) = struct.unpack_from("<H", sheet, at)
        record = sheet[at + 2 : at + 2 + size]
        at += 2 + size
        if len(record) >= base_size + 2 >= 12:
            yield number, _style(record, base_size)


def _style(record: bytes, base_size: int) -> _Style:
    first, second, third = struct.unpack_from("<HHH", record)
    kind, base = second & 0xF, second >> 4
    (letters,) = struct.unpack_from("<H", record, base_size)
    at = base_size + 2 + 2 * letters + 2
    changes: list[bytes] = []
    for _ in range(third & 0xF):
        if at + 2 > len(record):
            break
        (size,) = struct.unpack_from("<H", record, at)
        changes.append(record[at + 2 : at + 2 + size])
        at += 2 + size + (size & 1)
    if kind == 1:  # of paragraphs: first their properties, behind the style's own number, then those of characters
        papx, chpx = (changes[0][2:] if changes else b""), (changes[1] if len(changes) > 1 else b"")
    else:
        papx, chpx = b"", changes[0] if kind == 2 and changes else b""
    return _Style(first & 0xFFF, base, papx, chpx)


def apply_to_paragraph(paragraph: Paragraph, grpprl: bytes, data: bytes = b"") -> Paragraph:
    """Return the paragraph as the changes leave it; `data` is the stream that long lists of changes lie in."""
    said: dict[str, object] = {}
    row = paragraph.row or Row()
    depth = paragraph.depth
    for code, operand in _with_huge(grpprl, data):
        number = int.from_bytes(operand[:4], "little", signed=True)
        if code == 0x2416:
            depth = max(depth, 1) if number else 0
        elif code == 0x6649:
            depth = max(0, min(number, _DEPTH))
        elif code in (0x2417, 0x244C):
            said["ends_row"] = bool(number)
        elif code == 0x244B:
            said["ends_cell"] = bool(number)
        elif code == 0x2640:
            said["level"] = number + 1 if 0 <= number < _NORMAL_LEVEL else None
        elif code == 0x260A:
            said["item"] = max(0, min(number, 8))
        elif code in _SHADES:
            said["behind"] = shade(operand)
        elif code == 0x460B:
            said["list"] = max(0, number) if number != 0x7FF else 0
        else:
            row = _apply_to_row(row, code, operand)
    return replace(paragraph, depth=depth, row=row if row.edges else None, **said)  # type: ignore[arg-type]


def _with_huge(grpprl: bytes, data: bytes) -> Iterator[tuple[int, bytes]]:
    for code, operand in sprms(grpprl):
        if code in _HUGE and data:
            (at,) = struct.unpack("<I", operand)
            if at + 2 <= len(data):
                (size,) = struct.unpack_from("<H", data, at)
                yield from sprms(data[at + 2 : at + 2 + size])
        else:
            yield code, operand


def _apply_to_row(row: Row, code: int, operand: bytes) -> Row:
    if code == _TABLE:
        return replace(_row(operand), header=row.header)
    if code == 0xD62B and len(operand) >= 3:  # sprmTVertMerge
        cell, how = operand[1], operand[2]
        return replace(row, continued=row.continued | {cell} if how == 1 else row.continued - {cell})
    if code == 0x3404:  # sprmTTableHeader
        return replace(row, header=bool(operand[0]))
    if code == 0x5624 and operand[0] < operand[1] <= MOST_CELLS:  # sprmTMerge
        return replace(row, merged=row.merged | set(range(operand[0] + 1, operand[1])))
    return row


def _row(operand: bytes) -> Row:
    """Read sprmTDefTable, 2.9.321: a length, the number of cells, their edges, and twenty bytes for each."""
    count = min(operand[2], MOST_CELLS) if len(operand) > 2 else 0
    if len(operand) < 3 + 2 * (count + 1):
        return Row()
    edges = struct.unpack_from(f"<{count + 1}h", operand, 3)
    continued, merged = set(), set()
    for cell in range(count):
        at = 3 + 2 * (count + 1) + 20 * cell
        if at + 2 > len(operand):
            break
        (flags,) = struct.unpack_from("<H", operand, at)
        if flags & 3 == 2:
            merged.add(cell)
        if flags >> 5 & 3 == 1:
            continued.add(cell)
    return Row(edges, frozenset(continued), frozenset(merged))


_TOGGLES = {0x083C: "hidden", 0x0837: "struck", 0x2A53: "struck", 0x0835: "bold"}
_FLAGS = {0x0800: "deleted", 0x0855: "special"}
_SHADES = frozenset({0xC64D, 0x442D, 0xCA71, 0x4866})


def apply_to_character(begun: Character, grpprl: bytes, style: Character, styles: Styles) -> Character:
    """Return the character as the changes leave it. A toggle may ask for its style's state, or for the other one."""
    said: dict[str, Any] = {}
    for code, operand in sprms(grpprl):
        if code == 0x4A30:
            style = styles.character(int.from_bytes(operand, "little"))
            names = ("hidden", "struck", "bold", "raised", "tiny", "colour", "fill")
            said |= {name: value for name in names if (value := getattr(style, name))}
        elif code in _TOGGLES:
            name, value = _TOGGLES[code], operand[0]
            said[name] = getattr(style, name) ^ (value & 1 == 1) if value & 0x80 else value == 1
        elif code in _FLAGS:
            said[_FLAGS[code]] = operand[0] != 0
        elif code == 0x2A48:
            said["raised"] = operand[0] in (1, 2)
        elif code == 0x6A09:
            said["symbol"] = True
        else:
            said |= _painted(code, operand)
    return replace(begun, **said)


def _painted(code: int, operand: bytes) -> Mapping[str, Any]:
    """Return what a change says of size and colours of characters."""
    if code == 0x4A43:
        return {"tiny": int.from_bytes(operand[:2], "little") <= 2 * LEAST_SIZE}
    if code == 0x6870:
        return {"colour": by_value(operand)}
    if code == 0x2A42:
        return {"colour": by_number(operand[0])}
    if code == 0x2A0C:
        return {"fill": by_number(operand[0])}
    return {"fill": shade(operand)} if code in _SHADES else {}


def paints_tables(paragraphs: Iterable[bytes]) -> bool:
    """Tell whether any of these properties of paragraphs paints cells: white text in tables may then be seen."""
    return any(paints_cells(sprms(one[2:])) for one in paragraphs)
