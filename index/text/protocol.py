"""What every text index offers. Engines differ behind it; the contract suite in tests/index runs over each."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Literal, Protocol, Self

Match = Literal["all", "any"]
Sort = Literal["relevance", "year", "-year", "agency"]
Column = Literal["agency", "year", "kind", "form", "region", "report"]


class TextIndexError(Exception):
    """Base of what a text index can answer instead of a result."""


class IndexMissing(TextIndexError):
    """No index is there yet; `flask index rebuild` makes one."""


class IndexMismatch(TextIndexError):
    """The index was built by another tokeniser, dictionary or layout; `flask index rebuild` mends it."""


class IndexDamaged(TextIndexError):
    """The index's files are missing or cut short; `flask index rebuild` makes them anew."""


class IndexBusy(TextIndexError):
    """Another writer held the index longer than the time allowed."""


@dataclass(frozen=True, slots=True)
class IndexedSection:
    """One section as it is indexed. `revision` is the record's number of the report version it comes from."""

    report: str
    revision: int
    section: str
    position: int
    body: str
    headings: tuple[str, ...]
    title: str
    agency: str
    agency_names: tuple[str, ...]
    regions: tuple[str, ...]
    year: int
    kind: str
    form: str


@dataclass(frozen=True, slots=True)
class ColumnFilter:
    """Keeps sections whose column has one of `include` (empty: any) and none of `exclude`."""

    column: Column
    include: frozenset[str] = frozenset()
    exclude: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Place:
    """Where a hit stands in the order of its answer: what a cursor carries."""

    key: tuple[float | str, ...]
    report: str
    position: int


@dataclass(frozen=True, slots=True)
class TextQuery:
    """A question in the index's own terms.

    `words` are analyser tokens, each matching in body, headings, title, agency names or year. `phrases` are folded
    strings, each matching sections whose own text contains it exactly. Years are the strings of `year` filters.
    """

    words: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    excluded_words: tuple[str, ...] = ()
    excluded_phrases: tuple[str, ...] = ()
    match: Match = "all"
    filters: tuple[ColumnFilter, ...] = ()
    facets: tuple[Column, ...] = ()
    sort: Sort = "relevance"
    limit: int = 20
    after: Place | None = None
    group_by_report: bool = False


@dataclass(frozen=True, slots=True)
class TextHit:
    report: str
    section: str
    score: float
    place: Place


@dataclass(frozen=True, slots=True)
class TextAnswer:
    """`total` counts sections (reports when grouped); `facets[column][value]` counts ignore the column's own filter."""

    total: int
    hits: tuple[TextHit, ...]
    facets: Mapping[Column, Mapping[str, int]] = field(default_factory=dict)
    generation: str = ""
    more: bool = False


@dataclass(frozen=True, slots=True)
class IndexStats:
    sections: int
    reports: int
    generation: str
    fingerprint: str
    bytes_on_disk: int


class TextIndex(Protocol):
    """A searchable set of sections. Reading is safe from many threads; writing takes the one writer's lock."""

    def search(self, query: TextQuery) -> TextAnswer:
        """Answer from the newest committed generation. Raises IndexMissing or IndexMismatch."""
        ...

    def apply(self, add: Iterable[IndexedSection] = (), remove: Collection[str] = ()) -> None:
        """In one commit drop the sections of all reports in `remove` and in `add`, then add. Raises IndexBusy."""
        ...

    def revisions(self) -> dict[str, int]:
        """Return report id → revision for every report that is indexed; empty where there is no index."""
        ...

    def rebuild(self) -> AbstractContextManager[Self]:
        """Give an empty index built beside, put to use when the block ends well; else nothing changes."""
        ...

    def stats(self) -> IndexStats: ...

    def warm(self) -> None:
        """Load what the commonest queries need; `/readyz` waits for it."""
        ...

    def close(self) -> None: ...
