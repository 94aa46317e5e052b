"""What the archives of an ingest tell together: crawlers begin a new file where one is full, in the midst of a site.

Which answers are documents, which page links to or shows each, which addresses lead to others, and what was the same
again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit

from index.ingest.archives.frames import has_frames, leads_to
from index.ingest.archives.http import Response
from index.ingest.archives.links import Link, Page, is_report, links, page_of, plain_address, shown, spellings
from index.ingest.archives.markup import decoder
from index.ingest.archives.series import Series
from reports.identity.published import published_title

_DOCUMENTS = (b"%PDF-", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"{\\rtf")
_NAMED = re.compile(r"\.(?:pdf|docx?|wps|rtf|odt|ofd|zip)$", re.I)
_HOPS = 10
_DEEP = 5
"""Frames within frames: a viewer in a frame in a page."""
_PAGES = 20
"""Pages that are remembered to show the same thing. A menu is framed by every page of a site."""

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
    moved: dict[str, str] = field(default_factory=dict)
    again: dict[str, list[Again]] = field(default_factory=dict)
    """By the digest of what was kept, or by its address or record where no digest is told."""
    fetched: set[str] = field(default_factory=set)
    """Digests, addresses and records of what the files hold."""
    series: Series = field(default_factory=Series)
    framed: set[str] = field(default_factory=set)
    """Addresses that pages show as their own."""
    _shows: dict[str, set[str]] = field(default_factory=dict)
    """What pages show that are no report themselves, by the page."""
    _whole: set[str] = field(default_factory=set)
    """Of what pages show, that which is a report by its parts."""
    _leading: list[tuple[str, Seen]] = field(default_factory=list)
    _showing: dict[str, list[Page]] = field(default_factory=dict)
    _led: dict[str, list[Seen]] | None = None
    _framed_ends: set[str] | None = None

    def note(self, response: Response) -> None:
        """Take note of an answer that is whole."""
        address, body = plain_address(response.address), response.body or b""
        self.fetched |= {address, response.digest, response.record}
        if body.lstrip()[:8].startswith(_DOCUMENTS) or _NAMED.search(urlsplit(address).path):
            self.documents.setdefault(address, None)
            return
        self.series.note(response)
        self._framed_ends = None
        if has_frames(body):
            self.framed.update(shown(body, response.address, response.charset))
        elif target := response.location or leads_to(body, decoder(body, response.charset)):
            self._note_led(address, response, target)

    def note_again(self, response: Response) -> None:
        told = Again(response.address, response.retrieved, response.refers_to or response.address, response.first)
        key = told.refers_to if told.refers_to.startswith("urn:") else plain_address(told.refers_to)
        self.again.setdefault(response.digest or key, []).append(told)

    def note_alias(self, other: str, address: str) -> None:
        """Take note that links lead to an address by another one, which is none of its sources."""
        if (plain := plain_address(other)) and plain != plain_address(address):
            self.moved.setdefault(plain, plain_address(address))

    def note_moved(self, response: Response) -> None:
        self._note_led(plain_address(response.address), response, response.location)

    def _note_led(self, address: str, response: Response, target: str) -> None:
        end = next(spellings(response.address, target), "")
        self._led = None
        if end:
            self._leading.append((end, (response.address, response.retrieved)))
        if end and end != address:
            self.moved[address] = end

    def is_read_last(self, response: Response) -> bool:
        """Tell whether an answer waits until all pages are known: a document, what stands in frames, who has some."""
        address = plain_address(response.address)
        return (
            address in self.documents
            or self._is_framed(address)
            or address in self._shows
            or address in self.series.pages
        )

    def _is_framed(self, address: str) -> bool:
        if self._framed_ends is None:
            self._framed_ends = {self._end(one) for one in self.framed}
        return address in self._framed_ends

    def is_cover(self, response: Response) -> bool:
        """Tell whether a page says little more than what it shows: the report is there."""
        return not self._whole.isdisjoint(self._shows.get(plain_address(response.address), ()))

    def join(self, response: Response) -> None:
        """Note which documents a page links to, and what it shows.

        The first page counts that gives a document a report's title. It is called before the page is asked about.
        """
        if not (self.documents or self.framed or self.series.pages) or not response.body:
            return
        page: Page | None = None
        here = plain_address(response.address)
        if self._is_framed(here) and is_report(response.body, response.charset):
            self._whole.add(here)
        listed = list(links(response.body, response.address, response.charset))
        self.series.join(response, listed)
        for found in listed:
            end = self._end(found.target)
            if end == here or not (end in self.documents or (found.shown and end in self.fetched)):
                continue
            page = page or page_of(response.body, response.address, response.charset, response.retrieved)
            link = Link(page, found.text)
            if end in self.documents and _tells_more(link, self.documents[end]):
                self.documents[end] = link
            if found.shown and not page.whole and end not in self.documents:
                self._shows.setdefault(here, set()).add(end)
            if found.shown and page not in (pages := self._showing.setdefault(end, [])) and len(pages) < _PAGES:
                pages.append(page)

    def _showing_of(self, address: str) -> list[Page]:
        """Return the pages that show an answer in a frame, those that show these next."""
        found: dict[str, Page] = {}
        coming = [here := plain_address(address)]
        for _ in range(_DEEP):
            pages = [page for one in coming for page in self._showing.get(one, ()) if page.address not in found]
            found |= {page.address: page for page in pages}
            coming = [plain_address(page.address) for page in pages]
        return [page for page in found.values() if plain_address(page.address) != here]

    def link(self, response: Response) -> Link | None:
        """Return the link to an answer by the page that says most of it: a link to a document, or what shows it.

        Where the page that has the link says nothing itself, the one around it does.
        """
        known = self.documents.get(plain_address(response.address))
        around = [] if known is None else [Link(page, known.text) for page in self._showing_of(known.page.address)]
        for link in (*around, *(Link(page, "") for page in self._showing_of(response.address))):
            if _tells_more(link, known):
                known = link
        return known

    def also(self, response: Response) -> list[Seen]:
        """Return where else, and when, the same was found: addresses that led to it, records that it was the same,

        pages that show it.
        """
        address = plain_address(response.address)
        keys = dict.fromkeys(key for key in (response.digest, address, response.record) if key)
        told = [one for key in keys for one in self.again.get(key, ())]
        found = [*((one.address, one.retrieved) for one in told), *self._led_to(address)]
        found += [(one.address, one.retrieved) for one in self.series.of.get(address, ())]
        for page in self._showing_of(response.address):
            if not page.whole:
                found += [(page.address, page.retrieved), *self._led_to(plain_address(page.address))]
        return found

    def _led_to(self, address: str) -> list[Seen]:
        if self._led is None:
            self._led = {}
            for end, seen in self._leading:
                self._led.setdefault(self._end(end), []).append(seen)
        return self._led.get(address, [])

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
            address = self.moved[address]
        return address


def _tells_more(link: Link, known: Link | None) -> bool:
    return known is None or (not title_of(known) and bool(title_of(link)))


def title_of(link: Link) -> str:
    """Return the title that a link and its page give a document; '' where they give none."""
    return published_title(link.text, link.page.title)
