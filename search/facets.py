"""From counts by value to the options a reader chooses from: labelled, ordered, cut to size."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

from index.text.protocol import EVERY, FacetCounts, FacetQuery
from index.text.registry import FACETS
from search.filters import NAMED, AgencyNaming, values_of
from search.questions import Facet, FacetOption, FacetRequest, SectionQuestion

_NOTHING = FacetCounts({}, 0)


def facet_queries(question: SectionQuestion) -> tuple[FacetQuery, ...]:
    """Return what to ask the index for: years are listed by themselves, everything else the commonest first."""
    return tuple(
        FacetQuery(one.column, EVERY if _are_years(one.column) else one.size, _selected(one.column, question))
        for one in question.facets
    )


def facets(
    question: SectionQuestion, counts: Mapping[str, FacetCounts], agency_names: AgencyNaming
) -> tuple[Facet, ...]:
    """Make the facets that were asked for, in the order asked; the question is resolved."""
    return tuple(_facet(one, counts.get(one.column, _NOTHING), question, agency_names) for one in question.facets)


def _facet(facet: FacetRequest, counted: FacetCounts, question: SectionQuestion, agency_names: AgencyNaming) -> Facet:
    column, years = facet.column, _are_years(facet.column)
    selected, named = _selected(column, question), _named(column, question)
    present = {value: count for value, count in counted.counts.items() if value}
    ordered = sorted(present, reverse=years)
    if not years:
        ordered.sort(key=present.__getitem__, reverse=True)  # of equal counts the lower value stays first
    shown = ordered[: facet.size]
    if selected or named:
        shown += [value for value in ordered[facet.size :] if value in selected]
        shown += sorted(named - present.keys())
    labels = _labels(column, shown, agency_names)
    options = [
        FacetOption(int(value) if years else value, labels.get(value, value), present.get(value, 0), value in selected)
        for value in shown
    ]
    return Facet(column, tuple(options), counted.total, counted.total > facet.size, counted.counts.get("", 0))


def _are_years(column: str) -> bool:
    return FACETS[column].reads == "years"


def _selected(column: str, question: SectionQuestion) -> frozenset[str]:
    return values_of(column, question.chosen(column).include) if column in question.filters else frozenset()


def _named(column: str, question: SectionQuestion) -> set[str]:
    """Return the values asked for one by one: they are options even where nothing is found, to be taken back."""
    chosen = question.chosen(column).include
    if _are_years(column):
        return {str(one.first) for one in chosen if one.first and one.first == one.last}
    return set(chosen)


def _labels(column: str, values: Sequence[str], agency_names: AgencyNaming) -> Mapping[str, str]:
    if column in NAMED:
        return NAMED[column].labels(values, agency_names)
    return _known(column)


@cache
def _known(column: str) -> Mapping[str, str]:
    return {value: name.full or name.zh for value, name in FACETS[column].values.items()}
