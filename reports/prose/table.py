"""Which field a frame states (data/decisions.txt), and why what a row would give is no figure (data/reasons.txt)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from reports.data import HERE
from reports.prose.conditions import Asked, holds
from reports.prose.frames import Frame
from reports.prose.mentions import Mention

_SLOTS = ("object", "matter", "act", "channel", "way", "outcome")


@dataclass(frozen=True, slots=True)
class Row:
    """One decision; `number` is its line in the file, `fields` is empty where it decides that there is no figure.

    A cell asks of a slot to be one of its kinds, or where it begins with ! none of them; without kinds anything.
    """

    number: int
    fields: tuple[str, ...]
    cells: tuple[tuple[frozenset[str], bool], ...]
    units: str
    conditions: tuple[str, ...]


@cache
def rows() -> tuple[Row, ...]:
    """Read the decisions once."""
    return tuple(
        Row(
            number,
            () if fields == "-" else tuple(fields.split("+")),
            tuple((frozenset(cell.lstrip("!").split()), cell.startswith("!")) for cell in cells),
            units,
            _split(conditions),
        )
        for number, (fields, *cells, units, conditions) in _lines("decisions.txt")
    )


@cache
def _reasons() -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple((why, _split(conditions)) for _, (why, conditions) in _lines("reasons.txt"))


def _lines(name: str) -> Iterator[tuple[int, list[str]]]:
    for number, line in enumerate((HERE / name).read_text("utf-8").splitlines(), 1):
        if line and not line.startswith("#"):
            yield number, [part.strip() for part in line.split("|")]


def _split(conditions: str) -> tuple[str, ...]:
    return tuple(conditions.replace("not ", "not_").split())


def decide(frame: Frame) -> tuple[Row | None, str]:
    """Return the first row that fits, and why the frame states no figure, empty where it states the row's fields."""
    asked = Asked(frame)
    fitting = _fitting(tuple(frame.slots.get(slot) or "-" for slot in _SLOTS))
    row = next((row for row in fitting if _counts(row, frame.mention) and holds(row.conditions, asked)), None)
    if row is None or not row.fields:
        return row, "left by the table" if row else "no row of the table fits"
    asked = Asked(frame, row.fields, row.conditions)
    return row, next((why for why, conditions in _reasons() if holds(conditions, asked)), "")


@lru_cache(maxsize=4096)
def _fitting(kinds: tuple[str, ...]) -> tuple[Row, ...]:
    """Return the rows whose cells fit the kinds of a frame's slots."""
    asked = (zip(kinds, row.cells, strict=True) for row in rows())
    fits = (all(not said or (kind in said) is not apart for kind, (said, apart) in cells) for cells in asked)
    return tuple(row for row, fit in zip(rows(), fits, strict=True) if fit)


def _counts(row: Row, mention: Mention) -> bool:
    """Tell whether a row counts in the mention's measure word; a number without one counts 件, a 0 anything."""
    bare = not mention.unit and mention.value == 0
    return not row.units or bare or (mention.unit or "件")[0] in row.units
