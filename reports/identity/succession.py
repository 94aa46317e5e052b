"""Which agency followed which: offices through the reforms of 2008-2024 (successions.toml), counties made districts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from reports.data import toml
from reports.identity import agency as naming
from reports.identity import regions, slug
from reports.identity.tables import RegionRow
from reports.model import Agency

_MUNICIPALITIES = {"110000", "120000", "310000", "500000"}
_REGION_SOURCE = "国务院关于行政区划调整的批复"


@dataclass(frozen=True, slots=True)
class Link:
    """One step from an agency to another. `date` is year and month (ISO), or the year alone for a place renamed.

    `kind`: renamed (one to one), merged (several into one), split (one into several).
    """

    agency_id: str
    name: str
    date: str
    kind: str
    source: str


@dataclass(frozen=True, slots=True)
class _Rule:
    older: tuple[str, ...]
    newer: tuple[str, ...]
    levels: tuple[str, ...]
    date: str
    kind: str
    source: str


@cache
def _rules() -> tuple[_Rule, ...]:
    data = toml("successions.toml")
    return tuple(
        _Rule(
            tuple(link["from"]),
            tuple(link["to"]),
            tuple(link.get("levels", ("province", "city", "county"))),
            link["date"],
            link["kind"],
            data["sources"][link["source"]],
        )
        for link in data["links"]
    )


def successors(agency: Agency) -> tuple[Link, ...]:
    """Return the agencies that took over from this one, whether or not the record holds reports of theirs."""
    return tuple(_offices(agency, forward=True)) + tuple(_places(agency, forward=True))


def predecessors(agency: Agency) -> tuple[Link, ...]:
    """Return the agencies this one took over from."""
    return tuple(_offices(agency, forward=False)) + tuple(_places(agency, forward=False))


def _offices(agency: Agency, forward: bool) -> Iterator[Link]:
    named = naming.read(agency.name, agency.regions[::-1])
    levels = _levels(agency)
    before = agency.name.removesuffix(named.office)
    for rule in _rules():
        here, there = (rule.older, rule.newer) if forward else (rule.newer, rule.older)
        if named.office in here and levels & set(rule.levels):
            for office in there:
                other = naming.canonical(_without_tax(before) + office, agency.regions[::-1])
                yield Link(other.id, other.name, rule.date, rule.kind, rule.source)


def _without_tax(place: str) -> str:
    """国家税务总局 stands before the place only since 2018; the offices before it were named by the place alone."""
    return place.removeprefix("国家税务总局")


def _levels(agency: Agency) -> set[str]:
    """Return the levels whose rules fit: a municipality's offices are named like a city's, ministries are central."""
    if not agency.regions:
        return {"central"} if naming.is_central(agency.name) else {"city", "county"}
    level = agency.regions[-1].level
    return {"province", "city"} if agency.regions[-1].code in _MUNICIPALITIES else {level}


def _places(agency: Agency, forward: bool) -> Iterator[Link]:
    if not agency.regions:
        return
    last = agency.regions[-1]
    said = "".join(slug.place_name(agency.regions))
    if not agency.name.startswith(said):
        return
    for row in regions.former_rows():
        here, there = (row, regions.row(row.successor)) if forward else (regions.row(row.successor), row)
        if here and there and (here.code, here.name) == (last.code, last.name) and here is not there:
            yield _moved(agency, said, there, row)


def _moved(agency: Agency, said: str, there: RegionRow, former: RegionRow) -> Link:
    place = "".join(slug.place_name(regions.chain_of(there)))
    other = naming.canonical(place + agency.name.removeprefix(said))
    same = _base(former.name) == _base(regions.label(former.successor) or "")
    return Link(other.id, other.name, str(int(former.last) + 1), "renamed" if same else "merged", _REGION_SOURCE)


def _base(name: str) -> str:
    return name.rstrip("省市县区")
