"""The statistics the statutory forms ask for (reports/data/fields.toml): labels, units, forms, lineage, legal basis.

Derived indicators are described here too; they are computed when asked for and never stored as figures.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
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
    summed: bool = False

    @property
    def comparable(self) -> bool:
        """Whether values before and after stand for the same thing, so that a series need not break.

        `summed` says that the later form splits the field in rows whose sum is computed (reports/data/sums.toml).
        """
        return self.relation in (Relation.SAME, Relation.RENAMED) or (self.summed and self.relation is Relation.WIDER)


@dataclass(frozen=True, slots=True)
class Field:
    """A statistic. `applicants` says that T19 and T21 ask for it once per type of applicant.

    On the forms of `computed` it is the sum of `parts`, which those forms ask for instead (reports/data/sums.toml).
    """

    id: str
    label: str
    unit: str
    group: str
    applicants: bool
    places: tuple[Place, ...]
    lineage: tuple[Lineage, ...]
    basis: tuple[str, ...]
    computed: tuple[Form, ...] = ()
    parts: tuple[str, ...] = ()

    @property
    def forms(self) -> tuple[Form, ...]:
        """The forms that ask for it, in the order of their years."""
        return tuple(dict.fromkeys(place.form for place in self.places))

    @property
    def known(self) -> tuple[Form, ...]:
        """The forms that ask for it or for the parts it is the sum of."""
        return tuple(dict.fromkeys((*self.forms, *self.computed)))


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


def _field(row: Mapping[str, Any], documents: Mapping[str, str], total: Mapping[str, Any]) -> Field:
    places = tuple(Place(Form(place["form"]), place["row"], place["column"]) for place in row["places"])
    computed = tuple(Form(form) for form in total.get("forms", ()))
    forms = dict.fromkeys((*(place.form for place in places), *computed))
    return Field(
        id=row["id"],
        label=row["label"],
        unit=row["unit"],
        group=row["id"].split(".")[0],
        applicants=row.get("applicants", False),
        places=places,
        lineage=tuple(_lineage(step, computed) for step in row.get("lineage", ())),
        basis=(*row.get("basis", ()), *(documents[form] for form in forms if form in documents)),
        computed=computed,
        parts=tuple(total.get("parts", ())),
    )


def _lineage(step: Mapping[str, Any], computed: Sequence[Form]) -> Lineage:
    form = Form(step["form"])
    return Lineage(Relation(step["relation"]), form, tuple(step["targets"]), step.get("note", ""), form in computed)


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
    data, sums = _read("fields.toml"), {row["field"]: row for row in _read("sums.toml")["sum"]}
    fields = {row["id"]: _field(row, data["documents"], sums.get(row["id"], {})) for row in data["field"]}
    indicators = {row["id"]: _indicator(row) for row in data["indicator"]}
    return MappingProxyType(fields), MappingProxyType(indicators)


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "data" / name).read_text("utf-8"))


FIELDS, INDICATORS = _load()
