"""What every text index offers. Engines differ behind it; the contract suite in tests/index runs over each."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Literal, Protocol, Self

Match = Literal["all", "any"]
Sort = Literal["relevance", "year", "-year", "agency"]
Column = Literal["agency", "year", "kind", "form", "region", "report"]
Field = Literal["body", "headings", "title", "agency", "year"]


class TextIndexError(Exception):
    """Base of what a text index can answer instead of a result."""


class IndexMissing(TextIndexError):
    """No index is there yet; `flask index rebuild` makes one."""


class IndexMismatch(TextIndexError):
    """The index was built by another tokeniser, dictionary or layout; `flask index rebuild` mends it."""


class IndexDamaged(TextIndexError):
    """The index's files are missing or cut short; `flask index rebuild` makes them anew."""


class IndexFull(TextIndexError):
    """The disk took no more; the index is as it was before."""


class IndexClosed(TextIndexError):
    """The index's folder cannot be written; searching goes on."""


class IndexBusy(TextIndexError):
    """Another writer held the index longer than the time allowed."""


class WrongPlace(ValueError):
    """A place that belongs to another order than the one asked for."""


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
class Either:
    """One thing said in several ways: sections match that have all of `words`, or that contain one of `strings`.

    They are words and folded strings as in `TextQuery`. A section scores for the way that scores it highest; strings
    count `weight` times what they would alone.
    """

    words: tuple[str, ...] = ()
    strings: tuple[str, ...] = ()
    weight: float = 1.0


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
    strings, each matching sections whose own text contains it exactly. `either` are things said in several ways, each
    wanted like a word. Years are the strings of `year` filters. Sections that pass all of `prefer` score `favour` times
    what they would, whatever the others; nothing is left out by it.
    """

    words: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    either: tuple[Either, ...] = ()
    excluded_words: tuple[str, ...] = ()
    excluded_phrases: tuple[str, ...] = ()
    match: Match = "all"
    filters: tuple[ColumnFilter, ...] = ()
    prefer: tuple[ColumnFilter, ...] = ()
    favour: float = 1.0
    facets: tuple[Column, ...] = ()
    sort: Sort = "relevance"
    limit: int = 20
    after: Place | None = None
    group_by_report: bool = False
    generation: str = ""
    """The state to answer from where it is still held, so that pages go on as they began; "" for the newest."""


@dataclass(frozen=True, slots=True)
class TextHit:
    report: str
    section: str
    score: float
    place: Place
    revision: int = 0


@dataclass(frozen=True, slots=True)
class TextAnswer:
    """`total` counts sections (reports when grouped); `facets[column][value]` counts ignore the column's own filter.

    What has no value in a column counts as "".
    """

    total: int
    hits: tuple[TextHit, ...]
    facets: Mapping[Column, Mapping[str, int]] = field(default_factory=dict)
    generation: str = ""
    more: bool = False


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one word or folded string adds to a section's score for being found in one field, and how often it is."""

    text: str
    field: Field
    count: int
    score: float


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
        """Answer from the state the query names if it is held, else from the newest; the answer tells which.

        Raises IndexMissing or IndexMismatch, and WrongPlace for a place of another order.
        """
        ...

    def generation(self) -> str:
        """Return the mark of the newest committed state. Raises IndexMissing or IndexMismatch."""
        ...

    def explain(
        self, report: str, section: str, words: Sequence[str], strings: Sequence[str] = ()
    ) -> tuple[Contribution, ...]:
        """Say what each word and folded string adds to a section's score, field by field; nothing where it is gone.

        For people who ask why; it costs about as much as a search. Raises IndexMissing or IndexMismatch.
        """
        ...

    def words_from(self, prefix: str, limit: int) -> tuple[tuple[str, int], ...]:
        """Return up to `limit` words of sections' texts that begin with a folded prefix, the commonest first.

        With each goes the number of sections that have it; what was removed may count until it is merged away.
        """
        ...

    def apply(self, add: Iterable[IndexedSection] = (), remove: Collection[str] = ()) -> None:
        """In one commit drop the sections of all reports in `remove` and in `add`, then add.

        Raises IndexBusy, IndexFull or IndexClosed; then the index is as it was.
        """
        ...

    def revisions(self) -> dict[str, int]:
        """Return report id → revision for every report that is indexed; empty where there is no index."""
        ...

    def newest(self) -> int:
        """Return the highest revision that was ever added, 0 without an index. Raises IndexDamaged."""
        ...

    def tidy(self) -> None:
        """Remove what killed writers left behind. Raises as `apply` does."""
        ...

    def rebuild(self, catch_up: Callable[[Self], object] | None = None) -> AbstractContextManager[Self]:
        """Give an empty index built beside, put to use when the block ends well; else nothing changes.

        `catch_up` is called with it just before, while no other writer can write. Raises IndexBusy beside another one.
        """
        ...

    def stats(self) -> IndexStats: ...

    def damage(self) -> tuple[str, ...]:
        """Read every file and say which are not as they were written, and what mends it. Raises IndexMissing."""
        ...

    def warm(self) -> None:
        """Load what the commonest queries need; `/readyz` waits for it."""
        ...

    def close(self) -> None: ...
