"""How each number of the sentences was read: its frame, and the row of the table that decided or why none did."""

from __future__ import annotations

from collections.abc import Iterator

from reports.model import Document, Origin, Report
from reports.prose.figures import explain_prose
from reports.prose.text import sentences


def explain(document: Document, report: Report | None) -> Iterator[str]:
    """Yield a line for each number of the sentences: where it stands, the words around it, its frame, the decision."""
    if report is None:
        return
    tables = [(figure.start, figure.end) for figure in report.figures if figure.origin is Origin.TABLE]
    for one in explain_prose(document, tuple(sentences(document, report.sections, tables)), report.year):
        around = document.text[max(0, one.start - 20) : one.end + 10].replace("\n", " ")
        row = f"decisions.txt:{one.row}" if one.row else "no row"
        yield f"{one.start}-{one.end} {one.quote} …{around}… | {one.frame} | {row} | {one.why or ', '.join(one.fields)}"
