"""What one table cell says: an exact number in the field's unit, a blank, or nothing that can be read safely."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from reports.model import Qualifier, Status
from reports.tables.cuts import Cut

_NUMBER = re.compile(
    r"(?P<about>约|近|大约)?(?P<sign>[-−－﹣+＋])?(?P<digits>\d{1,3}(?:[,，]\d{3})+|\d+)(?P<fraction>\.\d+)?"
    r"(?P<more>余|多)?(?P<scale>[万亿]?)(?P<unit>元|条次|人次|[条件次篇个人份项期笔宗起册部])?(?P<more_after>余|以上)?"
)
_BLANK = re.compile(r"[\s/／\\—–－\-_.…*＊]*")
_ZERO = {"零", "无", "〇", "○", "没有"}
_LETTERS = str.maketrans(dict.fromkeys("OoＯｏОо", "0"))
_LETTERED = re.compile(r"[OoＯｏОо]")
_SCALES = {"": 0, "万": 4, "亿": 8}
_MONEY = {"元": 0, "万元": 4, "亿元": 8}


@dataclass(frozen=True, slots=True)
class Reading:
    """A cell's value; `converted` tells the unit that it was printed in, where that is not the field's."""

    value: Decimal | None
    status: Status
    qualifier: Qualifier | None = None
    converted: str = ""


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
    """Read a cell of a field counted in `unit`, under a header that states the unit `printed`, "" where it does not."""
    text = text.strip()
    if is_blank(text):
        return BLANK
    if text in _ZERO:
        return Reading(Decimal(0), Status.REPORTED_ZERO)
    match = _NUMBER.fullmatch(text)
    if match is None or re.match(r"0\d", match["digits"]):
        return UNPARSED
    value = Decimal(re.sub("[,，]", "", match["digits"]) + (match["fraction"] or ""))
    if match["sign"] in {"-", "−", "－", "﹣"} and value:
        value = -value
    own = match["scale"] + (match["unit"] or "")
    if unit in _MONEY:
        stated = own if own in _MONEY else ""
        if own and not stated:
            return UNPARSED
        shift, converted = _MONEY[stated or printed or unit] - _MONEY[unit], (stated or printed)
    else:
        if match["unit"] == "元":
            return UNPARSED
        shift, converted = _SCALES[match["scale"]], match["scale"]
    value = _shift(value, shift)
    return Reading(
        value, Status.REPORTED if value else Status.REPORTED_ZERO, _qualifier(match), converted if shift else ""
    )


def _shift(value: Decimal, places: int) -> Decimal:
    """Move the decimal point; written out in full, without an exponent and without zeros that mean nothing."""
    if not places:
        return value
    moved = value.scaleb(places).normalize()
    return moved.quantize(Decimal(1)) if moved == moved.to_integral_value() else moved


def _qualifier(match: re.Match[str]) -> Qualifier | None:
    if match["more"] or match["more_after"]:
        return Qualifier.AT_LEAST
    return Qualifier.ABOUT if match["about"] else None


def integer(text: str) -> int:
    """Return a cell's whole number, 0 where it is none: for sums that only compare."""
    text = text.strip().replace(",", "")
    return int(text) if text.isdigit() else 0


def letters_as_zeros(cells: Cut, total: int) -> Cut:
    """Return the cells with a letter O typed for 0 read as 0, where the cell at `total` then is the sum of the others.

    Without that proof the cells stay as they are, and one with a letter has no value.
    """
    mended = tuple(replace(cell, text=cell.text.strip().translate(_LETTERS)) for cell in cells)
    if not any(map(_LETTERED.search, (cell.text for cell in cells))):
        return cells
    if not all(cell.text in _ZERO or cell.text.isdigit() for cell in mended):
        return cells
    values = [integer(cell.text) for cell in mended]
    return mended if 2 * values[total] == sum(values) else cells
