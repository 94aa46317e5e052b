"""The addresses that bodies carry; web/http/links.py knows them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol


class Addresses(Protocol):
    """Where things of the record can be read."""

    def report(self, report_id: str, version: int | None = None) -> str: ...

    def section(self, report_id: str, section_id: str) -> str:
        """Return the section's place on its report's page (`/reports/…#s5`)."""
        ...

    def section_data(self, report_id: str, section_id: str, version: int | None = None) -> str: ...

    def source(self, report_id: str, version: int | None = None) -> str: ...

    def against(self, report_id: str, other_id: str) -> str: ...

    def versions(self, report_id: str) -> str: ...

    def agency(self, agency_id: str) -> str: ...

    def query(self, path: str, pairs: Iterable[tuple[str, str]]) -> str:
        """Return a path with a query string."""
        ...
