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


_NOTE = re.compile(r"\s*[\[［(（〔]?\s*(?:注?[\d\uff10-\uff19]{1,3}|[①-⑳*＊])\s*[\])）〕］]?\s*")


def is_note_mark(text: str) -> bool:
    """Say whether a raised or lowered text is the mark of a note, which beside a number would pass for digits of it."""
    return _NOTE.fullmatch(text) is not None
