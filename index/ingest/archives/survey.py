"""What the WARC files of an ingest tell together: crawlers begin a new file where one is full, in the midst of a site.

Which answers are documents, which page links to each, which addresses lead to others, and what was the same again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urljoin, urlsplit

from index.ingest.archives.http import Response
from index.ingest.archives.links import Link, links, plain_address
from reports.identity.published import published_title

_DOCUMENTS = (b"%PDF-", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"{\\rtf")
_NAMED = re.compile(r"\.(?:pdf|docx?|wps|rtf|odt|ofd|zip)$", re.I)
_HOPS = 10

Seen = tuple[str, datetime | None]
"""An address, and when it was asked."""


@dataclass(frozen=True, slots=True)
class Again:
    """A record that an address answered what was kept before, from `refers_to` at `first`; '' and None: not told."""

    address: str
    retrieved: datetime | None
    refers_to: str
    first: datetime | None


@dataclass(slots=True)
class Survey:
    """What a first reading of all files tells."""

    documents: dict[str, Link | None] = field(default_factory=dict)
    moved: dict[str, Seen] = field(default_factory=dict)
    again: dict[str, list[Again]] = field(default_factory=dict)
    """By the digest of what was kept, or by its address where no digest is told."""
    fetched: set[str] = field(default_factory=set)
    """Digests and addresses of what the files hold."""
    _led: dict[str, list[Seen]] | None = None

    def note(self, response: Response) -> None:
        """Take note of an answer that is whole."""
        address = plain_address(response.address)
        self.fetched |= {address, response.digest}
        if (response.body or b"").lstrip()[:8].startswith(_DOCUMENTS) or _NAMED.search(urlsplit(address).path):
            self.documents.setdefault(address, None)

    def note_again(self, response: Response) -> None:
        told = Again(response.address, response.retrieved, response.refers_to or response.address, response.first)
        self.again.setdefault(response.digest or plain_address(told.refers_to), []).append(told)

    def note_moved(self, response: Response) -> None:
        try:
            target = plain_address(urljoin(response.address, response.location))
        except ValueError:
            return
        self.moved[plain_address(response.address)] = (target, response.retrieved)

    def join(self, page: Response) -> None:
        """Note which documents a page links to; the first page counts that gives a document a report's title."""
        if not self.documents or not page.body:
            return
        for target, link in links(page.body, page.address, page.charset):
            end = self._end(target)
            if end in self.documents and _tells_more(link, self.documents[end]):
                self.documents[end] = link

    def also(self, response: Response) -> list[Seen]:
        """Return where else, and when, the same was found: addresses that led to it, records that it was the same."""
        if self._led is None:
            self._led = {}
            for address, (_, moment) in self.moved.items():
                self._led.setdefault(self._end(address), []).append((address, moment))
        address = plain_address(response.address)
        told = [*self.again.get(response.digest, ()), *self.again.get(address, ())] if self.again else []
        return [*((one.address, one.retrieved) for one in told), *self._led.get(address, ())]

    def unmet(self) -> Iterator[Again]:
        """Yield what was the same as something that no file holds: an earlier ingest may have taken it in."""
        for key, told in self.again.items():
            if key not in self.fetched:
                yield from told

    def _end(self, address: str) -> str:
        """Return where an address leads to in the end."""
        for _ in range(_HOPS):
            if address not in self.moved:
                break
            address = self.moved[address][0]
        return address


def _tells_more(link: Link, known: Link | None) -> bool:
    return known is None or (not title_of(known) and bool(title_of(link)))


def title_of(link: Link) -> str:
    """Return the title that a link and its page give a document; '' where they give none."""
    return published_title(link.text, link.page.title)
