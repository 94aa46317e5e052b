"""Pages a browser saved as one file (MHTML): a mail whose HTML parts are the page and what it frames."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Iterator

from reports.errors import DamagedFile, NotAReport
from reports.model import Document
from reports.reading.html import read_html


def read_mhtml(data: bytes, file: str) -> Document:
    """Read the first page with an article out of a saved web archive. Raises DamagedFile where there is no page."""
    refused: NotAReport | None = None
    for page in pages(data):
        try:
            return read_html(page, file)
        except NotAReport as error:
            refused = refused or error
    raise refused or DamagedFile(file, "the web archive holds no page")


def pages(data: bytes) -> Iterator[bytes]:
    """Yield the pages that an archive holds: the page itself first, then those it frames."""
    message = email.message_from_bytes(data, policy=email.policy.compat32)
    for part in message.walk():
        page = (
            part.get_payload(decode=True) if part.get_content_type() in {"text/html", "application/xhtml+xml"} else None
        )
        if isinstance(page, bytes):
            yield page
