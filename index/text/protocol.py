"""What every text index offers. Engines differ behind it; the contract suite in tests/index runs over each."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Literal, NamedTuple, Protocol, Self

Match = Literal["all", "any"]
Sort = Literal["relevance", "year", "-year", "agency"]
Field = Literal["body", "headings", "title", "agency", "year"]
Key = tuple[str, str]
"""A section's report and its id in it."""
EVERY = sys.maxsize
"""The size of a facet that is wanted whole."""


class TextIndexError(Exception):
    """Base of what a text index can answer instead of a result."""


class IndexMissing(TextIndexError):
    """No index is there yet; `disclosure index rebuild` makes one."""


class IndexMismatch(TextIndexError):
    """The index was built by another tokeniser, dictionary or layout; `disclosure index rebuild` mends it."""


class IndexDamaged(TextIndexError):
    """The index's files are missing or cut short; `disclosure index rebuild` makes them anew."""


class IndexFull(TextIndexError):
    """The disk took no more; the index is as it was before."""


class IndexClosed(TextIndexError):
    """The index's folder cannot be written; searching goes on."""


class IndexBusy(TextIndexError):
    """Another writer held the index longer than the time allowed."""


class IndexUnavailable(TextIndexError):
    """The index's servers cannot be reached or did not answer in full; asking again later may help."""


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
    """Keeps sections whose column has one of `include` (empty: any) and none of `exclude`.

    Columns go by their names, those of `COLUMNS` in index/text/registry.py.
    """

    column: str
    include: frozenset[str] = frozenset()
    exclude: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Alternatives:
    """One thing said in several ways: sections match that have all of `words`, or that contain one of `strings`.

    They are words and folded strings as in `TextQuery`. A section scores for the way that scores it highest; strings
    count `weight` times what they would alone.
    """

    words: tuple[str, ...] = ()
    strings: tuple[str, ...] = ()
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class FacetQuery:
    """Which of a column's values to count: the `size` commonest (of equal counts the lower value), and the `named`."""

    column: str
    size: int = EVERY
    named: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class FacetCounts:
    """Counts of the values that were asked for and occur. What has no value counts as "", which is always told.

    `total` is how many values occur at all, "" not among them.
    """

    counts: Mapping[str, int]
    total: int


class CursorPosition(NamedTuple):
    """Where a hit stands in the order of its answer: what a cursor carries."""

    key: tuple[float | str, ...]
    report: str
    position: int


@dataclass(frozen=True, slots=True)
class TextQuery:
    """A question in the index's own terms.

    `words` are analyser tokens, each matching in body, headings, title, agency names or year. `phrases` are folded
    strings, each matching sections whose own text contains it exactly. `alternatives` are things said in several ways,
    each wanted like a word. Years are the strings of `year` filters. Sections that pass all of `boosted` score `boost`
    times what they would, whatever the others; nothing is left out by it.
    """

    words: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    alternatives: tuple[Alternatives, ...] = ()
    excluded_words: tuple[str, ...] = ()
    excluded_phrases: tuple[str, ...] = ()
    match: Match = "all"
    filters: tuple[ColumnFilter, ...] = ()
    boosted: tuple[ColumnFilter, ...] = ()
    boost: float = 1.0
    facets: tuple[FacetQuery, ...] = ()
    sort: Sort = "relevance"
    limit: int = 20
    after: CursorPosition | None = None
    group_by_report: bool = False
    generation: str = ""
    """The state to answer from where it is still held, so that pages go on as they began; "" for the newest."""


class TextHit(NamedTuple):
    report: str
    section: str
    score: float
    place: CursorPosition
    revision: int = 0


