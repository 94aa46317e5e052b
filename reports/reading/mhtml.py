"""Pages a browser saved as one file (MHTML): a mail whose HTML parts are the page and what it frames."""

from __future__ import annotations

import base64
import email
import email.policy
import hashlib
from collections.abc import Iterator, Mapping, Sequence, Set
from email.message import Message
from functools import partial
from urllib.parse import quote, urljoin

from reports.errors import DamagedFile, NotAReport
from reports.model import Document
from reports.reading.html import read_html

_ADDRESS = "/:?#[]@!$&'()*+,;=%~-._"
IN_TURN = "X-Pages-In-Turn"
"""The header of an archive whose pages are one report, each going on where the one before ends."""
_PAGES = frozenset({"text/html", "application/xhtml+xml"})


def read_mhtml(data: bytes, file: str) -> Document:
    """Read the first page with an article out of a saved web archive. Raises DamagedFile where there is no page."""
    refused: NotAReport | None = None
    message = email.message_from_bytes(data, policy=email.policy.compat32)
    if message.get(IN_TURN) is not None:
        first, *further = pages(data)
        return read_html(first, file, further=further)
    sheets = {address: sheet.decode("utf-8", "replace") for address, sheet in _parts(message, {"text/css"})}
    for address, page in _parts(message, _PAGES):
        try:
            return read_html(page, file, partial(_sheet, sheets, address))
        except NotAReport as error:
            refused = refused or error
    raise refused or DamagedFile(file, "the web archive holds no page")


def _sheet(sheets: Mapping[str, str], page: str, link: str) -> str | None:
    return sheets.get(urljoin(page, link))


def pages(data: bytes) -> Iterator[bytes]:
    """Yield the pages that an archive holds: the page itself first, then those it frames."""
    yield from (page for _, page in _parts(email.message_from_bytes(data, policy=email.policy.compat32), _PAGES))


def in_turn(listed: Sequence[tuple[str, bytes]]) -> bytes:
    """Write pages, with their addresses, as one file that is read as one report."""
    boundary = hashlib.sha256(b"".join(page for _, page in listed)).hexdigest()
    made = [f'{IN_TURN}: {len(listed)}\nContent-Type: multipart/related; boundary="{boundary}"\n']
    for address, page in listed:
        made += [
            f"--{boundary}",
            "Content-Type: text/html\nContent-Transfer-Encoding: base64",
            f"Content-Location: {quote(address, safe=_ADDRESS)}\n\n{base64.encodebytes(page).decode('ascii')}",
        ]
    return "\n".join([*made, f"--{boundary}--\n"]).encode("ascii")


def _parts(message: Message, kinds: Set[str]) -> Iterator[tuple[str, bytes]]:
    """Yield address and content of the archive's parts of these media types."""
    for part in message.walk():
        content = part.get_payload(decode=True) if part.get_content_type() in kinds else None
        if isinstance(content, bytes):
            yield str(part.get("Content-Location") or "").strip(), content
