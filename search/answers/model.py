"""What is passed on between reading a question and answering it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, Protocol

from index.record.figures import StoredFigure
from index.record.rows import Page, StoredAgency
from reports.model import Region
from search.comparison import Turn

Ask = Literal["value", "ranking", "which", "change"]
"""The value itself; the agencies with the most or least; those with more than zero; this year's against another's."""
Status = Literal["answered", "choices", "unknown"]
Reason = Literal[
    "nothing_asked",
    "not_understood",
    "unknown_agency",
    "unknown_place",
    "several_agencies",
    "unknown_field",
    "several_fields",
    "wrong_unit",
    "no_year",
    "too_many",
    "no_report",
    "not_asked",
    "not_stated",
    "blank",
    "unparsed",
    "not_comparable",
]
"""Why there is no answer, or why there are choices."""


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a question; nothing covers an "unknown" one. `value` is what a word says (reports/questions.py)."""

    kind: Literal[
        "agency",
        "place",
        "office",
        "year",
        "concept",
        "applicant",
        "measure",
        "operation",
        "everybody",
        "filler",
        "number",
        "unknown",
    ]
    start: int
    end: int
    text: str
    value: str = ""
    years: tuple[int, ...] = ()
    every_year: bool = False
    agencies: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    regions: tuple[Region, ...] = ()


@dataclass(frozen=True, slots=True)
class InterpretedQuestion:
    """A question as it was read.

    `agencies` are ids of the record; `regions` those whose agencies are compared; `fields` are all that the words fit.
    `years` in order, empty where none was named; `top` is how many of a ranking. `left` is what no word covers.
    """

    q: str
    ask: Ask = "value"
    agencies: tuple[str, ...] = ()
    regions: tuple[Region, ...] = ()
    fields: tuple[str, ...] = ()
    applicant: str = "total"
    years: tuple[int, ...] = ()
    every_year: bool = False
    descending: bool = True
    top: int = 10
    left: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """Something a question may mean: the value of the parameter it stands for, and how it is called."""

    parameter: Literal["agency", "field", "year", "region"]
    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Gap:
    """Where a value that was asked for is not to be had; `statement` is the blank or unread cell, if there is one."""

    agency: str
    agency_name: str
    year: int
    report: str | None
    reason: Reason
    statement: StoredFigure | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """`total` counts the agencies with a value where agencies are compared, `without` those without one.

    `change` is the later value less the earlier one, None where they do not compare; `reasons` say why not.
    """

    status: Status
    understood: InterpretedQuestion
    field: str | None = None
    figures: tuple[StoredFigure, ...] = ()
    gaps: tuple[Gap, ...] = ()
    change: Decimal | None = None
    reasons: tuple[Reason, ...] = ()
    choices: tuple[Choice, ...] = ()
    total: int | None = None
    without: int | None = None
    names: tuple[tuple[str, str], ...] = ()
    """Ids and names of the agencies that were understood."""
    unheld: tuple[str, ...] = ()
    """Names of agencies that were understood and are not held."""
    turns: tuple[Turn, ...] = ()
    """Why two years do not compare."""


class Trouble(Exception):
    """A question that cannot be read in one way."""

    def __init__(
        self,
        reason: Reason,
        understood: InterpretedQuestion,
        choices: tuple[Choice, ...] = (),
        names: tuple[str, ...] = (),
    ) -> None:
        super().__init__(reason)
        self.reason: Reason = reason
        self.understood = understood
        self.choices = choices
        self.names = names


class Directory(Protocol):
    """Knows agencies by many names at once."""

    def named_agencies(self, keys: tuple[str, ...]) -> Mapping[str, tuple[str, ...]]: ...

    def agency_names(self, ids: tuple[str, ...]) -> Mapping[str, str]: ...

    def agencies(self, q: str | None = None, limit: int = 20) -> Page[StoredAgency]: ...
