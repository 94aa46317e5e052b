"""Makes small compound files ([MS-CFB]): one sector of allocation, one of the directory, streams of one sector."""

from __future__ import annotations

import struct

_SECTOR, _END, _FREE, _TABLE = 512, 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD


def compound(*names: str, below: str | None = None, data: bytes = b"x" * 4096) -> bytes:
    """Return a file with streams of these names, and one stream in a folder of its own below."""
    entries = [("Root Entry", 5, 1), *((name, 2, -1) for name in names)]
    if below:
        entries += [("ObjectPool", 1, len(entries) + 1), (below, 2, -1)]
    entries += [("", 0, -1)] * (-len(entries) % 4)
    sectors = -(-len(data) // _SECTOR)
    directory = b""
    first = 1 + len(entries) // 4
    chain = [_TABLE, *_chain(1, len(entries) // 4)]
    body = b""
    top = len(names) + bool(below)
    for number, (name, kind, child) in enumerate(entries):
        start, size = _END, 0
        if kind == 2:
            start, size = first + len(body) // _SECTOR, len(data)
            chain += _chain(start, sectors)
            body += data.ljust(sectors * _SECTOR, b"\0")
        after = number + 1 if 0 < number < top else _FREE
        letters = name.encode("utf-16-le")
        directory += struct.pack(
            "<64sHBBIII", letters, len(letters) + 2 if name else 0, kind, 1, _FREE, after, child & _FREE
        )
        directory += struct.pack("<16sIQQIQ", b"", 0, 0, 0, start, size)
    header = struct.pack(
        "<8s16sHHHHH6xIIIIIIIII",
        bytes.fromhex("d0cf11e0a1b11ae1"),
        b"",
        62,
        3,
        0xFFFE,
        9,
        6,
        0,
        1,
        1,
        0,
        4096,
        _END,
        0,
        _END,
        0,
    )
    header += struct.pack("<109I", 0, *[_FREE] * 108)
    return header + struct.pack("<128I", *chain, *[_FREE] * (128 - len(chain))) + directory + body


def _chain(start: int, sectors: int) -> list[int]:
    return [*range(start + 1, start + sectors), _END]
