"""Sums that a form implies and does not print (reports/forms/): computed figures, told apart from stated ones.

A sum is made of the cells of the statutory table alone. A blank or unread cell leaves it without a value, with that
status; where the table lacks a cell altogether, or states the sum itself, there is none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from reports.catalogue import FIELDS, Field
from reports.checks.terms import Key, cells, value_of
from reports.forms.sums import computed_from
from reports.model import Applicant, Figure, Origin, Status

SUMS: Mapping[str, Field] = {field.id: field for field in FIELDS.values() if field.parts}


def with_computed(figures: Sequence[Figure], form: str) -> tuple[Figure, ...]:
    """Return the figures that a report with this form states and, after them, those computed from its table."""
    stated = [figure for figure in figures if figure.origin is not Origin.COMPUTED]
    return (*stated, *_computed(cells(stated), form))


def inputs(figure: Figure, figures: Mapping[Key, Figure]) -> tuple[Figure, ...]:
    """Return the cells a computed figure is the sum of, `figures` being those of its report; none for a stated one."""
    if figure.origin is not Origin.COMPUTED:
        return ()
    keys = ((part, figure.applicant) for part in SUMS[figure.field].parts)
    return tuple(figures[key] for key in keys if key in figures)


def _computed(figures: Mapping[Key, Figure], form: str) -> Iterator[Figure]:
    for field in SUMS.values():
        for applicant in Applicant if field.applicants else (Applicant.TOTAL,):
            held = figures.get((field.id, applicant))
            parts = computed_from(field.id, form, [id_ for id_, who in figures if who is applicant])
            if parts and (held is None or value_of(held) is None):
                yield _sum(field, applicant, [figures[part, applicant] for part in parts])


def _sum(field: Field, applicant: Applicant, parts: Sequence[Figure]) -> Figure:
    values = [value for part in parts if (value := value_of(part)) is not None]
    total = sum(values, Decimal(0)) if len(values) == len(parts) else None
    first = min(parts, key=lambda part: part.start)
    return Figure(
        field=field.id,
        applicant=applicant,
        value=total,
        unit=field.unit,
        status=_status(total, parts),
        qualifier=None,
        origin=Origin.COMPUTED,
        quote="",
        start=first.start,
        end=first.start,
        section=first.section,
    )


def _status(total: Decimal | None, parts: Sequence[Figure]) -> Status:
    if total is not None:
        return Status.REPORTED if total else Status.REPORTED_ZERO
    unread = any(value_of(part) is None and part.status is not Status.BLANK for part in parts)
    return Status.UNPARSED if unread else Status.BLANK
