"""Sets the figures against what issue 4 demands, and writes them down as a table and a picture."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from math import log10
from pathlib import Path
from statistics import median

from bench.building import Built
from bench.engines import Ours, StockWhoosh, Tantivy
from bench.http import Load
from bench.ingest import Ingest
from bench.timing import Timing

COLOURS = {
    "ours": "#1a6fb0",
    "tantivy": "#b7410e",
    "SQLite FTS5": "#7a9e3f",
    "stock Whoosh": "#8a8a8a",
    "OpenSearch": "#7b3f9e",
}
BAR, GAP, LEFT, WIDTH = 13, 16, 230, 480


@dataclass(frozen=True, slots=True)
class Demand:
    """A figure and its bound; `at_most` says on which side of the bound it has to be."""

    name: str
    value: float
    bound: float
    at_most: bool = True

    @property
    def holds(self) -> bool:
        return self.value <= self.bound if self.at_most else self.value >= self.bound

    def __str__(self) -> str:
        sign = "≤" if self.at_most else "≥"
        return f"{self.name} {self.value:.3g} ({sign} {self.bound:g}{'' if self.holds else ', SHORT'})"


def of_queries(timings: Sequence[Timing]) -> list[Demand]:
    """Judge warm queries with facets by their medians."""
    by = {(t.engine, t.query): t.median for t in timings if t.facets}
    names = list(dict.fromkeys(query for _, query in by))
    ours, theirs = ([by[kind.name, name] for name in names] for kind in (Ours, Tantivy))
    return [
        Demand("median/tantivy", median(ours) / median(theirs), 1.0),
        Demand("worst query/tantivy", max(a / b for a, b in zip(ours, theirs, strict=True)), 2.0),
    ]


def of_stock(timings: Sequence[Timing]) -> Demand:
    """Judge warm queries with facets by those of stock Whoosh, at the largest size that it is measured at."""
    ours, stock = (
        median(t.median for t in timings if t.facets and t.engine == kind.name) for kind in (Ours, StockWhoosh)
    )
    return Demand("stock Whoosh/median", stock / ours, 100, at_most=False)


def of_growth(small: Sequence[Timing], large: Sequence[Timing], ratio: float) -> Demand:
    """Judge growth: the worst query's slowdown against the growth of the corpus."""
    before = {(t.query, t.facets): t.median for t in small if t.engine == Ours.name}
    slower = [t.median / before[t.query, t.facets] for t in large if t.engine == Ours.name]
    return Demand("slowdown/growth", max(slower) / ratio, 1.0)


def of_ingest(found: Ingest) -> list[Demand]:
    return [
        Demand("ingest/stock Whoosh", found.ours / found.stock, 2.0, at_most=False),
        Demand("new report visible, s", found.visible_longest, 1.0),
    ]


def of_load(fresh: Load, mixed: Load, bare: Load, cache_mb: int) -> list[Demand]:
    """Judge the service by the bare framework in the same run, so that the demands hold on any machine."""
    return [
        Demand("never asked before/bare framework", fresh.rate / bare.rate, 0.04, at_most=False),
        Demand("half repeating/never asked before", mixed.rate / fresh.rate, 1.5, at_most=False),
        Demand("p99/p50", fresh.p99 / fresh.p50, 4.0),
        Demand("errors", fresh.errors + mixed.errors, 0),
        Demand("worker's own memory, MB", max(fresh.memory, mixed.memory), cache_mb + 200),
    ]


def table(timings: Sequence[Timing], facets: bool) -> str:
    """Return a Markdown table of medians and 99th percentiles in milliseconds."""
    shown = [t for t in timings if t.facets == facets]
    engines = list(dict.fromkeys(t.engine for t in shown))
    head = ["query", "sections", *engines, "ours, nothing scored before"]
    lines = [head, ["---", *["---:"] * (len(head) - 1)]]
    for name in dict.fromkeys(t.query for t in shown):
        row = {t.engine: t for t in shown if t.query == name}
        cells = [f"{row[engine].median:.3g} / {row[engine].p99:.3g}" for engine in engines]
        lines.append([name, f"{row[Ours.name].sections:,}", *cells, f"{row[Ours.name].first or 0:.3g}"])
    middle = [median(t.median for t in shown if t.engine == engine) for engine in engines]
    cold = median(t.first or 0 for t in shown if t.engine == Ours.name)
    lines.append(["the median of these", "", *(f"{one:.3g}" for one in middle), f"{cold:.3g}"])
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def costs(built: Sequence[Built], sections: int) -> str:
    """Return a Markdown table of what building the indices cost."""
    lines = [["index", "seconds", "processor's seconds here", "in the engine's own process", "MB", "bytes a section"]]
    lines.append(["---", *["---:"] * (len(lines[0]) - 1)])
    for one in built:
        spent = (f"{one.seconds:.0f}", f"{one.here:.0f}", f"{one.elsewhere:.0f}" if one.elsewhere else "")
        lines.append([one.engine, *spent, f"{one.size / 1e6:,.1f}", f"{one.size / sections:,.0f}"])
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def machine() -> str:
    """Say on what and when."""
    model = next((line.split(":")[1].strip() for line in _cpu_lines() if line.startswith("model name")), "")
    when = datetime.now(UTC).strftime("%Y-%m-%d")
    load = f"load average before the run {os.getloadavg()[0]:.1f}"
    return (
        f"{when} · {model or platform.machine()} · {os.cpu_count()} cores · Python {platform.python_version()} · {load}"
    )


def _cpu_lines() -> list[str]:
    path = Path("/proc/cpuinfo")
    return path.read_text().splitlines() if path.exists() else []


def picture(timings: Sequence[Timing], title: str) -> str:
    """Draw the medians with facets as an SVG of bars on a logarithmic scale."""
    shown = [t for t in timings if t.facets]
    engines = list(dict.fromkeys(t.engine for t in shown))
    low = log10(min(t.median for t in shown)) - 0.2
    scale = WIDTH / (log10(max(t.median for t in shown)) - low)
    parts, y = [_text(8, 20, title, 14)], 40
    for name in dict.fromkeys(t.query for t in shown):
        parts.append(_text(8, y + BAR * len(engines) / 2 + 4, name))
        for timing in (t for t in shown if t.query == name):
            length = (log10(timing.median) - low) * scale
            parts.append(
                f'<rect x="{LEFT}" y="{y}" width="{length:.1f}" height="{BAR - 2}" fill="{COLOURS[timing.engine]}"/>'
            )
            parts.append(_text(LEFT + length + 5, y + BAR - 4, f"{timing.median:.3g} ms · {timing.engine}", 10))
            y += BAR
        y += GAP
    size = f'width="{LEFT + WIDTH + 160}" height="{y}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="sans-serif">{"".join(parts)}</svg>\n'


def _text(x: float, y: float, text: str, size: int = 12) -> str:
    return f'<text x="{x:.0f}" y="{y:.0f}" font-size="{size}">{escape(text)}</text>'
