"""An agency's name put together from its place and office: the full form, the others it goes by, its id."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum

from reports.identity import regions, slug
from reports.identity.offices import GOVERNMENT, HEADS, TOWN, of_system, office
from reports.identity.tables import names
from reports.model import Agency, Region
from reports.text.wording import patterns

CORPS = "新疆生产建设兵团"
_name_pattern = patterns("name_patterns.toml")
CORPS_OFFICE = _name_pattern("corps_office")
_PLAUSIBLE = re.compile(r"^[\u4e00-\u9fffA-Za-z0-9（）、]+$")
_NO_OFFICE = _name_pattern("no_office")
_TIMES = _name_pattern("time_within")


class Certainty(IntEnum):
    """How far a name says by itself whose it is."""

    NONE = 0
    """No name of an agency."""
    LOOSE = 1
    """An agency of a place that is not told (市科技局, 教育局)."""
    AMBIGUOUS = 2
    """An agency of a named place that several cities have (鼓楼区人民政府)."""
    FULL = 3


@dataclass(frozen=True, slots=True)
class Named:
    """A name taken apart. `office` is the full stem; `place` is how the place is said before it."""

    agency: Agency
    certainty: Certainty
    place: tuple[Region, ...]
    office: str


def central(full: str) -> Named:
    """Return an agency of the central government by its full name."""
    short = names().central_short.get(full, ())
    formal = f"中华人民共和国{full}" if full.endswith("部") else full
    agency = Agency(slug.stem_slug(full), full, _unique(full, *short, formal))
    return Named(agency, Certainty.FULL, (), full)


def build(prefix: str, place: tuple[Region, ...], said: str, rest: str, kind: str, whole: bool = False) -> Named:
    """Put the name together; `whole`: a county's city was said too, so the name of a town or a 分局 keeps it."""
    rest = of_system(rest, place[-1].level if place else "")
    stem, is_office = office(rest) if rest else (default_office(place, kind), bool(said) and not prefix)
    if stem in names().vertical_full and (not prefix or prefix == names().vertical_full[stem][0]):
        prefix, stem = names().vertical_full[stem]
    head = next((word for word in HEADS if rest.startswith(word) and not stem.startswith((word, *HEADS))), "")
    head = "" if TOWN.match(stem) and stem.endswith(GOVERNMENT) else head
    printed = (GOVERNMENT if head == "政府" else head) + stem
    shown = said
    if kind == "region" and whole and place[-2].level == "city" and stem.endswith("分局"):
        shown = place[-2].name + place[-1].name
    elif kind == "region" and not whole and TOWN.match(stem):
        shown = slug.near_name(place)
    name = prefix + shown + printed
    is_office = is_office or (kind == "own" and CORPS_OFFICE.match(rest) is not None)
    nobody = _NO_OFFICE.search(rest) is not None and not (prefix and place and rest == "局")
    nobody = nobody or _TIMES.search(name) is not None
    certainty = _certainty(kind, is_office and bool(_PLAUSIBLE.match(name)) and not nobody)
    forms = _unique(name, *_names(prefix, place, said, stem, kind))
    agency = Agency(_id(prefix, place, said, stem, kind), name, forms, place)
    return Named(agency, certainty, place, stem)


def _certainty(kind: str, is_office: bool) -> Certainty:
    if not is_office:
        return Certainty.NONE
    if kind == "ambiguous":
        return Certainty.AMBIGUOUS
    if kind == "loose":
        return Certainty.LOOSE
    return Certainty.FULL


def default_office(place: tuple[Region, ...], kind: str) -> str:
    """Return the office that a place alone stands for."""
    if kind == "own":
        return ""
    if kind == "zone":
        return "管理委员会"
    return "行政公署" if place and place[-1].name.endswith(("地区", "盟")) else "人民政府"


def _id(prefix: str, place: tuple[Region, ...], said: str, office: str, kind: str) -> str:
    office_slug = "" if kind == "own" and not office else slug.stem_slug(office)
    if kind == "own":
        said = said.removeprefix(CORPS).removeprefix("兵团") or said
        return f"{slug.pinyin(said)}-{slug.mark(said)}-{office_slug}".rstrip("-")
    if prefix and prefix != names().vertical_full.get(office, ("",))[0]:
        office_slug = f"{slug.pinyin(prefix)}-{office_slug}"
    if not said:
        return office_slug
    if place and said == "".join(slug.place_name(place)):
        return f"{slug.place_slug(place)}-{office_slug}"
    if said in names().zone_regions:
        return f"{slug.pinyin(said)}-{office_slug}"
    if kind == "bare":
        return f"{slug.bare_slug(said, place)}-{office_slug}"
    return f"{slug.pinyin(said)}-{slug.mark(said)}-{office_slug}"


def _names(prefix: str, place: tuple[Region, ...], said: str, office: str, kind: str) -> tuple[str, ...]:
    offices = [office, *names().stems.get(office, ())]
    places = [said]
    if place and kind == "region":
        places += [place[-1].name, *regions.contractions(place[-1].name)]
        places = places[::-1] if TOWN.match(office) and slug.near_name(place) == place[-1].name else places
    forms = [prefix + p + o for o in offices for p in places]
    if prefix:
        forms += [p + o for o in offices for p in places]
        forms += [
            p + s for s, (pre, o) in names().vertical_full.items() if (pre, o) == (prefix, office) for p in places
        ]
    if said and not prefix and office == default_office(place, kind):
        forms += places
    return _unique(*forms)


def _unique(*forms: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(form for form in forms if form))
