"""Whether a government reports or its office, where a text names the office: whom it has do the year's work.

An office also writes, signs, publishes and answers for its government's report, so that its name alone says little.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import Enum
from functools import lru_cache

from reports.identity import agency as naming
from reports.identity import regions
from reports.identity.named import Named
from reports.model import Region
from reports.text.wording import any_of, patterns

_title_pattern = patterns("title_patterns.toml")
_OFTEN = 3
_OFFICE = patterns("name_patterns.toml")("office_of_government")


class Writer(Enum):
    """Whose report it is: `EITHER` where the text speaks for both or for neither, `SILENT` where it has nobody act."""

    GOVERNMENT = "government"
    OFFICE = "office"
    EITHER = "either"
    SILENT = "silent"


def is_office(named: Named) -> bool:
    """Say whether this is the office of a government."""
    return _OFFICE.match(named.office) is not None


def is_government(named: Named) -> bool:
    """Say whether this is a government, of a league too."""
    return _OFFICE.match(f"{named.office}办公室") is not None


def government_of(office: Named) -> Named:
    """Return the government whose office this is."""
    match = _OFFICE.match(office.office)
    name = office.agency.name.removesuffix(office.office) + (match[1] if match else "")
    return naming.read(name, office.place)


def announced_office(government: Named, announced: Iterable[Named]) -> Named | None:
    """Return the office of this government where the opening announces the report as that office's own."""
    offices = (one for one in announced if is_office(one))
    return next((one for one in offices if government_of(one).agency.id == government.agency.id), None)


def writer(named: Named, plain: str, calls: int, areas: int) -> Writer:
    """Say who writes a text that names a government's office.

    `plain`: its opening without white space; `calls`: how often it says 我办 or 我厅, `areas`: 我市 or 全县.
    """
    if _title_pattern("put_together").search(plain):
        return Writer.GOVERNMENT
    first, acts = _first_to_act(named, plain), _area_acts(named, plain)
    area = of_area(named, plain)
    if calls:
        many = areas > 2 * calls
        return Writer.OFFICE if not many else Writer.GOVERNMENT if area and first != "office" else Writer.EITHER
    if first == "office":
        return Writer.EITHER if acts else Writer.OFFICE
    if area or (areas >= _OFTEN and not _office_acts(named, plain)):
        return Writer.GOVERNMENT
    return Writer.EITHER if areas else Writer.SILENT


def of_area(named: Named, plain: str) -> bool:
    """Say whether a text that names a body of a place is put together from all bodies there, or has the place act."""
    put_together = _title_pattern("put_together").search(plain) is not None
    return put_together or _first_to_act(named, plain) == "area" or _area_acts(named, plain)


def office_first(named: Named, plain: str) -> bool:
    """Say whether an office of a government is the first to act in a text that names a body of its place."""
    return _first_to_act(named, plain) == "office"


def _first_to_act(named: Named, plain: str) -> str:
    """Return whom the first words about the year say that it acts, `office` or `area`; '' where they name neither."""
    match = _patterns(*_place(named))[0].search(plain)
    return (match.lastgroup or "") if match else ""


def _area_acts(named: Named, plain: str) -> bool:
    """Say whether a sentence has the whole area or all its bodies disclose, publish or receive."""
    return _patterns(*_place(named))[1].search(plain) is not None


def _office_acts(named: Named, plain: str) -> bool:
    """Say whether a sentence begins with the office and what it does."""
    return _patterns(*_place(named))[2].search(plain) is not None


def _place(named: Named) -> tuple[str, tuple[Region, ...]]:
    """Return the place of an office as its name prints it, and the divisions that it is."""
    return named.agency.name.removesuffix(named.office), named.place


@lru_cache(maxsize=256)
def _patterns(printed: str, place: tuple[Region, ...]) -> tuple[re.Pattern[str], ...]:
    """Return the patterns of who acts first, of a whole area that acts and of the office, with this place's names."""
    forms = {form for region in place for form in (region.name, regions.bare(region.name))} | {printed}
    names = {form for form in forms if len(form) > 1}
    of_place = patterns("title_patterns.toml", place_names=f"(?:{any_of(names)})" if names else "(?!)")
    return of_place("acts_first"), of_place("area_acts"), of_place("office_acts")


def settles(written: Writer, kinds: Iterable[str]) -> bool:
    """Say whether statements of these kinds, with who writes, make the report the office's own."""
    if written == Writer.SILENT:
        return not _ONLY_RESPONSIBLE.issuperset(kinds)
    return written == Writer.OFFICE


_ONLY_RESPONSIBLE = frozenset({"contact", "contact line", "address", "publisher", "source", "path", "site", "named"})
"""Sayings in which an office stands for its government's report just as for its own."""
