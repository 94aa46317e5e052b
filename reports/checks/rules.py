"""The rules of reports/data/checks.toml, compiled. Facts live there, none here."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from reports.data import toml

BETWEEN_YEARS = ("carry-over", "in-force", "year-on-year")
"""Rules that need the report of the year before; all others look at one report by itself."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A relation between sums of cells of one report; without `right`, the form's own sum by this rule."""

    name: str
    left: tuple[str, ...]
    right: tuple[str, ...]
    optional: tuple[str, ...]
    when: tuple[str, ...]
    unless: tuple[str, ...]
    each: bool
    at_most: bool


@dataclass(frozen=True, slots=True)
class YearsRule:
    """later(t) = earlier(t-1) + plus(t) - minus(t)."""

    name: str
    later: str
    earlier: str
    plus: tuple[str, ...]
    minus: tuple[str, ...]
    each: bool


@dataclass(frozen=True, slots=True)
class Rules:
    """All of the file."""

    within: tuple[Rule, ...]
    years: tuple[YearsRule, ...]
    sums: Mapping[str, re.Pattern[str]]
    says: Mapping[str, str]
    english: Mapping[str, str]

    def said(self, rule: str, lang: str) -> str:
        """Return what a rule says in a language."""
        return self.english[rule] if lang == "en" else self.says[rule]

    def is_at_most(self, rule: str) -> bool:
        """Say whether a rule of this name asks that the left side is not above the right, rather than equal to it."""
        return any(one.at_most for one in self.within if one.name == rule)


@cache
def rules() -> Rules:
    """Read the file once."""
    data = toml("checks.toml")
    return Rules(
        within=tuple(_rule(row) for row in data["rule"]),
        years=tuple(_years_rule(row) for row in data["years"]),
        sums={name: re.compile(pattern) for name, pattern in data["sums"].items()},
        says=data["says"],
        english=data["says_english"],
    )


def _rule(row: dict[str, Any]) -> Rule:
    return Rule(
        name=row["name"],
        left=tuple(row["left"]),
        right=tuple(row.get("right", ())),
        optional=tuple(row.get("optional", ())),
        when=tuple(row.get("when", (*row["left"], *row.get("right", ())))),
        unless=tuple(row.get("unless", ())),
        each=row.get("each", False),
        at_most=row.get("relation") == "at_most",
    )


def _years_rule(row: dict[str, Any]) -> YearsRule:
    return YearsRule(
        name=row["name"],
        later=row["later"][0],
        earlier=row["earlier"][0],
        plus=tuple(row.get("plus", ())),
        minus=tuple(row.get("minus", ())),
        each=row.get("each", False),
    )
