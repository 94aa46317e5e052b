"""Which places a file speaks of, the likeliest to be its own first: told by where and how each is named."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from reports.identity import regions, slug
from reports.identity.flat import Flat
from reports.identity.mentions import placed
from reports.identity.offices import TOWN
from reports.identity.wording import wording
from reports.model import Region
from reports.text.wording import patterns

_title_pattern = patterns("title_patterns.toml")
_VISITED_BEFORE, _VISITED_AFTER, _VISITS = (_title_pattern(n) for n in ("visited_before", "visited_after", "visits"))
_HANDED_DOWN, _IN_LIST = _title_pattern("handed_down"), _title_pattern("in_list")
_CARRIER, _HOST, _SITE, _NAMED = 8, 3, 3, 1
_LISTS = "、"
_Placed = tuple[tuple[Region, ...], int, int]
_CLAUSE = "。；，：\n"
_BEFORE, _AFTER, _RULES = 40, 30, 200
_LEVELS = ("province", "city", "county")


@dataclass(frozen=True, slots=True)
class _Vote:
    region: Region
    weight: int
    above: bool = False


def near(carrier: Sequence[str], hosts: Sequence[str], opening: Flat, ending: Flat) -> tuple[Region, ...]:
    """Return the places the file speaks of; what its carrier says of itself counts most, then its sites.

    Left out are places that are only visited or learnt from, and those of one level between which nothing decides.
    """
    votes = [_Vote(place[-1], _CARRIER) for value in carrier for place, *_ in placed(value)]
    votes += [_Vote(regions.chain_of(row)[-1], _HOST) for host in hosts if (row := slug.of_domain(host))]
    for part in (opening, ending):
        votes += [*_named(part), *(_Vote(region, _SITE) for region in _of_channels(part.plain))]
    counts: Counter[Region] = Counter()
    for vote in votes:
        counts[vote.region] += vote.weight
    own = {vote.region for vote in votes if not vote.above}
    undecided = {level for level in _LEVELS if _tied(counts, level)}
    return tuple(
        region if region in own or not regions.holds_cities(region) else replace(region, level=regions.ABOVE)
        for region, _ in counts.most_common()
        if region.level not in undecided
    )


def in_passing(text: str, start: int) -> bool:
    """Say whether who or what is named at `start` is only visited, learnt from, worked with or a site's owner."""
    if wording().owners.search(text, max(0, start - _AFTER), start):
        return True
    return wording().in_passing.search(_clause_before(text, start)) is not None


def gives_orders(text: str, start: int, end: int) -> bool:
    """Say whether who is named at `text[start:end]` is one whose orders are followed: 按照X局和Y局要求."""
    before, after = _clause_before(text, start), text[end : end + _AFTER]
    ordered = wording().orders_before.search(before) is not None and wording().ordered.match(after) is not None
    return ordered or makes_rules(text, end)


def makes_rules(text: str, end: int) -> bool:
    """Say whether who is named up to `end` made what whoever reports follows: 县教育局制定指南，我校据此公开."""
    return wording().made_for_us.match(text[end : end + _RULES]) is not None


def _named(part: Flat) -> Iterator[_Vote]:
    found = list(placed(part.text))
    for n, (place, start, end) in enumerate(found):
        if any(at in part.lines for at in range(start + 1, end)):
            continue  # 正文 above 县水利局 is no 文县
        if any(_listed(found[n], other, part.text) for other in found[max(0, n - 1) : n + 2]):
            continue
        before, after = _clause_before(part.plain, start), part.plain[end : end + _AFTER]
        if wording().in_passing.search(before) or _visits(before, after):
            continue
        # A place within a cited title is that of who issued it.
        quoted = part.plain[start] != part.text[start]
        beside = wording().levels_before.search(before) or wording().levels_after.match(after)
        ordered = wording().orders_before.search(before) and wording().orders_after.match(after)
        ordered = ordered or _HANDED_DOWN.match(after)
        yield _Vote(place[-1], _NAMED, quoted or bool(beside or ordered))


def _listed(one: _Placed, other: _Placed, text: str) -> bool:
    """Say whether two places stand beside each other in a list (即墨区、胶州市), neither of them in the other."""
    (first, _, end), (second, start, _) = sorted((one, other), key=lambda placed: placed[1])
    return text[end:start] == _LISTS and first[-1] not in second and second[-1] not in first


def _visits(before: str, after: str) -> bool:
    """Say whether the people of a place come to visit, or are visited."""
    return bool((_VISITED_BEFORE.search(before) and _VISITED_AFTER.match(after)) or _VISITS.match(after))


def _clause_before(text: str, start: int) -> str:
    before = text[max(0, start - _BEFORE) : start]
    return before[max(before.rfind(mark) for mark in _CLAUSE) + 1 :]


def _of_channels(plain: str) -> Iterator[Region]:
    """Give the places by whose bare names sites and accounts are called: “中国永嘉”门户网站, 铜陵城管微信公众号."""
    for match in wording().channel.finditer(plain):
        if _IN_LIST.search(plain[: match.start("name")][-2:]):
            continue
        row = regions.called(match["name"])
        if row and not TOWN.match(match["name"]) and not wording().no_place.match(match["name"]):
            yield regions.chain_of(row)[-1]


def _tied(counts: Counter[Region], level: str) -> bool:
    """Say whether nothing decides between two places of a level that are named, neither by its carrier."""
    best = sorted((votes for region, votes in counts.items() if region.level == level), reverse=True)
    return len(best) > 1 and best[0] == best[1] < _CARRIER
