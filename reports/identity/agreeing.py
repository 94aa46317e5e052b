"""Whether what names an agency once is borne out by the rest of the text: how it speaks of itself, and of whom."""

from __future__ import annotations

import re

from reports.identity.named import Named
from reports.identity.offices import GOVERNMENT, TOWN
from reports.identity.speech import Speech
from reports.identity.tables import names
from reports.identity.wording import wording
from reports.text.wording import any_of, patterns

_title_pattern = patterns("title_patterns.toml")
_ACTS, _SO_FAR = _title_pattern("acts"), _title_pattern("so_far")
_FROM_ABOVE = _title_pattern("acts_from_above")
_IN_ADDRESS = _title_pattern("in_address")
_TOWN_ENDS = ("人民政府", "办事处")
_ADDRESS = 24


def contact_agrees(named: Named, text: str, speech: Speech) -> bool:
    """Say whether the text, without white space, is that of whom it gives as its contact.

    Never a reception's or a platform's, which answer for a whole place, nor a city's where the text is a county's.
    """
    words = wording()
    if words.reception.search(named.office) or words.platform.search(named.office) or not speech.allows(named):
        return False
    if _of_a_county(named, text):
        return False
    return speech.weight(named) > 0 or (not named.office.startswith(GOVERNMENT) and _acts(named, text))


def called_by_level(named: Named, text: str) -> bool:
    """Say whether the text calls the agency by the level of its place alone (市教育局), and speaks of no county's."""
    if not named.place or _of_a_county(named, text):
        return False
    level, forms = named.place[-1].name[-1], (named.office, *names().stems.get(named.office, ()))
    called = rf"(?<![\u4e00-\u9fff]){level}(?:{any_of(forms)})(?!{_FROM_ABOVE.pattern})"
    return re.search(called, text) is not None


def _of_a_county(named: Named, text: str) -> bool:
    """Say whether a text that names a city's agency speaks as one of a county does (县委, 我区)."""
    return bool(named.place) and named.place[-1].level == "city" and wording().lower_level.search(text) is not None


def _acts(named: Named, text: str) -> bool:
    """Say whether the text tells what the agency did, or of a town at least anything beside its contact and address."""
    if TOWN.match(named.office):
        town = next((named.office.removesuffix(end) for end in _TOWN_ENDS if named.office.endswith(end)), named.office)
        found = [match.start() for match in re.finditer(re.escape(town), text)]
        return sum(1 for at in found if not _IN_ADDRESS.search(text, max(0, at - _ADDRESS), at)) > 1
    return re.search(rf"(?:{any_of(named.agency.names)})(?:{_SO_FAR.pattern})?(?:{_ACTS.pattern})", text) is not None
