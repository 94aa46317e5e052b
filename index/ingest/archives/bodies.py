"""A body as it was meant: what HTTP did to it is undone, and what is cut short is told from what is whole.

What claims to be encoded and is not is taken as it stands: crawlers and proxies decode bodies and keep the headers.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Mapping
from typing import TypeAlias

from reports.reading.read import MAX_BYTES

PACKED = b"\x1f\x8b\x08"
_CHUNK = re.compile(rb"[ \t]*([0-9A-Fa-f]{1,12})[ \t]*(?:;[^\r\n]*)?\r?\n")
_MOST = MAX_BYTES + 1


class Cut(Exception):
    """A body ends before its code does."""


Undo: TypeAlias = Callable[[bytes], bytes]


def without_chunks(data: bytes) -> bytes:
    """Join the chunks of a body; what is in none is returned as it is. Raises Cut."""
    parts: list[bytes] = []
    at, size = 0, 0
    while found := _CHUNK.match(data, at):
        length = int(found[1], 16)
        if length == 0:
            return b"".join(parts)
        part = data[found.end() : found.end() + length]
        at = found.end() + length
        if len(part) < length:
            if parts:
                raise Cut(f"the last of its chunks has {len(part)} of {length} bytes")
            return data
        parts.append(part)
        size += length
        if size > _MOST:
            return b"".join(parts)
        at += 2 if data[at : at + 2] == b"\r\n" else 1 if data[at : at + 1] == b"\n" else 0
    if parts and at >= len(data):
        raise Cut("the last of its chunks is missing")
    return data


def without_gzip(data: bytes) -> bytes:
    """Unpack a body in gzip, whatever stands behind its end. Raises Cut."""
    if not data.startswith(PACKED):
        return data
    plain, rest = b"", data
    while rest.startswith(PACKED) and len(plain) < _MOST:
        part = zlib.decompressobj(31)
        try:
            plain += part.decompress(rest, _MOST - len(plain))
        except zlib.error:
            return plain or data
        if not part.eof:
            if len(plain) < _MOST:
                raise Cut("what it has in gzip is cut short")
            break
        rest = part.unused_data
    return plain


def without_deflate(data: bytes) -> bytes:
    """Unpack a body in deflate, also without the head of zlib, which many servers leave out. Raises Cut."""
    for bits in (zlib.MAX_WBITS, -zlib.MAX_WBITS):
        part = zlib.decompressobj(bits)
        try:
            plain = part.decompress(data, _MOST)
        except zlib.error:
            continue
        if not part.eof and len(plain) < _MOST:
            if bits < 0 or not plain:  # a text may begin as bare deflate does
                return data
            raise Cut("what it has in deflate is cut short")
        return plain
    return data


CODINGS: Mapping[str, Undo] = {
    "gzip": without_gzip,
    "x-gzip": without_gzip,
    "deflate": without_deflate,
    "chunked": without_chunks,
}
