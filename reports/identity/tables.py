"""The tables of facts behind identity, each read once when first needed."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache

from reports.data import HERE, toml


@dataclass(frozen=True, slots=True)
class Names:
    """agency_names.toml: how agencies and the places that are no administrative division are called."""

    stems: dict[str, tuple[str, ...]]
    full_stem: dict[str, str]
    slugs: dict[str, str]
    prefixes: dict[str, str]
    vertical_stems: tuple[str, ...]
    vertical_full: dict[str, tuple[str, str]]
    central: dict[str, str]
    central_short: dict[str, tuple[str, ...]]
    zone_words: tuple[str, ...]
    zone_regions: dict[str, str]
    corps: dict[str, str]
    elsewhere: dict[str, str]
    suffixes: tuple[str, ...]
    own_names: tuple[str, ...]
    proper: tuple[str, ...]
    collective: frozenset[str]
    advertising: tuple[str, ...]
    own_kinds: dict[str, tuple[str, ...]]
    pinyin: dict[str, str]


@cache
def names() -> Names:
    data = toml("agency_names.toml")
    stems = {full: tuple(short) for full, short in data["stems"].items()}
    full_stem = {short: full for full, forms in stems.items() for short in forms}
    full_stem.update({full: full for full in stems})
    short = {full: tuple(forms) for full, forms in data["central"]["short"].items()}
    central = {form: full for full, forms in short.items() for form in forms}
    central.update({name: name for name in data["central"]["names"]})
    return Names(
        stems=stems,
        full_stem=full_stem,
        slugs=data["slugs"],
        prefixes={form: full for full in data["vertical"]["prefixes"] for form in (*short.get(full, ()), full)},
        vertical_stems=_longest_first(data["vertical"]["stems"]),
        vertical_full={short: (prefix, office) for short, (prefix, office) in data["vertical"]["full"].items()},
        central=central,
        central_short=short,
        zone_words=_longest_first(data["zones"]["words"]),
        zone_regions=data["zones"]["regions"],
        corps=data["corps"],
        elsewhere=data["elsewhere"],
        suffixes=_longest_first(data["suffixes"]["words"]),
        own_names=_longest_first(data["suffixes"]["own_names"]),
        proper=_longest_first(data["suffixes"]["beginnings"]),
        collective=frozenset(data["suffixes"]["collective"]),
        advertising=_longest_first(data["suffixes"]["advertising"]),
        own_kinds={called: tuple(ends) for called, ends in data["own_kinds"].items()},
        pinyin=data["pinyin"],
    )


@dataclass(frozen=True, slots=True)
class RegionRow:
    """One line of regions.csv. `last` is the last year-end at which a former name stood; empty for today's names."""

    code: str
    name: str
    level: str
    parent: str
    last: str
    successor: str


@cache
def region_rows() -> tuple[RegionRow, ...]:
    with (HERE / "regions.csv").open(encoding="utf-8", newline="") as file:
        lines = (line for line in file if not line.startswith("#"))
        return tuple(RegionRow(**row) for row in csv.DictReader(lines))


@cache
def region_short() -> dict[str, tuple[str, ...]]:
    """Return region_short.toml: the full name of a division → short names that do not follow from it."""
    return {full: tuple(short) for full, short in toml("region_short.toml").items()}


def _longest_first(words: list[str]) -> tuple[str, ...]:
    return tuple(sorted(set(words), key=lambda word: (-len(word), word)))
