"""Whether what names an agency once is borne out by the rest of the text: how it speaks of itself, and of whom."""

from __future__ import annotations

import re
from typing import Protocol

from reports.identity.named import Named
from reports.identity.offices import GOVERNMENT, TOWN
from reports.identity.wording import wording
from reports.text.wording import patterns

_title_pattern = patterns("title_patterns.toml")
_ACTS, _SO_FAR = _title_pattern("acts"), _title_pattern("so_far")
_IN_ADDRESS = _title_pattern("in_address")
_TOWN_ENDS = ("人民政府", "办事处")
_ADDRESS = 24


class Speech(Protocol):
    """How a text calls who writes it."""

    def weight(self, named: Named) -> int:
        """Weigh whether it calls itself by the kind of this agency."""

    def allows(self, named: Named) -> bool:
        """Say whether it calls itself by no other kind."""


def contact_agrees(named: Named, text: str, speech: Speech) -> bool:
    """Say whether the text, without white space, is that of whom it gives as its contact.

    Never a reception's or a platform's, which answer for a whole place, nor a city's where the text is a county's.
    """
    words = wording()
    if words.reception.search(named.office) or words.platform.search(named.office) or not speech.allows(named):
        return False
    if named.place and named.place[-1].level == "city" and words.lower_level.search(text):
        return False
    return speech.weight(named) > 0 or (not named.office.startswith(GOVERNMENT) and _acts(named, text))


def _acts(named: Named, text: str) -> bool:
    """Say whether the text tells what the agency did, or of a town at least anything beside its contact and address."""
    if TOWN.match(named.office):
        town = next((named.office.removesuffix(end) for end in _TOWN_ENDS if named.office.endswith(end)), named.office)
        found = [match.start() for match in re.finditer(re.escape(town), text)]
        return sum(1 for at in found if not _IN_ADDRESS.search(text, max(0, at - _ADDRESS), at)) > 1
    names = "|".join(map(re.escape, named.agency.names))
    return re.search(rf"(?:{names})(?:{_SO_FAR.pattern})?(?:{_ACTS.pattern})", text) is not None
