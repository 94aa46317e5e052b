"""What a page says of the files it links to, and of itself. It is looked over as bytes, in time proportional to them:

a page is a stranger's, and only those that are reports are worth a reader of their own.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, quote, urljoin, urlsplit, urlunsplit

from reports.identity.published import report_title
from reports.reading.facts import facts

_ANCHOR = re.compile(rb"<a\b([^<>]{0,2000})>((?:(?!</a).){0,600})", re.I | re.S)
_FRAME = re.compile(rb"<(?:iframe|embed|object)\b([^<>]{0,2000})>", re.I | re.S)
_QUOTED = re.compile(
    rb"""["']([^"'<>\s]{1,500}\.(?:pdf|docx?|wps|rtf|odt|ofd|zip)(?:[?&#][^"'<>\s]{0,300})?)["']""", re.I
)
"""Addresses of documents wherever they stand: in scripts, in attributes of a site's own."""
_HEADING = re.compile(rb"<(title|h1|h2)\b[^<>]{0,500}>((?:(?!</\1).){0,600})", re.I | re.S)
_HEAD_BYTES = 1 << 20
_ADDRESS = re.compile(rb"""\b(?:href|src|data)\s*=\s*(?:"([^"]{0,2000})"|'([^']{0,2000})'|([^\s>]{1,2000}))""", re.I)
_META = re.compile(rb"<meta\b([^<>]{0,2000})>", re.I | re.S)
_PART = re.compile(r"""\b(name|property|content|title)\s*=\s*(?:"([^"]{0,1000})"|'([^']{0,1000})')""", re.I)
_BASE = re.compile(rb"<base\b([^<>]{0,2000})>", re.I | re.S)
_CHARSET = re.compile(rb"""charset\s*=\s*["']?\s*([A-Za-z0-9_-]{2,20})""", re.I)
_TAG = re.compile(r"<[^<>]{0,2000}>?")
_DEFAULT_PORT = re.compile(r":(?:80|443)?$")
_SAFE = "/:?#[]@!$&'()*+,;=%~-._"


@dataclass(frozen=True, slots=True)
class Page:
    """A page and what it says of itself: the keys of Document.metadata, and its title."""

    address: str
    facts: Mapping[str, str]
    title: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """A link: the page it stands on and its text."""

    page: Page
    text: str


def plain_address(address: str, encoding: str = "utf-8") -> str:
    """Return an address as two spellings of it compare: no fragment, host in lower case, 汉字 percent-encoded.

    http and https are the same: sites change over while their links stay.
    """
    try:
        parts = urlsplit(address.strip())
        scheme = parts.scheme.lower().replace("https", "http")
        host = _DEFAULT_PORT.sub("", parts.netloc.lower())
        path = quote(parts.path or "/", _SAFE, encoding, "replace")
        return urlunsplit((scheme, host, path, quote(parts.query, _SAFE, encoding, "replace"), ""))
    except ValueError:
        return ""


def links(body: bytes, address: str, charset: str) -> Iterator[tuple[str, Link]]:
    """Yield what a page links to, with the link."""
    text_of = _decoder(body, charset)
    own = facts("html", dict(_metas(body, text_of)))
    page = Page(address, own, own.get("title", "") or _title(body, text_of))
    base = next((_target(found[1], text_of) for found in _BASE.finditer(body)), "")
    root = urljoin(address, base) if base else address
    told: set[str] = set()
    for found in _ANCHOR.finditer(body):
        for target in _joined(root, _target(found[1], text_of), text_of.encoding):
            told.add(target)
            yield target, Link(page, _said(found, text_of))
    for other in _other_targets(body, text_of):
        for target in _joined(root, other, text_of.encoding):
            if target not in told:
                yield target, Link(page, "")


def _other_targets(body: bytes, text_of: _Decoder) -> Iterator[str]:
    """Yield addresses that stand in frames, in scripts, and in what an address hands to a viewer."""
    for found in _FRAME.finditer(body):
        yield (target := _target(found[1], text_of))
        yield from _handed_on(target)
    for found in _QUOTED.finditer(body):
        yield (target := html.unescape(text_of(found[1])))
        yield from _handed_on(target)


def _handed_on(target: str) -> Iterator[str]:
    try:
        yield from (value for _, value in parse_qsl(urlsplit(target).query, max_num_fields=50))
    except ValueError:
        return


def _said(anchor: re.Match[bytes], text_of: _Decoder) -> str:
    """Return the words of a link; its title where that has more of them, since lists cut titles short."""
    words = " ".join(html.unescape(_TAG.sub(" ", text_of(anchor[2]))).split())
    title = next((one or two for name, one, two in _PART.findall(text_of(anchor[1])) if name.lower() == "title"), "")
    return max(words, html.unescape(title).strip(), key=len)[:200]


def _title(body: bytes, text_of: _Decoder) -> str:
    """Return the heading of a page that says whose report it is, else the title of its window."""
    found = [
        " ".join(html.unescape(_TAG.sub(" ", text_of(one[2]))).split()) for one in _HEADING.finditer(body[:_HEAD_BYTES])
    ]
    return next((one for one in found if report_title(one)), found[0] if found else "")


def _joined(root: str, target: str, encoding: str) -> Iterator[str]:
    """Yield where a link leads; 汉字 in it are asked for in UTF-8 by some crawlers, by others in the page's charset."""
    try:
        whole = urljoin(root, target) if target else ""
    except ValueError:
        return
    if whole:
        yield plain_address(whole)
        if not whole.isascii() and encoding != "utf-8":
            yield plain_address(whole, encoding)


def _target(attributes: bytes, text_of: _Decoder) -> str:
    found = _ADDRESS.search(attributes)
    raw = next((one for one in found.groups() if one), b"") if found else b""
    return html.unescape(text_of(raw)).strip()


def _metas(body: bytes, text_of: _Decoder) -> Iterator[tuple[str, str]]:
    for found in _META.finditer(body):
        parts = {name.lower(): one or two for name, one, two in _PART.findall(text_of(found[1]))}
        name = parts.get("name") or parts.get("property")
        if name and "content" in parts:
            yield name, html.unescape(parts["content"])


class _Decoder:
    """Turns pieces of a page into text; the charset of the header counts before the page's own."""

    def __init__(self, encoding: str) -> None:
        self.encoding = encoding

    def __call__(self, raw: bytes) -> str:
        return raw.decode(self.encoding, "replace")


def _decoder(body: bytes, charset: str) -> _Decoder:
    said = _CHARSET.search(body[:4096])
    for name in (charset, said[1].decode("ascii") if said else "", "utf-8"):
        wanted = "gb18030" if name.lower() in {"gb2312", "gbk", "gb18030", "gb_2312-80"} else name
        try:
            body[:65536].decode(wanted or "utf-8", "strict" if wanted == "utf-8" else "replace")
        except (LookupError, UnicodeDecodeError) as error:
            if isinstance(error, UnicodeDecodeError) and error.start > 65500:
                return _Decoder("utf-8")
            continue
        if wanted:
            return _Decoder(wanted)
    return _Decoder("gb18030")
