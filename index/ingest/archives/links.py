"""What a page says of the files it links to, and of itself. It is looked over as bytes, in time proportional to them:

a page is a stranger's, and only those that are reports are worth a reader of their own.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

from reports.reading.facts import facts

_ANCHOR = re.compile(rb"<a\b([^<>]{0,2000})>((?:(?!</a).){0,600})", re.I | re.S)
_FRAME = re.compile(rb"<(?:iframe|embed|object)\b([^<>]{0,2000})>", re.I | re.S)
_ADDRESS = re.compile(rb"""\b(?:href|src|data)\s*=\s*(?:"([^"]{0,2000})"|'([^']{0,2000})'|([^\s>]{1,2000}))""", re.I)
_META = re.compile(rb"<meta\b([^<>]{0,2000})>", re.I | re.S)
_PART = re.compile(r"""\b(name|property|content)\s*=\s*(?:"([^"]{0,1000})"|'([^']{0,1000})')""", re.I)
_BASE = re.compile(rb"<base\b([^<>]{0,2000})>", re.I | re.S)
_CHARSET = re.compile(rb"""charset\s*=\s*["']?\s*([A-Za-z0-9_-]{2,20})""", re.I)
_TAG = re.compile(r"<[^<>]{0,2000}>?")
_SAFE = "/:?#[]@!$&'()*+,;=%~-._"


@dataclass(frozen=True, slots=True)
class Page:
    """A page and what it says of itself: the keys of Document.metadata."""

    address: str
    facts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Link:
    """A link: the page it stands on and its text."""

    page: Page
    text: str


def plain_address(address: str) -> str:
    """Return an address as two spellings of it compare: no fragment, host in lower case, 汉字 percent-encoded."""
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return ""
    path = quote(parts.path or "/", safe=_SAFE)
    return urlunsplit((parts.scheme.lower(), parts.netloc.lower(), path, quote(parts.query, safe=_SAFE), ""))


def links(body: bytes, address: str, charset: str) -> Iterator[tuple[str, Link]]:
    """Yield what a page links to, with the link."""
    text_of = _decoder(body, charset)
    page = Page(address, facts("html", dict(_metas(body, text_of))))
    base = next((_target(found[1], text_of) for found in _BASE.finditer(body)), "")
    root = urljoin(address, base) if base else address
    for found in _ANCHOR.finditer(body):
        if target := _target(found[1], text_of):
            said = " ".join(html.unescape(_TAG.sub(" ", text_of(found[2]))).split())
            yield _joined(root, target), Link(page, said[:200])
    for found in _FRAME.finditer(body):
        if target := _target(found[1], text_of):
            yield _joined(root, target), Link(page, "")


def _joined(root: str, target: str) -> str:
    try:
        return plain_address(urljoin(root, target))
    except ValueError:
        return ""


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
        self._encoding = encoding

    def __call__(self, raw: bytes) -> str:
        return raw.decode(self._encoding, "replace")


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
