"""From what a filter says (names, ranges of years) to what the record and the index know (ids, codes, single years)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from index.record.rows import StoredAgency
from index.text.protocol import ColumnFilter
from index.text.registry import FACETS
from reports.identity import regions
from reports.identity.tables import region_rows
from search.errors import BadParameter, QuestionError
from search.questions import SectionQuestion, Selection
from search.spelling import did_you_mean

FIRST_YEAR, LAST_YEAR = 1949, 2099
"""Years a filter may name. 《政府信息公开条例》 took effect in 2008; reprinted local reports are a little older."""

Ids = tuple[str, ...]
Find = Callable[[str, str], Ids]
"""Returns the ids of what a text names; the parameter it was given for is named where there is none."""
AgencyNaming = Callable[[Sequence[str]], Mapping[str, str]]
"""Returns the names of agencies by their ids."""


class AgencyDirectory(Protocol):
    """Knows agencies by id, full name and short name."""

    def find_agencies(self, text: str) -> tuple[str, ...]: ...

    def suggest_agencies(self, text: str, n: int = 5) -> tuple[StoredAgency, ...]: ...


def resolve(filters: Mapping[str, Selection[Any]], directory: AgencyDirectory) -> dict[str, Selection[Any]]:
    """Put ids for agencies and codes for regions. Raises QuestionError naming each that is not known."""
    bad: list[BadParameter] = []
    resolved = dict(filters)
    for column, named in NAMED.items():
        if column in filters:
            find = named.finder(directory)
            include = _all(column, filters[column].include, find, bad)
            resolved[column] = Selection(include, _all(f"not_{column}", filters[column].exclude, find, bad))
    if bad:
        raise QuestionError.of(bad)
    return resolved


def _all(parameter: str, texts: Sequence[str], find: Find, bad: list[BadParameter]) -> Ids:
    found: list[str] = []
    for text in texts:
        try:
            found += find(text, parameter)
        except QuestionError as error:
            bad += error.bad
    return tuple(dict.fromkeys(found))


def agency_ids(text: str, parameter: str, directory: AgencyDirectory) -> Ids:
    """Return the agencies of this id, full or short name (several may share one). Raises QuestionError for none."""
    ids = directory.find_agencies(text)
    if not ids:
        near = [agency.name for agency in directory.suggest_agencies(text, 3)]
        raise QuestionError(parameter, "unknown_agency", f"no agency has the id or name {text!r}", near)
    return ids


def region_codes(text: str, parameter: str) -> Ids:
    """Return the codes of the divisions that a code or a name stands for. Raises QuestionError for none."""
    found = tuple(region.code for region in regions.resolve(text))
    if not found:
        near = did_you_mean(text, dict.fromkeys(row.name for row in region_rows()))
        raise QuestionError(parameter, "unknown_region", f"no division has the code or name {text!r}", near)
    return found


@dataclass(frozen=True, slots=True)
class NamedColumn:
    """A column whose values go by names: `finder` makes what finds them, `labels` tells what values are called."""

    finder: Callable[[AgencyDirectory], Find]
    labels: Callable[[Sequence[str], AgencyNaming], Mapping[str, str]]


NAMED = {
    "agency": NamedColumn(
        lambda directory: lambda text, parameter: agency_ids(text, parameter, directory),
        lambda values, agency_names: agency_names(values) if values else {},
    ),
    "region": NamedColumn(
        lambda _: region_codes,
        lambda values, _: {value: regions.label(value) or value for value in values},
    ),
}
"""The columns whose facet `reads` names (index/text/facets.toml)."""


def column_filters(question: SectionQuestion) -> tuple[ColumnFilter, ...]:
    """Return what the index has to filter by; the question is resolved."""
    return tuple(
        ColumnFilter(column, values_of(column, chosen.include), values_of(column, chosen.exclude))
        for column, chosen in question.filters.items()
        if chosen.include or chosen.exclude
    )


def values_of(column: str, chosen: Sequence[Any]) -> frozenset[str]:
    """Return values of a column as the index writes them; of ranges of years each year."""
    if FACETS[column].reads != "years":
        return frozenset(chosen)
    return frozenset(
        str(year) for one in chosen for year in range(one.first or FIRST_YEAR, (one.last or LAST_YEAR) + 1)
    )
