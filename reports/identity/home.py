"""The place that a text without one is at home in: that of the only government's site on which it publishes."""

from __future__ import annotations

import re

from reports.identity import regions
from reports.identity.flat import Flat
from reports.identity.mentions import placed
from reports.identity.offices import known_offices, office
from reports.model import Region
from reports.text.wording import patterns

_title_pattern = patterns("title_patterns.toml")
_SITE, _ON = _title_pattern("site_of_place"), _title_pattern("publishes_on")
_OF_LEVEL = _title_pattern("of_level").pattern
_ZONE, _OWN_LEVEL = _title_pattern("of_a_zone"), _title_pattern("own_level")
_WHOLE, _OFFICE = _title_pattern("whole_area"), _title_pattern("governments_office").pattern
_COUNTIES = _title_pattern("counties_within")
_SUBJECT = _title_pattern("clause_begins")
_BEFORE = 4
_REPEATED = 2
_LEVELS = frozenset("市区县旗州盟")


def home(opening: Flat) -> tuple[Region, ...]:
    """Return the place of the one site, with those above it; empty where anything speaks of another or leaves it open.

    A city that has cities in it is left open: 市 may be one of them, and the site that of the body above.
    """
    plain = opening.plain
    found = [(place, _on_site(plain, start, end)) for place, start, end in placed(plain)]
    sites = {place for place, on_site in found if on_site}
    if len(sites) != 1:
        return ()
    own = next(iter(sites))
    codes = {region.code for region in own}
    if any(place[-1].code not in codes for place, _ in found) or own[-1].level == "province":
        return ()
    level = own[-1].name[-1]
    ambiguous = regions.holds_cities(own[-1]) or (level == own[0].name[-1] == "区") or _ZONE.search(plain)
    others = any(match["level"] != level for match in _OWN_LEVEL.finditer(plain))
    said = re.search(_OF_LEVEL.replace("%s", level), plain)
    return own if said and not ambiguous and not others else ()


def may_be_home(opening: Flat, place: tuple[Region, ...]) -> bool:
    """Say whether a site's place can be the text's: it calls its area so (我县), and names no other's site.

    A city that has cities in it is its own where it speaks of them or of counties, as none of them does.
    """
    levels = {match["level"] for match in _OWN_LEVEL.finditer(opening.plain)}
    if place and levels and place[-1].name[-1] in _LEVELS - levels:
        return False
    if place and regions.holds_cities(place[-1]) and not _COUNTIES.search(opening.plain):
        return False
    found = placed(opening.plain)
    return not any(other[-1] not in place and _SITE.match(opening.plain, end) for other, _, end in found)


def _on_site(plain: str, start: int, end: int) -> bool:
    return _SITE.match(plain, end) is not None and _ON.search(plain, max(0, start - _BEFORE), start) is not None


def is_whole_area(opening: Flat, level: str) -> bool:
    """Say whether a text is the report of a whole area: all its bodies act in it, its government's office, no other."""
    plain = opening.plain
    whole = sum(1 for match in _WHOLE.finditer(plain) if match["level"] == level)
    if whole < _REPEATED or not re.search(_OFFICE.replace("%s", level), plain):
        return False
    named = (match[1] for match in _SUBJECT.finditer(plain) if match[1].startswith(level))
    others = (name for name in named if not re.match(_OFFICE.replace("%s", level), name))
    return not any(office(name.removeprefix(level))[0] in known_offices() for name in others)
