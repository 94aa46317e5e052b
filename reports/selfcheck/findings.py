"""What a self-check finds: one thing to look at, with the places it is about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Level(StrEnum):
    """How sure it is wrong: numbers that contradict each other; what is not as the form asks; what is only unusual."""

    ERROR = "error"
    WARNING = "warning"
    NOTICE = "notice"


@dataclass(frozen=True, slots=True)
class Place:
    """Where it stands: `text[start:end]` of the draft, or of last year's report where `last_year`.

    `quote` is what stands there; a person's number is masked. `label` names the row and column, "" for a sentence.
    """

    quote: str
    start: int
    end: int
    label: str = ""
    last_year: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """`code` names the sentence of reports/data/selfcheck.toml, `values` what is filled in; `rule` that of a check."""

    code: str
    level: Level
    values: Mapping[str, str] = field(default_factory=dict)
    places: tuple[Place, ...] = ()
    rule: str | None = None