@dataclass(frozen=True, slots=True)
class TextAnswer:
    """`total` counts sections (reports when grouped); the counts of `facets[column]` ignore the column's own filter."""

    total: int
    hits: tuple[TextHit, ...]
    facets: Mapping[str, FacetCounts] = field(default_factory=dict)
    generation: str = ""
    more: bool = False


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one word, or folded string (`exact`), adds to a section's score in one field, and how often it is there."""

    text: str
    field: Field
    count: int
    score: float
    exact: bool = False


@dataclass(frozen=True, slots=True)
class IndexStats:
    sections: int
    reports: int
    generation: str
    fingerprint: str
    bytes_on_disk: int


class TextReader(Protocol):
    """Answers from a set of sections, safe from many threads.

    Every method raises IndexMissing, IndexMismatch or IndexDamaged where there is nothing it could answer from, and
    IndexUnavailable where not all of it can be reached: no answer is ever a part of what was asked for.
    """

    def search(self, query: TextQuery) -> TextAnswer:
        """Answer from the state the query names if it is held, else from the newest; the answer tells which.

        Raises WrongPlace for a place of another order.
        """
        ...

    def pages(self, query: TextQuery) -> Iterator[TextAnswer]:
        """Answer with every hit after the query's place, as many at a time as suit the engine, all of one state.

        The query's `limit` does not count. Raises as `search` does, before the first page.
        """
        ...

    def reports_of(self, query: TextQuery) -> Iterator[str]:
        """Yield the id of every report with a section that a query finds, in no order."""
        ...

    def generation(self) -> str:
        """Return the mark of the newest state. It may be a second old, but not older than what this process wrote."""
        ...

    def known_generation(self) -> str | None:
        """Return the same where it is known without reading a file or asking another machine, else None."""
        ...

    def explain(
        self, sections: Sequence[Key], words: Sequence[str], strings: Sequence[str] = ()
    ) -> Mapping[Key, tuple[Contribution, ...]]:
        """Say what each word and folded string adds to the scores of a page's sections; nothing for what is gone."""
        ...

    def words_from(self, prefix: str, limit: int) -> tuple[tuple[str, int], ...]:
        """Return up to `limit` words of sections' texts that begin with a folded prefix, the commonest first.

        With each goes the number of sections that have it; what was removed may count until it is merged away.
        """
        ...

    def warm(self) -> None:
        """Load what the commonest queries need; `/readyz` waits for it."""
        ...

    def close(self) -> None: ...


class TextWriter(Protocol):
    """Puts sections in and takes them out, report by report."""

    def apply(self, add: Iterable[IndexedSection] = (), remove: Collection[str] = ()) -> None:
        """Drop the sections of all reports in `remove` and in `add`, then add; doing it twice changes nothing.

        When it returns, searches find what was added. Raises IndexBusy, IndexFull, IndexClosed or IndexUnavailable;
        then each report is as it was or as it was to be, and doing it again makes all of them so.
        """
        ...

    def revisions(self) -> Iterator[tuple[str, int]]:
        """Yield id and revision of every report that is indexed; nothing where there is no index."""
        ...

    def newest(self) -> int:
        """Return the highest revision that was ever added, 0 without an index. Raises IndexDamaged."""
        ...


class TextOperations(Protocol):
    """What those who run the service do with an index."""

    def rebuild(self, catch_up: Callable[[Self], object] | None = None) -> AbstractContextManager[Self]:
        """Give an empty index built beside, put to use when the block ends well; else nothing changes.

        `catch_up` is called with it so that nothing written meanwhile is missed. Raises IndexBusy beside another one.
        """
        ...

    def tidy(self) -> None:
        """Remove what killed writers left behind. Raises as `apply` does."""
        ...

    def stats(self) -> IndexStats: ...

    def damage(self) -> tuple[str, ...]:
        """Look through all that is stored; say what is not as it was written, and what mends it. Raises IndexMissing.

        An engine with files of its own reads them; one that leaves them to a cluster asks whether all of it is there.
        """
        ...


class TextIndex(TextReader, TextWriter, TextOperations, Protocol):
    """A searchable set of sections."""
