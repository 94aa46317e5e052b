"""Colours of a .doc: of letters and of what is painted behind them, as six hexadecimal digits."""

from __future__ import annotations

from collections.abc import Iterable

from reports.reading.seen import UNCLEAR

_ICO = (
    *("", "000000", "0000ff", "00ffff", "00ff00", "ff00ff", "ff0000", "ffff00", "ffffff"),
    *("000080", "008080", "008000", "800080", "800000", "808000", "808080", "c0c0c0"),
)
"""The colours by number, 2.9.119; the first leaves it to the reader."""
_AUTO = 0xFF
_CLEAR, _SOLID = 0, 1
CELL_SHADES = frozenset({0xD612, 0xD616, 0xD60C, 0xD609, 0xD62D, 0xD670, 0xD671, 0xD672})
"""Changes of a row that shade its cells."""


def by_number(number: int) -> str:
    return _ICO[number] if number < len(_ICO) else ""


def by_value(reference: bytes) -> str:
    """Return a COLORREF, 2.9.43: red, green, blue, and whether it is left to the reader."""
    return "" if len(reference) < 4 or reference[3] == _AUTO else reference[:3].hex()


def shade(operand: bytes) -> str:
    """Return what a shading (SHD behind its length, or SHD80) paints: "" for nothing, unclear for patterns."""
    if len(operand) >= 11:
        pattern = int.from_bytes(operand[9:11], "little")
        front, back = by_value(operand[1:5]), by_value(operand[5:9])
    else:
        bits = int.from_bytes(operand[:2], "little")
        pattern, front, back = bits >> 10, by_number(bits & 0x1F), by_number(bits >> 5 & 0x1F)
    if pattern == _SOLID:
        return front or "000000"
    return back if pattern == _CLEAR else UNCLEAR


def paints_cells(changes: Iterable[tuple[int, bytes]]) -> bool:
    """Tell whether changes of a row paint any of its cells; which one is not asked."""
    return any(code in CELL_SHADES and any(one not in (0, _AUTO) for one in operand[1:]) for code, operand in changes)
