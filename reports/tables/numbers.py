"""What one table cell says: an exact number in the field's unit, a blank, or nothing that can be read safely."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from reports.model import Qualifier, Status

_NUMBER = re.compile(
    r"(?P<about>约|近|大约)?(?P<sign>[-−－﹣+＋])?(?P<digits>\d{1,3}(?:[,，]\d{3})+|\d+)(?P<fraction>\.\d+)?"
    r"(?P<more>余|多)?(?P<scale>[万亿]?)(?P<unit>元|条次|人次|[条件次篇个人份项期笔宗起册部])?(?P<more_after>余|以上)?"
)
_BLANK = re.compile(r"[\s/／\\—–－\-_.…*＊]*")
_ZERO = {"零", "无", "〇", "○", "没有"}
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
    return is_blank(text) or text in _ZERO or _NUMBER.fullmatch(text.replace(" ", "")) is not None


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
