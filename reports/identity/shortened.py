"""Short names of offices that no table tells (市城管执法委), spelled out where the file itself prints the long one."""

from __future__ import annotations

from collections.abc import Iterable

from reports.identity import agency as naming
from reports.identity.named import Certainty, Named
from reports.identity.offices import known_offices
from reports.model import Agency

_SHORT_ENDS = (("委员会", "委"), ("办公室", "办"), ("管理委员会", "管委会"))
_GAPS = 2
"""Places at which an abbreviation leaves words out. One alone is that of a successor: 经济局, 经济和信息化局."""


def spelled_out(agency: Agency, others: Iterable[Named]) -> Agency:
    """Return the agency under the one long name that others of the same place give its office, else as it is."""
    own = naming.read(agency.name)
    if own.office in known_offices() or not own.place:
        return agency
    same = (one for one in others if one.certainty == Certainty.FULL and one.place[-1:] == own.place[-1:])
    found = {one.agency.name: one.agency for one in same if abbreviates(own.office, one.office)}
    return next(iter(found.values())) if len(found) == 1 else agency


def abbreviates(short: str, long: str) -> bool:
    """Say whether the short name is the long one's characters in their order, with several gaps."""
    for whole, end in _SHORT_ENDS:
        if long.endswith(whole) and short.endswith(end):
            long = long.removesuffix(whole) + end
    if len(short) >= len(long) or short[:1] != long[:1] or short[-1:] != long[-1:]:
        return False
    at, gaps = 0, 0
    for character in short:
        found = long.find(character, at)
        if found < 0:
            return False
        gaps += found > at
        at = found + 1
    return gaps >= _GAPS and at == len(long)
