"""The statistics the statutory forms ask for: labels, units and legal basis (reports/data/fields.toml), forms, lineage.

Derived indicators are described here too; they are computed when asked for and never stored as figures.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from functools import cache
from types import MappingProxyType
from typing import Any

from reports.data import toml
from reports.forms import FORMS, Relation, StatutoryForm
from reports.model import LOCAL


@dataclass(frozen=True, slots=True)
class Place:
    """Where a form asks for the field, in the form's own words."""

    form: str
    row: str
    column: str


@dataclass(frozen=True, slots=True)
class Lineage:
    """What the field becomes in a later form; `targets` are field ids, none where it is discontinued."""

    relation: Relation
    form: str
    targets: tuple[str, ...]
    note: str = ""
    summed: bool = False

    @property
    def comparable(self) -> bool:
        """Whether values before and after stand for the same thing, so that a series need not break.

        `summed` says that the later form splits the field in rows whose sum is computed (reports/forms/).
        """
        return self.relation in (Relation.SAME, Relation.RENAMED) or (self.summed and self.relation is Relation.WIDER)


@dataclass(frozen=True, slots=True)
class Field:
    """A statistic, named by `label` in the forms' own words. T19 and T21 ask for those of `applicants` once per type.

    On the forms of `computed` it is the sum of `parts`, which those forms ask for instead (reports/forms/).
    """

    id: str
    label: str
    unit: str
    group: str
    applicants: bool
    places: tuple[Place, ...]
    lineage: tuple[Lineage, ...]
    basis: tuple[str, ...]
    computed: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    english: str = ""

    def name(self, lang: str) -> str:
        """Return what it is called in a language."""
        return self.english if lang == "en" else self.label

    @property
    def forms(self) -> tuple[str, ...]:
        """The forms that ask for it, in the order of their years."""
        return tuple(dict.fromkeys(place.form for place in self.places))

    @property
    def known(self) -> tuple[str, ...]:
        """The forms that ask for it or for the parts it is the sum of."""
        return tuple(dict.fromkeys((*self.forms, *self.computed)))


@dataclass(frozen=True, slots=True)
class Formula:
    """A percentage of sums of fields, for reports that carry one of `forms`."""

    forms: tuple[str, ...]
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

    def formula(self, form: str) -> Formula | None:
        """Return the formula for a report of this form, None where the form lacks the inputs."""
        return next((formula for formula in self.formulas if form in formula.forms), None)


def _total(ids: Iterable[str], values: Mapping[str, Decimal | None]) -> Decimal | None:
    terms = [values.get(id_) for id_ in ids]
    known = [term for term in terms if term is not None]
    return sum(known, Decimal(0)) if len(known) == len(terms) else None


def _field(row: Mapping[str, Any]) -> Field:
    id_ = row["id"]
    asking = [form for form in FORMS.values() if id_ in _asked(form)]
    summing = [form for form in FORMS.values() if id_ in form.computed]
    documents = dict.fromkeys(form.document for form in FORMS.values() if form in (*asking, *summing) and form.document)
    return Field(
        id=id_,
        label=row["label"],
        english=row["english"],
        unit=row["unit"],
        group=id_.split(".")[0],
        applicants=any(id_ in form.by_applicant for form in FORMS.values()),
        places=tuple({form.counted_as: _asked(form)[id_] for form in reversed(asking)}.values())[::-1],
        lineage=tuple(_lineage(id_, asking)),
        basis=(*row.get("basis", ()), *documents),
        computed=tuple(form.id for form in summing),
        parts=tuple(dict.fromkeys(part for form in summing for part in form.computed[id_])),
    )


@cache
def _asked(form: StatutoryForm) -> Mapping[str, Place]:
    """Return where a form asks for each of its fields; what adds to a form counts as that form."""
    return {one.field: Place(form.counted_as, one.row, one.column) for one in form.places()}


def _lineage(field: str, asking: Sequence[StatutoryForm]) -> Iterator[Lineage]:
    """Yield what becomes of a field in each later form: what the form says, else the same where both ask for it."""
    years = [form.years[0] for form in asking if form.national]
    for form in FORMS.values():
        stated = next((step for step in form.lineage if step.field == field), None)
        if stated:
            yield Lineage(stated.relation, form.id, stated.targets, stated.note, field in form.computed)
        elif form.national and form in asking and any(year < form.years[0] for year in years):
            yield Lineage(Relation.SAME, form.id, (field,))


def _indicator(row: Mapping[str, Any]) -> Indicator:
    formulas = [formula for formula in row["formulas"] for formula in _formulas(formula, row["formulas"])]
    return Indicator(row["id"], row["label"], row["unit"], tuple(formulas), row.get("note", ""))


def _formulas(formula: Mapping[str, Any], others: Sequence[Mapping[str, Any]]) -> Iterator[Formula]:
    """Yield a formula for the forms it names and for their successors that no other formula is for.

    A field that a form has no cell for is the sum of its parts there, so that a formula may differ from form to form.
    """
    named = {form for other in others for form in other["forms"]}
    forms: dict[tuple[tuple[str, ...], tuple[str, ...]], list[str]] = {}
    for form in (*FORMS.values(), None):
        id_ = form.id if form else LOCAL
        if id_ in formula["forms"] or (form and id_ not in named and _ancestor(form, named) in formula["forms"]):
            sides = (_in_cells(formula["numerator"], form), _in_cells(formula["denominator"], form))
            if form is None or {*sides[0], *sides[1]} <= _asked(form).keys():
                forms.setdefault(sides, []).append(id_)
    for (above, below), ids in forms.items():
        yield Formula(tuple(ids), formula["formula"], above, below)


def _ancestor(form: StatutoryForm, named: Collection[str]) -> str:
    """Return the nearest predecessor among the forms named, "" where there is none."""
    before = FORMS.get(form.predecessor or "")
    return "" if before is None else before.id if before.id in named else _ancestor(before, named)


def _in_cells(fields: Iterable[str], form: StatutoryForm | None) -> tuple[str, ...]:
    computed = form.computed if form else {}
    return tuple(part for field in fields for part in computed.get(field, (field,)))


def _load() -> tuple[Mapping[str, Field], Mapping[str, Indicator]]:
    data = toml("fields.toml")
    new = [asdict(field) for form in FORMS.values() for field in form.fields]
    fields = {row["id"]: _field(row) for row in (*data["field"], *new)}
    indicators = {row["id"]: _indicator(row) for row in data["indicator"]}
    return MappingProxyType(fields), MappingProxyType(indicators)


FIELDS, INDICATORS = _load()
