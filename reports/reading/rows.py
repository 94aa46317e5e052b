"""Tables written in plain text: pipes, tabs, and one cell a line behind a tab. What is not safely a table is none."""

from __future__ import annotations

import re
from collections.abc import Sequence

from reports.reading.draft import Grid, grid
from reports.reading.inline import cleaned

_PIPE_RULE = re.compile(r"\s*\|?\s*:?-{2,}:?\s*(\|\s*:?-{2,}:?\s*)*\|?\s*")
_PIPE_ROW = re.compile(r"\s*\|.*\|\s*")
_UNESCAPED_PIPE = re.compile(r"(?<!\\)\|")
_SENTENCE = re.compile(r"[。；！？]$")
_LABELLED = re.compile(r"^[^：:]{2,12}[：:]")
_HEADING = re.compile(r"(#{1,6}\s|[一二三四五六七八九十]+\s*[、.．]|[（(][一二三四五六七八九十]+[）)])")
_LONG = 200
_MIN_ROWS = 3


def pipe_table(lines: Sequence[str], at: int) -> tuple[Grid, int] | None:
    """Read the pipe table that begins at line `at`; return it and the line after it."""
    end = at
    while end < len(lines) and _is_pipe(lines, end):
        end += 1
    rows = [pipe_cells(line) for line in lines[at:end] if not _PIPE_RULE.fullmatch(line)]
    return (grid(rows), end) if rows else None


def _is_pipe(lines: Sequence[str], at: int) -> bool:
    line = lines[at]
    if _PIPE_ROW.fullmatch(line):
        return True
    # GFM lets the outer pipes go; then only the rule below a header tells a table from a sentence with a bar.
    around = [lines[i] for i in (at + 1, at, at - 1) if 0 <= i < len(lines)]
    return "|" in line and any("|" in other and _PIPE_RULE.fullmatch(other) for other in around)


def pipe_cells(line: str) -> list[str]:
    inner = line.strip().removeprefix("|")
    if inner.endswith("|") and not inner.endswith("\\|"):
        inner = inner[:-1]
    return ["\n".join(cleaned(cell)) for cell in _UNESCAPED_PIPE.split(inner)]


def tab_table(lines: Sequence[str], at: int) -> tuple[Grid, int] | None:
    """Read rows of tab-separated cells from line `at`; ragged rows stay so, a leading tab is an empty first cell."""
    end = at
    while end < len(lines) and (_is_tab_row(lines[end]) or _is_lone_cell(lines, end)):
        end += 1
    rows = [[cell.strip() for cell in line.split("\t")] for line in lines[at:end]]
    if not _is_tab_row(lines[at]) or (len(rows) < 2 and len(rows[0]) < 3):
        return None
    return grid(rows), end


def _is_tab_row(line: str) -> bool:
    """Tell a row from an indented paragraph and from a signature line (负责人：…→审核人：…)."""
    cells = [cell.strip() for cell in line.split("\t")]
    if "\t" not in line.strip(" ").lstrip("\t") and line.count("\t") < 2:
        return False
    filled = [cell for cell in cells if cell]
    if not filled or any(len(cell) > _LONG or _SENTENCE.search(cell) for cell in filled):
        return False
    return sum(bool(_LABELLED.match(cell)) for cell in filled) * 2 <= len(filled)


def _is_lone_cell(lines: Sequence[str], at: int) -> bool:
    """Tell a row whose empty cells an editor stripped (第二十条第（五）项): short, between two rows, no heading."""
    line = lines[at].strip()
    if not (0 < at < len(lines) - 1) or not 0 < len(line) <= 30 or _HEADING.match(line) or _SENTENCE.search(line):
        return False
    return _is_tab_row(lines[at - 1]) and _is_tab_row(lines[at + 1])


def cell_lines(lines: Sequence[str], at: int) -> tuple[Grid, int] | None:
    """Read a table with one cell a line, each behind a tab, rows apart by an empty line.

    A line without a tab continues the cell above it, a tab alone is a blank cell. Three rows or more, and most of them,
    must agree on their number of cells, else it is no table.
    """
    rows: list[list[str]] = []
    end = at
    while end < len(lines) and lines[end].startswith("\t"):
        width = len(rows[0]) if rows else 0
        row, after = _row_of_lines(lines, end, width)
        if row is None:
            break
        rows.append(row)
        end = _skip_blank(lines, after)
    usual = max((len(row) for row in rows), key=[len(row) for row in rows].count, default=0)
    agreeing = sum(len(row) == usual for row in rows)
    return (grid(rows), end) if usual >= 2 and agreeing >= max(_MIN_ROWS, 0.7 * len(rows)) else None


def _skip_blank(lines: Sequence[str], at: int) -> int:
    while at < len(lines) and not lines[at].strip(" "):
        at += 1
    return at


def _row_of_lines(lines: Sequence[str], at: int, width: int) -> tuple[list[str] | None, int]:
    """Return a row and the line after it; a label may go on after an empty line while cells are missing."""
    cells: list[str] = []
    while at < len(lines):
        line = lines[at]
        if line.startswith("\t") and line.count("\t") == 1:
            cells.append(line.strip())
        elif line.strip() and cells and "\t" not in line:
            cells[-1] += "\n" + line.strip()
        elif line.strip():
            return None, at
        else:
            following = _skip_blank(lines, at)
            if following == len(lines) or lines[following].startswith("\t") or len(cells) >= max(width, 1):
                break
            at = following - 1
        at += 1
    return (None if any(len(cell) > _LONG or _SENTENCE.search(cell) for cell in cells) else cells), at
