"""Each shared report with tables, written anew as a page, as Word, printed to PDF by two programs, as tab text and one
cell a line, gives the same table figures as its source."""

from __future__ import annotations

import html
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import docx
import pytest

from reports.model import Block, Document, Report, Table
from reports.parse import parse
from tests.corpora import corpus, needs

CHROMIUM, WRITER = shutil.which("chromium"), shutil.which("soffice")
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


def parts(document: Document) -> Iterator[tuple[str, Block]]:
    yield from ((document.text[block.start : block.end], block) for block in document.blocks)


def as_html(document: Document) -> bytes:
    body = [
        _html_table(block.table) if block.table else f"<p>{html.escape(text)}</p>" for text, block in parts(document)
    ]
    style = "<style>table{border-collapse:collapse}td{border:1px solid #000;padding:2px}</style>"
    return f"<html><head><meta charset=utf-8>{style}</head><body>{''.join(body)}</body></html>".encode()


def _html_table(table: Table) -> str:
    return f"<table>{''.join(f'<tr>{_html_row(table, row)}</tr>' for row in range(table.rows))}</table>"


def _html_row(table: Table, row: int) -> str:
    return "".join(
        f"<td rowspan={cell.row_span} colspan={cell.column_span}>{html.escape(cell.text)}</td>"
        for cell in table.cells
        if cell.row == row
    )


def as_docx(document: Document) -> bytes:
    made = docx.Document()
    for text, block in parts(document):
        if block.table is None:
            made.add_paragraph(text)
            continue
        grid = made.add_table(block.table.rows, block.table.columns)
        grid.style = "Table Grid"
        for cell in block.table.cells:
            last = grid.cell(
                min(cell.row + cell.row_span, block.table.rows) - 1,
                min(cell.column + cell.column_span, block.table.columns) - 1,
            )
            grid.cell(cell.row, cell.column).merge(last).text = cell.text
    buffer = BytesIO()
    made.save(buffer)
    return buffer.getvalue()


def as_tabs(document: Document) -> bytes:
    return _as_text(document, "\t")


def as_lines(document: Document) -> bytes:
    return _as_text(document, "\n")


def _as_text(document: Document, between: str) -> bytes:
    lines: list[str] = []
    for text, block in parts(document):
        if block.table is None:
            lines.append(text)
            continue
        rows = range(block.table.rows)
        lines += [between.join(cell.text for cell in block.table.cells if cell.row == row) for row in rows]
    return "\n".join(lines).encode()


def printed_by_chromium(document: Document, folder: Path) -> bytes:
    page, pdf = folder / "page.html", folder / "page.pdf"
    page.write_bytes(as_html(document))
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer", f"--user-data-dir={folder}/c"]
    subprocess.run([str(CHROMIUM), *options, f"--print-to-pdf={pdf}", page.as_uri()], check=True, capture_output=True)
    return pdf.read_bytes()


def printed_by_writer(document: Document, folder: Path) -> bytes:
    word = folder / "word.docx"
    word.write_bytes(as_docx(document))
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = [str(WRITER), profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(word)]
    subprocess.run(command, check=True, capture_output=True, env={**os.environ, "HOME": str(folder)})
    return (folder / "word.pdf").read_bytes()


CARRIERS: dict[str, tuple[str, Callable[[Document, Path], bytes]]] = {
    "page": ("html", lambda document, _: as_html(document)),
    "word": ("docx", lambda document, _: as_docx(document)),
    "tabs": ("txt", lambda document, _: as_tabs(document)),
    "lines": ("txt", lambda document, _: as_lines(document)),
    "pdf-chromium": ("pdf", printed_by_chromium),
    "pdf-writer": ("pdf", printed_by_writer),
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
