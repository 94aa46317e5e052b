"""Each shared report with tables, written anew as a page, as Word, printed to PDF by two programs, as tab text and one
cell a line, gives the same table figures as its source."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from reports.model import Document, Report
from reports.parse import parse
from tests.carriers import CHROMIUM, WRITER, as_docx, as_html, as_lines, as_tabs, converted, printed_by_chromium
from tests.corpora import corpus, needs

pytestmark = [
    pytest.mark.slow,
    needs("seeds", "reports", "reports-2"),
    pytest.mark.skipif(not (CHROMIUM and WRITER), reason="chromium and libreoffice print the PDF files"),
]
SUFFIXES = {".txt", ".html", ".pdf", ".md"}
FOLDERS = ("seeds", "reports", "reports-2")
FILES = sorted(
    path
    for folder in FOLDERS
    for path in corpus(folder).glob("*")
    if path.suffix in SUFFIXES and path.name != "SOURCES.md"
)
Figures = dict[tuple[str, str], tuple[str, str]]


def figures(report: Report) -> Figures:
    """Return what the tables say, by field and applicant."""
    return {
        (one.field, one.applicant.value): (one.status.value, str(one.value))
        for one in report.figures
        if one.origin.value == "table"
    }


CARRIERS: dict[str, tuple[str, Callable[[Document, Path], bytes]]] = {
    "page": ("html", lambda document, _: as_html(document)),
    "word": ("docx", lambda document, _: as_docx(document)),
    "tabs": ("txt", lambda document, _: as_tabs(document)),
    "lines": ("txt", lambda document, _: as_lines(document)),
    "pdf-chromium": ("pdf", printed_by_chromium),
    "pdf-writer": ("pdf", lambda document, folder: converted(document, folder, "pdf")),
}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
@pytest.mark.parametrize("carrier", CARRIERS)
def test_every_carrier_gives_the_figures_of_the_source(path: Path, carrier: str, tmp_path: Path) -> None:
    source = parse(path.read_bytes(), path.name)
    expected = figures(source)
    if not expected or not any(block.table for block in source.document.blocks):
        pytest.skip("a report without tables")
    suffix, write = CARRIERS[carrier]
    again = parse(write(source.document, tmp_path), f"again.{suffix}", source.agency.name, source.year)
    assert figures(again) == expected
