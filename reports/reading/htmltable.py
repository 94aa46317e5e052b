"""Tables of a page: which hold data and which only lay the page out, and where each cell stands."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from lxml import html

from reports.reading.htmlcontrols import picture
from reports.reading.htmltree import BLOCKS, tree, walk
from reports.reading.pieces import MAX_SPAN, Grid, lay_out
from reports.text.space import without_space

_LONG_CELL = 400
_MAX_CELLS = 20_000
_DIGITS = re.compile(r"\s*(\d{1,6})")


class TablesInText:
    """Tables a PDF converter wrote as HTML into markdown."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._lines = lines
        self._ends = [number for number, line in enumerate(lines) if "</table>" in line.lower()]
        self._without = 0
        """Up to this line there is none, whatever opens."""

    def at(self, at: int) -> tuple[list[Grid], int] | None:
        """Read the tables from line `at`; return them and the line after."""
        if at < self._without or "<table" not in self._lines[at].lower():
            return None
        place = bisect_left(self._ends, at)
        if place == len(self._ends):
            return None
        end = self._ends[place]
        root = tree("\n".join(self._lines[at : end + 1]), "")
        grids = [read_table(table) for table in root.iter("table") if is_data(table)]
        if not grids:
            self._without = end
            return None
        return grids, end + 1


def is_data(table: html.HtmlElement) -> bool:
    """Tell a table of data from one that lays out the page: that has one column, long texts or other tables in it."""
    rows = [_cells(row) for row in _rows(table)]
    cells = [cell for row in rows for cell in row]
    if max(map(len, rows), default=0) < 2 or len(cells) > _MAX_CELLS:
        return False
    if table.get("role") == "presentation" or any(cell.find(".//table") is not None for cell in cells):
        return False
    return not any(len(_visible(cell)) > _LONG_CELL for cell in cells)


def read_table(table: html.HtmlElement) -> Grid:
    """Lay the cells out as a browser does; an absurd span is bounded."""
    rows = _rows(table)
    return lay_out(
        [
            [
                (cell_text(cell), _span(cell, "rowspan", len(rows) - i), _span(cell, "colspan", 1), _is_header(cell))
                for cell in _cells(row)
            ]
            for i, row in enumerate(rows)
        ]
    )


def _rows(table: html.HtmlElement) -> list[html.HtmlElement]:
    """Return the table's own rows in order; tables within its cells are not entered, so that nesting costs nothing."""
    rows: list[html.HtmlElement] = []
    open_elements = list(reversed(table))
    while open_elements:
        element = open_elements.pop()
        rows += [element] if element.tag == "tr" else []
        open_elements += [] if element.tag == "table" else reversed(element)
    return rows


def _cells(row: html.HtmlElement) -> list[html.HtmlElement]:
    return [cell for cell in row if cell.tag in {"td", "th"}]


def _is_header(cell: html.HtmlElement) -> bool:
    above = cell.getparent().getparent()
    return cell.tag == "th" or (above is not None and above.tag == "thead")


def _span(cell: html.HtmlElement, name: str, zero: int) -> int:
    """Return a span; 0 means `zero` (for rows: to the table's end), nonsense means 1."""
    number = _DIGITS.match(cell.get(name) or "")
    value = int(number[1]) if number else 1
    return min(value or zero, MAX_SPAN)


def _visible(cell: html.HtmlElement) -> str:
    return without_space("".join(cell.itertext()))


def cell_text(cell: html.HtmlElement) -> str:
    """Return a cell's text, a line feed where an element or a break ends a line."""
    parts: list[str] = []
    for _, element, own in walk(cell):
        if element.tag in BLOCKS and element is not cell:
            parts.append("\n")
        parts.append(re.sub(r"[ \t\r\n]+", " ", own))
    return "".join(parts) if "".join(parts).strip() else picture(cell)
