"""The sums a form must keep, as equations over its cells: what a blank cell would have to hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cache

from reports.forms import FORMS
from reports.model import Applicant
from reports.selfcheck.cells import Key, cells_of

Equation = tuple[tuple[Key, int], ...]
"""Cells with the sign they count by; together they are zero."""
_FLOW = (("received", 1), ("carried_in", 1), ("closed", -1), ("carried_out", -1))


def implied(form: str, known: Mapping[Key, Decimal], key: Key, *, row: bool = True) -> Decimal | None:
    """Return what a cell has to hold by the cells that are known; None where nothing tells, or not one thing.

    Without `row` the other cells of its row do not count.
    """
    found = {_solved(one, known, key) for one in _with(form, key) if row or not _is_row(one)} - {None}
    return found.pop() if len(found) == 1 else None


@cache
def _with(form: str, key: Key) -> tuple[Equation, ...]:
    return tuple(one for one in _equations(form) if any(term == key for term, _ in one))


@cache
def _equations(form: str) -> tuple[Equation, ...]:
    return (*_rows(form), *_columns(form))


def _rows(form: str) -> Iterator[Equation]:
    """The total of a row is the sum of the six types of applicant."""
    for field in dict.fromkeys(field for field, who in cells_of(form) if who is not Applicant.TOTAL):
        yield tuple(((field, who), -1 if who is Applicant.TOTAL else 1) for who in Applicant)


def _columns(form: str) -> Iterator[Equation]:
    cells = cells_of(form)
    sums = [((one.field, 1), *((part, -1) for part in one.parts)) for one in FORMS[form].sums if one.rule]
    flow = tuple((f"requests.{name}", sign) for name, sign in _FLOW)
    for terms in (*sums, flow):
        for who in Applicant:
            keys = tuple(((field, who), sign) for field, sign in terms)
            if all(key in cells for key, _ in keys):
                yield keys


def _is_row(equation: Equation) -> bool:
    return len({field for (field, _), _ in equation}) == 1


def _solved(equation: Equation, known: Mapping[Key, Decimal], key: Key) -> Decimal | None:
    rest, own = Decimal(0), 0
    for term, sign in equation:
        if term == key:
            own = sign
        elif term not in known:
            return None
        else:
            rest += sign * known[term]
    value = -rest * own
    return value if value >= 0 else None
