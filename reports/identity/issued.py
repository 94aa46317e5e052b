"""Whose own papers a report names: 我局印发了《X局公开指南》 tells of X where nothing else does."""

from __future__ import annotations

import re
from collections.abc import Iterator

from reports.identity import agency as naming
from reports.identity.agreeing import called_by_level
from reports.identity.flat import Flat
from reports.identity.mentions import mentions
from reports.identity.named import Certainty, Named
from reports.identity.offices import GOVERNMENT, TOWN
from reports.identity.tables import names
from reports.identity.wording import wording
from reports.model import Region
from reports.text.wording import patterns

_QUOTED = re.compile(r"[《<〈]([^《》<>〈〉]{6,60})[》>〉]")
_CLAUSE = re.compile("[。；;：:，,\n]")
_TOWN = patterns("name_patterns.toml")("town_begins")
_OFFICE_END = patterns("name_patterns.toml")("office_end")
_LIST = patterns("title_patterns.toml")("listed_before")
_BEFORE, _AFTER = 200, 20


def issuers(opening: Flat, around: tuple[Region, ...]) -> Iterator[tuple[Named, int, int]]:
    """Give whose name begins a paper that the report says was made by its own agency, and where it stands.

    A paper about something (关于…的通知), one that is only followed and a government's tell nothing: those come from
    above. One of a list stands as its first does.
    """
    words = wording()
    for match in _QUOTED.finditer(opening.text):
        before = _LIST.sub("", opening.text[max(0, match.start() - _BEFORE) : match.start()])
        clause = _CLAUSE.split(before)[-1]
        issued = words.issues.search(clause) is not None
        only_followed = words.follows.search(clause) or words.followed.search(
            opening.text[match.end() : match.end() + _AFTER]
        )
        accounts = words.own_accounts.search(match[1]) is not None and words.publishes.search(clause) is not None
        if not (accounts or words.own_papers.search(match[1])) or only_followed:
            continue
        issued = issued or accounts
        if (issued or words.has.search(clause)) and (found := _begins_with(match[1], around)):
            named, end = found
            if issued or called_by_level(named, opening.plain):
                yield named, match.start(1), match.start(1) + end


def _begins_with(title: str, around: tuple[Region, ...]) -> tuple[Named, int] | None:
    """Read the agency a title begins with, also one that leaves out the level of its place (广西海事局)."""
    found = next(mentions(title, around), None)
    options = [(found.named, found.end)] if found and found.start == 0 else []
    ends = (match.end() for match in _OFFICE_END.finditer(title))
    options += [(naming.read(title[:end], around), end) for end in ends if title[:end].endswith(names().vertical_stems)]
    if town := _TOWN.match(title):
        options.append((naming.read(town[0], around), town.end()))
    return next((one for one in options if _tells(one[0])), None)


def _tells(named: Named) -> bool:
    """Say whether a name says whose it is: a town may leave its county to the reader, a government writes for many."""
    enough = Certainty.AMBIGUOUS if TOWN.match(named.office) else Certainty.FULL
    return named.certainty >= enough and named.office != GOVERNMENT
