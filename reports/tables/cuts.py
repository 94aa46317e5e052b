"""Cells that have run together (`640020470`) cut apart, wherever the rules of the row leave a choice of readings.

Every cell is a number without leading zeros; in a summed group the last cell is the sum of the others. All readings
are returned, so that the caller can tell one from several: nothing here prefers a reading.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

MOST_READINGS = 2000
"""More than this and the row is as good as unreadable; a row of seven cells and twelve digits has at most 462."""
_MOST_PIECES = 50_000
"""Pieces tried for one row before it is given up; a row that can be read takes some hundreds."""
_LONGEST = 16
"""Characters of the longest number in a cell, an amount of money to the fen."""
_PIECE = re.compile(r"(0|[1-9]\d*)(\.\d+)?")


@dataclass(frozen=True, slots=True)
class Slot:
    """A stretch of text that is one cell, or one token of several cells; `first`..`last` are its table columns."""

    text: str
    start: int
    end: int
    first: int = -1
    last: int = -1


@dataclass(frozen=True, slots=True)
class Group:
    """Neighbouring cells of a row; `summed` ones are whole numbers, the last the sum of the others.

    `signed` and `decimal` are the places in the group where a sign or a fraction may stand.
    """

    size: int
    summed: bool = False
    signed: frozenset[int] = frozenset()
    decimal: frozenset[int] = frozenset()


Cut = tuple[Slot, ...]


def cut(tokens: Sequence[Slot], groups: Sequence[Group]) -> list[Cut]:
    """Return every reading of the tokens as the cells of the groups, one after another; [] where there are too many."""
    readings: list[Cut] = []
    try:
        for reading in _groups(_Tokens(tuple(tokens)), (0, 0), tuple(groups)):
            readings.append(reading)
            if len(readings) > MOST_READINGS:
                return []
    except _TooManyPieces:
        return []
    return readings


class _TooManyPieces(Exception):
    """The row's digits can be cut in more ways than are worth looking at."""


@dataclass(slots=True)
class _Tokens:
    """The tokens of a row; `tried` counts the pieces of them that were looked at."""

    slots: Cut
    tried: int = 0

    def piece(self, token: Slot, start: int, end: int) -> str:
        self.tried += 1
        if self.tried > _MOST_PIECES:
            raise _TooManyPieces
        return token.text[start:end]


def _groups(tokens: _Tokens, at: tuple[int, int], groups: tuple[Group, ...]) -> Iterator[Cut]:
    if not groups:
        if at[0] == len(tokens.slots):
            yield ()
        return
    rest = sum(group.size for group in groups[1:])
    for cells, after in _group(tokens, at, groups[0], 0, (), rest):
        for others in _groups(tokens, after, groups[1:]):
            yield (*cells, *others)


def _group(
    tokens: _Tokens, at: tuple[int, int], group: Group, place: int, cells: Cut, rest: int, total: int = 0
) -> Iterator[tuple[Cut, tuple[int, int]]]:
    if place == group.size:
        yield cells, at
        return
    last = place == group.size - 1
    needed = group.size - place - 1 + rest
    for cell, after in _cells(tokens, at, place in group.signed, place in group.decimal):
        if not group.summed:
            if _left(tokens, after) >= needed:
                yield from _group(tokens, after, group, place + 1, (*cells, cell), rest)
        elif last:
            if int(cell.text) == total and _left(tokens, after) >= needed:
                yield (*cells, cell), after
        # The sum has to find room after its parts, and it is no shorter than what they come to so far.
        elif _left(tokens, after) >= needed + len(str(total + int(cell.text))) - 1:
            yield from _group(tokens, after, group, place + 1, (*cells, cell), rest, total + int(cell.text))
        else:
            return


def _cells(tokens: _Tokens, at: tuple[int, int], signed: bool, decimal: bool) -> Iterator[tuple[Slot, tuple[int, int]]]:
    index, offset = at
    if index >= len(tokens.slots):
        return
    token = tokens.slots[index]
    body = offset
    if token.text[offset] in "-−－+＋":
        if not signed:
            return
        body += 1
    for end in range(body + 1, min(len(token.text), body + _LONGEST) + 1):
        piece = tokens.piece(token, body, end)
        match = _PIECE.fullmatch(piece)
        if match is None and not piece.endswith("."):
            return
        if match is None or (match[2] and not decimal) or token.text[end : end + 1] == ".":
            continue
        after = (index, end) if end < len(token.text) else (index + 1, 0)
        yield Slot(token.text[offset:end], token.start + offset, token.start + end), after


def _left(tokens: _Tokens, at: tuple[int, int]) -> int:
    """How many characters are left: no cell has less than one."""
    return sum(len(token.text) for token in tokens.slots[at[0] :]) - at[1]
