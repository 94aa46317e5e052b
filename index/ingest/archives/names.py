"""Names as archives and addresses have them, fit to be shown. None of them is ever used as a path."""

from __future__ import annotations

import unicodedata
from urllib.parse import unquote_to_bytes, urlsplit

_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_LONGEST = 400
_FILE = 200


def shown_name(name: str) -> str:
    """Return a name without what cannot be seen, cut to a length that can be shown."""
    return "".join(char for char in name[: 4 * _LONGEST] if unicodedata.category(char) not in _UNSEEN)[-_LONGEST:]


def base_name(name: str, otherwise: str = "report") -> str:
    """Return the last part of a name. Dots alone are none."""
    last = shown_name(name).replace("\\", "/").rstrip("/").rsplit("/", 1)[-1].strip(" .")
    return last[-_FILE:] or otherwise


def decoded(raw: bytes) -> str:
    """Return a name's text: UTF-8, else GB18030, in which Chinese systems write names."""
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("utf-8", "replace")


def file_of(address: str) -> str:
    """Return the file name that ends an address's path; `page` for a folder's."""
    try:
        path = urlsplit(address).path
    except ValueError:
        return "page"
    return base_name(decoded(unquote_to_bytes(path.rsplit("/", 1)[-1])), "page")
