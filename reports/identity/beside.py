"""Whether a body that a text names only stands beside who reports: acts on them, stands above, or does nothing."""

from __future__ import annotations

from reports.identity import governing, roles
from reports.identity.named import Named
from reports.identity.offices import known_offices
from reports.identity.statements import Statements

SAYS_LITTLE = frozenset({"named", "site", "path", "source", "publisher"})
"""Sayings that may be those of a page around a report."""
_ANYWHERE = frozenset({"named", "site"})
_WITHOUT_ACTS = SAYS_LITTLE | {"contact", "contact line", "address", "its disclosure"}
"""Sayings in which a government does nothing itself."""


def only_beside(best: Named, statements: Statements) -> str | None:
    """Say why a body that the text names, and nothing else tells of, need not be who reports; None where it may be."""
    sayings = [one for one in statements.reporters if one.named.agency.id == best.agency.id]
    kinds, plain = {one.kind for one in sayings}, statements.opening.plain
    name, speech = best.agency.name, statements.speech
    if kinds <= _ANYWHERE and all(one.aside for one in sayings):
        return f"{name} is only named for what it does to others"
    if kinds <= _ANYWHERE and roles.stands_above(best, plain):
        return f"{name} stands above the area that the text calls its own"
    if governing.is_government(best) and kinds <= _ANYWHERE and speech.areas and not speech.speaks_of(best):
        return f"the text speaks of no area of the level of {name}"
    if governing.is_government(best) and kinds <= _WITHOUT_ACTS and not governing.of_area(best, plain):
        another = governing.office_first(best, plain) or roles.acting(plain)
        return f"another acts, and not {name}" if another else None
    if kinds == {"subject"} and best.office in known_offices():
        acts = roles.acting(plain)
        own = acts.pop(best.office, 0)
        return f"others act as {name} does" if any(times >= max(own, 1) for times in acts.values()) else None
    return None
