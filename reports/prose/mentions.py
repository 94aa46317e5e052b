"""Numbers with their measure words in a sentence, and the sentence with marks in their place for patterns to read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from reports.model import Qualifier
from reports.numerals import numerals

UNITS = [
    "人次",
    "条次",
    "件次",
    "篇次",
    "场次",
    "批次",
    "万元",
    "亿元",
    "元",
    "件",
    "条",
    "项",
    "次",
    "篇",
    "份",
    "人",
    "名",
    "个",
    "处",
    "场",
    "期",
    "宗",
    "起",
    "例",
    "笔",
    "部",
    "家",
    "册",
    "则",
    "批",
    "卷",
    "幅",
]
_HOLDERS = frozenset("个家人名处部户")
_UNIT = re.compile("|".join(UNITS))
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
_TOKEN_YEAR = re.compile(r"(?P<year>(?:19|20)\d{2}|二[〇○零Ｏ0]?[〇○零一二三]?[〇○零一二三四五六七八九十]{1,2})(?=年)")


@dataclass(frozen=True, slots=True)
class Mention:
    """A number with its measure word; the unit is empty where a bare 0 or a count after 数为 stands alone."""

    value: Decimal
    qualifier: Qualifier | None
    unit: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Marked:
    """A sentence with marks for its numbers and years; `at[i]` is the span in the sentence of its i-th character.

    `counts` are the ends of the marks that count things published or done; numbers of accounts or people are no counts.
    """

    text: str
    at: tuple[tuple[int, int], ...]
    here: int
    counts: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the sentence's span of `text[start:end]`."""
        return self.at[start][0], self.at[end - 1][1]


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


def mark(text: str, found: tuple[Mention, ...], here: int | None, year: int) -> Marked:
    """Write `#` for the mention `here`, `@` for the others, ◇ ▽ △ ◆ for the years this, last, next, other."""
    spans = [(m.start, m.end, "#" if index == here else "@") for index, m in enumerate(found)]
    counted = {m.start for index, m in enumerate(found) if m.unit not in _HOLDERS and index != here}
    counts: list[int] = []
    spans += [(m.start(), m.end(), _year_mark(m["year"], year)) for m in _TOKEN_YEAR.finditer(text)]
    chars: list[str] = []
    at: list[tuple[int, int]] = []
    position = 0
    for start, end, sign in sorted(spans):
        if start < position:
            continue
        chars += text[position:start]
        at += [(index, index + 1) for index in range(position, start)]
        chars.append(sign)
        at.append((start, end))
        if start in counted:
            counts.append(len(chars))
        position = end
    chars += text[position:]
    at += [(index, index + 1) for index in range(position, len(text))]
    marked = "".join(chars)
    return Marked(marked, tuple(at), marked.find("#") if here is not None else -1, tuple(counts))


def _year_mark(said: str, year: int) -> str:
    digits = said if said.isdigit() and said.isascii() else "".join(_HAN_YEAR.get(char, "?") for char in said)
    if len(digits) != 4 or "?" in digits:
        return "◆"
    return {0: "◇", -1: "▽", 1: "△"}.get(int(digits) - year, "◆")


_HAN_YEAR = {char: str(i) for i, char in enumerate("零一二三四五六七八九")} | {"〇": "0", "○": "0", "Ｏ": "0", "0": "0"}
