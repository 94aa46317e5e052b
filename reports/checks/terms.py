"""From figures to the two sides of a check, and from the sides to its verdict."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from reports.model import Applicant, Check, Figure, Origin, Status, Term, Verdict

Key = tuple[str, Applicant]
_VALUED = (Status.REPORTED, Status.REPORTED_ZERO)


@dataclass(frozen=True, slots=True)
class Side:
    """A sum of terms; `value` is None where one of them has no exact value, `known` sums those that have."""

    terms: tuple[Term, ...]
    value: Decimal | None
    known: Decimal | None
    missing: tuple[str, ...] = ()


def cells(figures: Sequence[Figure]) -> dict[Key, Figure]:
    """Return the table's cell of each field and applicant: a stated value before a blank one, then reading order."""
    found: dict[Key, Figure] = {}
    for figure in figures:
        if figure.origin is Origin.TABLE:
            held = found.get((figure.field, figure.applicant))
            if held is None or (value_of(held) is None and value_of(figure) is not None):
                found[figure.field, figure.applicant] = figure
    return found


def value_of(figure: Figure) -> Decimal | None:
    """Return the exact value; None where it is blank, unparsed or only about right."""
    exact = figure.status in _VALUED and figure.qualifier is None
    return figure.value if exact else None


def term(figure: Figure, sign: int = 1) -> Term:
    """Return a figure as a term of a side."""
    return Term(figure.field, figure.applicant, value_of(figure), figure.quote, figure.start, figure.end, sign)


def side(figures: Mapping[Key, Figure], fields: Sequence[str], applicant: Applicant, minus: Sequence[str] = ()) -> Side:
    """Add up the cells of some fields, less those of others."""
    signs = [*((field, 1) for field in fields), *((field, -1) for field in minus)]
    terms = [term(figures[field, applicant], sign) for field, sign in signs if (field, applicant) in figures]
    missing = tuple(field for field, _ in signs if (field, applicant) not in figures)
    return summed(terms, missing)


def summed(terms: Sequence[Term], missing: tuple[str, ...] = ()) -> Side:
    """Add up terms; a missing or unknown one leaves the side without a value."""
    values = [t.value * t.sign for t in terms if t.value is not None]
    known = sum(values, Decimal(0)) if values else None
    complete = len(values) == len(terms) and bool(terms) and not missing
    return Side(tuple(terms), known if complete else None, known, missing)


def verdict(left: Side, right: Side, at_most: bool = False) -> Verdict:
    """Compare two sides."""
    if left.value is None or right.value is None:
        return Verdict.NOT_ASSESSABLE
    holds = left.value <= right.value if at_most else left.value == right.value
    return Verdict.PASS if holds else Verdict.FAIL


def check_of(
    rule: str,
    outcome: Verdict,
    left: Side,
    right: Side,
    applicant: Applicant = Applicant.TOTAL,
    field: str | None = None,
    section: str | None = None,
) -> Check:
    """Build a check; a side without a value shows none."""
    difference = left.value - right.value if left.value is not None and right.value is not None else None
    return Check(rule, outcome, left.value, right.value, difference, left.terms, right.terms, applicant, field, section)
