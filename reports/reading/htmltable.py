"""Tables of a page: which hold data and which only lay the page out, and where each cell stands."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lxml import html

from reports.reading.draft import MAX_SPAN, Grid, lay_out
from reports.reading.htmlcontrols import picture
from reports.reading.htmltree import BLOCKS, tree, walk

_LONG_CELL = 400
_MAX_CELLS = 20_000
_DIGITS = re.compile(r"\s*(\d{1,6})")


def tables_in_text(lines: Sequence[str], at: int) -> tuple[list[Grid], int] | None:
    """Read tables a PDF converter wrote as HTML into markdown, from line `at`; return them and the line after."""
    if "<table" not in lines[at].lower():
        return None
    end = next((i for i in range(at, len(lines)) if "</table>" in lines[i].lower()), None)
    if end is None:
        return None
    root = tree("\n".join(lines[at : end + 1]), "")
    grids = [read_table(table) for table in root.iter("table") if is_data(table)]
    return (grids, end + 1) if grids else None


def is_data(table: html.HtmlElement) -> bool:
    """Tell a table of data from one that lays out the page: that has one column, long texts or other tables in it."""
    rows = _rows(table)
    cells = [cell for row in rows for cell in _cells(row)]
    if max((len(_cells(row)) for row in rows), default=0) < 2 or len(cells) > _MAX_CELLS:
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
                (cell_text(cell), _span(cell, "rowspan", len(rows) - i), _span(cell, "colspan", 1))
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


def _span(cell: html.HtmlElement, name: str, zero: int) -> int:
    """Return a span; 0 means `zero` (for rows: to the table's end), nonsense means 1."""
    number = _DIGITS.match(cell.get(name) or "")
    value = int(number[1]) if number else 1
    return min(value or zero, MAX_SPAN)


def _visible(cell: html.HtmlElement) -> str:
    return "".join("".join(cell.itertext()).split())


def cell_text(cell: html.HtmlElement) -> str:
    """Return a cell's text, a line feed where an element or a break ends a line."""
    parts: list[str] = []
    for _, element, own in walk(cell):
        if element.tag in BLOCKS and element is not cell:
            parts.append("\n")
        parts.append(re.sub(r"[ \t\r\n]+", " ", own))
    return "".join(parts) if "".join(parts).strip() else picture(cell)
