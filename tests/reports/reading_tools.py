"""What the reading tests share: a document as plain lists, and the invariants every document keeps."""

from pathlib import Path

from reports.errors import ReportError
from reports.model import Document
from reports.reading import read
from tests.corpora import SAMPLES as SAMPLES

FILES = Path(__file__).parent / "files"


def read_file(name: str) -> Document:
    return read((FILES / name).read_bytes(), name)


def read_str(text: str, name: str = "x.txt") -> Document:
    return read(text.encode("utf-8"), name)


def paragraphs(document: Document) -> list[str]:
    return [document.text[block.start : block.end] for block in document.blocks if block.table is None]


def tables(document: Document) -> list[list[list[str | None]]]:
    """Return every table as rows of texts; a spanning cell repeats, a hole is None."""
    return [
        [[cell.text if cell else None for cell in row] for row in block.table.grid()]
        for block in document.blocks
        if block.table
    ]


def outline(document: Document) -> list[object]:
    """Return paragraphs and tables in order."""
    found: list[object] = []
    for block in document.blocks:
        if block.table:
            found.append([[cell.text if cell else None for cell in row] for row in block.table.grid()])
        else:
            found.append(document.text[block.start : block.end])
    return found


def check_offsets(document: Document) -> None:
    """Assert that blocks are disjoint and in order, and that cells are where they say."""
    text, at = document.text, 0
    for block in document.blocks:
        assert at <= block.start < block.end <= len(text)
        assert text[at : block.start] in ("", "\n")
        at = block.end
        if block.table:
            inner = block.start
            for cell in block.table.cells:
                assert text[cell.start : cell.end] == cell.text
                assert inner <= cell.start <= cell.end <= block.end
                assert text[inner : cell.start].strip("\t\n") == ""
                assert cell.row + cell.row_span <= block.table.rows
                assert cell.column + cell.column_span <= block.table.columns
                assert not set(cell.text) & {"\t", "\n"}
                inner = cell.end
    assert at == len(text)


def check_or_refuse(data: bytes, name: str) -> None:
    """Assert that the bytes give a true document or an error of ours; anything else escapes and fails the test."""
    try:
        document = read(data, name)
    except ReportError:
        return
    check_offsets(document)
