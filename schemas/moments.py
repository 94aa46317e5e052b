"""How moments are written in every answer: RFC 3339, UTC, to the second."""

from __future__ import annotations

from datetime import datetime


def moment(time: datetime) -> str:
    """Write a time of UTC."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ")
