"""Whole lists, written while they are read: CSV for spreadsheets, NDJSON for programs."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any, Generic, TypeVar

from flask import Response, current_app

from index.record.rows import Page
from schemas.hits import PUBLICATION_COLUMNS, hit_body, publication_row
from schemas.search import Format
from search.questions import SectionHit
from web.http.answers import accepts
from web.http.current import current_request
from web.http.links import Links, absolute, links

T = TypeVar("T")

BOM = "\ufeff"
MEDIA_TYPES: dict[Format, str] = {"csv": "text/csv", "ndjson": "application/x-ndjson"}
LISTED = ("application/json", *MEDIA_TYPES.values())
"""The media types of every list."""
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_NUMBER = re.compile(r"-\d+(?:\.\d+)?", re.ASCII)
_BATCH = 50
AT_ONCE = 200
"""Rows of a list read at a time."""


@dataclass(frozen=True, slots=True)
class Listing(Generic[T]):
    """How one kind of thing is written: `columns` and `row` for CSV, `body` for NDJSON; `name` names the file."""

    name: str
    columns: Sequence[str]
    row: Callable[[T, Links], Sequence[object]]
    body: Callable[[T, Links], Mapping[str, Any]]


def every(page: Callable[[Sequence[Any] | None], Page[T]], after: Sequence[Any] | None) -> Iterator[T]:
    """Yield the whole of a list that is read page by page, from a place on."""
    while True:
        found = page(after)
        yield from found.items
        if found.next is None:
            return
        after = found.next


def form_of(asked: Format) -> Format:
    """Return the form to answer in: what `format` asks for, else what `Accept` names before JSON."""
    accepted = accepts()
    if not accepted or "format" in current_request().args:
        return asked
    named = {one.lower() for one, _ in accepted}
    for form, media_type in MEDIA_TYPES.items():
        if media_type in named and accepted[media_type] > accepted["application/json"]:
            return form
    return asked


def stream(things: Iterator[T], form: Format, listing: Listing[T], tag: str) -> Response:
    """Answer with everything. The first is read before the answer begins, so that errors still have a status.

    A copy may be kept but not used unasked: what is taken in while it is written may be in it, and changes the tag.
    """
    first = list(islice(things, 1))
    everything = chain(first, things)
    # A sheet is read where no page is around it, so its addresses have a host.
    lines = (
        _csv_lines(everything, listing, absolute()) if form == "csv" else _ndjson_lines(everything, listing, links())
    )
    response = current_app.response_class(lines, mimetype=MEDIA_TYPES[form])
    response.headers["Content-Disposition"] = f'attachment; filename="{listing.name}.{form}"'
    response.headers["Cache-Control"] = "no-cache"
    response.set_etag(tag)
    return response


def safe(value: object) -> object:
    """Keep spreadsheets from running text that looks like a formula: a quotation mark before it makes it text.

    A plain number, also below zero, is no formula and stays one.
    """
    if not isinstance(value, str) or not value.startswith(FORMULA) or _NUMBER.fullmatch(value):
        return value
    return f"'{value}"


def _ndjson_lines(things: Iterator[T], listing: Listing[T], urls: Links) -> Iterator[str]:
    while batch := list(islice(things, _BATCH)):
        yield "".join(f"{json.dumps(listing.body(one, urls), ensure_ascii=False)}\n" for one in batch)


def _csv_lines(things: Iterator[T], listing: Listing[T], urls: Links) -> Iterator[str]:
    yield BOM + csv_text([listing.columns])
    while batch := list(islice(things, _BATCH)):
        yield csv_text([listing.row(one, urls) for one in batch])


def csv_text(rows: Iterable[Sequence[object]]) -> str:
    """Write rows as CSV that spreadsheets may open."""
    written = io.StringIO()
    csv.writer(written).writerows([safe(value) for value in row] for row in rows)
    return written.getvalue()


def _hit_row(hit: SectionHit, urls: Links) -> tuple[object, ...]:
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
        urls.section(hit.report, hit.section),
        *publication_row(hit.source),
    )


HITS: Listing[SectionHit] = Listing(
    name="search",
    columns=(
        *("id", "score", "agency_id", "agency", "year", "title", "form"),
        *("number", "heading", "kind", "path", "snippet", "file", "url"),
        *PUBLICATION_COLUMNS,
    ),
    row=_hit_row,
    body=hit_body,
)
