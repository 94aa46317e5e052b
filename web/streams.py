"""All hits of a search, written while they are found: CSV for spreadsheets, NDJSON for programs."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence
from itertools import chain, islice

from flask import Response, current_app

from schemas.hits import hit_body
from schemas.search import Format
from search.questions import SectionHit
from web.links import Links, links

BOM = "\ufeff"
MEDIA_TYPES: dict[Format, str] = {"csv": "text/csv", "ndjson": "application/x-ndjson"}
COLUMNS = (
    *("id", "score", "agency_id", "agency", "year", "title", "form"),
    *("number", "heading", "kind", "path", "snippet", "file", "url"),
)
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_BATCH = 50


def stream(hits: Iterator[SectionHit], form: Format) -> Response:
    """Answer with every hit. The first is read before the answer begins, so that errors still have a status."""
    first = list(islice(hits, 1))
    every = chain(first, hits)
    lines = _csv_lines(every, links()) if form == "csv" else _ndjson_lines(every, links())
    response = current_app.response_class(lines, mimetype=MEDIA_TYPES[form])
    response.headers["Content-Disposition"] = f'attachment; filename="search.{form}"'
    response.headers["Cache-Control"] = "no-store"
    return response


def safe(value: object) -> object:
    """Keep spreadsheets from running text that looks like a formula: a quotation mark before it makes it text."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


def _ndjson_lines(hits: Iterator[SectionHit], at: Links) -> Iterator[str]:
    while batch := list(islice(hits, _BATCH)):
        yield "".join(f"{json.dumps(hit_body(hit, at), ensure_ascii=False)}\n" for hit in batch)


def _csv_lines(hits: Iterator[SectionHit], at: Links) -> Iterator[str]:
    yield BOM + _csv([COLUMNS])
    while batch := list(islice(hits, _BATCH)):
        yield _csv([_row(hit, at) for hit in batch])


def _csv(rows: Sequence[Sequence[object]]) -> str:
    written = io.StringIO()
    csv.writer(written).writerows([safe(value) for value in row] for row in rows)
    return written.getvalue()


def _row(hit: SectionHit, at: Links) -> tuple[object, ...]:
    return (
        f"{hit.report}:{hit.section}",
        round(hit.score, 4),
        hit.agency.id,
        hit.agency.name,
        hit.year,
        hit.title,
        hit.form,
        hit.number,
        hit.heading,
        hit.kind,
        " / ".join(hit.path),
        hit.snippet.text,
        hit.file,
        at.section(hit.report, hit.section),
    )
