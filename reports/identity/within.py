"""Offices within an agency, which write and answer for it, and agencies that end like one (外事办公室)."""

from __future__ import annotations

from reports.identity import agency as naming
from reports.identity.governing import is_office
from reports.identity.left_out import GOVERNMENTS
from reports.identity.named import Named
from reports.identity.offices import GROUP, known_offices
from reports.model import Region
from reports.text.wording import patterns

_name_pattern = patterns("name_patterns.toml")
INNER = _name_pattern("inner_office")
_WHOLE_NAME = _name_pattern("whole_without_office")


def with_office(name: str, after: str) -> str:
    """Return the name with the 办公室 behind it where that is its own (外事办公室) and not an office within it."""
    if after not in ("办公室", "办公厅"):
        return name
    if is_office(naming.read(name + after)):
        return name + after
    council = name.endswith("委员会") and naming.read(name + after).office in known_offices()
    own = council or not (_WHOLE_NAME.search(name) or naming.read(name).office in known_offices())
    return name + after if own else name


def body_of(named: Named, around: tuple[Region, ...]) -> Named:
    """Return the body whose office within is named (海关总署办公厅), which writes for it; any other as it is."""
    body = naming.read(INNER.sub("", named.agency.name), around)
    own = named.office in known_offices() or of_a_group(named.office)
    within = not own and body.office in known_offices() and body.office not in GOVERNMENTS
    return body if within and body.certainty == named.certainty else named


def of_a_group(office: str) -> bool:
    """Say whether an office is that of a body that meets and not one within an agency (发展和改革委员会办公室)."""
    return GROUP.search(office) is not None and office.removesuffix("办公室") not in known_offices()
