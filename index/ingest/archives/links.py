"""What a page says of the files it links to and shows, and of itself. It is looked over as bytes, in time proportional

to them: a page is a stranger's, and only those that are reports are worth a reader of their own.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

from index.ingest.archives.frames import framed, handed_on
from index.ingest.archives.markup import WITHIN, Decoder, attributes, decoder, target_of, visible
from reports.identity.published import is_whole, report_title
from reports.normalise import normalise
from reports.reading.facts import facts, printed

_ANCHOR = re.compile(rb"<a\b" + WITHIN + rb"((?:(?!</a).){0,600})", re.I | re.S)
_QUOTED = re.compile(
    rb"""["']([^"'<>\s]{1,500}\.(?:pdf|docx?|wps|rtf|odt|ofd|zip)(?:[?&#][^"'<>\s]{0,300})?)["']""", re.I
)
"""Addresses of documents wherever they stand: in scripts, in attributes of a site's own."""
_HEADING = re.compile(rb"<(title|h1|h2)\b[^<>]{0,500}>((?:(?!</\1).){0,600})", re.I | re.S)
_HEAD_BYTES = 1 << 20
_META = re.compile(rb"<meta\b" + WITHIN, re.I | re.S)
_BASE = re.compile(rb"<base\b" + WITHIN, re.I | re.S)
_TAG = re.compile(r"<[^<>]{0,2000}>?")
_DEFAULT_PORT = re.compile(r":(?:80|443)?$")
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_SAFE = "/:?#[]@!$&'()*+,;=%~-._"
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")


@dataclass(frozen=True, slots=True)
class Page:
    """A page, when it was fetched, and what it says of itself: the keys of Document.metadata, and its title.

    `whole`: it is a report itself, whatever it shows beside.
    """

    address: str
    facts: Mapping[str, str]
    title: str = ""
    retrieved: datetime | None = None
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """A link: the page it stands on and its text."""

    page: Page
    text: str


@dataclass(frozen=True, slots=True)
class Found:
    """An address that stands on a page, ready to be compared, with the words of its link.

    `shown`: the page shows what is there, in a frame or by a viewer.
    """

    target: str
    text: str = ""
    shown: bool = False


def plain_address(address: str, encoding: str = "utf-8") -> str:
    """Return an address as two spellings of it compare: no fragment, host in lower case, 汉字 percent-encoded.

    http and https are the same: sites change over while their links stay.
    """
    try:
        parts = urlsplit(address.strip())
        scheme = parts.scheme.lower().replace("https", "http")
        host = _DEFAULT_PORT.sub("", parts.netloc.lower())
        return urlunsplit((scheme, host, _escaped(parts.path or "/", encoding), _escaped(parts.query, encoding), ""))
    except ValueError:
        return ""


def _escaped(part: str, encoding: str) -> str:
    """Percent-encode what has to be, and that in capitals."""
    return _ESCAPE.sub(_escape, quote(part, _SAFE, encoding, "replace"))


def _escape(found: re.Match[str]) -> str:
    char = chr(int(found[1], 16))
    return char if char in _UNRESERVED else found[0].upper()


def spellings(root: str, target: str, encoding: str = "utf-8") -> Iterator[str]:
    """Yield how the address that a link leads to may have been fetched.

    汉字 in it are asked for in UTF-8 by some crawlers, by others in the page's charset or the system's; www. is the
    same host, and a backslash is a slash to browsers.
    """
    try:
        whole = urljoin(root, target.replace("\\/", "/").replace("\\", "/")) if target else ""
    except ValueError:
        return
    if not whole:
        return
    encodings = ["utf-8"] if whole.isascii() else dict.fromkeys(("utf-8", encoding, "gb18030"))
    for plain in [plain_address(whole, one) for one in encodings]:
        yield plain
        if plain.startswith("http://"):
            yield plain.replace("//www.", "//", 1) if plain.startswith("http://www.") else f"http://www.{plain[7:]}"


def links(body: bytes, address: str, charset: str) -> Iterator[Found]:
    """Yield what a page links to and what it shows."""
    text_of = decoder(body, charset)
    root = _root(body, address, text_of)
    told: set[str] = set()
    for found in _ANCHOR.finditer(body):
        words = _said(found, text_of)
        for target in _with_handed_on(root, target_of(found[1], text_of)):
            for spelt in spellings(root, target, text_of.encoding):
                told.add(spelt)
                yield Found(spelt, words)
    for target in shown(body, address, charset):
        told.add(target)
        yield Found(target, shown=True)
    for quoted in _QUOTED.finditer(body):
        for target in _with_handed_on(root, html.unescape(text_of(quoted[1]))):
            for spelt in spellings(root, target, text_of.encoding):
                if spelt not in told:
                    yield Found(spelt)


def shown(body: bytes, address: str, charset: str) -> Iterator[str]:
    """Yield what a page shows as its own: what stands in its frames, and what its address hands to a viewer."""
    text_of = decoder(body, charset)
    root = _root(body, address, text_of)
    for target in framed(body, text_of):
        for one in _with_handed_on(root, target):
            yield from spellings(root, one, text_of.encoding)
    for one in handed_on(address):
        yield from spellings(address, one)


def _with_handed_on(root: str, target: str) -> Iterator[str]:
    """Yield an address and those that it hands on to a viewer: relative to the page, and to the viewer."""
    yield target
    for one in handed_on(target):
        yield one
        try:
            yield urljoin(urljoin(root, target), one)
        except ValueError:
            continue


def is_report(body: bytes, charset: str) -> bool:
    """Tell whether a page has the parts of a report, whatever it says of itself."""
    return is_whole(normalise(visible(body, decoder(body, charset))))


def page_of(body: bytes, address: str, charset: str, retrieved: datetime | None = None) -> Page:
    """Return what a page says of itself."""
    text_of = decoder(body, charset)
    own = facts("html", dict(_metas(body, text_of)))
    text = normalise(visible(body, text_of))
    told = {**printed(text), **own}
    return Page(address, told, own.get("title", "") or _title(body, text_of), retrieved, is_whole(text))


def _root(body: bytes, address: str, text_of: Decoder) -> str:
    base = next((target_of(found[1], text_of) for found in _BASE.finditer(body)), "")
    try:
        return urljoin(address, base) if base else address
    except ValueError:
        return address


def _said(anchor: re.Match[bytes], text_of: Decoder) -> str:
    """Return the words of a link; its title where that has more of them, since lists cut titles short."""
    words = " ".join(html.unescape(_TAG.sub(" ", text_of(anchor[2]))).split())
    return max(words, attributes(text_of(anchor[1])).get("title", "").strip(), key=len)[:200]


def _title(body: bytes, text_of: Decoder) -> str:
    """Return the heading of a page that says whose report it is, else the title of its window."""
    found = [
        " ".join(html.unescape(_TAG.sub(" ", text_of(one[2]))).split()) for one in _HEADING.finditer(body[:_HEAD_BYTES])
    ]
    return next((one for one in found if report_title(one)), found[0] if found else "")


def _metas(body: bytes, text_of: Decoder) -> Iterator[tuple[str, str]]:
    for found in _META.finditer(body):
        parts = attributes(text_of(found[1]))
        name = parts.get("name") or parts.get("property")
        if name and "content" in parts:
            yield name, parts["content"]
