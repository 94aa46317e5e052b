"""Pieces of a page's markup as text: attributes, addresses, what a reader sees. Nothing is parsed."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

WITHIN = rb"""((?:"[^"<]{0,2000}"|'[^'<]{0,2000}'|[^<>]){0,2000}+(?=>)|[^<>]{0,2000})>"""
"""The attributes of a tag up to its end: > may stand in quotation marks, and a mark may be left open."""
_ADDRESS = re.compile(rb"""\b(?:href|src|data)\s*=\s*(?:"([^"]{0,2000})"|'([^']{0,2000})'|([^\s>]{1,2000}))""", re.I)
_PART = re.compile(
    r"""\b(name|property|content|title|value|http-equiv)\s*=\s*(?:"([^"]{0,1000})"|'([^']{0,1000})'|([^\s"'>]{1,1000}))""",
    re.I,
)
_CHARSET = re.compile(rb"""charset\s*=\s*["']?\s*([A-Za-z0-9_-]{2,20})""", re.I)
_UNSEEN = re.compile(r"<(script|style|noscript|template)\b.{0,200000}?</\1\s*>|<!--.{0,200000}?-->", re.I | re.S)
_TAG = re.compile(r"<[^<>]{0,2000}>")
_MOST = 1 << 20


class Decoder:
    """Turns pieces of a page into text; the charset of the header counts before the page's own."""

    def __init__(self, encoding: str) -> None:
        self.encoding = encoding

    def __call__(self, raw: bytes) -> str:
        return raw.decode(self.encoding, "replace")


def decoder(body: bytes, charset: str) -> Decoder:
    """Return what reads a page's bytes, whatever header and page call them."""
    said = _CHARSET.search(body[:4096])
    for name in (charset, said[1].decode("ascii") if said else "", "utf-8"):
        wanted = "gb18030" if name.lower() in {"gb2312", "gbk", "gb18030", "gb_2312-80"} else name
        try:
            body[:65536].decode(wanted or "utf-8", "strict" if wanted == "utf-8" else "replace")
        except (LookupError, UnicodeDecodeError) as error:
            if isinstance(error, UnicodeDecodeError) and error.start > 65500:
                return Decoder("utf-8")
            continue
        if wanted:
            return Decoder(wanted)
    return Decoder("gb18030")


def target_of(tag: bytes, text_of: Decoder) -> str:
    """Return the address that a tag's attributes give, '' where they give none."""
    found = _ADDRESS.search(tag)
    raw = next((one for one in found.groups() if one), b"") if found else b""
    return html.unescape(text_of(raw)).strip()


def addresses(body: bytes, text_of: Decoder) -> Iterator[str]:
    """Yield every address that a page's tags give, whatever is there."""
    for found in _ADDRESS.finditer(body):
        if raw := next((one for one in found.groups() if one), b""):
            yield html.unescape(text_of(raw)).strip()


def attributes(tag: str) -> dict[str, str]:
    """Return the attributes of a tag that say something in words."""
    return {name.lower(): html.unescape(one or two or three) for name, one, two, three in _PART.findall(tag)}


def visible(body: bytes, text_of: Decoder) -> str:
    """Return the text of a page, a line for each piece between two tags."""
    return html.unescape(_TAG.sub("\n", _UNSEEN.sub("\n", text_of(body[:_MOST]))))
