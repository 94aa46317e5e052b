"""Names as archives and addresses have them, fit to be shown. None of them is ever used as a path."""

from __future__ import annotations

import re
from urllib.parse import unquote_to_bytes, urlsplit

from index.names import decoded, without_unseen

_LONGEST = 400
_FILE = 200
_OF_SYSTEMS = (["Thumbs.db"], ["desktop.ini"])
_FILENAME = re.compile(rb"""\b(filename)(\*?)\s*=\s*(?:"([^"]*)"|([^;\s]+))""", re.I)


def shown_name(name: str) -> str:
    """Return a name without what cannot be seen, cut to a length that can be shown."""
    return without_unseen(name[: 4 * _LONGEST])[-_LONGEST:]


def base_name(name: str, otherwise: str = "report") -> str:
    """Return the last part of a name. Dots alone are none."""
    last = shown_name(name).replace("\\", "/").rstrip("/").rsplit("/", 1)[-1].strip(" .")
    return last[-_FILE:] or otherwise


def is_hidden(name: str) -> bool:
    """Tell what systems put beside files, as a walk through folders passes over hidden ones."""
    parts = [part for part in name.replace("\\", "/").split("/") if part.strip(".")]
    return any(part.startswith(".") or part == "__MACOSX" for part in parts) or parts[-1:] in _OF_SYSTEMS


def disposition_name(header: bytes) -> str:
    """Return the file name that a Content-Disposition header gives (RFC 6266, and what servers make of it), else ''.

    Many servers encode the name as addresses are, or not at all: then its bytes are read as `decoded` reads them.
    """
    raw: dict[bytes, bytes] = {}
    for name, star, quoted, plain in _FILENAME.findall(header[: 4 * _LONGEST]):
        raw.setdefault(name.lower() + star, quoted or plain)
    told = raw.get(b"filename*", b"").rpartition(b"'")[2] or raw.get(b"filename", b"")
    return base_name(decoded(unquote_to_bytes(told)), "")


def file_of(address: str) -> str:
    """Return the file name that ends an address's path; `page` for a folder's."""
    try:
        path = urlsplit(address).path
    except ValueError:
        return "page"
    return base_name(decoded(unquote_to_bytes(path.rsplit("/", 1)[-1])), "page")
