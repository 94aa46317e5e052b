"""Which column of a table of requests a cell stands in, by the figures read from it.

The text of a table has no spans: a row loses the cells that are merged into those above it. The figures know whose
number each is, so rows are laid out by them, and headings by the labels the figures name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Self

from reports.model import Figure, Section

Range = tuple[int, int]
Placed = tuple[int, int, int, str]
"""Begin and end in the text, columns it takes, applicant."""


@dataclass(frozen=True, slots=True)
class Columns:
    """`ends` has where each figure ends in the section's text and whose it is, by where it starts."""

    ends: Mapping[int, tuple[int, str]] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, figures: Iterable[Figure], section: Section) -> Self:
        """Keep what a section's tables have; a place or a label that stands for two applicants tells nothing."""
        ends: dict[int, tuple[int, str]] = {}
        owners: dict[str, set[str]] = {}
        for one in figures:
            if one.column is None or not section.start <= one.start <= one.end <= section.end:
                continue
            start, found = one.start - section.start, (one.end - section.start, str(one.applicant))
            ends[start] = found if ends.get(start, found) == found else (-1, "")
            owners.setdefault(_bare(one.column), set()).add(found[1])
        return cls(ends, {label: next(iter(owner)) for label, owner in owners.items() if len(owner) == 1})

    def extent(self, text: str, rows: Sequence[Sequence[Range]]) -> Range:
        """Return the first and the end of the rows that figures place, with the headings above; (0, 0) for none."""
        sure = [place for place, row in enumerate(rows) if len(set(self._owners(row).values())) > 1]
        if not sure:
            return 0, 0
        first = sure[0]
        while first and not any(_number(text, cell) for cell in rows[first - 1]):
            first -= 1
        return first, sure[-1] + 1

    def place(self, text: str, rows: Sequence[Sequence[Range]]) -> list[list[Placed]]:
        """Lay rows out, all as wide: labels, then a column an applicant. What is not sure becomes a line of its own."""
        owned = [self._owners(row) for row in rows]
        if not rows:
            return []
        order = list(dict.fromkeys(max(owned, key=len).values()))
        sure = [self._shift(row, owners, order, text) for row, owners in zip(rows, owned, strict=True)]
        lead = max([-min(shift, 0) for shift in sure if shift is not None], default=0) or 1
        laid: list[list[Placed]] = []
        headed: set[int] = set()
        for row, owners, shift in zip(rows, owned, sure, strict=True):
            if shift is not None:
                laid.append(_by_shift(row, -shift, lead, order))
            else:
                heading = None if owners else self._heading(text, row, lead, order, headed)
                laid.append(heading or _line(row, lead + len(order)))
                headed.update(order.index(one[3]) for one in heading or () if one[3])
        return laid

    def _owners(self, row: Sequence[Range]) -> dict[int, str]:
        """Return whose number each cell of a row holds, where a figure tells."""
        found: dict[int, str] = {}
        for place, (begin, end) in enumerate(row):
            inside = (self.ends[at] for at in range(begin, end + 1) if at in self.ends)
            owners = {owner for stop, owner in inside if begin <= stop <= end}
            if len(owners) == 1:
                found[place] = owners.pop()
        return found

    def _shift(self, row: Sequence[Range], owners: Mapping[int, str], order: Sequence[str], text: str) -> int | None:
        """Return how far a row's cells are from their columns; None unless all that is in them agrees."""
        if len(set(owners.values())) < 2 or not set(owners.values()) <= set(order):
            return None
        shifts = {order.index(owner) - place for place, owner in owners.items()}
        if len(shifts) > 1:
            return None
        shift = shifts.pop()
        beyond = row[len(order) - shift :]
        return None if shift > 0 or any(text[slice(*cell)].strip() for cell in beyond) else shift

    def _heading(
        self, text: str, row: Sequence[Range], lead: int, order: Sequence[str], headed: Iterable[int]
    ) -> list[Placed] | None:
        """Lay a row of headings out: labels of columns above them, one other between two of them across the gap.

        `headed` are the columns that rows above have labelled, merged down into this one.
        """
        filled = [cell for cell in row if text[slice(*cell)].strip()]
        owners = [self.labels.get(_bare(text[slice(*cell)])) for cell in filled]
        laid: list[Placed] = []
        at, open_ended = -lead, False
        for place, (cell, owner) in enumerate(zip(filled, owners, strict=True)):
            if owner in order:
                column = order.index(owner)
                if column < at:
                    return None
                at, open_ended = _stretch(laid, at, column, cell, open_ended), False
                laid.append((*cell, 1, owner or ""))
                at += 1
            elif place == 0:
                laid.append((*cell, lead, ""))
                at = 0
            elif open_ended or at >= len(order):
                return None
            else:
                at = _stretch(laid, at, max(at, 0), cell, False)
                laid.append((*cell, 1, ""))
                at, open_ended = at + 1, True
        if open_ended:
            at = _stretch(laid, at, min((one for one in headed if one >= at), default=len(order)), row[-1], True)
        _stretch(laid, at, len(order), row[-1], False)
        return laid


NO_COLUMNS = Columns()


def _stretch(laid: list[Placed], at: int, to: int, cell: Range, open_ended: bool) -> int:
    """Fill the columns up to `to`: with the cell before where it is open-ended, else with an empty one."""
    if to > at and open_ended:
        begin, end, span, owner = laid.pop()
        laid.append((begin, end, span + to - at, owner))
    elif to > at:
        laid.append((cell[0], cell[0], to - at, ""))
    return to


def _by_shift(row: Sequence[Range], leading: int, lead: int, order: Sequence[str]) -> list[Placed]:
    """Lay a row of numbers out; its last label takes what is missing before the first column."""
    laid = [(*cell, 1, "") for cell in row[:leading]]
    if not laid:
        laid = [(row[0][0], row[0][0], lead, "")]
    else:
        begin, end, _, _ = laid[-1]
        laid[-1] = (begin, end, 1 + lead - leading, "")
    numbers = row[leading : leading + len(order)]
    laid += [(*cell, 1, owner) for cell, owner in zip(numbers, order, strict=False)]
    missing = len(order) - len(numbers)
    return [*laid, (row[-1][1], row[-1][1], missing, "")] if missing else laid


def _line(row: Sequence[Range], width: int) -> list[Placed]:
    return [(row[0][0], row[-1][1], width, "")]


def _number(text: str, cell: Range) -> bool:
    return any(char.isdigit() for char in text[slice(*cell)]) and len(text[slice(*cell)].strip()) < 16


def _bare(label: str) -> str:
    return "".join(label.split())
