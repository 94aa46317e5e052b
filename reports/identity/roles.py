"""What part a body has in the sentence that names it: it speaks for itself, or only does something to who reports."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

from reports.identity.flat import Flat
from reports.identity.named import Named
from reports.identity.offices import bureau_stems
from reports.identity.tables import names
from reports.text.wording import any_of, patterns

_title_pattern = patterns("title_patterns.toml")
_SPEAKS_BEFORE, _WRITES = _title_pattern("speaks_before"), _title_pattern("written_by")
_ON_DISCLOSURE = _title_pattern("on_disclosure")
_ACTS_ON_US = _title_pattern("acts_on_us")
_ON_SITE, _SITE_OF_ANOTHER = _title_pattern("on_own_site"), _title_pattern("site_of_another")
_OUR_LEVEL = _title_pattern("our_level")
_BEFORE, _AFTER, _SENTENCE = 12, 40, 80
_HEIGHT = {"province": 1, "city": 2, "county": 3}
_HEIGHTS = {"省": 1, "市": 2, "州": 2, "盟": 2, "县": 3, "旗": 3, "区": 3}


def speaks(part: Flat, start: int, end: int) -> bool:
    """Say whether who is named at `start` begins a line, or a clause on disclosure, and does nothing to who reports."""
    if acts_on_us(part.plain, end):
        return False
    if start in part.lines or end in part.lines:
        return True
    before = part.plain[max(0, start - _BEFORE) : start]
    written = _WRITES.search(before + "□" + part.plain[end : end + _AFTER]) is not None
    on_disclosure = _ON_DISCLOSURE.match(part.plain[end : end + _SENTENCE]) is not None
    return written or (on_disclosure and _SPEAKS_BEFORE.search(before) is not None)


def acts_on_us(plain: str, end: int) -> bool:
    """Say whether who is named up to `end` does there what a body above or beside does: 转发我省信息, 通报全市."""
    return _ACTS_ON_US.match(plain[end : end + _AFTER]) is not None


def on_own_site(part: Flat, start: int, end: int) -> bool:
    """Say whether something is published on the site named at `start`; one that copies or links is another's."""
    if _SITE_OF_ANOTHER.match(part.plain[end : end + _AFTER]):
        return False
    return start in part.lines or _ON_SITE.search(part.plain, max(0, start - _BEFORE), start) is not None


def stands_above(named: Named, plain: str) -> bool:
    """Say whether the text calls an area below this body's place its own: 我省 of a ministry, 我县 of a city's."""
    levels = {match["level"] for match in _OUR_LEVEL.finditer(plain)}
    if not levels or (named.place and named.place[0].name.endswith("自治区")):
        return False
    said = named.agency.name.removesuffix(named.office)[-1:]
    if said in levels or (named.place and named.place[-1].name[-1] in levels):
        return False
    if not named.place and named.office not in names().central:
        return False
    own = _HEIGHT.get(named.place[-1].level, 3) if named.place else 0
    return max(_HEIGHTS[level] for level in levels) > own


@cache
def _bureau() -> re.Pattern[str]:
    """Return the pattern of a clause that begins with a bureau, and what it does."""
    return patterns("title_patterns.toml", bureaus=any_of(bureau_stems()))("bureau_acts")


def acting(plain: str) -> Counter[str]:
    """Count the bureaus, by their full stems, and the towns with which clauses begin that say what they do."""
    found = _bureau().finditer(plain)
    return Counter(names().full_stem[match["bureau"]] if match["bureau"] else match["town"] for match in found)
