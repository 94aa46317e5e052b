"""Lines that belong to paper and converters, not to the report."""

from __future__ import annotations

from reports.text.wording import patterns

_pattern = patterns("carrier_patterns.toml")
PAGE_MARK = _pattern("page_mark")
_NOTE = _pattern("note_mark")


def is_page_mark(line: str) -> bool:
    """Tell `— 3 —`, `- 3 -`, `第3页 共9页` and their like standing alone in a line."""
    return PAGE_MARK.fullmatch(line) is not None


def is_note_mark(text: str) -> bool:
    """Say whether a raised or lowered text is the mark of a note, which beside a number would pass for digits of it."""
    return _NOTE.fullmatch(text) is not None
