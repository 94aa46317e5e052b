"""What may be asked of `/search`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Literal, get_args

from marshmallow import post_load

from index.text.protocol import Match, Sort
from index.text.registry import FACETS, KnownFacet
from schemas.parameters import (
    Arguments,
    BadValue,
    ListParameter,
    Parameter,
    any_of,
    cursor,
    limit,
    names,
    not_empty,
    one_of,
    query_text,
    whole_number,
    years,
)
from search.questions import UNASKED, FacetRequest, SectionQuestion, Selection
from search.spelling import did_you_mean

Format = Literal["json", "csv", "ndjson"]
FORMATS: tuple[Format, ...] = get_args(Format)


def list_format() -> Parameter[str]:
    """Make the parameter for the form of a whole list."""
    return one_of(FORMATS, "json", "csv and ndjson stream the whole list from the cursor on, whatever the limit.")


MOST_OPTIONS = 200
_FACET = re.compile(r"([a-z_]+)(?::([0-9]{1,6}))?")


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """A search as it came: the question, where in its answer to go on, and how to write the answer."""

    question: SectionQuestion
    cursor: str | None = None
    format: Format = "json"


def _facets(text: str) -> tuple[FacetRequest, ...]:
    if not_empty(text) == "none":
        return ()
    found = [_facet(part.strip()) for part in text.split(",")]
    if len({one.column for one in found}) < len(found):
        raise BadValue("repeated_facet", f"{text!r} names a facet twice")
    return tuple(found)


def _facet(text: str) -> FacetRequest:
    match = _FACET.fullmatch(text)
    if not match or match[1] not in FACETS:
        known = ", ".join(FACETS)
        near = did_you_mean(text, [*FACETS, "none"])
        raise BadValue("unknown_facet", f"{text!r} is no facet; there are {known}, or none at all with none", near)
    column = match[1]
    size = int(match[2]) if match[2] else FACETS[column].size
    if not 1 <= size <= MOST_OPTIONS:
        raise BadValue("out_of_range", f"{text!r}: a facet shows 1 to {MOST_OPTIONS} values")
    return FacetRequest(column, size)


def facets() -> Parameter[tuple[FacetRequest, ...]]:
    """Make the parameter that says which facets are counted and how many of their values are shown."""
    one = rf"({'|'.join(FACETS)})(:\d{{1,3}})?"
    schema = {
        "type": "string",
        "pattern": f"^(none|{one}(,{one})*)$",
        "default": ",".join(one.column for one in UNASKED),
    }
    description = (
        f"Which facets to count: {', '.join(FACETS)}, joined by commas, each with how many values to show (agency:20); "
        "none for none. Counts ignore the facet's own filter."
    )
    return Parameter(_facets, schema, UNASKED, description)


def _filter(facet: KnownFacet, description: str) -> ListParameter[Any]:
    if facet.reads == "years":
        return years(description)
    return names(description) if facet.reads == "names" else any_of(tuple(facet.values), description)


def filters() -> dict[str, ListParameter[Any]]:
    """Make both parameters of each facet: for values that are asked for, and for those that are left out."""
    found: dict[str, ListParameter[Any]] = {}
    for name, facet in FACETS.items():
        found |= {name: _filter(facet, facet.says), f"not_{name}": _filter(facet, facet.says_not)}
    return found


class _QueryArguments(Arguments):
    """What sections are found by."""

    class Meta(Arguments.Meta):
        include = filters()

    q = query_text(
        'Words, which must all be there; "…" an exact string; -word excludes. Empty: everything, newest first.'
    )
    match = one_of(get_args(Match), "all", "Whether all words must be there or any. With all and no hit, any is tried.")


class SearchArguments(_QueryArguments):
    """The query string of `/search`."""

    sort = one_of(get_args(Sort), "relevance", "The order of results.")
    limit = limit()
    cursor = cursor()
    facets = facets()
    group_by = one_of(
        ["report", "passage"],
        None,
        "report: the best section of each report; passage: the best of nearly equal sections (up to 5000 hits, JSON).",
    )
    snippet_chars = whole_number(40, 400, 120, "About how many characters of a section to show.")
    expand = one_of(
        ["synonyms", "none"],
        "synonyms",
        "Whether words outside quotes stand for their synonyms too; `query.expansions` says for which.",
    )
    contacts = one_of(
        ["include", "exclude"],
        "exclude",
        "Whether snippets show names of persons, telephone numbers and mail addresses; left out, … stands for each.",
    )
    explain = one_of(
        ["true", "false"], "false", "Whether hits say what each word adds to their score, field by field; JSON only."
    )
    format = one_of(FORMATS, "json", "csv and ndjson stream all pages from the cursor on, whatever the limit.")

    def load(self, data: Any, **kwargs: Any) -> SearchRequest:
        """Read a search; it is read for every request, hence the short way first."""
        found = self.read(data)
        request: SearchRequest = super().load(data, **kwargs) if found is None else self.request(found)
        return request

    @post_load
    def request(self, data: dict[str, Any], **_: Any) -> SearchRequest:
        """Put what was read into the shape the search takes."""
        chosen = [(name, data.pop(name), data.pop(f"not_{name}")) for name in FACETS]
        question = SectionQuestion(
            filters={name: Selection(include, exclude) for name, include, exclude in chosen if include or exclude},
            expand=data.pop("expand") == "synonyms",
            contacts=data.pop("contacts") == "include",
            explain=data.pop("explain") == "true",
            **{name: data.pop(name) for name in ("q", "match", "sort", "limit", "facets", "group_by", "snippet_chars")},
        )
        return SearchRequest(question, **data)
