"""URL-safe ids from names: pinyin of the place, a dash, pinyin of the rest. The same name always gives the same id."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from functools import cache

from reports.identity import regions
from reports.identity.tables import RegionRow, names, region_rows
from reports.model import Region
from reports.text.wording import any_of


@cache
def _known_readings() -> re.Pattern[str]:
    return re.compile(any_of(names().pinyin))


def _syllables(text: str, first_letters: bool = False) -> list[str]:
    from pypinyin import Style, lazy_pinyin  # its dictionary takes half a second, which not every command needs

    return lazy_pinyin(text, style=Style.FIRST_LETTER if first_letters else Style.NORMAL)


def pinyin(text: str) -> str:
    """Return the text in plain pinyin, letters and digits only; readings in agency_names.toml go first."""
    parts: list[str] = []
    at = 0
    for match in _known_readings().finditer(text):
        parts += [*_syllables(text[at : match.start()]), names().pinyin[match[0]]]
        at = match.end()
    parts += _syllables(text[at:])
    return re.sub(r"[^a-z0-9]+", "", "".join(parts).lower().replace("lve", "lue").replace("nve", "nue"))


def initials(text: str) -> str:
    """Return the first letter of each character's pinyin; letters and digits stay as they are."""
    return re.sub(r"[^a-z0-9]+", "", "".join(_syllables(text, first_letters=True)).lower())


def place_name(place: tuple[Region, ...]) -> tuple[str, ...]:
    """Return the names that say the place in full: a district after its city, all else by its own name."""
    last = place[-1]
    if last.level == "county" and last.name.endswith("区") and not last.name.endswith("林区"):
        return tuple(region.name for region in place[-2:])
    return (last.name,)


@cache
def _bearers() -> Counter[str]:
    return Counter(name for name, _ in {(row.name, row.parent) for row in region_rows()})


def near_name(place: tuple[Region, ...]) -> str:
    """Return the name a town puts before its own: the district's alone where no other has it (汉台区徐望镇)."""
    last = place[-1]
    return last.name if _bearers()[last.name] == 1 else "".join(place_name(place))


@cache
def _shared() -> frozenset[str]:
    """Slugs that two places of different names share (苏州市, 宿州市)."""
    slugs: dict[str, str] = {}
    for row in region_rows():
        name = place_name((*regions.chain_of(row),))
        slugs["".join(name)] = "-".join(pinyin(part) for part in name)
    counts = Counter(slugs.values())
    return frozenset(slug for slug, count in counts.items() if count > 1)


@cache
def place_slug(place: tuple[Region, ...]) -> str:
    """Return the slug of a place; where two places would share it, each carries its code."""
    slug = "-".join(pinyin(part) for part in place_name(place))
    return f"{slug}{place[-1].code}" if slug in _shared() else slug


@cache
def _domains() -> dict[str, RegionRow | None]:
    """Bare pinyin of today's places, None where several share it: governments name their sites so (qinan.gov.cn)."""
    found: dict[str, RegionRow | None] = {}
    for row in region_rows():
        if not row.last and len(bare := regions.bare(row.name)) > 1:
            key = pinyin(bare)
            found[key] = None if key in found else row
    return found


def of_domain(label: str) -> RegionRow | None:
    """Return the one place whose pinyin a label of a gov.cn address is; None where there is none or several."""
    return _domains().get(label)


def bare_slug(said: str, place: tuple[Region, ...]) -> str:
    """Return the slug of a place said without 省 or 市 (杭州海关), with its code where homophones are about."""
    return pinyin(said) + (place[-1].code if place_slug(place).endswith(place[-1].code) else "")


def stem_slug(stem: str) -> str:
    """Return the slug of a stem of the table, or of any other words with a mark that keeps homophones apart."""
    table = names()
    if stem in table.slugs:
        return table.slugs[stem]
    if stem in table.stems or stem in table.central:
        return pinyin(stem)
    return f"{pinyin(stem)}-{mark(stem)}".lstrip("-")


def mark(text: str) -> str:
    return hashlib.blake2s(text.encode(), digest_size=2).hexdigest()
