"""What can be asked for sections and what comes back, free of HTTP and of any engine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, Literal, NamedTuple, TypeVar

from index.record.rows import Publication
from index.text.protocol import CursorPosition, Field, Match, Sort
from index.text.registry import FACETS

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class YearRange:
    """Statistical years, both ends included; an end that is None is open."""

    first: int | None
    last: int | None


@dataclass(frozen=True, slots=True)
class Selection(Generic[T]):
    """Values of one facet column asked for and excluded, or ranges of years."""

    include: tuple[T, ...] = ()
    exclude: tuple[T, ...] = ()


@dataclass(frozen=True, slots=True)
class FacetRequest:
    column: str
    size: int


UNASKED = tuple(FacetRequest(one.name, one.size) for one in FACETS.values() if one.unasked)
"""The facets that are counted where nothing is said of them."""


@dataclass(frozen=True, slots=True)
class SectionQuestion:
    """A search as asked: `q` is the raw query string, parsed by search/query.py.

    `filters` are by column; what it does not name is not filtered by.
    """

    q: str = ""
    match: Match = "all"
    filters: Mapping[str, Selection[Any]] = field(default_factory=dict)
    sort: Sort = "relevance"
    limit: int = 20
    after: CursorPosition | None = None
    since: str = ""
    """The index's state when the first page was asked for; "" on a first page."""
    facets: tuple[FacetRequest, ...] = UNASKED
    group_by: Literal["report", "passage"] | None = None
    snippet_chars: int = 120
    expand: bool = True
    """Whether words outside quotes stand for their synonyms as well."""
    contacts: bool = False
    """Whether snippets show names of persons and ways to reach them (reports/contacts.py)."""
    explain: bool = False
    """Whether hits say why they score as they do."""

    def chosen(self, column: str) -> Selection[Any]:
        """Return what is asked for of a column, and what is left out."""
        return self.filters.get(column, Selection())


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """`q` taken apart: words are analyser tokens, phrases are the quoted strings as typed.

    `normalised` is `q` in simplified and plain characters where that is something else. `expansions` gives for a word
    or name what was looked for as well; `ignored` are question words and cut-off characters that did not count.
    """

    q: str
    words: tuple[str, ...]
    phrases: tuple[str, ...]
    excluded_words: tuple[str, ...]
    excluded_phrases: tuple[str, ...]
    normalised: str | None = None
    expansions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    ignored: tuple[str, ...] = ()


class Snippet(NamedTuple):
    """Plain text and the code-point ranges within it of what matched."""

    text: str
    ranges: tuple[tuple[int, int], ...]


class AgencyName(NamedTuple):
    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Part:
    """What `text` adds by standing `count` times in a field; `thing` is what the query says.

    Of several ways to say a thing only the best counts (`counted`). Synonyms are `exact` strings of the text.
    """

    thing: str
    text: str
    exact: bool
    field: Field
    count: int
    score: float
    counted: bool = True


@dataclass(frozen=True, slots=True)
class Explanation:
    """`score` is the sum of what counts, times `factor`: openings stand behind the sections they announce."""

    factor: float
    parts: tuple[Part, ...]

    @property
    def score(self) -> float:
        return self.factor * sum(part.score for part in self.parts if part.counted)


@dataclass(frozen=True, slots=True)
class Copies:
    """How many hits are nearly equal to one, itself included, and in how many reports."""

    sections: int
    reports: int


class SectionHit(NamedTuple):
    """One section found, with what a list of results shows of it and of its report."""

    report: str
    section: str
    score: float
    number: str
    heading: str
    kind: str
    path: tuple[str, ...]
    title: str
    year: int
    form: str
    file: str
    agency: AgencyName
    snippet: Snippet
    place: CursorPosition
    source: Publication | None = None
    copies: Copies | None = None
    explanation: Explanation | None = None


@dataclass(slots=True)
class FacetOption:
    value: str | int
    label: str
    count: int
    selected: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """Counts ignore the facet's own filter. `total` is how many distinct values there are."""

    column: str
    options: tuple[FacetOption, ...]
    total: int
    truncated: bool
    missing: int = 0


@dataclass(frozen=True, slots=True)
class SectionAnswer:
    query: ParsedQuery
    match: Match
    relaxed: bool
    total: int
    hits: tuple[SectionHit, ...]
    facets: tuple[Facet, ...]
    next: CursorPosition | None
    generation: str
    tokeniser: str
    changed: bool = False
    """Whether hits of the first page's state may be left out or come twice."""
