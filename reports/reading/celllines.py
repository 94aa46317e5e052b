"""Tables in plain text with one cell a line behind a tab, as copying from a page or from Word leaves them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence

from reports.reading.pieces import Grid, grid
from reports.text.wording import patterns

_SENTENCE = re.compile(r"[。；！？]$")
_CONTINUED = re.compile(r"[（(]|\s")
_pattern = patterns("carrier_patterns.toml")
_UNIT = _pattern("unit_line")
_VALUE = _pattern("value_or_head")
_LONG = 200
_SHORT = 30
_MIN_ROWS = 3
_AGREEING = 0.7
# No form is longer; the bounds keep the work on a text of nothing but tabs in proportion to its length.
_MAX_ROWS = 500
_ENOUGH = 20
_MAX_CELLS = 40


def cell_lines(lines: Sequence[str], at: int) -> tuple[Grid, int] | None:
    """Read a table with a cell a line from line `at`; return it and the line after it. A tab alone is a blank cell.

    Rows are told apart by empty lines, else by a label without a tab, else by the unit and value columns. Three rows or
    more, and most of them, must agree on their number of cells, else it is no table.
    """
    if lines[at].startswith("\t"):
        first = at == 0 or not lines[at - 1].startswith("\t")
        return _table(lines, at, _row_behind_tabs) or (_counted(lines, at) if first else None)
    if not lines[at].strip() or (at + 1 < len(lines) and _table(lines, at + 1, _row_behind_tabs)):
        return None
    return _table(lines, at, _row_of_label)


def _table(
    lines: Sequence[str], at: int, read_row: Callable[[Sequence[str], int, int], tuple[list[str] | None, int]]
) -> tuple[Grid, int] | None:
    rows: list[list[str]] = []
    end = at
    while end < len(lines) and len(rows) < _MAX_ROWS:
        row, after = read_row(lines, end, len(rows[0]) if rows else 0)
        if row is None:
            break
        rows.append(row)
        end = _skip_blank(lines, after)
        if len(rows) == _ENOUGH and not _agree(rows):
            return None
    return (grid(rows), end) if _agree(rows) else None


def _agree(rows: Sequence[Sequence[str]]) -> bool:
    usual, agreeing = max(Counter(map(len, rows)).items(), key=lambda item: item[1], default=(0, 0))
    return usual >= 2 and agreeing >= max(_MIN_ROWS, _AGREEING * len(rows))


def _skip_blank(lines: Sequence[str], at: int) -> int:
    while at < len(lines) and not lines[at].strip(" "):
        at += 1
    return at


def _row_behind_tabs(lines: Sequence[str], at: int, width: int) -> tuple[list[str] | None, int]:
    """Return a row and the line after it; a label may go on after an empty line while cells are missing."""
    cells: list[str] = []
    if not lines[at].startswith("\t"):
        return None, at
    while at < len(lines):
        line = lines[at]
        if line.startswith("\t") and line.count("\t") == 1 and len(cells) <= _MAX_CELLS:
            cells.append(line.strip())
        elif line.strip() and cells and "\t" not in line:
            cells[-1] += "\n" + line.strip()
        elif line.strip(" ") or len(cells) > _MAX_CELLS:
            return None, at
        else:
            following = _skip_blank(lines, at)
            if following == len(lines) or lines[following].startswith("\t") or len(cells) >= max(width, 1):
                break
            at = following - 1
        at += 1
    return (None if any(len(cell) > _LONG or _SENTENCE.search(cell) for cell in cells) else cells), at


def _row_of_label(lines: Sequence[str], at: int, _width: int) -> tuple[list[str] | None, int]:
    """Return a row whose label has no tab before it and every other cell has."""
    label = lines[at].strip()
    at += 1
    if at < len(lines) and _CONTINUED.match(lines[at]) and not lines[at].startswith("\t"):
        label += "\n" + lines[at].strip()
        at += 1
    cells = [label]
    while at < len(lines) and lines[at].startswith("\t") and lines[at].count("\t") == 1:
        cells.append(lines[at].strip())
        at += 1
    fits = len(cells) >= 2 and "\t" not in label and not any(_SENTENCE.search(cell) for cell in cells)
    return (cells if fits and len(label) <= _LONG and all(len(cell) <= _SHORT for cell in cells[1:]) else None), at


def _counted(lines: Sequence[str], at: int) -> tuple[Grid, int] | None:
    """Read cells without a mark between rows: three a row, where the second is always a unit and the third a value."""
    end = at
    while end < len(lines) and lines[end].startswith("\t") and lines[end].count("\t") == 1:
        end += 1
    cells = [line.strip() for line in lines[at:end]]
    rows = [cells[i : i + 3] for i in range(0, len(cells), 3)]
    if len(rows) < _MIN_ROWS or len(cells) % 3:
        return None
    fits = all(row[0] and _UNIT.fullmatch(row[1]) and _VALUE.fullmatch(row[2]) for row in rows)
    return (grid(rows), end) if fits else None
