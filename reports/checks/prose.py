"""Sentences against the table, and the channels a sentence lists against the number it received."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from reports.checks.terms import Key, Side, check_of, side, summed, term, value_of, verdict
from reports.forms.sums import computed_from
from reports.model import Applicant, Check, Figure, Origin, Qualifier, Verdict

_ROUGHLY = Decimal("0.1")
_CHANNELS = ("in_person", "fax", "online", "letter", "email", "other")


def prose_table(figures: Sequence[Figure], cells: Mapping[Key, Figure], form: str) -> Iterator[Check]:
    """Compare each number of a sentence with the cell of its field, or with the cells that add up to it.

    Where one section states a field twice and a number agrees with the cell, a smaller one may be a part: no alarm.
    """
    checks = [check for figure in figures if figure.origin is Origin.PROSE for check in _compared(figure, cells, form)]
    agreed = {(check.field, check.section) for check in checks if check.verdict is Verdict.PASS}
    yield from (
        c for c in checks if c.verdict is not Verdict.FAIL or not (_may_be_part(c) and (c.field, c.section) in agreed)
    )


def _may_be_part(check: Check) -> bool:
    return check.difference is not None and check.difference < 0


def _compared(figure: Figure, figures: Mapping[Key, Figure], form: str) -> Iterator[Check]:
    if (figure.field, figure.applicant) in figures:
        right = side(figures, [figure.field], figure.applicant)
    else:
        there = [field for field, who in figures if who is figure.applicant]
        right = side(figures, computed_from(figure.field, form, there), figure.applicant)
        if right.missing or not right.terms:
            return
    said = figure.value
    left = Side((term(figure),), said, said)
    yield check_of("prose-table", _agrees(figure, left, right), left, right, field=figure.field, section=figure.section)


def _agrees(figure: Figure, left: Side, right: Side) -> Verdict:
    """Let 734余 agree with 741 and 近1000 with 985; a rough number that is far off is left to the reader."""
    if figure.qualifier is None or right.value is None or figure.value is None:
        return verdict(left, right)
    rough = figure.value * _ROUGHLY
    step = rough if figure.qualifier is Qualifier.ABOUT else max(_step(figure.value), rough)
    if figure.qualifier is Qualifier.AT_LEAST and right.value < figure.value:
        return Verdict.FAIL
    return Verdict.PASS if abs(right.value - figure.value) <= step else Verdict.NOT_ASSESSABLE


def _step(value: Decimal) -> Decimal:
    """Return what 余 may stand for: 190余 is less than 200, 734余 less than 740 or so, 18万余 less than 19万."""
    exponent = 0
    while value and value % (10 ** (exponent + 1)) == 0:
        exponent += 1
    return Decimal(10) ** max(exponent, 1)


def prose_channels(figures: Sequence[Figure]) -> Iterator[Check]:
    """Compare received with the channels one section states; more than was received is wrong, less proves nothing."""
    said = {f.field: f for f in reversed(figures) if f.origin is Origin.PROSE and f.applicant is Applicant.TOTAL}
    whole = said.get("requests.received")
    names = [f"requests.received.{name}" for name in _CHANNELS]
    parts = [said[n] for n in names if n in said and whole and said[n].section == whole.section]
    if whole is None or value_of(whole) is None or len(parts) < 2:
        return
    left, right = summed([term(whole)]), summed([term(part) for part in parts])
    result = verdict(left, right)
    if result is Verdict.FAIL:
        result = Verdict.NOT_ASSESSABLE
    yield check_of("channels", result, left, right, field=whole.field, section=whole.section)
