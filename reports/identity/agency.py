"""Who an agency's name stands for: short forms made full, the place read, the id made. Knows no document."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cache, lru_cache

from reports.identity import regions, slug
from reports.identity.tables import names
from reports.model import Agency, Region

_NOISE = re.compile(r"[\s\u200b\ufeff《》〈〉“”\"'‘’【】\[\]<>「」·•*#_—–]+|^[、,，.。:：;；-]+|[、,，.。:：;；-]+$")
_SECOND_NAME = re.compile(r"（(?!集团|控股|股份|中国)[^（）]*）?")
_SECOND_PLACE = re.compile(r"(?<=[区市县])（[^（）]{2,12}[区市县]）$")
_CORPS_NAME = "新疆生产建设兵团"
_CORPS = re.compile(r"^((?:新疆生产建设)?兵团)?(?:(第[一二三四五六七八九十]{1,2}师)(?:[\u4e00-\u9fff]{2,4}?市)?)?")
_CORPS_OFFICE = re.compile(r".+团(?:场)?$")
_PLAUSIBLE = re.compile(r"^[\u4e00-\u9fffA-Za-z0-9（）、]+$")
_RELATIVE = re.compile(r"^(?:全|本|我)?(自治区|省|市(?!场|容|政(?!务|府|协|法|策|研))|区|县|旗|州|盟)(?=.)")
_TOWN = re.compile(
    r"^((?![我本全各该](?:镇|乡|苏木|街道))(?!.{2,}[县旗市])[\u4e00-\u9fff]{1,10}?(?:镇|乡|苏木|街道))(人民政府|政府|人民政府办公室|街道办事处|街道办|办事处|办)?$"
)
_TOWN_ALONE = re.compile(
    r"(?:[省市州盟]|[区县旗](?=[府前后城街门]))[\u4e00-\u9fff]{1,6}(?:镇|乡|苏木|街道)(?:人民政府|政府|办事处|办)?$"
)
"""市府东路街道, 县前街道: no city has towns of its own, so that the first character is the name's."""
_LEVELS_CALLED = {
    "自治区": ("province",),
    "省": ("province",),
    "市": ("city", "county", "province"),
    "州": ("city",),
    "盟": ("city",),
    "区": ("county",),
    "县": ("county",),
    "旗": ("county",),
}
_GOVERNMENT = "人民政府"
_ALL = "全国"
"""Before the kind of an office: all of them, and none (全国海关)."""
_HEADS = (_GOVERNMENT, "政府", "行政公署", "行署")
"""What may stand between a place and its office: 西湖区人民政府教育局, 兴安盟行署教育局."""
_PARTY = re.compile(r"^中共(?=.*(?:委员会|[省市区县]委|部))")


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


def canonical(name: str, near: Sequence[Region] = ()) -> Agency:
    """Return the agency a full or short name stands for.

    `near` are regions the context speaks of, the likeliest first; they settle 市科技局 and 鼓楼区. What stays open is
    kept as it is, with no region.
    """
    return read(name, near).agency


def read(name: str, near: Sequence[Region] = ()) -> Named:
    """Take a name apart and say how sure it is whose it is."""
    return _read(fold(name), tuple(near))


def fold(name: str) -> str:
    """Return the name without spaces, quotation marks and outer punctuation, in full-width parentheses."""
    name = unicodedata.normalize("NFKC", name).replace("(", "（").replace(")", "）")
    return _PARTY.sub("中共", _NOISE.sub("", name)) or name.strip()


def without_second_name(name: str) -> str:
    """Return a folded name without the second name an office bears, in brackets: 审批办公室（公共资源交易办公室）."""
    return _SECOND_NAME.sub("", name)


@lru_cache(maxsize=4096)
def _read(name: str, near: tuple[Region, ...]) -> Named:
    bare = name.removeprefix("中华人民共和国")
    if central := names().central.get(without_second_name(bare)):
        return _central(central)
    if bare.rpartition(_ALL)[1:] in {(_ALL, stem) for stem in names().vertical_stems}:
        return Named(Agency(slug.stem_slug(bare), bare, (bare,)), Certainty.NONE, (), bare)
    said = next((p for p in names().prefixes if bare.startswith(p) and bare != p), "")
    return _placed(names().prefixes[said] if said else "", bare.removeprefix(said), near)


def _central(full: str) -> Named:
    short = names().central_short.get(full, ())
    formal = f"中华人民共和国{full}" if full.endswith("部") else full
    agency = Agency(slug.stem_slug(full), full, _unique(full, *short, formal))
    return Named(agency, Certainty.FULL, (), full)


