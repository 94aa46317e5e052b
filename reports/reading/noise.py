"""Lines that belong to paper and converters, not to the report."""

from __future__ import annotations

import re

PAGE_MARK = re.compile(
    r"\s*(?:[—–―－-]{1,2}\s*\d{1,3}\s*[—–―－-]{1,2}"
    r"|第\s*\d{1,3}\s*页(?:\s*[,，/／]?\s*共\s*\d{1,3}\s*页)?"
    r"|(?:page|Page|PAGE)\s*\d{1,3}(?:\s*(?:of|/)\s*\d{1,3})?"
    r"|\d{1,3}\s*[/／]\s*\d{1,3})\s*"
)


def is_page_mark(line: str) -> bool:
    """Tell `— 3 —`, `- 3 -`, `第3页 共9页` and their like standing alone in a line."""
    return PAGE_MARK.fullmatch(line) is not None
