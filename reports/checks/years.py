"""The rules between two years of one agency, and what the later report claims of the change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from reports.checks.rules import YearsRule, rules
from reports.checks.terms import Key, Side, cells, check_of, side, summed, term, verdict
from reports.choice import main_figures
from reports.model import Applicant, Check, Claim, Figure, Term, Verdict


def check_years(earlier: Sequence[Figure], later: Sequence[Figure], claims: Sequence[Claim] = ()) -> tuple[Check, ...]:
    """Check two consecutive years of one agency: carry-over, in-force and, for the later report's claims, year-on-year.

    The terms of the earlier report point into its own text. A field either report does not have yields nothing.
    """
    before, now = cells(earlier), cells(later)
    found = [check for rule in rules().years for check in _between(rule, before, now)]
    return (*found, *_claimed(earlier, claims))


def _between(rule: YearsRule, before: Mapping[Key, Figure], now: Mapping[Key, Figure]) -> Iterator[Check]:
    for who in Applicant if rule.each else (Applicant.TOTAL,):
        if (rule.later, who) not in now or (rule.earlier, who) not in before:
            continue
        left = side(now, [rule.later], who)
        change = side(now, rule.plus, who, rule.minus)
        right = summed([_of_last_year(before[rule.earlier, who]), *change.terms], change.missing)
        yield check_of(rule.name, verdict(left, right), left, right, applicant=who, field=rule.later)


def _of_last_year(figure: Figure) -> Term:
    return replace(term(figure), years_back=1)


def _claimed(earlier: Sequence[Figure], claims: Sequence[Claim]) -> Iterator[Check]:
    main = {(f.field, f.applicant): f for f in (earlier[index] for index in main_figures(earlier))}
    for claim in claims:
        figure = main.get((claim.field, claim.applicant))
        if figure is None:
            continue
        stated = Term(claim.field, claim.applicant, claim.change, claim.quote, claim.start, claim.end)
        left = Side((stated,), claim.change, claim.change)
        base = _of_last_year(figure)
        yield _compared(claim, left, base)


def _compared(claim: Claim, left: Side, base: Term) -> Check:
    """Compare in the precision of the claim: 9% holds for 8.6 (rounded) and for 9.4 and 9.96 (cut)."""
    actual = _actual(claim, base.value)
    right = Side((base,), actual, actual)
    if actual is None or claim.qualifier is not None:
        result = Verdict.NOT_ASSESSABLE
    else:
        exponent = claim.change.as_tuple().exponent
        step = Decimal(10) ** (exponent if isinstance(exponent, int) else 0) if claim.percent else Decimal(0)
        off = abs(actual - claim.change)
        result = Verdict.PASS if off == 0 or off < step else Verdict.FAIL
    return check_of(
        "year-on-year", result, left, right, applicant=claim.applicant, field=claim.field, section=claim.section
    )


def _actual(claim: Claim, base: Decimal | None) -> Decimal | None:
    """Return the change since the earlier value: in per cent, to six places, or in the unit of the field."""
    if base is None or (claim.percent and not base):
        return None
    change = claim.value - base
    return (change * 100 / base).quantize(Decimal("0.000001")).normalize() if claim.percent else change
