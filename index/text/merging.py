"""When segments are put together, so that many small commits do not leave many small segments.

Segments fall into tiers by size; a full tier becomes one segment of a higher tier. A document is thus rewritten once a
tier, and a search meets at most a few segments of each.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from math import log

SMALLEST_TIER = 64
TIER_SEGMENTS = 8
# Joining sorts in memory, so it makes no larger segment than this and takes only such as two of which fit in.
LARGEST_SEGMENT = 200_000
MOST_DELETED = 0.3


def to_join(sizes: Sequence[int], living: Sequence[int]) -> list[int]:
    """Return the places of the segments to join next, given their documents and how many of them live; [] for none."""
    for place, (size, alive) in enumerate(zip(sizes, living, strict=True)):
        if size >= SMALLEST_TIER and alive < size * (1 - MOST_DELETED):
            return [place]
    tiers: dict[int, list[int]] = defaultdict(list)
    for place, alive in enumerate(living):
        if alive <= LARGEST_SEGMENT // 2:
            tiers[_tier(alive)].append(place)
    for _, places in sorted(tiers.items()):
        if len(places) >= TIER_SEGMENTS:
            return _within_bound(places, living)
    return []


def _tier(size: int) -> int:
    return int(log(max(size, SMALLEST_TIER) / SMALLEST_TIER, TIER_SEGMENTS))


def _within_bound(places: Sequence[int], living: Sequence[int]) -> list[int]:
    """Take as many of the segments, in their order, as make one of the largest size."""
    taken: list[int] = []
    total = 0
    for place in places:
        if total + living[place] > LARGEST_SEGMENT:
            break
        taken.append(place)
        total += living[place]
    return taken
