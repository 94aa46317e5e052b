"""Agencies and places that a text names anywhere, found by how places begin; who reports is judged elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from reports.identity import agency as naming
from reports.identity import regions
from reports.identity.named import Certainty, Named
from reports.identity.offices import bureau_stems
from reports.identity.tables import names, region_rows
from reports.identity.wording import wording
from reports.model import Region
from reports.text.wording import any_of, patterns

_name_pattern = patterns("name_patterns.toml")
_WIDEST = 48
_PLACE = 40
_SEVERAL = _name_pattern("several_offices")
_OWN = ("局", "委员会", "委", "厅", "办", "办公室")
_BUREAU = ("局", "厅", "委员会")
_AND = "和"  # also the first character of 和县: …的通知》和县政府办公室


@dataclass(frozen=True, slots=True)
class Mention:
    """An agency named with its place, at `text[start:end]`."""

    named: Named
    start: int
    end: int


@cache
def _beginnings() -> frozenset[str]:
    """The first two characters of every place and every agency of the central government."""
    places = {form[:2] for row in region_rows() for form in (row.name, *regions.contractions(row.name))}
    return frozenset(places | {name[:2] for name in (*names().central, *names().zone_regions, *names().prefixes)})


@cache
def _offices() -> re.Pattern[str]:
    own = any_of(stem for stem in names().full_stem if stem.endswith(_OWN))
    within = ("group_within", "heads", "town_within", "branch_within", "other_office")
    group, head, town, branch, other = (_name_pattern(name).pattern for name in within)
    stem = any_of(names().full_stem)
    return re.compile(rf"{group}|(?:{head})(?:{town}|(?:{own}))|(?:{stem}){branch}|(?:{stem})|{other}", re.VERBOSE)


def mentions(text: str, near: tuple[Region, ...]) -> Iterator[Mention]:
    """Give every agency named with its place, but for those that stand before a title: they issued that paper."""
    beginnings, at = _beginnings(), 0
    while at < len(text) - 3:
        joins = text[at] == _AND and at > 0 and text[at - 1] not in "。；："
        if text[at : at + 2] in beginnings and not joins and (size := _size(text[at : at + _WIDEST], near)):
            named = naming.read(text[at : at + size], near)
            issued = text.startswith(("《", "关于", "□"), at + size)
            if named.certainty >= Certainty.AMBIGUOUS and not issued and not _SEVERAL.search(named.office):
                yield Mention(named, at, at + size)
            at += size
            continue
        at += 1


def _size(text: str, near: tuple[Region, ...]) -> int:
    """Return how long the agency's name is that the text begins with, 0 where it begins with none."""
    central = next((name for name in names().central if text.startswith(name)), "")
    prefix = next((p for p in (*names().prefixes, *names().zone_regions) if text.startswith(p)), "")
    body = text[len(prefix) :]
    place = regions.read(body, near, bare=bool(prefix) and prefix not in names().zone_regions)
    if not (central or place or prefix):
        return _without_level(text)
    if (central and not (prefix and place)) or not (place or prefix):
        return len(central)
    rest = place.rest if place else body
    match = _offices().match(rest)
    return len(text) - len(rest) + match.end() if match else len(central)


def _without_level(text: str) -> int:
    """Return the length of a bureau's name that lacks the 省 or 市 of its place (广东气象局), 0 where there is none."""
    place = regions.read(text, bare=True)
    if not place or len(place.regions) not in (1, 2) or wording().no_place.match(place.text):
        return 0
    match = _bureaus().match(place.rest)
    return len(place.text) + match.end() if match else 0


@cache
def _bureaus() -> re.Pattern[str]:
    own = any_of(stem for stem in bureau_stems() if stem.endswith(_BUREAU))
    return re.compile(own)


def placed(text: str) -> Iterator[tuple[tuple[Region, ...], int, int]]:
    """Give every place that is named, with those above it, and where it stands."""
    beginnings, at = _beginnings(), 0
    while at < len(text) - 1:
        if text[at : at + 2] in beginnings:
            place = regions.read(text[at : at + _PLACE])
            if place:
                if place.regions:
                    yield place.regions, at, at + len(place.text)
                at += len(place.text)
                continue
        at += 1
