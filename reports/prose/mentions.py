"""Numbers with their measure words in a sentence."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from reports.model import Qualifier
from reports.numerals import numerals

_UNIT = re.compile(
    "人次|条次|件次|篇次|场次|批次|万元|亿元|元|件|条|项|次|篇|份|人|名|个|处|场|期|宗|起|例|笔|部|家|册|则|批|卷|幅"
)
_NOT_UNIT = re.compile(
    r"个(?:工作日|月|百分点|小时|别|性|人(?!信息))|次(?:性|要|日|月|年|序|元)|件(?:套|事)|项目(?!数)|条例|条(?:第|款)|人(?:员数|民|口|工)|"
    r"名(?:单|录|称|义)|期(?:间|限|货|刊)|部(?:门|委|署|分)|家(?:园|庭|长)|份(?:额)|批(?:复|准)|处(?:理|罚|室|长|置)|"
    r"场(?:所|景|地)|起(?:步|草|诉|到|来)|册(?:子)|例(?:如|会)|次(?:会议)?全体|项(?:第)"
)
_ABOVE = re.compile("以上")
_AROUND = re.compile("左右|上下")
_BARE = re.compile(r"(?:总数量?|数量|数|总量|均|都|零|数均|情况)(?:均|都|共)?(?:为|是|：)$|(?:均|都)?(?:为|是)$")
_COUNTED = re.compile(r"(?:总数|数量|件数|申请数|条数)(?:均|都|共)?(?:为|是|：)$")
_BARE_END = re.compile(r"[，。；、！）)]|$")


@dataclass(frozen=True, slots=True)
class Mention:
    """A number with its measure word; the unit is empty where a bare 0 or a count after 数为 stands alone."""

    value: Decimal
    qualifier: Qualifier | None
    unit: str
    start: int
    end: int


def mentions(text: str) -> tuple[Mention, ...]:
    """Return the counts and amounts a sentence states, in order."""
    found = []
    for number in numerals(text):
        unit = _UNIT.match(text, number.end)
        if unit and not _NOT_UNIT.match(text, number.end):
            found.append(_with_unit(text, number.value, number.qualifier, number.start, unit))
        elif (_BARE if not number.value else _COUNTED).search(text[: number.start]) and _BARE_END.match(
            text, number.end
        ):
            found.append(Mention(number.value, number.qualifier, "", number.start, number.end))
    return tuple(found)


def _with_unit(text: str, value: Decimal, qualifier: Qualifier | None, start: int, unit: re.Match[str]) -> Mention:
    end, name = unit.end(), unit[0]
    if name in ("万元", "亿元"):
        value *= Decimal(10) ** (4 if name == "万元" else 8)
        name = "元"
    if text[end : end + 1] in "余多" and text[end : end + 1]:
        qualifier, end = Qualifier.AT_LEAST, end + 1
    for pattern, meaning in ((_ABOVE, Qualifier.AT_LEAST), (_AROUND, Qualifier.ABOUT)):
        if pattern.match(text, end):
            qualifier, end = meaning, end + 2
    return Mention(value, qualifier, name, start, end)
