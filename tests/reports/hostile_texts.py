"""Texts that cost an unguarded reader more than their length, by family (hostile_texts.toml), and what they cost.

    python -m tests.reports.hostile_texts [SIZE] [FAMILY…]

prints each family's CPU seconds at SIZE and twice SIZE characters, and their ratio, the dearest first.
"""

from __future__ import annotations

import sys
import time
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from reports.errors import ReportError
from reports.model import Report
from reports.parse import parse

OPENING = "杭州市水利局2022年政府信息公开工作年度报告\n一、总体情况\n2022年主动公开政府信息12条。\n"
CLOSING = "\n二、存在的问题\n无。\n"


@dataclass(frozen=True, slots=True)
class Family:
    name: str
    repeat: str
    opening: str = ""
    closing: str = ""
    carrier: str = "text"

    def body(self, size: int) -> str:
        """Return the family's text of about `size` characters."""
        count = max(1, size // len(self.repeat))
        if "{i}" not in self.repeat:
            return self.opening + self.repeat * count + self.closing
        return self.opening + "".join(self.repeat.replace("{i}", str(i)) for i in range(count)) + self.closing

    def file(self, size: int, carrier: str) -> bytes:
        """Return a report with the text in it, as plain text or as a page."""
        if carrier == "text":
            return (OPENING + self.body(size) + CLOSING).encode("utf-8", "surrogatepass")
        paragraphs = "".join(f"<p>{line}</p>" for line in OPENING.splitlines())
        page = f"<html><body>{paragraphs}<div>{self.body(size)}</div><p>二、存在的问题</p><p>无。</p></body></html>"
        return page.encode("utf-8", "surrogatepass")


def families() -> list[Family]:
    tables = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
    return [Family(**entry) for entry in tables["family"]]


def cases() -> Iterator[tuple[Family, str]]:
    """Yield each family with the carriers it is read as; what is text is read in a page too."""
    for family in families():
        yield from ((family, carrier) for carrier in (("html",) if family.carrier == "html" else ("text", "html")))


def outcome(data: bytes, carrier: str) -> Report | ReportError:
    """Read the file; any error but a named refusal is a fault."""
    try:
        return parse(data, f"hostile.{'txt' if carrier == 'text' else 'html'}")
    except ReportError as error:
        return error


def seconds(family: Family, carrier: str, size: int, runs: int = 3) -> float:
    """Return the least CPU time of several readings."""
    data = family.file(size, carrier)
    least = float("inf")
    for _ in range(runs):
        started = time.process_time()
        outcome(data, carrier)
        least = min(least, time.process_time() - started)
    return least


def main(size: int, names: list[str]) -> None:
    rows = []
    for family, carrier in cases():
        if names and not any(name in family.name for name in names):
            continue
        once, twice = seconds(family, carrier, size), seconds(family, carrier, 2 * size)
        rows.append((twice / max(once, 1e-4), once, twice, carrier, family.name))
        print(f"{rows[-1][0]:6.2f} {once:8.3f} {twice:8.3f} {carrier} {family.name}", file=sys.stderr, flush=True)
    for ratio, once, twice, carrier, name in sorted(rows, reverse=True):
        print(f"{ratio:6.2f} {once:8.3f} {twice:8.3f} {carrier} {name}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 4000, sys.argv[2:])
