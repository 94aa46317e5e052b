"""The facets of the search, read from facets.toml, and the columns that an index has for them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import Any, Literal

from index.text.protocol import IndexedSection
from reports.forms import FORMS, STATUTORY

FIRST_COLUMNS = "5baab425"
"""The digest of the columns that indexes have whose fingerprint says nothing of them."""


@dataclass(frozen=True, slots=True)
class FacetValue:
    """What a value is called: on Chinese and English pages, and in full in answers of the API."""

    zh: str
    en: str
    full: str = ""

    def label(self, lang: str) -> str:
        return self.en if lang == "en" else self.zh


@dataclass(frozen=True, slots=True)
class KnownFacet:
    """A table of facets.toml, which says what each key means."""

    name: str
    reads: Literal["years", "names", "values"]
    says: str
    says_not: str
    size: int
    zh: str
    zh_not: str
    en: str
    en_not: str
    attribute: str = ""
    several: bool = False
    of_section: bool = False
    unasked: bool = False
    page_size: int | None = None
    values: Mapping[str, FacetValue] = field(default_factory=dict)

    def labels(self, lang: str) -> dict[str, str]:
        """Return what its two parameters are called."""
        both = (self.en, self.en_not) if lang == "en" else (self.zh, self.zh_not)
        return dict(zip((self.name, f"not_{self.name}"), both, strict=True))


@dataclass(frozen=True, slots=True)
class IndexColumn:
    """A column of sections.

    `attribute` is that of `IndexedSection` with its values. `of_report`: all sections of a report have the same.
    `several`: a section may have more than one value, or none. `numeric`: an engine with types keeps numbers. `few`:
    there are so few values that all may be told at once.
    """

    name: str
    attribute: str
    of_report: bool = True
    several: bool = False
    numeric: bool = False
    few: bool = False

    def values(self, section: IndexedSection) -> tuple[str, ...]:
        """Return a section's values as text, each once."""
        value = getattr(section, self.attribute)
        return tuple(dict.fromkeys(value)) if self.several else (str(value),)


def _facet(table: dict[str, Any]) -> KnownFacet:
    values = {id_: FacetValue(**names) for id_, names in table.pop("values", {}).items()}
    if table.pop("values_from", "") == "forms":
        forms = (FORMS[id_] for id_ in STATUTORY)
        values = {one.id: FacetValue(one.name, one.english, f"{one.name}（{one.document}）") for one in forms} | values
    return KnownFacet(**table, values=values)


def _column(facet: KnownFacet) -> IndexColumn:
    return IndexColumn(
        name=facet.name,
        attribute=facet.attribute or facet.name,
        of_report=not facet.of_section,
        several=facet.several,
        numeric=facet.reads == "years",
        few=facet.reads != "names",
    )


FACETS = {
    table["name"]: _facet(table)
    for table in tomllib.loads(Path(__file__).with_name("facets.toml").read_text("utf-8"))["facet"]
}
COLUMNS = {one.name: one for one in (*map(_column, FACETS.values()), IndexColumn("report", "report"))}
"""The columns of facets, and that of reports, which can be filtered by as well."""


def columns_mark() -> str:
    """Return what an index's fingerprint says of its columns: an index with other columns has to be built anew.

    It is "" for those that indexes had before their fingerprint said so.
    """
    kept = sorted((one.name, one.attribute, one.several, one.numeric) for one in COLUMNS.values())
    digest = blake2b(repr(kept).encode(), digest_size=4).hexdigest()
    return "" if digest == FIRST_COLUMNS else f"-columns-{digest}"
