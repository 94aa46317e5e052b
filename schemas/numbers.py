"""How exact decimals are written, and the parameters that ask for values."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeVar

from marshmallow import fields, missing

from reports.catalogue import FIELDS
from reports.model import Applicant
from schemas.parameters import BadValue, ListParameter, Parameter, not_empty, one_of
from search.spelling import did_you_mean

P = TypeVar("P", bound=fields.Field[Any])

_DECIMAL = r"-?\d{1,15}(?:\.\d{1,9})?"
_RANGE = re.compile(rf"({_DECIMAL})|({_DECIMAL})?\.\.({_DECIMAL})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class ValueRange:
    """Values with both ends included; an end that is None is open."""

    low: Decimal | None
    high: Decimal | None


class Number(fields.Field[Decimal]):
    """A decimal written as a JSON number, null where there is no value."""

    def __init__(self, description: str = "") -> None:
        super().__init__(required=True, allow_none=True, metadata={"type": "number", "description": description})


def number(value: Decimal | None) -> int | float | None:
    """Write a decimal as a number that reads back as the same decimal: 13, 24252.311082."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def value_ranges(description: str) -> ListParameter[ValueRange]:
    """Make a list parameter of values and ranges of them: 13, 10..20, 10.., ..0.5."""
    pattern = rf"^({_DECIMAL}|{_DECIMAL}\.\.({_DECIMAL})?|\.\.{_DECIMAL})$"
    return ListParameter(_value_range, {"type": "string", "pattern": pattern}, description)


def field_ids(description: str) -> ListParameter[str]:
    """Make a list parameter of field ids of the catalogue."""
    return ListParameter(field_id, {"type": "string", "enum": list(FIELDS)}, description)


def one_field(description: str) -> Parameter[str]:
    """Make a parameter for one field id."""
    return Parameter(field_id, {"type": "string", "enum": list(FIELDS)}, "", description)


def needed(parameter: P) -> P:
    """Let a parameter be an error where it is left out."""
    parameter.required, parameter.load_default = True, missing
    finding = {"code": "missing", "detail": "it is needed here and was left out", "did_you_mean": []}
    parameter.error_messages = {**parameter.error_messages, "required": [finding]}
    return parameter


def one_applicant() -> Parameter[str]:
    """Make the parameter for the type of applicant where one figure per report is wanted."""
    return one_of([one.value for one in Applicant], Applicant.TOTAL.value, "Type of applicant.")


def field_id(text: str) -> str:
    """Return a field id. Raises BadValue for one that the catalogue does not have."""
    if not_empty(text) not in FIELDS:
        raise BadValue("unknown_field", f"{text!r} is no field; /fields lists them", near_fields(text))
    return text.strip()


def near_fields(text: str) -> tuple[str, ...]:
    """Return ids of fields that may have been meant, by id or by label."""
    by_label = tuple(one.id for one in FIELDS.values() if text.strip() and text.strip() in one.label)
    return (*by_label, *did_you_mean(text, FIELDS))[:5]


def _value_range(text: str) -> ValueRange:
    match = _RANGE.fullmatch(not_empty(text))
    if not match or match[0].strip() == "..":
        raise BadValue("bad_value", f"{text!r} is no value; write 13, 10..20, 10.. or ..0.5")
    low, high = (match[1], match[1]) if match[1] else (match[2], match[3])
    if low and high and Decimal(low) > Decimal(high):
        raise BadValue("reversed_range", f"{text!r} ends before it begins", [f"{high}..{low}"])
    return ValueRange(Decimal(low) if low else None, Decimal(high) if high else None)
