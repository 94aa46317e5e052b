"""Drafts for the self-check: the blank official form filled in as an official would, with faults where a test asks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO

from docx import Document
from docx.table import Table

from web.resources.wordform import TEXTS, TITLE, blank_form

ROWS = ("received", "carried_in", "granted", *(f"outcome{n}" for n in range(20)), "closed", "carried_out")
"""Rows of the table of requests, by what a test calls them."""
SOUND = {"received": 14, "carried_in": 0, "granted": 12, "closed": 12, "carried_out": 2}
"""Requests of natural persons; all others had none."""


def draft(
    agency: str = "杭州市科学技术局",
    year: int = 2021,
    text: str = "全年收到政府信息公开申请14件。",
    cells: Mapping[tuple[str, int], str] | None = None,
    persons: Mapping[str, int] = SOUND,
    suits: Sequence[int] = (0,) * 15,
) -> bytes:
    """Fill the form in; `cells` gives what stands in a cell of the table of requests instead, by row and column.

    `suits` are the numbers of the table of reviews and lawsuits, from left to right.
    """
    document = Document(BytesIO(blank_form("T21")))
    for paragraph in document.paragraphs:
        if paragraph.text == TITLE:
            paragraph.text = f"{agency}{year}年政府信息公开工作年度报告"
    headings = [paragraph for paragraph in document.paragraphs if paragraph.text in TEXTS]
    following = document.paragraphs
    for heading, words in zip(headings, (text, "公开内容还不够丰富。", "无。"), strict=True):
        after = next(place for place, one in enumerate(following) if one._p is heading._p)
        following[after + 1].text = words
    disclosure, requests, review = document.tables
    _zeros(disclosure, {(2, 1), (2, 2), (2, 3), (3, 1), (3, 2), (3, 3), (6, 1), (9, 1), (10, 1), (13, 1)})
    grid, width = requests._cells, len(requests.columns)  # asked for once: it is made anew each time
    for row, name in enumerate(ROWS, 3):
        own = persons.get(name, 0)
        for column, number in enumerate((own, 0, 0, 0, 0, 0, own)):
            grid[row * width + 3 + column].text = (cells or {}).get((name, column), str(number))
    for column, number in enumerate(suits):
        review._cells[3 * len(review.columns) + column].text = str(number)
    written = BytesIO()
    document.save(written)
    return written.getvalue()


def _zeros(table: Table, places: set[tuple[int, int]]) -> None:
    grid, width = table._cells, len(table.columns)
    for row, column in places:
        grid[row * width + column].text = "0"