def _placed(prefix: str, body: str, near: tuple[Region, ...]) -> Named:
    body = _SECOND_PLACE.sub("", body)
    if own := _own_place(body):
        return own
    if found := _named_zone(body):
        zone, place, rest = found
        return _build(prefix, place, zone, rest, "zone")
    vertical = bool(prefix) or body.endswith(names().vertical_stems)
    reading = regions.read(body, near)
    if reading and not reading.regions:
        return _build(prefix, (), reading.text, reading.rest, "ambiguous")
    if reading:
        zone, rest = _zone(reading.rest)
        said = "".join(slug.place_name(reading.regions))
        whole = len(reading.regions) > 1 and reading.regions[-2].name in reading.text
        return _build(prefix, reading.regions, said + zone, rest, "zone" if zone else "region", whole)
    zone, rest = _zone(body)
    reading = regions.read(zone or body, near, bare=vertical or bool(zone))
    if zone and (place := reading.regions if reading else _bearer(zone, near)):
        return _build(prefix, place, zone, rest, "zone")
    if not reading and _office(body)[0] not in names().stems:
        plain = regions.read(body, near, bare=True)
        reading = plain if plain and _office(plain.rest)[0] in names().stems and not _TOWN.match(body) else None
    if reading and reading.regions and reading.rest:
        said = reading.text if vertical else "".join(slug.place_name(reading.regions))
        return _build(prefix, reading.regions, said, reading.rest, "bare" if vertical else "region")
    return _relative(prefix, body, zone, rest, near)


def _bearer(zone: str, near: tuple[Region, ...]) -> tuple[Region, ...]:
    """Return the county among the near places whose bare name a zone bears: 来凤经济开发区 of 来凤县."""
    bears = (one for one in near if one.level == "county" and zone.startswith(regions.bare(one.name)))
    return next((_chain_named(one) for one in bears), ())


def _own_place(body: str) -> Named | None:
    """Read a division of 新疆生产建设兵团 with or without an office, and names that begin like another place."""
    match = _CORPS.match(body)
    if match and match[0]:
        code = names().corps.get(match[2] or _CORPS_NAME)
        rest = body[match.end() :]
        if code and (not rest or _office(rest)[1] or _CORPS_OFFICE.match(rest)):
            return _build("", regions.chain(code), match[0] if match[2] else _CORPS_NAME, rest, "own")
    name = next((name for name in names().elsewhere if body.startswith(name)), None)
    return _build("", regions.chain(names().elsewhere[name]), body, "", "own") if name else None


def _relative(prefix: str, body: str, zone: str, rest: str, near: tuple[Region, ...]) -> Named:
    """Read names that leave their place to the reader: 市科技局, 高新区管委会, 半城镇人民政府, 教育局."""
    match = _RELATIVE.match(body)
    known = _office(body)[0] in names().stems or _TOWN_ALONE.match(body) is not None
    if match and not known and (stem := body[match.end() :]) and _office(stem)[1]:
        place = _nearest(match[1], near)
        said = "".join(slug.place_name(place)) if place else match[1]
        return _build(prefix, place, said, stem, "region" if place else "loose")
    if zone and (place := _nearest("市", near)):
        return _build(prefix, place, "".join(slug.place_name(place)) + zone, rest, "zone")
    if zone:
        return _build(prefix, (), zone, rest or _default_office((), "zone"), "loose")
    town = _TOWN.match(body)
    county = next((region for region in near if region.level == "county"), None)
    if town and county:
        place = _chain_named(county)
        return _build(prefix, place, "".join(slug.place_name(place)), body, "region")
    if town:
        return _build(prefix, (), "", body, "ambiguous")
    proper = prefix or (not known and body.startswith((*names().proper, *names().central)))
    proper = proper or (not known and body.endswith(names().own_names))
    return _build(prefix, (), "", body, "none" if proper else "loose")


def _nearest(kind: str, near: tuple[Region, ...]) -> tuple[Region, ...]:
    """Return the likeliest of the near places that is called a 市, 区, … or lies in one."""
    levels = _LEVELS_CALLED[kind]
    for region in near:
        for step in (region, *reversed(regions.chain(region.code))):
            if step.level in levels and step.name.endswith(kind):
                return regions.chain(step.code) if step is not region else _chain_named(region)
    return ()


def _chain_named(region: Region) -> tuple[Region, ...]:
    """Return the chain that ends in this very region, which may be a former name under the same code."""
    return (*regions.chain(region.code)[:-1], region)


