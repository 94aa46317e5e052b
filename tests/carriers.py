"""Writes a document anew in other carriers: a page, Word, text with tabs or one cell a line, PDF, LibreOffice's."""

from __future__ import annotations

import html
import os
import shutil
import subprocess
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import docx

from reports.model import Block, Document, Table

CHROMIUM, WRITER = shutil.which("chromium"), shutil.which("soffice")


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


def converted(document: Document, folder: Path, suffix: str) -> bytes:
    """Return what LibreOffice makes of the document's Word file: `pdf`, `doc`, `odt` or `rtf`."""
    word = folder / "word.docx"
    word.write_bytes(as_docx(document))
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = [str(WRITER), profile, "--headless", "--convert-to", suffix, "--outdir", str(folder), str(word)]
    subprocess.run(command, check=True, capture_output=True, env={**os.environ, "HOME": str(folder)})
    return (folder / f"word.{suffix}").read_bytes()
