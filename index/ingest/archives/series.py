"""A report that a site shows in several pages: 1.html, 1_1.html, 1_2.html, or show.asp?id=1&page=2."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from index.ingest.archives.http import Response
from index.ingest.archives.links import Found, page_of, plain_address
from index.ingest.archives.markup import decoder, visible
from reports.identity.published import report_title
from reports.reading.mhtml import in_turn
from reports.text.wording import patterns

_PATH = re.compile(r"(?P<before>[^?]*/[^/?]+)[_-](?P<number>\d{1,2})(?P<after>\.\w{2,5}(?:\?.*)?)")
_QUERY = re.compile(
    r"(?P<before>.*[?&])(?:page|pageno|pagenum|pageindex|curpage|p)=(?P<number>\d{1,2})(?P<after>&.*|)", re.I
)
_TURN = patterns("carrier_patterns.toml")("page_turn")
_MOST, _LONGEST = 32 << 20, 2 << 20
"""Bytes of such pages that are kept until the page is met that they belong to, and of one of them."""
_SENTENCE = re.compile("[，。；]")
_REPEATED = 0.5
"""Share of a page's sentences that stand on the first as well where it says the same once more."""


@dataclass(slots=True)
class Series:
    """Further pages by their address, and those of each first page that has some."""

    pages: dict[str, Response] = field(default_factory=dict)
    of: dict[str, tuple[Response, ...]] = field(default_factory=dict)
    _further: set[str] = field(default_factory=set)
    _held: int = 0
    _firsts: dict[str, dict[int, str]] = field(default_factory=dict)

    def note(self, response: Response) -> None:
        """Keep an answer whose address is that of a further page."""
        address, size = plain_address(response.address), len(response.body or b"")
        found = _PATH.fullmatch(address) or _QUERY.fullmatch(address)
        if found is None or size > _LONGEST or self._held + size > _MOST or address in self.pages:
            return
        first = (found["before"] + found["after"]).rstrip("?&").replace("?&", "?")
        self._firsts.setdefault(first, {})[int(found["number"])] = address
        self.pages[address] = response
        self._held += size

    def join(self, response: Response, links: Sequence[Found]) -> None:
        """Note the further pages of a page that leads to them; all bear its title, which is a report's."""
        here = plain_address(response.address)
        numbered = self._firsts.get(here, {})
        numbered = {number: address for number, address in numbered.items() if number > 0}
        turned = {one.target for one in links if _TURN.fullmatch(one.text)}
        if not numbered or response.body is None or turned.isdisjoint(numbered.values()):
            return
        number = min(numbered)
        title = page_of(response.body, response.address, response.charset).title
        if number > 2 or report_title(title) is None:
            return
        listed: list[Response] = []
        while number in numbered and _goes_on(response, title, further := self.pages[numbered[number]]):
            listed.append(further)
            number += 1
        if listed:
            self.of[here] = tuple(listed)
            self._further.update(plain_address(one.address) for one in listed)

    def is_further(self, response: Response) -> bool:
        """Tell whether an answer belongs to the report of another page."""
        return plain_address(response.address) in self._further

    def body(self, response: Response) -> bytes:
        """Return an answer's body, with its further pages where it has some."""
        listed = [response, *self.of.get(plain_address(response.address), ())]
        if len(listed) == 1:
            return response.body or b""
        return in_turn([(one.address, one.body or b"") for one in listed])


def _goes_on(first: Response, title: str, further: Response) -> bool:
    """Tell whether a page goes on where others end: the same title, and another text."""
    if page_of(further.body or b"", further.address, further.charset).title != title:
        return False
    one, other = _lines(first), _lines(further)
    return bool(other) and len(one & other) < _REPEATED * len(other)


def _lines(response: Response) -> set[str]:
    body = response.body or b""
    lines = (line.strip() for line in visible(body, decoder(body, response.charset)).splitlines())
    return {line for line in lines if _SENTENCE.search(line)}
