"""Six agencies over four years, as Word files: what people come to compare, one contradiction among it."""

from __future__ import annotations

from pathlib import Path

from tests.draft_files import draft

AGENCIES = (
    "杭州市科学技术局",
    "宁波市科学技术局",
    "温州市科学技术局",
    "青岛市科学技术局",
    "苏州市财政局",
    "南京市教育局",
)
YEARS = range(2021, 2025)
CONTRADICTING = ("温州市科学技术局", 2022)
"""Whose table says 99 requests in the column of all, and fewer in those of which it is the sum."""


def received(agency: str, year: int) -> int:
    """Return how many requests an agency reports."""
    return 10 + 7 * AGENCIES.index(agency) + 3 * (year - YEARS[0])


def sued(agency: str, year: int) -> int:
    """Return how many lawsuits an agency reports, direct and after review."""
    return AGENCIES.index(agency) * (year - YEARS[0])


def write(folder: Path) -> None:
    """Write a file for each report."""
    for agency in AGENCIES:
        for year in YEARS:
            got, suits = received(agency, year), sued(agency, year)
            before = int(year > YEARS[0])
            closed = got + before - 1
            persons = {"received": got, "carried_in": before, "granted": closed, "closed": closed, "carried_out": 1}
            direct = (suits, 0, 0, 0, suits)
            wrong = {("received", 6): "99"} if (agency, year) == CONTRADICTING else {}
            text = f"全年收到政府信息公开申请{got}件。全年主动公开政府信息{got * 10}条。"
            data = draft(agency, year, text, wrong, persons, (0,) * 5 + direct + (0,) * 5)
            (folder / f"{year}-{agency}.docx").write_bytes(data)
