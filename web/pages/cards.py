"""A hit as pages show it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from index.record.rows import Publication
from search.marks import pieces
from search.questions import SectionHit
from web.http.html import shown
from web.http.links import Links, Pairs, query_string
from web.pages.layout import Pieces


@dataclass(frozen=True, slots=True)
class Card:
    """`heading` is the section's own, "" for the text before the first; `path` are those above it.

    `source` is the agency's own page, "" where it is not known.
    """

    url: str
    heading: str
    path: tuple[str, ...]
    agency: str
    year: int
    title: str
    kind: str
    snippet: Pieces
    source: str = ""
    key: str = ""


def card(hit: SectionHit, urls: Links, carried: Pairs, words: dict[str, Any]) -> Card:
    """Show a hit; `carried` are the parameters its report's page gets: what to mark, the language."""
    *above, own = hit.path or ("",)
    return Card(
        url=report_url(urls, hit.report, carried, hit.section),
        heading=shown(own),
        path=tuple(shown(heading) for heading in above),
        agency=hit.agency.name,
        year=hit.year,
        title=titled(hit.title, hit.agency.name, hit.year),
        kind=words["kinds"].get(hit.kind, hit.kind),
        snippet=pieces(shown(hit.snippet.text), hit.snippet.ranges),
        source=address_of(hit.source),
        key=f"{hit.report}:{hit.section}",
    )


def address_of(source: Publication | None) -> str:
    """Return the address of the agency's own page, "" where it is not known."""
    return (source or {}).get("address") or ""


def titled(title: str, agency: str, year: int) -> str:
    """Return the title as printed; agency and year stand in where the file prints none."""
    return shown(title).strip() or f"{agency} {year}"


def report_url(urls: Links, report_id: str, pairs: Pairs, section: str = "") -> str:
    """Return the address of a report's page, at a section of it."""
    written = query_string(pairs)
    place = urls.section(report_id, section).partition("#")[2] if section else ""
    return f"{urls.report(report_id)}{'?' if written else ''}{written}{'#' if place else ''}{place}"


@dataclass(frozen=True, slots=True)
class Ways:
    """Where a page's links lead, each with the parameters that it takes along."""

    urls: Links
    pairs: Pairs

    def report(self, report_id: str, section: str = "", version: int | None = None) -> str:
        own = [] if version is None else [("version", str(version))]
        return report_url(self.urls, report_id, [*own, *self.pairs], section)

    def against(self, report_id: str, other_id: str) -> str:
        written = query_string(self.pairs)
        return f"{self.urls.against(report_id, other_id)}{'?' if written else ''}{written}"


def carried(q: str, lang: str) -> Pairs:
    """Return what the links of a page take along: the query, and the language where it is not the default."""
    return [*([("q", q)] if q.strip() else []), *([("lang", lang)] if lang != "zh" else [])]
