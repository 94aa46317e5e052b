"""Whether who stands over a title, or over a whole text, is only the site's, and another speaks below."""

from __future__ import annotations

from reports.identity import governing, roles
from reports.identity.named import Named
from reports.identity.offices import GOVERNMENT, TOWN
from reports.identity.statements import Statements
from reports.identity.title import Title
from reports.identity.wording import wording
from reports.text.wording import patterns

_SYSTEM = patterns("name_patterns.toml")("called_by_work")
_OWN_WORDS = frozenset({"announced", "opening", "head of the form", "signature", "contact", "subject"})
"""Sayings in which a report says itself whose it is."""


def is_only_above(named: Named, title: Title, statements: Statements) -> bool:
    """Say whether the first of the lines joined to a title is no part of it: another kind of body, a site's head.

    A head over a column's name alone (政府信息公开年报, without a year) tells only where the text speaks of its area.
    """
    silent = named.office == GOVERNMENT and title.year is None and not statements.speech.speaks_of(named)
    silent = silent or (title.year is None and office_writes(named, statements) is not None)
    silent = silent or (named.office == GOVERNMENT and _bureau_works(named, title, statements))
    return silent or not statements.speech.allows(named) or is_of_the_site(named, statements)


def _bureau_works(government: Named, title: Title, statements: Statements) -> bool:
    """Say whether a bureau does the year's work in the text, and nowhere the area of the government above its title."""
    plain = statements.opening.plain
    acting = roles.acting(plain)
    if not acting or governing.of_area(government, plain):
        return False
    subjects = (one.named.office for one in statements.reporters if one.kind == "subject")
    return title.year is None or (len(acting) == 1 and any(office in acting for office in subjects))


def office_writes(government: Named, statements: Statements) -> Named | None:
    """Return this government's office where the text announces the report as its own, or has it do the year's work."""
    if not governing.is_government(government):
        return None
    offices = (one for one in statements.reporters if governing.is_office(one.named))
    own = [one for one in offices if one.named.place == government.place]
    speech = statements.speech
    writes = (one for one in own if one.kind == "announced" or speech.writer(one.named) == governing.Writer.OFFICE)
    return next((one.named for one in writes), None)


def is_of_the_site(government: Named, statements: Statements) -> bool:
    """Say whether the government over a title is the site's: nobody says 我区, and another speaks for itself below."""
    if government.office != GOVERNMENT or statements.speech.speaks_of(government):
        return False
    if any(_SYSTEM.search(title.text) for title in statements.titles):
        return True
    spoken = [one for one in statements.reporters if not one.named.office.startswith(GOVERNMENT)]
    others = [one for one in spoken if not wording().desk.match(one.named.office)]
    within = (one for one in others if government.place == one.named.place[: len(government.place)])
    return any(one.kind in _OWN_WORDS for one in others) or any(TOWN.match(one.named.office) for one in within)
