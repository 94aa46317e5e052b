"""What one table cell says: an exact number in the field's unit, a blank, or nothing that can be read safely."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from reports.forms.units import is_scale, places, scale_pattern, unit_pattern
from reports.model import Qualifier, Status
from reports.tables.cuts import Cut
from reports.text.wording import patterns

_NUMBER = patterns("table_labels.toml", "patterns", unit=f"(?:{unit_pattern()})", scale=f"(?:{scale_pattern()})")(
    "number"
)
_BLANK = re.compile(r"[\s/／\\—–－\-_.…*＊]*")
_ZERO = {"零", "无", "〇", "○", "没有"}
_LETTERS = str.maketrans(dict.fromkeys("OoＯｏОо", "0"))
_LETTERED = re.compile(r"[OoＯｏОо]")


@dataclass(frozen=True, slots=True)
class Reading:
    """A cell's value; `converted` tells the unit that it was printed in, where that is not the field's."""

    value: Decimal | None
    status: Status
    qualifier: Qualifier | None = None
    converted: str = ""


LONGEST = 24
"""Characters of the longest number that a cell can mean, sign, commas and unit included; more are no count."""
BLANK = Reading(None, Status.BLANK)
UNPARSED = Reading(None, Status.UNPARSED)


def is_blank(text: str) -> bool:
    return _BLANK.fullmatch(text) is not None


def is_value(text: str) -> bool:
    """Tell whether a cell's text is a value (a number, 零, a blank mark) and no label."""
    text = text.strip()
    if is_blank(text) or text in _ZERO or _LETTERED.fullmatch(text):
        return True
    return _NUMBER.fullmatch(text.replace(" ", "")) is not None


def read_cell(text: str, unit: str, printed: str = "") -> Reading:
    """Read a cell of a field counted in `unit`; `printed` is the unit that row, column or caption states, or ""."""
    text = text.strip()
    if is_blank(text):
        return BLANK
    if text in _ZERO and (not printed or places(printed, unit) is not None):
        return Reading(Decimal(0), Status.REPORTED_ZERO)
    match = _NUMBER.fullmatch(text)
    if match is None or re.match(r"0\d", match["digits"]) or len(text) > LONGEST:
        return UNPARSED
    value = Decimal(re.sub("[,，]", "", match["digits"]) + (match["fraction"] or ""))
    if match["sign"] in {"-", "−", "－", "﹣"} and value:
        value = -value
    stated = match["own"] or printed
    shift = places(stated, unit) if stated else 0
    if shift is None or (match["own"] and _scaled_twice(match["own"], printed, unit)):
        return UNPARSED
    value = _shift(value, shift)
    if value % 1 and not unit.endswith(("元", "%")):
        return UNPARSED
    status = Status.REPORTED if value else Status.REPORTED_ZERO
    return Reading(value, status, _qualifier(match), stated if shift else "")


def _scaled_twice(own: str, printed: str, unit: str) -> bool:
    """Tell whether a bare scale (1.2万) stands in a row that counts in another unit already, or in a larger one."""
    return is_scale(own) and printed != "" and places(printed, unit) != 0


def _shift(value: Decimal, by: int) -> Decimal:
    """Move the decimal point; written out in full, without an exponent and without zeros that mean nothing."""
    if not by:
        return value
    moved = value.scaleb(by).normalize()
    return moved.quantize(Decimal(1)) if moved == moved.to_integral_value() else moved


def _qualifier(match: re.Match[str]) -> Qualifier | None:
    if match["more"] or match["more_after"]:
        return Qualifier.AT_LEAST
    return Qualifier.ABOUT if match["about"] else None


def integer(text: str) -> int:
    """Return a cell's whole number, 0 where it is none: for sums that only compare."""
    text = text.strip().replace(",", "")
    return int(text) if text.isdecimal() and len(text) <= LONGEST else 0


def letters_as_zeros(cells: Cut, total: int) -> Cut:
    """Return the cells with a letter O typed for 0 read as 0, where the cell at `total` then is the sum of the others.

    Without that proof the cells stay as they are, and one with a letter has no value.
    """
    mended = tuple(replace(cell, text=cell.text.strip().translate(_LETTERS)) for cell in cells)
    if not any(map(_LETTERED.search, (cell.text for cell in cells))):
        return cells
    if not all(cell.text in _ZERO or cell.text.isdecimal() for cell in mended):
        return cells
    values = [integer(cell.text) for cell in mended]
    return mended if 2 * values[total] == sum(values) else cells