def _named_zone(body: str) -> tuple[str, tuple[Region, ...], str] | None:
    for zone, code in names().zone_regions.items():
        at = body.find(zone)
        if at == 0 or (at > 0 and (before := regions.read(body[:at])) and not before.rest):
            return zone, regions.chain(code), body[at + len(zone) :]
    return None


def _zone(text: str) -> tuple[str, str]:
    """Cut a development zone from the beginning: what follows must be nothing or an office."""
    for word in names().zone_words:
        at = text.find(word)
        if at < 0 or re.search(r"[局厅院校]", text[:at]):
            continue
        end = at + len(word)
        rest = text[end:]
        if not rest or rest.endswith(names().suffixes):
            return text[:end], rest
    return "", text


def _office(text: str) -> tuple[str, bool]:
    """Return the full form of what follows the place, and whether it names an office at all."""
    full = names().full_stem
    plain = without_second_name(text)
    if stem := full.get(text) or full.get(plain):
        return stem, True
    if match := _TOWN.match(plain):
        return match[1] + ("办事处" if match[1].endswith("街道") else "人民政府"), True
    head = next((word for word in _HEADS if plain.startswith(word)), None)
    if head and (stem := full.get(plain.removeprefix(head))) and "办公" not in stem[:2]:
        return stem, True
    if plain.endswith(("管委会", "管委会办公室")):
        return plain.replace("管委会", "管理委员会"), True
    if plain.endswith("分局"):
        short = next((s for s in full if plain.startswith(s) and s != full[s]), "")
        return full.get(short, "") + plain.removeprefix(short), True
    return plain, plain.endswith(names().suffixes)


def _build(prefix: str, place: tuple[Region, ...], said: str, rest: str, kind: str, whole: bool = False) -> Named:
    """Put the name together; `whole`: a county's city was said too, so the name of a town or a 分局 keeps it."""
    office, is_office = _office(rest) if rest else (_default_office(place, kind), bool(said) and not prefix)
    if office in names().vertical_full and (not prefix or prefix == names().vertical_full[office][0]):
        prefix, office = names().vertical_full[office]
    head = next((word for word in _HEADS if rest.startswith(word) and not office.startswith((word, *_HEADS))), "")
    printed = (_GOVERNMENT if head == "政府" else head) + office
    shown = said
    if kind == "region" and whole and place[-2].level == "city" and office.endswith("分局"):
        shown = place[-2].name + place[-1].name
    elif kind == "region" and not whole and _TOWN.match(office):
        shown = slug.near_name(place)
    name = prefix + shown + printed
    certainty = _certainty(kind, is_office and bool(_PLAUSIBLE.match(name)))
    forms = _unique(name, *_names(prefix, place, said, office, kind))
    agency = Agency(_id(prefix, place, said, office, kind), name, forms, place)
    return Named(agency, certainty, place, office)


def _certainty(kind: str, is_office: bool) -> Certainty:
    if not is_office:
        return Certainty.NONE
    if kind == "ambiguous":
        return Certainty.AMBIGUOUS
    if kind == "loose":
        return Certainty.LOOSE
    return Certainty.FULL


def _default_office(place: tuple[Region, ...], kind: str) -> str:
    if kind == "own":
        return ""
    if kind == "zone":
        return "管理委员会"
    return "行政公署" if place and place[-1].name.endswith(("地区", "盟")) else "人民政府"


def _id(prefix: str, place: tuple[Region, ...], said: str, office: str, kind: str) -> str:
    office_slug = "" if kind == "own" and not office else slug.stem_slug(office)
    if kind == "own":
        said = said.removeprefix(_CORPS_NAME).removeprefix("兵团") or said
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
        places = places[::-1] if _TOWN.match(office) and slug.near_name(place) == place[-1].name else places
    forms = [prefix + p + o for o in offices for p in places]
    if prefix:
        forms += [p + o for o in offices for p in places]
        forms += [
            p + s for s, (pre, o) in names().vertical_full.items() if (pre, o) == (prefix, office) for p in places
        ]
    if said and not prefix and office == _default_office(place, kind):
        forms += places
    return _unique(*forms)


def _unique(*forms: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(form for form in forms if form))


@cache
def known_offices() -> frozenset[str]:
    """Return every full stem of the table."""
    return frozenset(names().stems) | frozenset(names().central)


def is_central(name: str) -> bool:
    """Say whether the name is that of an agency of the central government."""
    return names().central.get(name) == name
