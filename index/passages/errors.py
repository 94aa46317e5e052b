"""What goes wrong with the index of passages. It is derived: nothing is lost with it."""

from __future__ import annotations


class PassagesError(Exception):
    """The index of passages cannot be read or written; the message says why."""
