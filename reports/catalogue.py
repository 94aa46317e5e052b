"""The statistics the statutory forms ask for (reports/data/fields.toml): labels, units, forms, lineage, legal basis.

Derived indicators are described here too; they are computed when asked for and never stored as figures.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Any

from reports.model import Form


class Relation(StrEnum):
    """What a field becomes in the form named: `wider` means that the target covers more than the field did."""

    SAME = "same"
    RENAMED = "renamed"
    MERGED = "merged"
    NARROWER = "narrower"
    WIDER = "wider"
    NEAR = "near"
    DISCONTINUED = "discontinued"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a form asks for the field, in the form's own words."""

    form: Form
    row: str
    column: str


@dataclass(frozen=True, slots=True)
class Lineage:
    """What the field becomes in a later form; `targets` are field ids, none where it is discontinued."""

    relation: Relation
    form: Form
    targets: tuple[str, ...]
    note: str = ""

    @property
    def comparable(self) -> bool:
        """Whether values before and after stand for the same thing, so that a series need not break."""
        return self.relation in (Relation.SAME, Relation.RENAMED)


@dataclass(frozen=True, slots=True)
class Field:
    """A statistic. `applicants` says that T19 and T21 ask for it once per type of applicant."""

    id: str
    label: str
    unit: str
    group: str
    applicants: bool
    places: tuple[Place, ...]
    lineage: tuple[Lineage, ...]
    basis: tuple[str, ...]

    @property
    def forms(self) -> tuple[Form, ...]:
        """The forms that ask for it, in the order of their years."""
        return tuple(dict.fromkeys(place.form for place in self.places))


@dataclass(frozen=True, slots=True)
class Formula:
    """A percentage of sums of fields, for reports that carry one of `forms`."""

    forms: tuple[Form, ...]
    text: str
    numerator: tuple[str, ...]
    denominator: tuple[str, ...]

    @property
    def inputs(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*self.numerator, *self.denominator)))

    def value(self, values: Mapping[str, Decimal | None]) -> Decimal | None:
        """Return the percentage, or None where an input is absent or blank or the denominator is zero."""
        above, below = _total(self.numerator, values), _total(self.denominator, values)
        return None if above is None or not below else above * 100 / below


@dataclass(frozen=True, slots=True)
class Indicator:
    """A derived rate in per cent, with one formula per group of forms."""

    id: str
    label: str
    unit: str
    formulas: tuple[Formula, ...]
    note: str = ""

    def formula(self, form: Form) -> Formula | None:
        """Return the formula for a report of this form, None where the form lacks the inputs."""
        return next((formula for formula in self.formulas if form in formula.forms), None)


def _total(ids: Iterable[str], values: Mapping[str, Decimal | None]) -> Decimal | None:
    terms = [values.get(id_) for id_ in ids]
    known = [term for term in terms if term is not None]
    return sum(known, Decimal(0)) if len(known) == len(terms) else None


def _field(row: Mapping[str, Any], documents: Mapping[str, str]) -> Field:
    places = tuple(Place(Form(place["form"]), place["row"], place["column"]) for place in row["places"])
    forms = dict.fromkeys(place.form for place in places)
    return Field(
        id=row["id"],
        label=row["label"],
        unit=row["unit"],
        group=row["id"].split(".")[0],
        applicants=row.get("applicants", False),
        places=places,
        lineage=tuple(
            Lineage(Relation(step["relation"]), Form(step["form"]), tuple(step["targets"]), step.get("note", ""))
            for step in row.get("lineage", ())
        ),
        basis=(*row.get("basis", ()), *(documents[form] for form in forms if form in documents)),
    )


def _indicator(row: Mapping[str, Any]) -> Indicator:
    formulas = tuple(
        Formula(
            tuple(Form(form) for form in formula["forms"]),
            formula["formula"],
            tuple(formula["numerator"]),
            tuple(formula["denominator"]),
        )
        for formula in row["formulas"]
    )
    return Indicator(row["id"], row["label"], row["unit"], formulas, row.get("note", ""))


def _load() -> tuple[Mapping[str, Field], Mapping[str, Indicator]]:
    data = tomllib.loads((Path(__file__).parent / "data" / "fields.toml").read_text("utf-8"))
    fields = {row["id"]: _field(row, data["documents"]) for row in data["field"]}
    indicators = {row["id"]: _indicator(row) for row in data["indicator"]}
    return MappingProxyType(fields), MappingProxyType(indicators)


FIELDS, INDICATORS = _load()
