"""How a file was judged, in lines for its owner: every statement with its place, then the judgement."""

from __future__ import annotations

from collections.abc import Iterator

from reports.identity.judge import Judgement, judge
from reports.identity.statements import Statements
from reports.model import Document


def explain(document: Document, agency: str | None = None, year: int | None = None) -> Iterator[str]:
    """Yield what the file says about itself, a statement a line, and what follows from it."""
    said = Statements(document)
    yield from _lines(said)
    yield from (f"{key}: {value}" for key, value in said.labels.items() if value)
    for one in said.reporters:
        yield f"{one.kind}{_place(said, one.start)}: {one.text} → {one.named.agency.name} (weight {one.weight})"
    if called := said.speech.own:
        yield "calls itself: " + ", ".join(f"{kind} ×{count}" for kind, count in called.most_common())
    yield from (f"year by {kind}: {told}" for kind, told in said.years.items() if told)
    yield from _judgement(judge(said, agency, year))


def _lines(statements: Statements) -> Iterator[str]:
    for line in statements.title_lines:
        kind = line.paper.name if line.paper else "a yearly report" if line.report else ""
        if kind:
            yield f"title line{_place(statements, statements.text.find(line.text))}: {line.text} → {kind}"
    for title in statements.titles:
        named = title.named or title.byline
        whose = f"{named.agency.name}{', who issues it' if title.issuer else ''}" if named else "no agency"
        place = _place(statements, statements.text.find(title.text))
        yield f"title{place}: {title.text} → {whose}, {title.year or 'no year'}"


def _place(statements: Statements, start: int | None) -> str:
    """Say the line and the offset; nothing where it stands outside of the text."""
    if start is None or start < 0:
        return ""
    return f" at {start}, line {statements.text.count(chr(10), 0, start) + 1}"


def _judgement(found: Judgement) -> Iterator[str]:
    if found.refusal:
        yield f"judgement: no report: {found.refusal}"
        return
    whose = found.agency.name if found.agency else "agency not told"
    yield f"judgement: {whose}{f' (by {found.by})' if found.by else ''}, {found.year or 'year not told'}"
    yield f"title: {found.title or 'none in the file'}"
