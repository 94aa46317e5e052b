"""Who an agency's name stands for: the place read from it, what it leaves open settled. Knows no document."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from reports.identity import regions, slug
from reports.identity.named import CORPS, CORPS_OFFICE, Certainty, Named, build, central, default_office
from reports.identity.offices import GOVERNMENT, TOWN, office, without_campus, without_second_name
from reports.identity.tables import names
from reports.model import Agency, Region
from reports.text.wording import patterns

_name_pattern = patterns("name_patterns.toml")
_NOISE = re.compile(r"[\s\u200b\ufeff《》〈〉“”\"'‘’【】\[\]<>「」·•*#_—–]+|^[、,，.。:：;；-]+|[、,，.。:：;；-]+$")
_SECOND_PLACE = _name_pattern("second_place")
_CORPS = _name_pattern("corps")
_RELATIVE = _name_pattern("relative")
_BEFORE_TIMES = _name_pattern("before_times")
_TOWN_ALONE = _name_pattern("town_alone")
"""市府东路街道, 县前街道: no city has towns of its own, so that the first character is the name's."""
_TOWN_LONG = 8
_LONG_TOWN = _name_pattern("long_town")
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
_ALL = "全国"
"""Before the kind of an office: all of them, and none (全国海关)."""
_FORMER = "原"
_MARKET = "市", "场监"
_SHORTEST_DISTRICT = 2
_JOINTLY, _JOINT_OFFICE = _name_pattern("jointly"), _name_pattern("joint_office")
_PARTY = _name_pattern("party")
_BEFORE_ZONE = _name_pattern("before_zone")


def canonical(name: str, near: Sequence[Region] = ()) -> Agency:
    """Return the agency a full or short name stands for.

    `near` are regions the context speaks of, the likeliest first; they settle 市科技局 and 鼓楼区. What stays open is
    kept as it is, with no region.
    """
    return read(name, near).agency


def read(name: str, near: Sequence[Region] = ()) -> Named:
    """Take a name apart and say how sure it is whose it is."""
    return _read(tidy_name(name), tuple(near))


def tidy_name(name: str) -> str:
    """Return the name without spaces, quotation marks and outer punctuation, in full-width parentheses."""
    name = unicodedata.normalize("NFKC", name).replace("(", "（").replace(")", "）")
    name = _PARTY.sub("中共", _without_advertising(_NOISE.sub("", name))) or name.strip()
    name = without_times(name)
    if joint := _JOINT_OFFICE.match(name):
        return joint["place"] + f"{GOVERNMENT}办公{joint['kind'] or '室'}"
    return _JOINTLY.sub("", name)


def without_times(words: str) -> str:
    """Return words without those of time before them (本年度X局)."""
    return _BEFORE_TIMES.sub("", words)


def _without_advertising(name: str) -> str:
    """Return what stands behind the advertising that a copy put in the place of a name."""
    ends = [at + len(word) for word in names().advertising if (at := name.rfind(word)) >= 0]
    return name[max(ends, default=0) :]


@lru_cache(maxsize=4096)
def _read(name: str, near: tuple[Region, ...]) -> Named:
    bare = _today(name.removeprefix("中华人民共和国"), near)
    if full := names().central.get(without_second_name(bare)):
        return central(full)
    whole = bare.rpartition(_ALL)[1:] in {(_ALL, stem) for stem in names().vertical_stems}
    if whole or bare in names().collective:
        return Named(Agency(slug.stem_slug(bare), bare, (bare,)), Certainty.NONE, (), bare)
    said = next((p for p in names().prefixes if bare.startswith(p) and bare != p), "")
    return _placed(names().prefixes[said] if said else "", bare.removeprefix(said), near)


def _today(name: str, near: tuple[Region, ...]) -> str:
    """Return a name without the 原 of one that is no more (原宁海县环境保护局); 原州区 and 原平市 keep theirs."""
    former = name.startswith(_FORMER) and not regions.read(name, near) and regions.read(name[1:], near)
    return name[1:] if former else name


def _placed(prefix: str, body: str, near: tuple[Region, ...]) -> Named:
    body = _SECOND_PLACE.sub("", body)
    if own := _own_place(body):
        return own
    body = _behind_words(body, near)
    if found := _named_zone(body):
        zone, place, rest = found
        return build(prefix, place, zone, rest, "zone")
    vertical = bool(prefix) or body.endswith(names().vertical_stems)
    reading = _said_once(_without_market(regions.read(body, near)))
    if reading and not reading.regions:
        return build(prefix, (), reading.text, reading.rest, "ambiguous")
    if reading:
        zone, rest = _zone(_first_of_two(reading))
        said = "" if _bears(zone, reading.regions, near) else "".join(slug.place_name(reading.regions))
        whole = len(reading.regions) > 1 and reading.regions[-2].name in reading.text
        return build(prefix, reading.regions, said + zone, rest, "zone" if zone else "region", whole)
    zone, rest = _zone(body)
    reading = regions.read(zone or body, near, bare=vertical or bool(zone))
    if zone and (place := reading.regions if reading else _bearer(zone, near)):
        return build(prefix, place, zone, rest, "zone")
    if not reading and office(body)[0] not in names().stems:
        plain = regions.read(body, near, bare=True)
        reading = plain if plain and office(plain.rest)[0] in names().stems and not TOWN.match(body) else None
    if reading and reading.regions and reading.rest:
        said = reading.text if vertical else "".join(slug.place_name(reading.regions))
        return build(prefix, reading.regions, said, reading.rest, "bare" if vertical else "region")
    return _relative(prefix, body, zone, rest, near)


