"""WARC files: pages first, then what they link to or show, each with where and when it was fetched.

A file is read three times: for the survey, for its pages, for its documents. The survey is that of all files of an
ingest, so that a page may stand in another file than what it links to.
"""

from __future__ import annotations

from collections.abc import Iterator

from index.ingest.archives.http import Response, responses
from index.ingest.archives.joining import joined
from index.ingest.archives.links import Link, plain_address
from index.ingest.archives.member import Blob, Budget, Member, Passed
from index.ingest.archives.names import base_name, file_of, shown_name
from index.ingest.archives.survey import Survey
from index.ingest.outcome import Failure
from index.record.rows import Source

_WHOLE = (200, 203)
"""Statuses of answers that are what was asked for; 203 comes from a proxy that changed something."""


def survey_warc(blob: Blob, budget: Budget, survey: Survey) -> Iterator[Passed | Failure]:
    """Take note of what a file holds; yield what answered with an error or cannot be read."""
    for response in responses(blob):
        budget.count()
        if isinstance(response, Failure):
            yield response
            continue
        budget.take(response.size)
        shown = f"{blob.name}!{shown_name(response.address)}"
        if response.again and response.status in (*_WHOLE, 304):
            survey.note_again(response)
        elif 300 <= response.status < 400 and response.location:
            survey.note_moved(response)
        elif response.status not in _WHOLE:
            yield Passed(shown, "not_fetched")
        elif response.body is None:
            yield _too_large(response, shown)
        else:
            survey.note(response)


def warc_pages(blob: Blob, survey: Survey) -> Iterator[Member]:
    """Yield what is no document and stands in no frame, and note who links to documents and shows what."""
    for found in _fetched(blob):
        if plain_address(found.address) not in survey.documents:
            survey.join(found)
        if not survey.is_read_last(found):
            yield _member(found, blob.name, None, survey)


def warc_documents(blob: Blob, survey: Survey) -> Iterator[Member | Passed]:
    """Yield the documents and what pages show, with the pages that link to them."""
    for found in _fetched(blob):
        if survey.is_cover(found):
            yield Passed(f"{blob.name}!{shown_name(found.address)}", "not_a_report")
        elif survey.is_read_last(found) and not survey.series.is_further(found):
            yield _member(found, blob.name, survey.link(found), survey)


def _too_large(response: Response, shown: str) -> Passed | Failure:
    if response.kind.startswith(("video/", "audio/", "image/")):
        return Passed(shown, "unknown_format")
    return Failure(shown, "too_large", "the response is larger than any report")


def _fetched(blob: Blob) -> Iterator[Response]:
    for found in responses(blob):
        if isinstance(found, Response) and found.status in _WHOLE and found.body is not None and not found.again:
            yield found


def _member(response: Response, archive: str, link: Link | None, survey: Survey) -> Member:
    name = f"{archive}!{shown_name(response.address)}"
    source = Source(response.address, response.retrieved)
    return joined(Member(name, _file(response, link), b"", (source,)), [response], link, survey)


def _file(response: Response, link: Link | None) -> str:
    """Name the file as the server does, by its address, or by the link to it where only that is a file's name."""
    name = response.named or file_of(response.address)
    if link is not None and "." not in name and "." in link.text:
        return base_name(link.text, name)
    return name
