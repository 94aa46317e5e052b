"""One statement that somebody reports, as `reporters.py` finds them."""

from __future__ import annotations

from dataclasses import dataclass

from reports.identity.named import Named


@dataclass(frozen=True, slots=True)
class Reporter:
    """A statement that somebody reports. `start` and `end` are its place in the document, None outside of its text."""

    kind: str
    text: str
    weight: int
    named: Named
    start: int | None = None
    end: int | None = None
    aside: bool = False
    """Whether the body is named nowhere as who speaks or publishes, only as another that does something."""
