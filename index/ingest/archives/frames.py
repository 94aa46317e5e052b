"""What a page shows that is not its own: in frames, by a viewer of documents, or by leading on at once."""

from __future__ import annotations

import base64
import binascii
import html
import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, unquote, urlsplit

from index.ingest.archives.markup import WITHIN, Decoder, attributes, target_of, visible

_FRAME = re.compile(rb"<(?:i?frame|embed|object)\b" + WITHIN, re.I | re.S)
_PARAMETER = re.compile(rb"<param\b" + WITHIN, re.I | re.S)
_SET = re.compile(rb"""(?:\.src\s*=|["']src["']\s*,)\s*["']([^"'<>\s]{1,1000})["']""", re.I)
"""The address that a script gives a frame."""
_SOURCES = frozenset({"src", "url", "file", "filename", "movie", "data"})
"""Parameters of an object that name the file it shows."""
_META = re.compile(rb"<meta\b" + WITHIN, re.I | re.S)
_REFRESH = re.compile(r"\s*(\d{1,3})(?:\.\d*)?\s*[;,]\s*(?:url\s*=)?\s*[\"']?\s*([^\"'\s]+)", re.I)
_AT_ONCE = 15
"""Seconds after which a page that leads on is no page to be read."""
_SCRIPT = re.compile(
    rb"""\blocation(?:\.href)?\s*=\s*["']([^"'<>\s]{1,1000})["']|\blocation\.(?:replace|assign)\(\s*["']([^"'<>\s]{1,1000})["']"""
)
_MOST = 32 << 10
_FEW = 60
"""Characters that a page may show and yet be there to lead on by a script."""
_ENCODED = re.compile(r"[A-Za-z0-9+/_-]{16,2000}={0,2}")


def framed(body: bytes, text_of: Decoder) -> Iterator[str]:
    """Yield the addresses in a page's frames and objects."""
    for found in _FRAME.finditer(body):
        if target := target_of(found[1], text_of):
            yield target
    for found in _SET.finditer(body):
        yield html.unescape(text_of(found[1]))
    for found in _PARAMETER.finditer(body):
        told = attributes(text_of(found[1]))
        if told.get("name", "").lower() in _SOURCES and told.get("value"):
            yield told["value"].strip()


def has_frames(body: bytes) -> bool:
    return _FRAME.search(body) is not None


def handed_on(address: str) -> Iterator[str]:
    """Yield what an address may hand to a viewer of documents: viewer.html?file=/files/1.pdf, also in base64."""
    try:
        parts = urlsplit(address)
        values = parse_qsl(parts.query, max_num_fields=50) + parse_qsl(parts.fragment, max_num_fields=50)
    except ValueError:
        return
    for _, value in values:
        if "/" in value or "." in value:
            yield value
        if "%" in value:
            yield unquote(value)
        if _ENCODED.fullmatch(value) and (plain := _unpacked(value)):
            yield plain


def _unpacked(value: str) -> str:
    """Return the address that base64 stands for, '' where it stands for none."""
    try:
        plain = base64.b64decode(value.replace("-", "+").replace("_", "/") + "==").decode("utf-8")
    except (binascii.Error, ValueError):
        return ""
    return unquote(plain) if plain.startswith(("http://", "https://", "/")) and plain.isprintable() else ""


def leads_to(body: bytes, text_of: Decoder) -> str:
    """Return where a page leads at once, by a <meta> or, where it shows nothing itself, by a script; '' for others."""
    if len(body) > _MOST:
        return ""
    for found in _META.finditer(body):
        told = attributes(text_of(found[1]))
        if told.get("http-equiv", "").lower() == "refresh" and (said := _REFRESH.match(told.get("content", ""))):
            return said[2] if int(said[1]) <= _AT_ONCE else ""
    led = _SCRIPT.search(body)
    if led is None or len("".join(visible(body, text_of).split())) > _FEW:
        return ""
    return text_of(led[1] or led[2])
