"""What the record gives back. Offsets count code points of the report's text, times are UTC."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, Literal, NamedTuple, TypeVar

from reports.model import Region, Repair, Section, SectionKind

T = TypeVar("T")

Publication = Mapping[str, str | None]
"""Where a version was published and when it was fetched, as its row keeps it: address, retrieved_at, published, site,
site_code."""

Outcome = Literal["new", "unchanged", "version", "reread"]
"""What saving did: a first report, nothing, a further version, or the same bytes as today's rules read them."""


@dataclass(frozen=True, slots=True)
class Given:
    """What was said of a file at ingest, kept for when it is read again: agency and year are a person's last word.

    `published_as`: the title that the page which links to the file gives it, or a manifest.
    """

    agency: str | None = None
    year: int | None = None
    published_as: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a file was published: `published` is a day as 2024-01-31, `page` the page that links to an attachment.

    `title` is what that link, or a manifest, calls it.
    """

    address: str
    retrieved: datetime | None = None
    published: str | None = None
    site: str = ""
    site_code: str = ""
    page: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class StoredSource:
    """A source with when it first and last gave this content; `sha256` is the original that was read for it."""

    address: str
    retrieved: datetime | None
    seen: datetime | None
    published: str | None
    site: str
    site_code: str
    page: str
    title: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Saved:
    """Where a report was put. `moved_from` is the report that held these bytes before, under another identity.

    `renamed` tells that the agency has names or regions that its other reports were not indexed under.
    """

    outcome: Outcome
    report_id: str
    version: int
    revision: int
    moved_from: str | None = None
    renamed: bool = False


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """A part of a list: `next` is the place to go on from, None on the last page."""

    items: tuple[T, ...]
    total: int
    next: tuple[str | int, ...] | None = None


@dataclass(frozen=True, slots=True)
class StoredAgency:
    """`names` has the full name first; `regions` the province first; `reports` counts its reports."""

    id: str
    name: str
    names: tuple[str, ...]
    regions: tuple[Region, ...]
    reports: int = 0


@dataclass(frozen=True, slots=True)
class StoredVersion:
    version: int
    revision: int
    current: bool
    file: str
    sha256: str
    size: int
    ingested_at: datetime
    source: Publication | None = None


@dataclass(frozen=True, slots=True)
class StoredReport:
    """One version of a report, the current one unless another was asked for; `versions` are all, the first first."""

    id: str
    agency: StoredAgency
    year: int
    title: str
    form: str
    file: str
    format: str
    sha256: str
    size: int
    version: int
    current: bool
    revision: int
    parser: str
    given: Given
    metadata: Mapping[str, str]
    repairs: tuple[Repair, ...]
    ingested_at: datetime
    versions: tuple[StoredVersion, ...]
    source: Publication | None = None


@dataclass(frozen=True, slots=True)
class StoredSection:
    """A section with its own text; `path` holds the headings with their numbers from the topmost down to its own."""

    section: Section
    position: int
    path: tuple[str, ...]
    text: str


class HitRow(NamedTuple):
    """A section with what a list of results shows of it; `text` is its own text, `path` its headings with numbers."""

    section: str
    position: int
    number: str
    heading: str
    kind: SectionKind
    path: tuple[str, ...]
    text: str
    report: str
    revision: int
    title: str
    year: int
    form: str
    file: str
    agency_id: str
    agency_name: str
    source: Publication | None = None


@dataclass(frozen=True, slots=True)
class Counts:
    """How much the record holds; sections and figures are those of current versions."""

    agencies: int
    reports: int
    versions: int
    sections: int
    figures: int
