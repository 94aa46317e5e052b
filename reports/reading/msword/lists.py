"""The numbers of a .doc file's lists, which stand in no text: 2.9.131 (LST), 2.9.132 (LFO), 2.9.150 (LVL)."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from contextlib import suppress

from reports.reading.counting import Counter, Level
from reports.reading.msword.binary import LIST_USES, LISTS, Streams, pair_end

_FORMS = {
    0x00: "decimal",
    0x01: "upperRoman",
    0x02: "lowerRoman",
    0x03: "upperLetter",
    0x04: "lowerLetter",
    0x0A: "ideographDigital",
    0x0B: "japaneseCounting",
    0x12: "decimalEnclosedCircle",
    0x13: "decimalFullWidth",
    0x0E: "decimalFullWidth",
    0x0F: "decimalHalfWidth",
    0x16: "decimalZero",
    0x17: "bullet",
    0x11: "japaneseDigitalTenThousand",
    0x1C: "decimalEnclosedCircleChinese",
    0x21: "taiwaneseCounting",
    0x23: "taiwaneseCountingThousand",
    0x24: "taiwaneseDigital",
    0x25: "chineseCounting",
    0x26: "chineseLegalSimplified",
    0x27: "chineseCountingThousand",
    0xFF: "none",
}
"""[MS-OSHARED] 2.2.1.3 (MSONFC) in the words of ECMA-376."""
_MOST_LISTS = 4096


class Lists:
    """Counts the items of a document's lists in reading order."""

    def __init__(self, streams: Streams) -> None:
        definitions: dict[int, dict[int, Level]] = {}
        uses: list[tuple[int, dict[int, Level]]] = []
        with suppress(struct.error, IndexError):  # a list that is damaged costs numbers, not the text
            definitions = dict(_definitions(streams))
            uses = list(_uses(streams.pair(LIST_USES), definitions))
        self._counter = Counter(
            {str(number): definitions.get(key, {}) | changed for number, (key, changed) in enumerate(uses, 1)},
            {str(number): str(key) for number, (key, _) in enumerate(uses, 1)},
        )

    def label(self, number: int, item: int) -> str:
        """Return the number that Word shows before the next paragraph of this list, counting it."""
        return self._counter.label(str(number), item)


def _definitions(streams: Streams) -> Iterator[tuple[int, dict[int, Level]]]:
    """Yield each list's key with its levels, which lie behind all lists, past the end of the named part."""
    begin, _ = pair_end(streams, LISTS)
    table = streams.table
    if not streams.pair(LISTS):
        return
    (count,) = struct.unpack_from("<H", table, begin)
    count = min(count, _MOST_LISTS)
    at = begin + 2 + 28 * count
    for number in range(count):
        place = begin + 2 + 28 * number
        (key,) = struct.unpack_from("<i", table, place)
        levels: dict[int, Level] = {}
        for depth in range(1 if table[place + 26] & 1 else 9):
            levels[depth], at = _level(table, at)
        yield key, levels


def _uses(part: bytes, definitions: dict[int, dict[int, Level]]) -> Iterator[tuple[int, dict[int, Level]]]:
    if len(part) < 4:
        return
    (count,) = struct.unpack_from("<I", part)
    count = min(count, _MOST_LISTS)
    at = 4 + 16 * count
    for number in range(count):
        place = 4 + 16 * number
        (key,) = struct.unpack_from("<i", part, place)
        changed: dict[int, Level] = {}
        at += 4
        for _ in range(part[place + 12]):
            start, flags = struct.unpack_from("<II", part, at)
            at += 8
            depth = flags & 0xF
            level = definitions.get(key, {}).get(depth)
            if flags & 0x20:
                level, at = _level(part, at)
            elif flags & 0x10 and level is not None:
                level = Level(start, level.form, level.text)
            if level is not None:
                changed[depth] = level
        yield key, changed


def _level(table: bytes, at: int) -> tuple[Level, int]:
    start, form = struct.unpack_from("<iB", table, at)
    characters, paragraphs = table[at + 24], table[at + 25]
    at += 28 + characters + paragraphs
    (letters,) = struct.unpack_from("<H", table, at)
    text = table[at + 2 : at + 2 + 2 * letters].decode("utf-16-le", "replace")
    # A letter below nine stands for the number of that level.
    written = "".join(f"%{ord(letter) + 1}" if ord(letter) < 9 else letter for letter in text)
    return Level(start, _FORMS.get(form, "decimal"), written), at + 2 + 2 * letters
