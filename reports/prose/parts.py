"""Which number is the whole of which others are parts: 其中 and brackets."""

from __future__ import annotations

import re
from collections.abc import Sequence

from reports.prose.mentions import Mention

_AMONG = "其中"
_REACH = 60
_COMPARED = re.compile(
    r"(?:同比|环比|[较比与](?:上|去|往|前|19|20)|去年|上年(?!度?结转)|增长|增加|减少|下降|上升|提高|降低|占)[^，；。：（]*$"
)


def is_compared(text: str, mention: Mention) -> bool:
    """Tell whether a number measures a change or a share, so that it has no parts and is none."""
    return bool(_COMPARED.search(text[max(0, mention.start - _REACH) : mention.start]))


def depth(text: str, at: int) -> int:
    """Return how many brackets are open at a place."""
    return sum(text.count(char, 0, at) for char in "（(") - sum(text.count(char, 0, at) for char in "）)")


def is_whole(text: str, mention: Mention, at: int) -> bool:
    """Tell whether a number before 其中 at `at` can be the whole: no change or share, in no bracket since closed."""
    return not is_compared(text, mention) and depth(text, mention.start) <= depth(text, at)


def whole_of(text: str, found: Sequence[Mention], index: int) -> int | None:
    """Return the index of the number this one is a part of, -1 where it stands in the sentence before, else None."""
    at = found[index].start
    opened = _opening(text, at)
    if opened is not None:
        inside = next((i for i in range(index - 1, -1, -1) if found[i].end <= opened), None)
        if inside is not None and opened - found[inside].end <= 14:
            return inside
    among = text.rfind(_AMONG, 0, at)
    if among < 0:
        return None
    earlier = (i for i in range(index - 1, -1, -1) if found[i].end <= among)
    before = next((i for i in earlier if is_whole(text, found[i], among)), None)
    if before is not None:
        return before
    return -1 if among <= 1 else None


def _opening(text: str, at: int) -> int | None:
    """Return where the bracket around a place opens."""
    if depth(text, at) <= 0:
        return None
    level = 0
    for index in range(at - 1, -1, -1):
        if text[index] in "）)":
            level += 1
        elif text[index] in "（(":
            if level == 0:
                return index
            level -= 1
    return None
