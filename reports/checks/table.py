"""The rules between the cells of one report's tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from reports.checks.rules import Rule, rules
from reports.checks.terms import Key, Side, check_of, side, summed, term, verdict
from reports.forms.sums import parts_of_rule
from reports.model import Applicant, Check, Figure

_TYPES = tuple(applicant for applicant in Applicant if applicant is not Applicant.TOTAL)


def table_checks(figures: Mapping[Key, Figure], form: str) -> Iterator[Check]:
    """Apply every rule whose cells are there: flow, outcomes, review, litigation, channels, closing, answers, staff…"""
    for rule in rules().within:
        for who in Applicant if rule.each else (Applicant.TOTAL,):
            yield from _applied(rule, figures, who, form)
    yield from _applicants(figures)


def _applied(rule: Rule, figures: Mapping[Key, Figure], applicant: Applicant, form: str) -> Iterator[Check]:
    if not any((field, applicant) in figures for field in rule.when) or any(
        (field, applicant) in figures for field in rule.unless
    ):
        return
    left, right = (
        _side(rule.left, (), figures, applicant),
        _side(_parts(rule, figures, applicant, form), rule.optional, figures, applicant),
    )
    if not left.terms or not right.terms:
        return
    left, right = _without_lost(left, right)
    first = left.terms[0]
    yield check_of(rule.name, verdict(left, right, rule.at_most), left, right, applicant=applicant, field=first.field)


def _parts(rule: Rule, figures: Mapping[Key, Figure], who: Applicant, form: str) -> tuple[str, ...]:
    """Return the cells that a rule adds up: its own, or those that the report's form adds up by this rule."""
    there = [field for field, applicant in figures if applicant is who]
    return rule.right or parts_of_rule(rule.name, rule.left[0], form, there)


def _side(fields: Sequence[str], optional: Sequence[str], figures: Mapping[Key, Figure], applicant: Applicant) -> Side:
    return side(figures, [*fields, *(field for field in optional if (field, applicant) in figures)], applicant)


def _without_lost(left: Side, right: Side) -> tuple[Side, Side]:
    """Let a sum hold although rows are absent, where what is there already makes both sides equal."""
    if (left.missing or right.missing) and left.known == right.known and _complete(left) and _complete(right):
        return _whole(left), _whole(right)
    return left, right


def _complete(one: Side) -> bool:
    return all(term.value is not None for term in one.terms)


def _whole(one: Side) -> Side:
    return Side(one.terms, one.known, one.known)


def _applicants(figures: Mapping[Key, Figure]) -> Iterator[Check]:
    """Every row of the request table: total = sum of the six types of applicant."""
    for field in dict.fromkeys(field for field, who in figures if who is not Applicant.TOTAL):
        left = side(figures, [field], Applicant.TOTAL)
        parts = [figures[field, who] for who in _TYPES if (field, who) in figures]
        if not left.terms:
            continue
        right = _row(parts, missing=len(parts) < len(_TYPES))
        yield check_of("applicants", verdict(left, right), left, right, field=field)


def _row(parts: Sequence[Figure], missing: bool) -> Side:
    return summed([term(part) for part in parts], ("applicant",) if missing else ())