def _without_market(reading: regions.Reading | None) -> regions.Reading | None:
    """Give 市场 back the character that 天水市场监督管理局 shares with 天水市."""
    shared = reading is not None and reading.text.endswith(_MARKET[0]) and reading.rest.startswith(_MARKET[1])
    return replace(reading, rest=_MARKET[0] + reading.rest) if reading and shared else reading


def _said_once(reading: regions.Reading | None) -> regions.Reading | None:
    """Leave out a place that is said again behind itself: 桐乡市桐乡市教育局."""
    while reading and reading.regions and len(reading.rest) > len(last := reading.regions[-1].name):
        if not reading.rest.startswith(last):
            break
        reading = replace(reading, rest=reading.rest.removeprefix(last))
    return reading


def _behind_words(body: str, near: tuple[Region, ...]) -> str:
    """Return a town's name from its district on where words ran into it: 互动南康区龙岭镇, 定海区年报定海区环南街道."""
    if not TOWN.match(body.rpartition("区")[2]):
        return body
    starts = (at for at in range(len(body) - 3, 0, -1) if _district(body, at))
    at = next(starts, 0)
    outside = body[:at]
    whole = regions.read(outside, near)
    return body if not at or (whole and not whole.rest) else body[at:]


def _district(body: str, at: int) -> bool:
    place = regions.read(body[at:])
    return place is not None and place.text.endswith("区") and len(place.text) > _SHORTEST_DISTRICT


def _first_of_two(reading: regions.Reading) -> str:
    """Return the first of two offices of one place that report together: 诸暨市档案局、诸暨市档案馆.

    The second may be that of a body above in the place: 浙江省统计局、国家统计局浙江调查总队.
    """
    starts = (at for prefix in names().prefixes if (at := reading.rest.find(prefix)) > 0)
    first, again, _ = reading.rest.partition(reading.text)
    if (at := min(starts, default=0)) and not again:
        first, again = reading.rest[:at], reading.rest[at:]
    first = first.rstrip("、和及与")
    return first if again and office(first)[0] in names().stems else reading.rest


def _bears(zone: str, place: tuple[Region, ...], near: tuple[Region, ...]) -> bool:
    """Say whether a zone's own name tells the very place said before it: 丽水市丽水经济技术开发区."""
    own = regions.read(zone, near, bare=True) if zone else None
    return own is not None and own.regions == place


def _bearer(zone: str, near: tuple[Region, ...]) -> tuple[Region, ...]:
    """Return the county whose bare name a zone bears, among the near places or of all: 来凤经济开发区 of 来凤县."""
    bears = (one for one in near if one.level == "county" and zone.startswith(regions.bare(one.name)))
    if near_by := next((_chain_named(one) for one in bears), ()):
        return near_by
    row = regions.called(zone)
    alone = row is not None and zone.removeprefix(regions.bare(row.name)) in names().zone_words
    return regions.chain_of(row) if row and alone else ()


def _own_place(body: str) -> Named | None:
    """Read a division of 新疆生产建设兵团 with or without an office, and names that begin like another place."""
    match = _CORPS.match(body)
    if match and match[0]:
        code = names().corps.get(match[2] or CORPS)
        rest = body[match.end() :]
        if code and (not rest or office(rest)[1] or CORPS_OFFICE.match(rest)):
            return build("", regions.chain(code), match[0] if match[2] else CORPS, rest, "own")
    name = next((name for name in names().elsewhere if body.startswith(name)), None)
    return build("", regions.chain(names().elsewhere[name]), body, "", "own") if name else None


def _relative(prefix: str, body: str, zone: str, rest: str, near: tuple[Region, ...]) -> Named:
    """Read names that leave their place to the reader: 市科技局, 高新区管委会, 半城镇人民政府, 教育局."""
    match = _RELATIVE.match(body)
    known = office(body)[0] in names().stems or _TOWN_ALONE.match(body) is not None
    if match and not known and (stem := body[match.end() :]) and office(stem)[1]:
        place = _nearest(match[1], near)
        said = "".join(slug.place_name(place)) if place else match[1]
        return build(prefix, place, said, stem, "region" if place else "loose")
    if zone and (place := _nearest("市", near)):
        return build(prefix, place, "".join(slug.place_name(place)) + zone, rest, "zone")
    if zone:
        return build(prefix, (), zone, rest or default_office((), "zone"), "loose")
    town = TOWN.match(body)
    county = next((region for region in near if region.level == "county"), None)
    if town and len(town[1]) > _TOWN_LONG and not _LONG_TOWN.search(town[1]):
        return build(prefix, (), "", body, "none")
    if town and county:
        place = _chain_named(county)
        return build(prefix, place, "".join(slug.place_name(place)), body, "region")
    if town:
        return build(prefix, (), "", body, "ambiguous")
    proper = prefix or (not known and body.startswith((*names().proper, *names().central)))
    proper = proper or (not known and without_campus(body).endswith(names().own_names))
    return build(prefix, (), "", body, "none" if proper else "loose")


def _nearest(kind: str, near: tuple[Region, ...]) -> tuple[Region, ...]:
    """Return the likeliest of the near places that is called a 市, 区, … or lies in one."""
    levels = _LEVELS_CALLED[kind]
    for region in near:
        if region.level == regions.ABOVE:
            continue
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
        if at < 0 or _BEFORE_ZONE.search(text[:at]):
            continue
        end = at + len(word)
        rest = text[end:]
        if not rest or rest.endswith(names().suffixes):
            return text[:end], rest
    return "", text


def is_central(name: str) -> bool:
    """Say whether the name is that of an agency of the central government."""
    return names().central.get(name) == name
