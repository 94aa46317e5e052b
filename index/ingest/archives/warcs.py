"""WARC files: pages first, then the documents they link to, each with where and when it was fetched."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urljoin

from index.ingest.archives.http import Response, responses
from index.ingest.archives.links import Link, links, plain_address
from index.ingest.archives.member import Blob, Budget, Member, Passed
from index.ingest.archives.names import base_name, file_of, shown_name
from index.ingest.outcome import Failure
from index.record.rows import Source
from index.record.sources import day

_HTML = (b"<!doctype html", b"<html", b"<head", b"<body", b"<?xml")
_DOCUMENTS = (b"%PDF-", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"{\\rtf")
_HOPS = 10


@dataclass(slots=True)
class Survey:
    """What a first reading of a WARC file tells: documents, and addresses that lead to others."""

    documents: dict[str, Link | None] = field(default_factory=dict)
    moved: dict[str, tuple[str, datetime | None]] = field(default_factory=dict)
    again: dict[str, list[tuple[str, datetime | None]]] = field(default_factory=dict)

    def end(self, address: str) -> str:
        """Return where an address leads to in the end."""
        for _ in range(_HOPS):
            if address not in self.moved:
                break
            address = self.moved[address][0]
        return address

    def others(self) -> dict[str, list[tuple[str, datetime | None]]]:
        """Return for each address the others that led to it, with when they did."""
        found = {address: list(more) for address, more in self.again.items()}
        for address, (_, moment) in self.moved.items():
            found.setdefault(self.end(address), []).append((address, moment))
        return found


def warc_members(blob: Blob, budget: Budget) -> Iterator[Member | Passed | Failure]:
    """Yield the pages, then the documents; what answered with an error or led elsewhere is passed over."""
    survey = Survey()
    yield from _survey(blob, budget, survey)
    others = survey.others()
    for found in _fetched(blob):
        address = plain_address(found.address)
        if address not in survey.documents:
            _join(found, survey)
            yield _member(found, blob.name, None, others)
    for found in _fetched(blob):
        address = plain_address(found.address)
        if address in survey.documents:
            yield _member(found, blob.name, survey.documents[address], others)


def _survey(blob: Blob, budget: Budget, survey: Survey) -> Iterator[Passed | Failure]:
    for found in responses(blob):
        budget.count()
        if isinstance(found, Failure):
            yield found
            continue
        budget.take(found.size)
        address, shown = plain_address(found.address), f"{blob.name}!{shown_name(found.address)}"
        if found.refers_to:
            survey.again.setdefault(plain_address(found.refers_to), []).append((found.address, found.retrieved))
        elif 300 <= found.status < 400 and found.location:
            survey.moved[address] = (_target(found), found.retrieved)
        elif found.status != 200:
            yield Passed(shown, "not_fetched")
        elif found.body is None:
            yield _too_large(found, shown)
        elif found.body.lstrip()[:8].startswith(_DOCUMENTS):
            survey.documents[address] = None


def _too_large(found: Response, shown: str) -> Passed | Failure:
    if found.kind.startswith(("video/", "audio/", "image/")):
        return Passed(shown, "unknown_format")
    return Failure(shown, "too_large", "the response is larger than any report")


def _target(found: Response) -> str:
    try:
        return plain_address(urljoin(found.address, found.location))
    except ValueError:
        return ""


def _fetched(blob: Blob) -> Iterator[Response]:
    for found in responses(blob):
        if isinstance(found, Response) and found.status == 200 and found.body is not None:
            yield found


def _join(found: Response, survey: Survey) -> None:
    """Note which documents a page links to; the first page that does is the one that counts."""
    body = found.body or b""
    if not survey.documents or (b"<a" not in body.lower() and b"<iframe" not in body.lower()):
        return
    for target, link in links(body, found.address, found.charset):
        end = survey.end(target)
        if end in survey.documents and survey.documents[end] is None:
            survey.documents[end] = link


def _member(
    found: Response, archive: str, link: Link | None, others: dict[str, list[tuple[str, datetime | None]]]
) -> Member:
    told = {} if link is None else link.page.facts
    where = [(found.address, found.retrieved), *others.get(plain_address(found.address), ())]
    sources = tuple(
        Source(
            address=address,
            retrieved=moment,
            published=day(told.get("date", "")),
            site=told.get("site", ""),
            site_code=told.get("site_code", ""),
            page="" if link is None else link.page.address,
            title="" if link is None else link.text,
        )
        for address, moment in where
    )
    return Member(f"{archive}!{shown_name(found.address)}", _file(found, link), found.body or b"", sources)


def _file(found: Response, link: Link | None) -> str:
    """Name the file by its address, or by the link to it where only that is a file's name."""
    name = file_of(found.address)
    if link is not None and "." not in name and "." in link.text:
        return base_name(link.text, name)
    return name
