"""Whose name counts for nothing in a text, because another there does the year's work."""

from __future__ import annotations

from reports.identity import roles
from reports.identity.flat import Flat
from reports.identity.governing import is_government, is_office, of_area
from reports.identity.home import may_be_home
from reports.identity.named import Named
from reports.identity.offices import GOVERNMENT, known_offices
from reports.identity.reporter import Reporter

GOVERNMENTS = (GOVERNMENT, f"{GOVERNMENT}办公室", f"{GOVERNMENT}办公厅")
_FOUND_ANYWHERE = frozenset({"named", "site", "source"})
"""Sayings of whoever is named anywhere, and of the page."""


def drop_portal(found: dict[tuple[str, str], Reporter]) -> None:
    """Leave out a government, or its office, that a page only gives as its source where another agency is named."""
    governments = {key for key, one in found.items() if one.named.office in GOVERNMENTS}
    if governments != found.keys():
        for key in governments:
            if key[0] == "source":
                del found[key]


def drop_idle_government(found: dict[tuple[str, str], Reporter], opening: Flat) -> None:
    """Leave out a government only named, or its site, where a bureau at home in its place does the year's work."""
    said = {agency for kind, agency in found if kind not in _FOUND_ANYWHERE}
    acting = [one.named for one in found.values() if one.kind == "subject" and not _governs(one.named)]
    at_home = any(one.office in known_offices() and may_be_home(opening, one.place) for one in acting)
    idle = [key for key, one in found.items() if _governs(one.named) and key[1] not in said]
    for key in idle if at_home and len(roles.acting(opening.plain)) <= 1 else ():
        if not of_area(found[key].named, opening.plain):
            del found[key]


def drop_of_same_work(found: dict[tuple[str, str], Reporter]) -> None:
    """Leave out a body named in passing where one of the same work at another place or level speaks."""
    speaking = [one.named for one in found.values() if not one.aside]
    said = {named.agency.id for named in speaking}
    for key, one in list(found.items()):
        if one.aside and key[1] not in said and any(_same_work(one.named, other) for other in speaking):
            del found[key]


def _same_work(one: Named, other: Named) -> bool:
    """Say whether one office's name ends as the other's; a name that holds no known office says nothing of its work."""
    offices = one.office, other.office
    return all(offices) and (one.office.endswith(other.office) or other.office.endswith(one.office))


def _governs(named: Named) -> bool:
    return is_government(named) or is_office(named)
