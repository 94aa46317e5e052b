"""Pages a browser saved as one file (MHTML): a mail whose first HTML part is the page."""

from __future__ import annotations

import email
import email.policy

from reports.errors import DamagedFile
from reports.model import Document
from reports.reading.html import read_html


def read_mhtml(data: bytes, file: str) -> Document:
    """Read the page out of a saved web archive. Raises DamagedFile where there is none."""
    message = email.message_from_bytes(data, policy=email.policy.compat32)
    for part in message.walk():
        if part.get_content_type() == "text/html":
            page = part.get_payload(decode=True)
            if isinstance(page, bytes):
                return read_html(page, file)
    raise DamagedFile(file, "the web archive holds no page")
