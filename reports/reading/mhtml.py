"""Pages a browser saved as one file (MHTML): a mail whose HTML parts are the page and what it frames."""

from __future__ import annotations

import email
import email.policy

from reports.errors import DamagedFile, NotAReport
from reports.model import Document
from reports.reading.html import read_html


def read_mhtml(data: bytes, file: str) -> Document:
    """Read the first page with an article out of a saved web archive. Raises DamagedFile where there is no page."""
    message = email.message_from_bytes(data, policy=email.policy.compat32)
    parts = (part.get_payload(decode=True) for part in message.walk() if part.get_content_type() == "text/html")
    refused: NotAReport | None = None
    for page in parts:
        if isinstance(page, bytes):
            try:
                return read_html(page, file)
            except NotAReport as error:
                refused = refused or error
    raise refused or DamagedFile(file, "the web archive holds no page")
