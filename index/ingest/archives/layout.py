"""Addresses by the folders in which `wget -r` and `wget -p` save a site: one named as its host, in it the path.

A folder may be named so by anybody. It is believed where a page in it links to another file in it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache, lru_cache
from urllib.parse import quote_from_bytes

from index.ingest.archives.links import plain_address, spellings
from index.ingest.archives.markup import addresses, decoder
from index.record.rows import Source
from reports.data import toml

_PORT = re.compile(r"[:+](\d{2,5})$")
_NUMBERS = re.compile(r"(?:\d{1,3}\.){3}\d{1,3}")
_LABEL = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?")
_SCHEMES = (b"http", b"https")
"""Folders that `--protocol-directories` puts around the host's."""
_QUERY = re.compile(rb"@(?=[\w.%-]+=)|%3F|\?", re.I)
"""What stands before a query in a file's name: @ where names are to fit Windows."""
_ADJUSTED = re.compile(rb"(\.(?:aspx?|jspx?|php\d?|do|action|cgi|shtml)|(?:\?|%3F|@[\w.%-]+=)[^/]*)\.html$", re.I)
"""Names that `--adjust-extension` made longer."""
_INDEX = b"index.html"
_PATH_SIGNS, _QUERY_SIGNS = "/:;=@&+$,!~*'()%-._", "/:;=@&+$,!~*'()%-._?"
_NO_PAGE = (
    *(b".pdf", b".doc", b".docx", b".wps", b".xls", b".xlsx", b".zip", b".rar"),
    *(b".png", b".jpg", b".jpeg", b".gif", b".ico", b".css", b".js"),
)
_OF_BROWSERS = re.compile(r"_files/|\.files/")
"""Folders in which browsers save what one page needs: its links to it prove nothing."""
_LONGEST = 4_000
"""Bytes of a name; no file system has longer ones, and archives may."""
_MOST_LINKS, _MOST_PAGES = 2_000, 200
"""Links that are looked at of a page, and pages of a site: after so many without a link to a file it is none."""


@dataclass(frozen=True, slots=True)
class Saved:
    """A file of a saved site: its address without the scheme, other addresses by which links lead to it."""

    site: bytes
    scheme: str
    rest: str
    aliases: tuple[str, ...]


@dataclass(slots=True)
class _Site:
    """A folder with a host's name: what is in it, what its pages link to, how they call the host."""

    files: set[str] = field(default_factory=set)
    links: set[str] = field(default_factory=set)
    pages: int = 0
    proven: bool = False
    secure: bool = False


@dataclass(slots=True)
class Layout:
    """The saved sites among the files that were noted. Names are bytes, as they stand on the disk."""

    _sites: dict[bytes, _Site] = field(default_factory=dict)

    def note(self, name: bytes, read: Callable[[], bytes | None]) -> None:
        """Take note of a file; `read` gives its bytes, which are asked for until its site is proven."""
        saved = _saved(name)
        if saved is None:
            return
        site = self._sites.setdefault(saved.site, _Site())
        if site.proven:
            return
        own = {plain_address(f"http://{one}") for one in (saved.rest, *saved.aliases)}
        site.files |= own
        site.proven = not site.links.isdisjoint(own)
        if site.proven or site.pages == _MOST_PAGES or name.lower().endswith(_NO_PAGE):
            return
        site.pages += 1
        if (body := read()) is not None:
            self._note_links(site, saved, body, own)

    def _note_links(self, site: _Site, saved: Saved, body: bytes, own: set[str]) -> None:
        host = saved.rest.partition("/")[0].encode()
        site.secure = site.secure or (b"https://" + host in body and b"http://" + host not in body)
        text_of = decoder(body, "")
        root = f"http://{saved.rest}"
        for number, target in enumerate(addresses(body, text_of)):
            if number == _MOST_LINKS:
                break
            if not _OF_BROWSERS.search(target):
                site.links.update(one for one in spellings(root, target, text_of.encoding) if one not in own)
        site.proven = not site.links.isdisjoint(site.files - own)

    def source(self, name: bytes) -> tuple[Source, tuple[str, ...]] | None:
        """Return where a file was fetched, and by what else links lead to it; None where that is not known."""
        saved = _saved(name)
        if saved is None or not (site := self._sites.get(saved.site, _Site())).proven:
            return None
        scheme = saved.scheme or ("https" if site.secure else "http")
        return Source(f"{scheme}://{saved.rest}"), tuple(f"{scheme}://{one}" for one in saved.aliases)


def _saved(name: bytes) -> Saved | None:
    """Take a file's name apart; None where none of its folders is named as a host."""
    if len(name) > _LONGEST:
        return None
    parts = name.replace(b"\\", b"/").split(b"/")
    place = next((at for at in range(len(parts) - 2, -1, -1) if _host(parts[at]) is not None), None)
    if place is None:
        return None
    host = _host(parts[place])
    scheme = parts[place - 1].decode() if place and parts[place - 1] in _SCHEMES else ""
    path = b"/".join(parts[place + 1 :])
    first, *others = dict.fromkeys(f"{host}/{one}" for one in _paths(path))
    return Saved(b"/".join(parts[: place + 1]), scheme, first, tuple(others))


def _paths(path: bytes) -> Iterator[str]:
    """Yield the path and query that a file's name stands for, then how links in a saved copy may have it."""
    plain = _ADJUSTED.sub(rb"\1", path)
    yield _address(plain.removesuffix(_INDEX) if plain.endswith(b"/" + _INDEX) or plain == _INDEX else plain)
    yield _address(path)
    as_file = path.replace(b"%", b"%25")
    yield quote_from_bytes(as_file, _QUERY_SIGNS)
    yield quote_from_bytes(as_file, _PATH_SIGNS)


def _address(path: bytes) -> str:
    """Write a name as an address: what stood in the query as / is %2F in a name."""
    cut = _QUERY.search(path)
    if cut is None:
        return quote_from_bytes(path, _PATH_SIGNS)
    query = re.sub(b"%2F", b"/", path[cut.end() :], flags=re.I)
    return f"{quote_from_bytes(path[: cut.start()], _PATH_SIGNS)}?{quote_from_bytes(query, _QUERY_SIGNS)}"


@lru_cache(maxsize=10_000)
def _host(name: bytes) -> str | None:
    """Return the host that a folder is named as, with its port; None where it is no host's name."""
    try:
        text = name.decode("ascii")
    except UnicodeDecodeError:
        return None
    port = _PORT.search(text)
    host = text[: port.start()] if port else text
    labels = host.lower().split(".")
    named = len(labels) > 1 and labels[-1] in _top_domains() and all(_LABEL.fullmatch(one) for one in labels)
    if not (named or _NUMBERS.fullmatch(host) or (port and host == "localhost")):
        return None
    return f"{host}:{port[1]}" if port else host


@cache
def _top_domains() -> frozenset[str]:
    return frozenset(toml("metadata.toml")["saved_site"]["top_domains"])
