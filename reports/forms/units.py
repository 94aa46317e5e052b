"""Units as statistics tables print them (reports/data/units.toml), and what a number of one comes to in another."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from reports.data import toml
from reports.text.space import without_space
from reports.text.wording import any_of, patterns

_APART = patterns("units.toml", "patterns")("apart")
_LONGEST = 8
_UNCLEAR = "?"
"""No unit, so that a number under it has no value."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of counting and how many places larger it is than the plain one: 万条 is 条 and 4."""

    base: str
    places: int


@cache
def _data() -> Mapping[str, Any]:
    return toml("units.toml")


@cache
def unit_pattern() -> str:
    """Return the pattern of one unit, with its scale."""
    bases = {base for bases in _data()["alike"].values() for base in bases}
    return f"(?:{scale_pattern()})?(?:{any_of(bases)})"


@cache
def scale_pattern() -> str:
    """Return the pattern of a scale without a unit (1.2万)."""
    return any_of(_data()["scales"])


@cache
def unit(text: str) -> Unit | None:
    """Return the unit that `text` is, None where it is none that is known."""
    scale = max((scale for scale in _data()["scales"] if text.startswith(scale)), key=len, default="")
    base = text.removeprefix(scale)
    known = any(base in bases for bases in _data()["alike"].values())
    return Unit(base, _data()["scales"].get(scale, 0)) if known else None


def is_unit(text: str) -> bool:
    """Tell whether a cell states a unit, or several (条/件), and nothing else."""
    names = _names(text)
    return bool(names) and all(unit(name) for name in names)


def may_be_unit(text: str) -> bool:
    """Tell whether what stands in a column of units is short enough for one, known or not."""
    return len(without_space(text)) <= _LONGEST


def is_scale(text: str) -> bool:
    """Tell a scale without a unit (万)."""
    return text in _data()["scales"]


def trailing_unit(text: str) -> str:
    """Return the unit at the end of a label without spaces, "" where there is none."""
    match = _trailing().search(text, max(len(text) - _LONGEST, 0))
    return match[0] if match else ""


@cache
def _trailing() -> re.Pattern[str]:
    return re.compile(f"{unit_pattern()}$")


def places(printed: str, into: str) -> int | None:
    """Return by how many places a number printed in `printed` is larger in `into`; None where it counts other things.

    Of several units (条/件) all have to agree. A bare scale (万) counts in the plain unit.
    """
    if is_scale(printed):
        target = unit(into)
        return None if target is None or target.base == "元" else int(_data()["scales"][printed])
    found = {_between(unit(one), into) for one in _names(printed)}
    return found.pop() if len(found) == 1 else None


def _between(printed: Unit | None, into: str) -> int | None:
    target = unit(into)
    if printed is None or target is None:
        return None
    alike = printed.base == target.base or any(
        printed.base in bases and target.base in bases for bases in _data()["alike"].values()
    )
    return printed.places - target.places if alike else None


def of_several(printed: str, into: str) -> str:
    """Return the unit that a caption or a column's header, which speaks of many rows, states for a field's own.

    One that counts other things says nothing about the field. Two of the field's own, or a larger one of another name
    (千条 over 件), leave it open: that is returned as it stands, and `places` refuses it.
    """
    names = [name for name in _names(printed) if unit(name)]
    between = {name: _between(unit(name), into) for name in names}
    own = {name: by for name, by in between.items() if by is not None and _same(name, into)}
    if len(set(own.values())) == 1:
        return next(iter(own))
    return _UNCLEAR if own or any(between.values()) else ""


def _same(name: str, into: str) -> bool:
    one, other = unit(name), unit(into)
    return one is not None and other is not None and (one.base == other.base or other.base == "元")


def stated(text: str) -> str:
    """Return the unit that a label or header states in brackets or after 单位：, "" where it states none."""
    packed = without_space(text)
    for way in ("bracketed", "written"):
        if match := _stating(way).search(packed):
            return match[1]
    return ""


def caption(text: str) -> str:
    """Return the unit, or units, that the lines before a table state for all of it (单位：万元)."""
    found = [match[1] for line in text.split("\n") if (match := _stating("caption").search(without_space(line)))]
    return "/".join(dict.fromkeys(found))


@cache
def _stating(way: str) -> re.Pattern[str]:
    return patterns("units.toml", "stated", unit=f"(?:{unit_pattern()})")(way)


def _names(text: str) -> list[str]:
    packed = without_space(text)
    whole = _APART.sub("", packed)
    return [whole] if unit(whole) else [one for one in _APART.split(packed) if one]
