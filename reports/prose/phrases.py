"""The phrases of reports/data/phrases.toml, compiled. Facts live there, none here."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

Pattern = re.Pattern[str]
_DATA = Path(__file__).resolve().parent.parent / "data" / "phrases.toml"


@dataclass(frozen=True, slots=True)
class Phrase:
    """One way in which sentences state a field, or look as if they did (`fields` is empty then)."""

    fields: tuple[str, ...]
    patterns: tuple[Pattern, ...]
    units: str
    context: Pattern | None
    unless: Pattern | None
    channel: str | None
    any_year: bool
    also: bool
    alone: bool
    bare: bool
    only: bool
    until: int
    whole: bool
    zero: bool


@dataclass(frozen=True, slots=True)
class Noun:
    """A matter that a negation may deny."""

    field: str
    word: Pattern
    context: Pattern


@dataclass(frozen=True, slots=True)
class Phrases:
    """All of the file."""

    numbers: tuple[Phrase, ...]
    also: tuple[Phrase, ...]
    nothing: tuple[Phrase, ...]
    nouns: tuple[Noun, ...]
    denial: Pattern
    denial_after: Pattern
    denial_spoilt: Pattern
    bare_none: Pattern
    bare_headings: tuple[tuple[Pattern, str], ...]
    channels: Mapping[str, Pattern]
    scope: Mapping[str, Pattern]


@cache
def phrases() -> Phrases:
    """Read the file once."""
    data = tomllib.loads(_DATA.read_text("utf-8"))
    words = _expanded(data["words"])
    read = [_phrase(row, data, words) for row in data["phrase"]]
    negation = data["negation"]
    noun = "|".join([*(row["word"] for row in negation["noun"]), negation["beside"]])
    many = f"(?:{noun}){{cases}}(?>(?:、|和|及|与|以及|或者?){negation['filler']}(?:{noun}){{cases}})*+"
    return Phrases(
        numbers=tuple(p for p in read if not p.also),
        also=tuple(p for p in read if p.also),
        nothing=tuple(_phrase(row, data, words) for row in data["none"]),
        nouns=tuple(
            Noun(row["field"], re.compile(row["word"]), re.compile(data["contexts"][row["context"]]))
            for row in negation["noun"]
        ),
        denial=_compiled(negation["before"] + negation["filler"] + f"(?P<nouns>{many})" + negation["bound"], words),
        denial_after=_compiled(f"(?P<nouns>{many})" + negation["after"], words),
        denial_spoilt=re.compile(negation["spoilt"]),
        bare_none=re.compile(data["bare_none"]["pattern"]),
        bare_headings=tuple((re.compile(k), v) for k, v in data["bare_none"]["headings"].items()),
        channels={name: re.compile(pattern) for name, pattern in data["channels"].items()},
        scope={name: _compiled(pattern, words) for name, pattern in data["scope"].items()},
    )


def _expanded(words: dict[str, str]) -> dict[str, str]:
    done: dict[str, str] = {}
    for name, pattern in words.items():
        done[name] = _filled(pattern, done)
    return done


def _filled(pattern: str, words: Mapping[str, str]) -> str:
    return re.sub(r"\{([a-z_]+\d?)\}", lambda m: words[m[1]], pattern)


def _compiled(pattern: str, words: Mapping[str, str]) -> Pattern:
    return re.compile(_filled(pattern, words))


def _phrase(row: dict[str, Any], data: dict[str, Any], words: Mapping[str, str]) -> Phrase:
    context, unless = row.get("context"), row.get("except")
    return Phrase(
        fields=tuple(row.get("fields", [row["field"]] if "field" in row else [])),
        patterns=tuple(_compiled(pattern, words) for pattern in row["pattern"]),
        units=row.get("units", ""),
        context=re.compile(data["contexts"][context]) if context else None,
        unless=re.compile(data["except"][unless]) if unless else None,
        channel=row.get("channel"),
        any_year=row.get("any_year", False),
        also=row.get("also", False),
        alone=row.get("alone", False),
        bare=row.get("bare", False),
        only=row.get("only", False),
        until=row.get("until", 9999),
        whole=row.get("whole", False),
        zero=row.get("zero", False),
    )
